"""A machine that takes any steps in any order, right and wrong, by right and wrong hands, alone and two at once, while days pass and offices
are merged.
"""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from anbang.casework.charge.handing import merge_offices_with_their_people
from anbang.casework.charge.models import Transfer
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Office
from anbang.organisations.steps import StepRefused
from tests.proofs.two_at_once import AHEAD, BACK, COUNTS, NUMBER, PLACE, WHOM, WHOSE, Hand, TwoAtOnce
from tests.support.deeds import DEEDS, TOWNS, hand, traces
from tests.support.deeds_beside import BESIDE
from tests.support.telling import REFUSALS, Told

# Mostly steps of which one stands on another.
FOLLOWING = (*sorted({*BESIDE, "plan_made", "team_named", "went_away", "came_back"}), *sorted(DEEDS))


class AnySteps(TwoAtOnce):
    """Steps one by one beside those that are taken at once."""

    @rule(
        whom=WHOM,
        deed=st.sampled_from(sorted(DEEDS)),
        whose=WHOSE,
        back=st.sampled_from(BACK),
        place=PLACE,
        number=NUMBER,
        late=st.booleans(),
        ahead=st.sampled_from(AHEAD),
    )
    def any_step_is_taken(
        self, whom: int, deed: str, whose: Hand, back: int, place: int, number: int, late: bool, ahead: int
    ) -> None:
        """Often on the same day as the one before, or a few days later."""
        self._days_pass(ahead)
        self._take(deed, whose, self.told(whom, back, place, number, late=late))

    @rule(whom=WHOM, deeds=st.lists(st.sampled_from(FOLLOWING), min_size=2, max_size=4), back=st.sampled_from(BACK))
    def one_thing_leads_to_another(self, whom: int, deeds: list[str], back: int) -> None:
        """What leaves rows of its own beside the acts, and what is done about such rows."""
        for number, deed in enumerate(deeds):
            self._take(deed, ("right", ""), self.told(whom, back, number, number + back % 2, late=True))

    @rule(whom=WHOM, whose=WHOSE, back=st.sampled_from(BACK), place=PLACE, ahead=st.sampled_from(AHEAD))
    def somebody_moves(self, whom: int, whose: Hand, back: int, place: int, ahead: int) -> None:
        """From office to office: a transfer opens, is replaced or is withdrawn."""
        self._days_pass(ahead)
        self._take("moved", whose, self.told(whom, back, place, 0, late=True))

    @rule(
        first=st.booleans(),
        accepted=st.sampled_from((True, True, False)),
        whose=WHOSE,
        back=st.sampled_from(BACK),
        place=PLACE,
    )
    def a_transfer_is_answered(self, first: bool, accepted: bool, whose: Hand, back: int, place: int) -> None:
        """Mostly by the office that is to receive somebody; where none is open, somebody moves."""
        if waiting := self._waiting():
            told = self.told(self.people.index(waiting[0 if first else -1]), back, place, 0, late=True)
            self._take("transfer_accepted" if accepted else "transfer_returned", whose, told)
        else:
            self._take("moved", whose, self.told(0, back, place, 0, late=True))

    @rule(
        whom=WHOM,
        deed=st.sampled_from(("withdrawn", "day_corrected")),
        whose=WHOSE,
        back=st.sampled_from(BACK),
        number=NUMBER,
    )
    def an_act_is_repaired(self, whom: int, deed: str, whose: Hand, back: int, number: int) -> None:
        """One of the last: it was on another day, or never happened."""
        self._take(deed, whose, self.told(whom, back, 0, number, late=True))

    def _waiting(self) -> list[int]:
        """Whose transfer is open."""
        rows = Transfer.objects.using("owner").filter(ended_on=None, person__in=self.people).order_by("person")
        return list(rows.values_list("person_id", flat=True))

    def _take(self, deed: str, whose: Hand, told: Told) -> None:
        by = hand(self.district, whose, deed, told, today=self.today)
        self._try(deed, lambda: DEEDS[deed](told, by))

    @precondition(lambda self: self.merges > 0)
    @rule(gone=st.sampled_from(TOWNS), into=st.sampled_from(TOWNS))
    def an_office_is_merged(self, gone: str, into: str) -> None:
        """Into the office that stands for the other town now; the morning after, all that follows is settled."""
        self.merges -= 1
        offices = {town: self._stands_now(town) for town in (gone, into)}

        def merge() -> None:
            by = self.district.administrator(self.today)
            merge_offices_with_their_people([offices[gone]], successor_id=offices[into], by=by, on=self.today)

        if self._try("merged", merge):
            self.district.sign_in_again()
            self.morning()

    def _stands_now(self, town: str) -> int:
        office = Office.objects.using("owner").filter(kind=OfficeKind.JUSTICE_OFFICE, area=self.district.town(town))
        found = office.earliest("id")
        while found.successor_id is not None:
            found = Office.objects.using("owner").get(pk=found.successor_id)
        return found.pk

    def _try(self, name: str, step: Callable[[], object]) -> bool:
        COUNTS["steps"] += 1
        try:
            step()
        except REFUSALS as refusal:
            COUNTS["refused" if isinstance(refusal, StepRefused) else "not found"] += 1
            self._fail_unless(traces() == self.seen, f"{name} was refused and left a trace")
            return False
        COUNTS["done"] += 1
        COUNTS[f"done: {name}"] += 1
        self.seen = traces()
        return True
