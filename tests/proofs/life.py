"""A life of a few people for machines that take steps: what is stored, step by step by difference, is compared with what the acts say."""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from anbang.casework.charge.models import Transfer
from anbang.casework.models import Case
from anbang.casework.step.morning import let_the_day_come
from anbang.organisations.steps import StepRefused
from tests.support.crew import District, days
from tests.support.deeds import DEEDS, HANDS, TOWNS, hand, places, traces
from tests.support.recomputed import differences
from tests.support.telling import REFUSALS, Told

FIRST_DAY = date(2026, 1, 5)
BACK = (0, 0, 0, 0, 0, 1, 3, 7, 8, 40)
AHEAD = (0, 0, 0, 0, 0, 0, 1, 1, 2, 9, 31, 200, 700)
WHOM, PLACE, NUMBER, WHOSE = st.integers(0, 2), st.integers(0, 6), st.integers(0, 5), st.sampled_from(HANDS)
Hand = tuple[str, str]
COUNTS: Counter[str] = Counter()
# What a race has shown, once: it need not come out the same way when its steps are taken again.
FOUND: list[str] = []


class Life(RuleBasedStateMachine):
    """What is drawn hangs on nothing that a step, or a race of two, decides."""

    fresh_database: Callable[[], ExitStack]

    def __init__(self) -> None:
        super().__init__()
        self.stack = type(self).fresh_database()
        self.district = District()
        self.today = FIRST_DAY
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
            self.people.append(bring(town, **(head if unknown and not self.people else {})).person_id)
        self.seen = traces()

    def _file(self, town: str, **head: object) -> Case:
        return self.district.filed(town, on=self.today, **head)

    def take(self, deed: str, whose: Hand, told: Told) -> None:
        """A step alone."""
        by = hand(self.district, whose, deed, told, today=self.today)
        self.attempt(deed, lambda: DEEDS[deed](told, by))

    def attempt(self, name: str, step: Callable[[], object]) -> bool:
        """Whether it was done; what is refused leaves no trace."""
        COUNTS["steps"] += 1
        try:
            step()
        except REFUSALS as refusal:
            COUNTS["refused" if isinstance(refusal, StepRefused) else "not found"] += 1
            self.fail_unless(traces() == self.seen, f"{name} was refused and left a trace")
            return False
        COUNTS["done"] += 1
        COUNTS[f"done: {name}"] += 1
        self.seen = traces()
        return True

    def told(self, whom: int, back: int, place: int, number: int, *, late: bool) -> Told:
        """Of the newest case of one of them."""
        person = self.people[whom % len(self.people)]
        case = Case.objects.using("owner").filter(person=person).latest("id").pk
        return Told(case, self.today - days(back), self.places[place], "补记" if late else "", number)

    def days_pass(self, ahead: int) -> None:
        """And the morning comes, as it does: only for those whom the mere date changes."""
        if not ahead:
            return
        self.today += days(ahead)
        self.morning()
        self.what_is_stored_is_what_the_acts_say()

    def morning(self) -> None:
        """The office's day begins."""
        self.let_the_day_come()
        COUNTS["mornings"] += 1
        self.seen = traces()

    def let_the_day_come(self) -> None:
        """As the worker lets it come."""
        came = let_the_day_come(self.today, by=self.district.aftercare(self.today))
        assert came.broken == [], "somebody could not be settled"

    def fail_unless(self, holds: object, told: str) -> None:
        """With what was found, also where it is not found again."""
        if not holds:
            FOUND.append(told)
            raise AssertionError(told)

    @invariant()
    def what_is_stored_is_what_the_acts_say(self) -> None:
        """No gap, no overlap, and no row other than what is computed from scratch."""
        if self.looked_at != (self.today, self.seen):
            found = differences(*self.people, today=self.today)
            self.fail_unless(not found, "\n".join(found))
            self.looked_at = (self.today, self.seen)


class Moves(Life):
    """People move, and offices answer."""

    @rule(whom=WHOM, whose=WHOSE, back=st.sampled_from(BACK), place=PLACE, ahead=st.sampled_from(AHEAD))
    def somebody_moves(self, whom: int, whose: Hand, back: int, place: int, ahead: int) -> None:
        """From office to office: a transfer opens, is replaced or is withdrawn."""
        self.days_pass(ahead)
        self.take("moved", whose, self.told(whom, back, place, 0, late=True))

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
            self.take("transfer_accepted" if accepted else "transfer_returned", whose, told)
        else:
            self.take("moved", whose, self.told(0, back, place, 0, late=True))

    def _waiting(self) -> list[int]:
        """Whose transfer is open."""
        rows = Transfer.objects.using("owner").filter(ended_on=None, person__in=self.people).order_by("person")
        return list(rows.values_list("person_id", flat=True))
