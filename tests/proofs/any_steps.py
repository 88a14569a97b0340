"""A machine that takes any steps in any order, right and wrong, by right and wrong hands, while days pass and offices are merged."""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from anbang.casework.charge.handing import merge_offices_with_their_people
from anbang.casework.charge.models import Transfer
from anbang.casework.models import Case
from anbang.casework.step.morning import let_the_day_come
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Office
from anbang.organisations.steps import StepRefused
from tests.support.crew import District, days
from tests.support.deeds import DEEDS, HANDS, REFUSALS, TOWNS, Told, hand, places, traces
from tests.support.recomputed import differences

FIRST_DAY = date(2026, 1, 5)
BACK = (0, 0, 0, 0, 0, 1, 3, 7, 8, 40)
AHEAD = (0, 0, 0, 0, 0, 0, 1, 1, 2, 9, 31, 200, 700)
WHOM, PLACE, WHOSE = st.integers(0, 2), st.integers(0, 6), st.sampled_from(HANDS)
Hand = tuple[str, str]
COUNTS: Counter[str] = Counter()


class AnySteps(RuleBasedStateMachine):
    """What follows is stored, step by step by difference; at every moment it equals what the acts say, computed anew."""

    fresh_database: Callable[[], ExitStack]

    def __init__(self) -> None:
        super().__init__()
        self.stack = type(self).fresh_database()
        self.district = District()
        self.today = FIRST_DAY
        self.cases: list[int] = []
        self.people: list[int] = []
        self.places = places(self.district)
        self.merged: set[str] = set()
        self.merges = False
        self.seen = traces()
        COUNTS["lives"] += 1

    def teardown(self) -> None:
        self.stack.close()

    @initialize(
        towns=st.lists(st.sampled_from(TOWNS), min_size=2, max_size=3), begun=st.booleans(), merges=st.integers(0, 2)
    )
    def somebody_is_filed(self, towns: list[str], begun: bool, merges: int) -> None:
        self.merges = merges == 2
        for town in towns:
            case = self.district.in_care(town, since=self.today) if begun else self.district.filed(town, on=self.today)
            self.people.append(case.person_id)
            self.cases.append(case.pk)
        self.seen = traces()

    @rule(
        whom=WHOM,
        deed=st.sampled_from(sorted(DEEDS)),
        whose=WHOSE,
        back=st.sampled_from(BACK),
        place=PLACE,
        late=st.booleans(),
        ahead=st.sampled_from(AHEAD),
    )
    def any_step_is_taken(
        self, whom: int, deed: str, whose: Hand, back: int, place: int, late: bool, ahead: int
    ) -> None:
        """Often on the same day as the one before, or a few days later."""
        self._days_pass(ahead)
        self._take(deed, whose, self._told(whom, back, place, late=late))

    @rule(whom=WHOM, whose=WHOSE, back=st.sampled_from(BACK), place=PLACE, ahead=st.sampled_from(AHEAD))
    def somebody_moves(self, whom: int, whose: Hand, back: int, place: int, ahead: int) -> None:
        """From office to office: a transfer opens, is replaced or is withdrawn."""
        self._days_pass(ahead)
        self._take("moved", whose, self._told(whom, back, place, late=True))

    @precondition(lambda self: self.waiting())
    @rule(first=st.booleans(), accepted=st.sampled_from((True, True, False)), whose=WHOSE, back=st.sampled_from(BACK))
    def a_transfer_is_answered(self, first: bool, accepted: bool, whose: Hand, back: int) -> None:
        """Mostly by the office that is to receive somebody."""
        waiting = self.waiting()
        told = self._told(self.people.index(waiting[0 if first else -1]), back, 0, late=True)
        self._take("transfer_accepted" if accepted else "transfer_returned", whose, told)

    @rule(
        whom=WHOM,
        deed=st.sampled_from(("withdrawn", "day_corrected")),
        whose=WHOSE,
        back=st.sampled_from(BACK),
        number=st.integers(0, 5),
    )
    def an_act_is_repaired(self, whom: int, deed: str, whose: Hand, back: int, number: int) -> None:
        """One of the last: it was on another day, or never happened."""
        self._take(deed, whose, replace(self._told(whom, back, 0, late=True), number=number))

    def waiting(self) -> list[int]:
        """Whose transfer is open."""
        rows = Transfer.objects.using("owner").filter(ended_on=None, person__in=self.people).order_by("person")
        return list(rows.values_list("person_id", flat=True))

    def _told(self, whom: int, back: int, place: int, *, late: bool) -> Told:
        person = self.people[whom % len(self.people)]
        case = Case.objects.using("owner").filter(person=person).latest("id").pk
        return Told(case, self.today - days(back), self.places[place], "补记" if late else "")

    def _take(self, deed: str, whose: Hand, told: Told) -> None:
        by = hand(self.district, whose, deed, told, today=self.today)
        self._try(deed, lambda: DEEDS[deed](told, by))

    def _days_pass(self, ahead: int) -> None:
        """And the morning comes, as it does: only for those whom the mere date changes."""
        if not ahead:
            return
        self.today += days(ahead)
        self._morning()
        self.what_is_stored_is_what_the_acts_say()

    @precondition(lambda self: self.merges and len(self.merged) < 2)
    @rule(gone=st.sampled_from(TOWNS), into=st.sampled_from(TOWNS))
    def an_office_is_merged(self, gone: str, into: str) -> None:
        """Into the office that stands for the other town now; the morning after, all that follows is settled."""
        offices = {town: self._stands_now(town) for town in (gone, into)}

        def merge() -> None:
            by = self.district.administrator(self.today)
            merge_offices_with_their_people([offices[gone]], successor_id=offices[into], by=by, on=self.today)

        if self._try("merged", merge):
            self.merged.add(gone)
            self.district.sign_in_again()
            self._morning()

    def _stands_now(self, town: str) -> int:
        office = Office.objects.using("owner").filter(kind=OfficeKind.JUSTICE_OFFICE, area=self.district.town(town))
        found = office.earliest("id")
        while found.successor_id is not None:
            found = Office.objects.using("owner").get(pk=found.successor_id)
        return found.pk

    def _morning(self) -> None:
        came = let_the_day_come(self.today, by=self.district.aftercare(self.today))
        assert came.broken == []
        COUNTS["mornings"] += 1
        self.seen = traces()

    def _try(self, name: str, step: Callable[[], object]) -> bool:
        COUNTS["steps"] += 1
        try:
            step()
        except REFUSALS as refusal:
            COUNTS["refused" if isinstance(refusal, StepRefused) else "not found"] += 1
            assert traces() == self.seen, f"{name} was refused and left a trace"
            return False
        COUNTS["done"] += 1
        COUNTS[f"done: {name}"] += 1
        self.seen = traces()
        return True

    @invariant()
    def what_is_stored_is_what_the_acts_say(self) -> None:
        found = differences(*self.people, today=self.today)
        assert not found, found
