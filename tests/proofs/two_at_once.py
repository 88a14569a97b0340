"""A machine in which two steps are taken at the same moment, by two hands over connections of their own, while days pass."""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from anbang.casework.models import Case
from anbang.casework.step.morning import let_the_day_come
from tests.support.at_once import DONE, REFUSED, Step, at_once
from tests.support.crew import District, days
from tests.support.deeds import DEEDS, HANDS, MOVES, TOWNS, hand, places, traces
from tests.support.recomputed import differences
from tests.support.telling import Told

FIRST_DAY = date(2026, 1, 5)
BACK = (0, 0, 0, 0, 0, 1, 3, 7, 8, 40)
AHEAD = (0, 0, 0, 0, 0, 0, 1, 1, 2, 9, 31, 200, 700)
WHOM, PLACE, NUMBER, WHOSE = st.integers(0, 2), st.integers(0, 6), st.integers(0, 5), st.sampled_from(HANDS)
Hand = tuple[str, str]
COUNTS: Counter[str] = Counter()
# What a race has shown, once: it need not come out the same way when its steps are taken again.
FOUND: list[str] = []


@dataclass(frozen=True)
class Drawn:
    """A step as it was drawn, before anybody is asked."""

    deed: str
    whose: Hand
    back: int
    place: int
    number: int


# Most often what moves people from hand to hand.
RACING = st.sampled_from((*(*MOVES,) * 4, "day_corrected", "day_corrected", *sorted(DEEDS)))
DRAWN = st.builds(Drawn, RACING, WHOSE, st.sampled_from(BACK), PLACE, NUMBER)


class TwoAtOnce(RuleBasedStateMachine):
    """What follows is stored, step by step by difference; at every moment it equals what the acts say, computed anew.

    What is drawn hangs on nothing that a race decides.
    """

    fresh_database: Callable[[], ExitStack]
    # A control counts what breaks off and looks at the rows alone.
    faults_are_counted: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.stack = type(self).fresh_database()
        self.district = District()
        self.today = FIRST_DAY
        self.cases: list[int] = []
        self.people: list[int] = []
        self.places = places(self.district)
        self.merges = 0
        self.seen = traces()
        self.looked_at: tuple[date, dict[str, str]] | None = None
        COUNTS["lives"] += 1

    def teardown(self) -> None:
        self.stack.close()

    @initialize(
        towns=st.lists(st.sampled_from(TOWNS), min_size=2, max_size=3),
        begun=st.booleans(),
        unknown=st.booleans(),
        merges=st.integers(0, 2),
    )
    def somebody_is_filed(self, towns: list[str], begun: bool, unknown: bool, merges: int) -> None:
        """Two or three people, of whom one may be nobody knows who."""
        self.merges = 3 if merges == 2 else 0
        bring = (lambda town, **head: self.district.in_care(town, since=self.today, **head)) if begun else self._file
        for town in towns:
            head = {"registered": None, "born_on": None, "investigated_in": self.district.town(town)}
            case = bring(town, **(head if unknown and not self.people else {}))
            self.people.append(case.person_id)
            self.cases.append(case.pk)
        self.seen = traces()

    def _file(self, town: str, **head: object) -> Case:
        return self.district.filed(town, on=self.today, **head)

    @rule(
        whom=WHOM,
        other=st.sampled_from((0, 0, 0, 1)),
        first=DRAWN,
        second=DRAWN,
        alike=st.sampled_from((False, False, True)),
        ahead=st.sampled_from(AHEAD),
    )
    def two_steps_are_taken_at_once(
        self, whom: int, other: int, first: Drawn, second: Drawn, alike: bool, ahead: int
    ) -> None:
        """Mostly about the same person, often the same step twice; each is done or refused in words, and nothing else."""
        self._days_pass(ahead)
        if alike:
            second = replace(second, deed=first.deed)
        ends = at_once([self._drawn(first, whom), self._drawn(second, whom + other)])
        COUNTS[f"at once: {ends.count(DONE)} done"] += 1
        COUNTS["steps"] += 2
        if broken := [end for end in ends if end not in (DONE, REFUSED)]:
            COUNTS["broken off"] += len(broken)
            self._fail_unless(self.faults_are_counted, f"{first.deed} and {second.deed} at once: {broken}")
        if not ends.count(DONE):
            self._fail_unless(traces() == self.seen, f"{first.deed} and {second.deed} were refused and left a trace")
        for deed, end in zip((first.deed, second.deed), ends, strict=True):
            COUNTS[end if end in (DONE, REFUSED) else "broken off"] += 1
            COUNTS[f"done: {deed}"] += end == DONE
        self.seen = traces()

    def _drawn(self, drawn: Drawn, whom: int) -> tuple[str, Step]:
        told = self.told(whom, drawn.back, drawn.place, drawn.number, late=True)
        by = hand(self.district, drawn.whose, drawn.deed, told, today=self.today)
        return by.alias, lambda: DEEDS[drawn.deed](told, by)

    def told(self, whom: int, back: int, place: int, number: int, *, late: bool) -> Told:
        """Of the newest case of one of them."""
        person = self.people[whom % len(self.people)]
        case = Case.objects.using("owner").filter(person=person).latest("id").pk
        return Told(case, self.today - days(back), self.places[place], "补记" if late else "", number)

    def _days_pass(self, ahead: int) -> None:
        """And the morning comes, as it does: only for those whom the mere date changes."""
        if not ahead:
            return
        self.today += days(ahead)
        self.morning()
        self.what_is_stored_is_what_the_acts_say()

    def morning(self) -> None:
        """The office's day begins."""
        came = let_the_day_come(self.today, by=self.district.aftercare(self.today))
        assert came.broken == []
        COUNTS["mornings"] += 1
        self.seen = traces()

    def _fail_unless(self, holds: bool, told: str) -> None:
        if not holds:
            FOUND.append(told)
            raise AssertionError(told)

    @invariant()
    def what_is_stored_is_what_the_acts_say(self) -> None:
        """No gap, no overlap, and no row other than what is computed from scratch."""
        if self.looked_at != (self.today, self.seen):
            found = differences(*self.people, today=self.today)
            self._fail_unless(not found, "\n".join(found))
            self.looked_at = (self.today, self.seen)
