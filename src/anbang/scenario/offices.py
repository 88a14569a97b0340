"""Reads what the offices of a scenario did: meetings, liaison, courses, and bases that begin and end."""

from collections import Counter
from datetime import date

from anbang.scenario.events import Told, read_events
from anbang.scenario.kinds import Unexpected, day, town, written
from anbang.scenario.tables import Notes, Table, table_of
from anbang.scenario.values import ScenarioOffices
from anbang.scenario.vocabulary import OF_AN_OFFICE


def read_offices(content: object, notes: Notes, as_of: date | None) -> ScenarioOffices | None:
    """The offices of a file; None where they cannot be read in full, with the faults noted."""
    table = table_of(content, notes, "", "a mapping of from, towns and events")
    if table is None:
        return None
    before = len(notes.faults)
    since = _since(table, as_of)
    towns = table.take("towns", _towns, needed=False)
    table.asked.add("events")
    table.refuse_the_rest()
    told = read_events(table.content.get("events"), notes, OF_AN_OFFICE, as_of)
    _check_order(told, notes)
    notes.sort_since(before)
    events = tuple(one.event for one in told if one.event is not None)
    return ScenarioOffices(since, towns if isinstance(towns, tuple) else None, events)


def _since(table: Table, as_of: date | None) -> date | None:
    since = table.take("from", day, needed=False)
    if not isinstance(since, date):
        return None
    if as_of is not None and since > as_of:
        table.fault(f"from: expected a day not after as_of, {as_of}, found {since}")
    return since


def _towns(value: object) -> tuple[str, ...]:
    """Codes of towns, each once."""
    if not isinstance(value, list):
        raise Unexpected("a list of codes of towns", value)
    return tuple(dict.fromkeys(map(town, value)))


def _check_order(told: list[Told], notes: Notes) -> None:
    """Days one after another, and no base ended that had not been agreed upon."""
    last: date | None = None
    agreed: Counter[object] = Counter()
    for one in told:
        if one.on is None or one.is_late:
            continue
        here = notes.of(notes.whose, one.position, one.name)
        if last is not None and one.on < last:
            here.fault(f"on: expected a day not before that of the event above it, {last}, found {one.on}.")
            continue
        last = one.on
        if one.event is None:
            # An agreement whose town is not readable may be that of any town.
            agreed[None] += one.meant == "base_agreed"
            continue
        town_of_it = one.event.fields["area"]
        if one.event.name == "base_ended" and not agreed[town_of_it] and not agreed[None]:
            here.fault(f"expected an agreement on a base in {written(town_of_it)} before its end, found none.")
        elif one.event.name in SIGNS:
            agreed[town_of_it] += SIGNS[one.event.name]


SIGNS = {"base_agreed": 1, "base_ended": -1}
