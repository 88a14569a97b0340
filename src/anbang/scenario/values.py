"""A scenario as it was read: typed and unchangeable, ready to be played."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from anbang.policy import Happening, Home, Pack, Person
from anbang.scenario.areas import Place, abode_of
from anbang.scenario.kinds import on_one_line


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of a file. `whose`: the person's key, or `offices`; `position`: which of the events, from 1, and
    `event` its name as written.
    """

    file: str
    whose: str
    position: int | None
    event: str
    sentence: str

    def __str__(self) -> str:
        named = f" ({on_one_line(self.event)})" if self.event else ""
        event = f"event {self.position}{named}" if self.position else ""
        place = ", ".join(part for part in (on_one_line(self.whose), event) if part)
        return ": ".join(part for part in (on_one_line(self.file), place, self.sentence) if part)


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its day, its name, what it says by name of the field, and which of the events it is, from 1.

    Days are dates, months texts such as 2016-05, places `Place`, lists tuples, the rest as written.
    """

    on: date
    name: str
    fields: Mapping[str, object]
    position: int

    @property
    def happening(self) -> Happening:
        """The event as the policy reads it."""
        said = {name: value.abode if isinstance(value, Place) else value for name, value in self.fields.items()}
        return Happening(self.on, self.name, said)


@dataclass(frozen=True, slots=True)
class ScenarioPerson:
    """Somebody in a scenario. `residence` None: the same as registered; `registered` None: not known."""

    name: str
    sex: str | None
    born: date | None
    registered: Place | None
    residence: Place | None
    investigated_in: str | None
    identity_known: bool
    events: tuple[Event, ...]

    @property
    def person(self) -> Person:
        """The person as the policy knows them."""
        registered, residence = abode_of(self.registered), abode_of(self.residence)
        return Person(Home(registered, residence, self.investigated_in, self.identity_known), self.born)

    @property
    def story(self) -> list[Happening]:
        """What happened, as the policy reads it."""
        return [event.happening for event in self.events]


@dataclass(frozen=True, slots=True)
class ScenarioOffices:
    """What the offices did. `since` None: from the first event of the file; `towns` None: those named in the events."""

    since: date | None
    towns: tuple[str, ...] | None
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One file. `figures`: the overrides that it gives; `pack`: the policy with them; `expect` None: nothing is expected."""

    file: str
    policy: str
    as_of: date
    figures: Mapping[str, object]
    pack: Pack
    people: Mapping[str, ScenarioPerson]
    offices: ScenarioOffices | None
    expect: Mapping[str, object] | None


def frozen(content: object) -> object:
    """The same with mappings and lists that nobody can change."""
    if isinstance(content, dict):
        return MappingProxyType({key: frozen(value) for key, value in content.items()})
    return tuple(map(frozen, content)) if isinstance(content, list) else content


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading files: the scenarios in the order of the files, and every fault. With any fault, nothing is to be played."""

    scenarios: Sequence[Scenario]
    faults: Sequence[Fault]
