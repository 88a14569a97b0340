"""Machines in which two steps are taken at the same moment, by two hands over connections of their own, while days pass."""

from dataclasses import dataclass, replace
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.proofs.life import AHEAD, BACK, COUNTS, NUMBER, PLACE, WHOM, WHOSE, Hand, Life
from tests.support.at_once import DONE, REFUSED, Step, at_once
from tests.support.crew import days
from tests.support.deeds import DEEDS, MOVES, hand, traces

MORNING = "morning"


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


class TwoAtOnce(Life):
    """Each of two steps is done or refused, and nothing else; then every row is what the acts say."""

    # A control counts what breaks off and looks at the rows alone.
    faults_are_counted: ClassVar[bool] = False

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
        self.days_pass(ahead)
        if alike:
            second = replace(second, deed=first.deed)
        self.both((first.deed, self.drawn(first, whom)), (second.deed, self.drawn(second, whom + other)))

    @rule(whom=WHOM, drawn=DRAWN, ahead=st.sampled_from(tuple(filter(None, AHEAD))))
    def a_step_is_taken_while_the_morning_comes(self, whom: int, drawn: Drawn, ahead: int) -> None:
        """Whoever is at work early is in nobody's way."""
        self.today += days(ahead)
        by = self.district.aftercare(self.today)
        ends = self.both((MORNING, (by.alias, self.let_the_day_come)), (drawn.deed, self.drawn(drawn, whom)))
        COUNTS["mornings"] += 1
        self.fail_unless(self.faults_are_counted or ends[0] == DONE, f"the morning was {ends[0]}")

    def both(self, first: tuple[str, tuple[str, Step]], second: tuple[str, tuple[str, Step]]) -> list[str]:
        """Two steps at once, each with its name: how they ended."""
        (one, step), (other, beside) = first, second
        ends = at_once([step, beside])
        COUNTS[f"at once: {ends.count(DONE)} done"] += 1
        COUNTS["steps"] += 2
        for name, end in ((one, ends[0]), (other, ends[1])):
            COUNTS[end if end in (DONE, REFUSED) else "broken off"] += 1
            COUNTS[f"done: {name}"] += end == DONE
        broken = [end for end in ends if end not in (DONE, REFUSED)]
        self.fail_unless(self.faults_are_counted or not broken, f"{one} and {other} at once: {broken}")
        if not ends.count(DONE):
            self.fail_unless(broken or traces() == self.seen, f"{one} and {other} were refused and left a trace")
        self.seen = traces()
        return ends

    def drawn(self, drawn: Drawn, whom: int) -> tuple[str, Step]:
        """A step as it was drawn, by its hand: over which connection, and what is done."""
        told = self.told(whom, drawn.back, drawn.place, drawn.number, late=True)
        by = hand(self.district, drawn.whose, drawn.deed, told, today=self.today)
        return by.alias, lambda: DEEDS[drawn.deed](told, by)
