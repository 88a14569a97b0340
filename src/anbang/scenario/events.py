"""Reads the events of a person or of the offices, and lets the order of what is told be judged although parts of it are faulty."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType

from anbang.policy import Happening
from anbang.policy.places import BEYOND
from anbang.policy.vocabulary import PRIORITY_REASONS
from anbang.scenario.kinds import EARLIEST, day, written
from anbang.scenario.tables import Notes, Table, hint, table_of
from anbang.scenario.values import Event
from anbang.scenario.vocabulary import Fields

# What stands for a detail that was not readable when only the order is judged: whatever lets most of the rest stand. A payment
# whose month is not readable stands for none.
STAND_INS: Mapping[str, Mapping[str, object]] = {
    "admitted": {"kind": "prison"},
    "notice_received": {"priority": ()},
    "received": {"outcome": "met"},
    "team_named": {"members": ()},
    "priority_set": {"reasons": tuple(PRIORITY_REASONS)},
    "priority_lifted": {"reasons": ()},
    "moved": {"to": BEYOND},
    "dibao_granted": {"from_month": f"{EARLIEST:%Y-%m}"},
    "dibao_ended": {"last_month": "9000-12"},
}
DAYS_OF_RELEASE = frozenset({"release_date_changed", "notice_received"})


@dataclass(slots=True)
class Told:
    """One event as it was written, as far as it could be read. `fields` None: some of them could not."""

    position: int
    name: str | None = None
    on: date | None = None
    fields: Mapping[str, object] | None = None
    meant: str | None = None
    is_late: bool = False

    @property
    def event(self) -> Event | None:
        """The event, if it is faultless."""
        if self.name is None or self.on is None or self.fields is None or self.is_late:
            return None
        return Event(self.on, self.name, self.fields, self.position)


def read_events(content: object, notes: Notes, names: Mapping[str, Fields], as_of: date | None) -> list[Told]:
    """Every event of a list, with a fault noted for whatever is wrong with it by itself. Nothing at all is an empty list."""
    if content is None:
        return []
    if not isinstance(content, list):
        notes.fault(f"events: expected a list of events, found {written(content)}.")
        return []
    return [_read(one, position, notes, names, as_of) for position, one in enumerate(content, 1)]


def _read(content: object, position: int, notes: Notes, names: Mapping[str, Fields], as_of: date | None) -> Told:
    told = Told(position)
    name = content.get("event") if isinstance(content, dict) else ""
    here = notes.of(notes.whose, position, name)
    table = table_of(content, here, "", "an event such as {on: 2016-01-10, event: released, from: prison}")
    if table is not None:
        _take_day(told, table, as_of)
        _take_fields(told, table, name, names)
    return told


def _take_day(told: Told, table: Table, as_of: date | None) -> None:
    on = table.take("on", day)
    if not isinstance(on, date):
        return
    told.on = on
    if as_of is not None and on > as_of:
        told.is_late = True
        table.fault(f"on: expected a day not after as_of, {as_of}, found {on}")


def _take_fields(told: Told, table: Table, name: object, names: Mapping[str, Fields]) -> None:
    if not isinstance(name, str) or name not in names:
        told.meant = _meant(table, name, names)
        return
    told.name = told.meant = name
    table.asked.add("event")
    before = len(table.notes.faults)
    fields = table.take_all(names[name])
    table.refuse_the_rest()
    told.fields = MappingProxyType(fields) if len(table.notes.faults) == before else None


def _meant(table: Table, name: object, names: Mapping[str, Fields]) -> str | None:
    """What a name that no event has is likely to mean, with a fault noted."""
    likely = get_close_matches(name, names, n=1) if isinstance(name, str) else []
    if likely:
        table.fault(f"event: expected the name of an event, found {written(name)}{hint(str(name), names)}")
        return likely[0]
    table.fault(f"event: expected one of {', '.join(names)}, found {'nothing' if name is None else written(name)}")
    return None


def for_the_order(told: Sequence[Told]) -> list[tuple[Told, Happening]]:
    """The events as their order is judged: what could not be read stands as it was most likely meant, or is left out."""
    found = []
    last = EARLIEST
    for one, on in zip(told, _days(told), strict=True):
        last = on or last
        if (happening := _happening(one, last)) is not None:
            found.append((one, happening))
    return found


def _days(told: Sequence[Told]) -> Iterable[date | None]:
    """The day of each event; None for one that has none, or is too late while events below it are not."""
    in_time = [place for place, one in enumerate(told) if one.on and not one.is_late]
    last_in_time = in_time[-1] if in_time else -1
    return [None if one.is_late and place < last_in_time else one.on for place, one in enumerate(told)]


def _happening(told: Told, on: date) -> Happening | None:
    if told.event:
        return told.event.happening
    name = told.meant
    if name is None or name == "allowance_paid":
        return None
    release_on = {"release_on": on} if name in DAYS_OF_RELEASE else {}
    return Happening(on, name, {**release_on, **STAND_INS.get(name, {})})
