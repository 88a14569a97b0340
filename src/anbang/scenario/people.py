"""Reads the people of a scenario: who they are, where they belong, what happened to them, and whether it may have come so."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from anbang.policy import JUDGE, Home, Pack, Person
from anbang.policy.order import faults as order_faults
from anbang.scenario.areas import Place, abode_of
from anbang.scenario.events import Told, for_the_order, read_events
from anbang.scenario.kinds import Unexpected, day, one_of, place, text, town, truth
from anbang.scenario.tables import Notes, Table, table_of
from anbang.scenario.values import ScenarioPerson
from anbang.scenario.vocabulary import OF_A_PERSON

# Whether these may come depends on where somebody lives and is registered.
HANGING_ON_PLACES = frozenset(
    {
        *("transfer_accepted", "transfer_returned"),
        *("hardship_certified", "allowance_checked", "allowance_approved", "allowance_paid"),
    }
)


def read_people(
    content: object, notes: Notes, as_of: date | None, pack: Pack
) -> Mapping[str, ScenarioPerson | None] | None:
    """The people by their keys; None for one who could not be read in full, with the faults noted. None: there are no people to read."""
    table = table_of(content, notes, "people: ", "people by their keys")
    if table is None:
        return None
    return MappingProxyType({key: _read(key, one, notes, as_of, pack) for key, one in table.content.items()})


def _read(key: str, content: object, notes: Notes, as_of: date | None, pack: Pack) -> ScenarioPerson | None:
    here = notes.of(key)
    try:
        text(key)
    except Unexpected as fault:
        here.fault(f"the key: {fault}.")
    table = table_of(content, here, "", "a person with name, registered and events")
    if table is None:
        return None
    before = len(notes.faults)
    name, sex = table.take("name", text), table.take("sex", one_of("male", "female"), needed=False)
    born = _born(table)
    home = _home(table)
    table.asked.add("events")
    table.refuse_the_rest()
    told = read_events(table.content.get("events"), here, OF_A_PERSON, as_of)
    _check_order(told, here, home, pack)
    here.sort_since(before)
    if home is None or len(notes.faults) > before:
        return None
    events = tuple(one.event for one in told if one.event is not None)
    return ScenarioPerson(str(name), _text(sex), born, *home, events)


def _born(table: Table) -> date | None:
    born = table.take("born", day, needed=False)
    return born if isinstance(born, date) else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


Homes = tuple[Place | None, Place | None, str | None, bool]


def _home(table: Table) -> Homes | None:
    """Registered place, residence, town of the investigating authority, and whether the identity is known; None where faulty."""
    before = len(table.notes.faults)
    identity_known = table.take("identity_known", truth, needed=False) is not False
    registered = table.take("registered", place, needed=identity_known)
    residence = table.take("residence", place, needed=False)
    investigated_in = table.take("investigated_in", town, needed=not identity_known)
    if len(table.notes.faults) > before:
        return None
    places = [one for one in (registered, residence) if isinstance(one, Place)]
    if not any(one.abode.is_here for one in places):
        table.fault("expected the registered place or the residence in the district, found neither")
        return None
    here, there = (one if isinstance(one, Place) else None for one in (registered, residence))
    return here, there, _text(investigated_in), identity_known


def _as_policy_has_it(home: Homes) -> Home:
    registered, residence, investigated_in, identity_known = home
    return Home(abode_of(registered), abode_of(residence), investigated_in, identity_known)


def _check_order(told: list[Told], notes: Notes, home: Homes | None, pack: Pack) -> None:
    """Notes what may not come where it was told; of what is not as it was written, nothing is known."""
    judged = for_the_order(told)
    person = Person(_as_policy_has_it(home)) if home else Person()
    for fault in order_faults([happening for _, happening in judged], person, pack, judge=JUDGE):
        one, happening = judged[fault.position]
        as_written = one.name is not None and one.on == happening.on and not one.is_late
        if as_written and not (home is None and happening.event in HANGING_ON_PLACES):
            notes.of(notes.whose, one.position, one.name).fault(fault.en)
