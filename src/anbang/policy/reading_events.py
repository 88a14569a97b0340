"""Reads what happened to a person, told event by event, into one timeline for each case. The only fold before the rules."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from anbang.policy.language.rulebook import nearest
from anbang.policy.language.values import Known
from anbang.policy.timeline import Moment, Timeline
from anbang.policy.vocabulary import PRIORITY_REASONS, institution_kind

# Events that begin a new case once the last one has ended, and events that end one.
BEGINNING_CARE = frozenset({"released", "corrections_completed"})
BEGINNING_AGAIN = BEGINNING_CARE | {"admitted"}
ENDING = frozenset({"died", "reoffended", "care_ended"})

OUTCOMES = ("met", "came_alone", "not_met")

# Events that say no more to the rules than on which day they happened.
PLAIN = frozenset(
    {
        "form_sent",
        "form_received",
        "verified",
        "change_told",
        "priority_alerted",
        "reception_arranged",
        "released",
        "corrections_completed",
        "reported_in",
        "aid_explained",
        "team_named",
        "plan_made",
        "moved",
        "transfer_accepted",
        "transfer_returned",
        "visited",
        "reviewed",
        "contact_lost",
        "search_made",
        "found",
        "facts",
        "dibao_granted",
        "dibao_ended",
        "hardship_certified",
        "allowance_checked",
        "allowance_approved",
        "allowance_paid",
        "reoffended",
        "looked_back",
        "died",
        "care_ended",
    }
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a person: its day, its name, and what it says (such as the release day that a notice names)."""

    on: date
    event: str
    details: Mapping[str, object] = field(default_factory=dict)


class UnreadableEvent(ValueError):
    """An event has a name, or says something, that cannot be read; the message names both."""


def timelines(happenings: Iterable[Happening]) -> list[Timeline]:
    """One timeline for each case of the person, in their order. Raises UnreadableEvent.

    The happenings come by day and, within a day, as they were recorded. A case ends with death, a reoffence or the end of
    care; an admission, a release or the end of corrections after that begins the next.
    """
    cases: list[_Case] = []
    for happening in happenings:
        if not cases or (cases[-1].ended and happening.event in BEGINNING_AGAIN):
            cases.append(_Case())
        cases[-1].read(happening)
    return [Timeline.of(case.moments) for case in cases]


class _Details:
    """What one happening says, read by type."""

    def __init__(self, happening: Happening) -> None:
        self.happening = happening
        self.on = happening.on

    def day(self, name: str) -> date:
        """A day. Raises UnreadableEvent where it is missing."""
        value = self.happening.details.get(name)
        if type(value) is not date:
            raise self.fault(name, "a day", value)
        return value

    def number(self, name: str) -> int:
        """A whole number. Raises UnreadableEvent where it is missing."""
        value = self.happening.details.get(name)
        if type(value) is not int:
            raise self.fault(name, "a whole number", value)
        return value

    def word(self, name: str, known: Collection[str]) -> str:
        """A known word. Raises UnreadableEvent where it is missing or not known."""
        value = self.happening.details.get(name)
        if not isinstance(value, str) or value not in known:
            raise self.fault(name, f"one of {', '.join(known)}", value)
        return value

    def words(self, name: str, known: Collection[str]) -> frozenset[str]:
        """Any number of known words. Raises UnreadableEvent where they are missing or not known."""
        value = self.happening.details.get(name)
        if not isinstance(value, list | tuple | set | frozenset) or not all(word in known for word in value):
            raise self.fault(name, f"a list of some of {', '.join(known)}", value)
        return frozenset(value)

    def has(self, name: str) -> bool:
        """Whether the happening says anything under that name."""
        return self.happening.details.get(name) is not None

    def fault(self, name: str, expected: str, found: object) -> UnreadableEvent:
        """The fault to raise for a detail."""
        return UnreadableEvent(f"{self.happening.event} on {self.on}, {name}: expected {expected}, found {found!r}.")


class _Case:
    """One case while it is being read: its moments, and what has come about in it so far."""

    def __init__(self) -> None:
        self.moments: list[Moment] = []
        self.in_care = False
        self.ended = False
        self.reasons: frozenset[str] = frozenset()

    def read(self, happening: Happening) -> None:
        """Adds the moment that a happening stands for."""
        name = happening.event
        if reader := READERS.get(name):
            moment = reader(self, _Details(happening))
        elif name in PLAIN:
            moment = Moment(happening.on, (f"{name}_on",))
        else:
            raise UnreadableEvent(f"There is no event {name!r}.{nearest(name, {*PLAIN, *READERS})}")
        self.moments.append(moment)
        self.in_care |= name in BEGINNING_CARE
        self.ended |= name in ENDING

    def admitted(self, said: _Details) -> Moment:
        """Taken into custody, perhaps with a release day."""
        facts: dict[str, Known] = {"institution_kind": said.word("kind", institution_kind.choices)}
        if said.has("sentence_months"):
            facts["sentence_months"] = said.number("sentence_months")
        if not said.has("release_on"):
            return Moment(said.on, ("admitted_on",), facts)
        return Moment(said.on, ("admitted_on", "release_day_told_on"), {**facts, "release_on": said.day("release_on")})

    def release_date_changed(self, said: _Details) -> Moment:
        """A new release day."""
        return Moment(said.on, ("release_day_told_on",), {"release_on": said.day("release_on")})

    def notice_received(self, said: _Details) -> Moment:
        """A release notice. Once care has begun it moves no day, so it is then an event of its own."""
        reasons = said.words("priority", PRIORITY_REASONS)
        self.reasons |= reasons
        before, after = (
            ("notice_received_on", "priority_notice_on"),
            ("notice_in_care_on", "priority_notice_in_care_on"),
        )
        events = after if self.in_care else before
        facts: dict[str, Known] = {"priority_reasons": self.reasons}
        if not self.in_care:
            facts["release_on"] = said.day("release_on")
        return Moment(said.on, events if reasons else events[:1], facts)

    def priority_set(self, said: _Details) -> Moment:
        """More reasons to be a priority person."""
        self.reasons |= said.words("reasons", PRIORITY_REASONS)
        return Moment(said.on, ("priority_set_on",), {"priority_reasons": self.reasons})

    def priority_lifted(self, said: _Details) -> Moment:
        """Fewer reasons to be a priority person."""
        self.reasons -= said.words("reasons", PRIORITY_REASONS)
        return Moment(said.on, ("priority_lifted_on",), {"priority_reasons": self.reasons})

    def received(self, said: _Details) -> Moment:
        """What became of the meeting at the gate. Nobody met is not received."""
        return Moment(said.on, ("not_met_on" if said.word("outcome", OUTCOMES) == "not_met" else "received_on",))


READERS: Mapping[str, Callable[[_Case, _Details], Moment]] = {
    "admitted": _Case.admitted,
    "release_date_changed": _Case.release_date_changed,
    "notice_received": _Case.notice_received,
    "priority_set": _Case.priority_set,
    "priority_lifted": _Case.priority_lifted,
    "received": _Case.received,
}
