"""What another pack would do to everybody: which duties come, go, move or change their state, and who gains or loses how much."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from anbang.policy.answers import DutyAnswer
from anbang.policy.judging import Judge, Person, Standing
from anbang.policy.language.values import Money, Unknown
from anbang.policy.pack import Pack
from anbang.policy.reading_events import Happening

Change = Literal["comes", "goes", "sooner", "later", "state"]
# Whether a duty opened, when it is due, how it stands.
Told = tuple[date, date, str]


@dataclass(frozen=True, slots=True)
class Story:
    """One person of the register: by which name the answer calls them, the head of the file, and what happened."""

    key: str
    person: Person
    happenings: Sequence[Happening]


@dataclass(frozen=True, slots=True)
class DutyChange:
    """What becomes of one duty of one person: its state and due day now and then; None where there is none."""

    key: str
    duty: str
    period: str | None
    change: Change
    now: Told | None
    then: Told | None


@dataclass(frozen=True, slots=True)
class MoneyChange:
    """What one person's allowance comes to over all months that are not stopped, now and then, in yuan."""

    key: str
    now: Money
    then: Money

    @property
    def difference(self) -> Money:
        """What the person gains; below 0 what the person loses."""
        return self.then - self.now


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Everything that would change, person by person, and how many people were asked about."""

    people: int
    duties: tuple[DutyChange, ...]
    money: tuple[MoneyChange, ...]

    @property
    def counts(self) -> Mapping[tuple[str, Change], int]:
        """How many duties of each kind come, go, move or change their state."""
        return Counter((change.duty, change.change) for change in self.duties)

    @property
    def people_touched(self) -> int:
        """For how many people anything changes."""
        return len({change.key for change in self.duties} | {change.key for change in self.money})

    @property
    def yuan(self) -> tuple[Money, Money]:
        """What all who gain would gain together, and what all who lose would lose, in yuan."""
        differences = [change.difference for change in self.money]
        return sum(one for one in differences if one > 0), -sum(one for one in differences if one < 0)


def rehearse(judge: Judge, stories: Iterable[Story], *, now: Pack, then: Pack, as_of: date) -> Rehearsal:
    """Judges everybody by the pack in force and by the other one, and tells the differences. Nothing is written anywhere.

    Raises UnreadableEvent, UndecidableDuty.
    """
    people = 0
    duties: list[DutyChange] = []
    money: list[MoneyChange] = []
    for story in stories:
        people += 1
        before, after = (judge.standing(story.happenings, story.person, as_of, pack) for pack in (now, then))
        duties += _duty_changes(story.key, before.duties, after.duties)
        change = MoneyChange(story.key, _payable(before), _payable(after))
        if change.difference:
            money.append(change)
    return Rehearsal(people, tuple(duties), tuple(money))


def _duty_changes(key: str, before: Sequence[DutyAnswer], after: Sequence[DutyAnswer]) -> Iterator[DutyChange]:
    """Duties are the same if they are the same kind's first, second … one of the same case, or of the same period."""
    now, then = ({_same(duty): duty for duty in duties} for duties in (before, after))
    for same in sorted({*now, *then}):
        one, other = now.get(same), then.get(same)
        change = _change(one, other)
        if change:
            duty = one or other
            assert duty is not None
            yield DutyChange(key, duty.duty, duty.period, change, _told(one), _told(other))


def _same(duty: DutyAnswer) -> tuple[str, int, str]:
    return duty.duty, duty.case, duty.period or str(duty.occurrence)


def _told(duty: DutyAnswer | None) -> Told | None:
    return (duty.opens_on, duty.due_on, str(duty.state)) if duty else None


def _change(now: DutyAnswer | None, then: DutyAnswer | None) -> Change | None:
    if now is None or then is None:
        return "comes" if now is None else "goes"
    if now.due_on != then.due_on:
        return "sooner" if then.due_on < now.due_on else "later"
    return "state" if now.state != then.state else None


def _payable(one: Standing) -> Money:
    """What the months of the allowance that are not stopped come to; before the approval what would be granted is not known, and a month
    whose amount is not known counts nothing.
    """
    payments = one.allowance.payments if one.allowance else ()
    counting = (payment.yuan for payment in payments if payment.state != "stopped")
    return sum((yuan for yuan in counting if not isinstance(yuan, Unknown)), 0)
