"""Reads what happened to a person, told event by event, into one timeline for each case. The only fold before the rules."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from anbang.policy.belonging import Ask, Belonging
from anbang.policy.language.definitions import Place
from anbang.policy.language.rulebook import nearest
from anbang.policy.language.values import NEVER, Known, Value
from anbang.policy.places import Abode, Home
from anbang.policy.timeline import Moment, Timeline
from anbang.policy.vocabulary import OUTSIDE, PRIORITY_REASONS, REQUEST, TEAM_ROLES, institution_kind

# Events that begin a new case once the last one has ended, and events that end one.
BEGINNING_CARE = frozenset({"released", "corrections_completed"})
BEGINNING_AGAIN = BEGINNING_CARE | {"admitted"}
ENDING = frozenset({"died", "reoffended", "care_ended", "not_ours"})
BEGINNING_CUSTODY = frozenset({"admitted", "form_sent", "form_received", "notice_received"})
# What is about one request among several.
OF_A_REQUEST = frozenset({"request_came", "request_extended", "request_answered"})
# What reaches into earlier cases too: a look-back of any of them is made, nobody is paid after death, and whatever was asked is answered.
REACHING_BACK = frozenset({"looked_back", "died", "request_extended", "request_answered"})
# What changes where somebody belongs, in every case.
PLACING = frozenset({"moved", "registered_changed", "identity_established"})

# What is so before anything is told of a case.
AT_FIRST: Mapping[str, Known] = {"priority_reasons": frozenset(), "team_members": 0, "team_roles": frozenset()}

RECEIVED = {"met": ("received_on", "met_on"), "came_alone": ("received_on",), "not_met": ("not_met_on",)}
OUTCOMES = tuple(RECEIVED)

# A family that does not agree is noted, and nobody is asked to help it.
WITHOUT_CONSENT = "without_consent"
# Events that say no more to the rules than on which day they happened.
PLAIN = frozenset(
    {
        "form_sent",
        "form_received",
        "verified",
        "priority_alerted",
        "reception_arranged",
        "reported_in",
        "certificate_brought",
        "aid_explained",
        "plan_made",
        "change_learnt",
        "family_hardship_learnt",
        "family_referred",
        "sign_confirmed",
        "police_told",
        "called",
        "suspected",
        "arrested",
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
        "not_ours",
        "went_away",
        "came_back",
        "pick_up_planned",
        "plan_reviewed",
        "noted",
        "contact_changed",
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


def read_cases(happenings: Iterable[Happening], home: Home, ask: Ask) -> list["Case"]:
    """Every case of the person, in their order; the first one is there before anything is told. Raises UnreadableEvent.

    The happenings come by day and, within a day, as they were recorded. A case ends with death, a reoffence or the end of
    care; an admission, a release or the end of corrections after that begins the next. `ask` asks a rule about given facts.
    """
    belonging = Belonging(home, ask)
    cases = [Case(belonging)]
    last = date.min
    for place, happening in enumerate(happenings):
        if happening.on < last:
            raise UnreadableEvent(f"{happening.event} on {happening.on} comes after what happened on {last}.")
        last = happening.on
        if cases[-1].ended not in {"", "died"} and happening.event in BEGINNING_AGAIN:
            belonging.new_case()
            cases.append(Case(belonging))
        moment = cases[-1].read(happening)
        cases[-1].told.append((place, happening))
        if happening.event in REACHING_BACK:
            for earlier in cases[:-1]:
                earlier.moments.append(moment)
                earlier.told.append((place, happening))
        if happening.event in PLACING and len(cases) > 1:
            cases[-2].see_the_end_of_its_last_day(moment)
    return cases


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

    def text(self, name: str) -> str | None:
        """A text, or None where nothing is said."""
        value = self.happening.details.get(name)
        if value is not None and not isinstance(value, str):
            raise self.fault(name, "a text", value)
        return value

    def abode(self, name: str) -> Abode:
        """A place to live at. Raises UnreadableEvent where it is missing."""
        value = self.happening.details.get(name)
        if not isinstance(value, Abode):
            raise self.fault(name, "an abode", value)
        return value

    def listed(self, name: str, known: Collection[str]) -> list[str]:
        """Known words, the same perhaps more than once. Raises UnreadableEvent where they are missing or not known."""
        self.words(name, known)
        value = self.happening.details[name]
        assert isinstance(value, Iterable)
        return list(value)

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


class Case:
    """One case while it is being read: its moments, and what has come about in it so far."""

    def __init__(self, belonging: Belonging) -> None:
        self.belonging = belonging
        self.known: dict[str, Value] = {**AT_FIRST, **belonging.facts}
        self.at_first: Mapping[str, Known] = {**AT_FIRST, **belonging.facts}
        self.institution: str | None = None
        self.first_places = belonging.places
        self.moments: list[Moment] = []
        self.told: list[tuple[int, Happening]] = []
        # What was in the hands of whom in this case; the belonging itself goes on to the next.
        self.charges, self.transfers = belonging.history.charges, belonging.history.transfers
        self.in_custody = False
        self.in_care = False
        self.ended = ""
        self.ended_on: date | None = None
        self.reasons: frozenset[str] = frozenset()
        self.complete_since = NEVER

    @property
    def timeline(self) -> Timeline:
        """Its moments, with what was known before them. Which institution held the person is told at some time or never."""
        places = {**self.first_places, Place.INSTITUTION: self.institution}
        return Timeline(tuple(self.moments), self.at_first, places)

    def read(self, happening: Happening) -> Moment:
        """Adds the moment that a happening stands for, and returns it."""
        name = happening.event
        if reader := READERS.get(name):
            moment = reader(self, _Details(happening))
        elif name in PLAIN:
            moment = Moment(happening.on, () if happening.details.get(WITHOUT_CONSENT) else (f"{name}_on",))
        else:
            raise UnreadableEvent(f"There is no event {name!r}.{nearest(name, {*PLAIN, *READERS})}")
        self.moments.append(moment)
        self.in_custody |= name in BEGINNING_CUSTODY
        self.in_care |= name in BEGINNING_CARE
        if name in ENDING and self.ended != "died":
            self.ended = name
            self.ended_on = self.ended_on or moment.on
        for event in moment.events if moment.about is None else ():
            self.known.setdefault(event, moment.on)
        self.known.update(moment.facts)
        return moment

    def see_the_end_of_its_last_day(self, moved: Moment) -> None:
        """Where somebody lives at the end of the day on which care stopped decides whose the periods of that day are, even if a new
        case has begun by then.
        """
        if self.moments[-1].on == moved.on:
            facts = {"in_village_care": self.belonging.village is not None}
            self.moments.append(Moment(moved.on, (), facts, moved.places))

    def begins_care(self, said: _Details) -> Moment:
        """Released, or corrections completed: the first office takes charge."""
        event = f"{said.happening.event}_on"
        if self.in_care:
            return Moment(said.on, (event,))
        opened = self.belonging.begin_care(said.on)
        return Moment(said.on, (event, *opened), self.belonging.facts, self.belonging.places)

    def moved(self, said: _Details) -> Moment:
        """Another residence."""
        to = said.abode("to")
        still = self.belonging.ask("in_care", self.known, said.on) is True
        events = self.belonging.move(to, said.on, in_care=still)
        return Moment(said.on, ("moved_on", *events), self.belonging.facts, self.belonging.places)

    def registered_changed(self, said: _Details) -> Moment:
        """Another registered place, or the first one known: the identity is known with it."""
        self.belonging.register(said.abode("to"), said.on)
        return Moment(said.on, (f"{said.happening.event}_on",), self.belonging.facts, self.belonging.places)

    def transfer_accepted(self, said: _Details) -> Moment:
        """The receiving office takes charge."""
        self.belonging.accept(said.on)
        outside = self.belonging.town_in_charge == OUTSIDE
        facts = {**self.belonging.facts, "taken_over_outside_since": said.on if outside else NEVER}
        return Moment(said.on, ("transfer_accepted_on",), facts, self.belonging.places)

    def transfer_returned(self, said: _Details) -> Moment:
        """The receiving office does not take charge."""
        self.belonging.give_back(said.on)
        return Moment(said.on, ("transfer_returned_on",), {}, self.belonging.places)

    def team_named(self, said: _Details) -> Moment:
        """The whole team as it now stands."""
        members = said.listed("members", TEAM_ROLES)
        facts: dict[str, Known] = {"team_members": len(members), "team_roles": frozenset(members)}
        enough = self.belonging.ask("team_large_enough", facts, said.on) is True
        # Since when it has been large enough without a break; one that became too small starts anew.
        self.complete_since = min(self.complete_since, said.on) if enough else NEVER
        facts["team_complete_since"] = self.complete_since
        return Moment(said.on, (), facts)

    def admitted(self, said: _Details) -> Moment:
        """Taken into custody, perhaps with a release day."""
        facts: dict[str, Known] = {"institution_kind": said.word("kind", institution_kind.choices)}
        self.institution = said.text("institution")
        if said.has("sentence_months"):
            facts["sentence_months"] = said.number("sentence_months")
        if not said.has("release_on"):
            return Moment(said.on, ("admitted_on",), facts)
        facts["release_on"] = said.day("release_on")
        return Moment(said.on, ("admitted_on", "release_day_told_on"), facts)

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

    def change_told(self, said: _Details) -> Moment:
        """A major change passes from one side to the other. Only what home tells is what home owes."""
        return Moment(said.on, () if said.text("by") == "institution" else ("change_told_on",))

    def priority_set(self, said: _Details) -> Moment:
        """More reasons to be a priority person."""
        self.reasons |= said.words("reasons", PRIORITY_REASONS)
        return Moment(said.on, ("priority_set_on",), {"priority_reasons": self.reasons})

    def priority_lifted(self, said: _Details) -> Moment:
        """Fewer reasons to be a priority person."""
        self.reasons -= said.words("reasons", PRIORITY_REASONS)
        return Moment(said.on, ("priority_lifted_on",), {"priority_reasons": self.reasons})

    def of_a_request(self, said: _Details) -> Moment:
        """One of the requests about the person came, is given more time, or is answered."""
        return Moment(said.on, (f"{said.happening.event}_on",), about=str(said.number(REQUEST)))

    def received(self, said: _Details) -> Moment:
        """What became of the meeting at the gate. Who came alone was received and met by nobody; who is not there, neither."""
        return Moment(said.on, RECEIVED[said.word("outcome", OUTCOMES)])


READERS: Mapping[str, Callable[[Case, _Details], Moment]] = {
    "admitted": Case.admitted,
    "release_date_changed": Case.release_date_changed,
    "notice_received": Case.notice_received,
    "released": Case.begins_care,
    "corrections_completed": Case.begins_care,
    "received": Case.received,
    "team_named": Case.team_named,
    "priority_set": Case.priority_set,
    "priority_lifted": Case.priority_lifted,
    "moved": Case.moved,
    "registered_changed": Case.registered_changed,
    "change_told": Case.change_told,
    "identity_established": Case.registered_changed,
    "transfer_accepted": Case.transfer_accepted,
    "transfer_returned": Case.transfer_returned,
    **dict.fromkeys(OF_A_REQUEST, Case.of_a_request),
}
