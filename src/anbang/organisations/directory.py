"""All areas and offices with their days, remembered by each process for as long as nothing about them changes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connections, router

from anbang.organisations.acting import frame_version
from anbang.organisations.kinds import AreaKind
from anbang.organisations.models import Area, Office

# Several databases only in tests and scenarios.
MOST_REMEMBERED = 8


@dataclass(frozen=True, slots=True)
class KnownArea:
    """An area of the district."""

    id: int
    kind: str
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class KnownOffice:
    """An office with its days and its successor. `area_id` 0: the district's."""

    id: int
    kind: str
    name: str
    area_id: int | None
    from_on: date
    until_on: date | None
    successor_id: int | None


@dataclass(frozen=True, slots=True)
class Directory:
    """Areas and offices by id, and the offices of a kind at an area (0: the district) in the order of their beginning."""

    areas: Mapping[int, KnownArea]
    offices: Mapping[int, KnownOffice]
    at: Mapping[tuple[str, int], tuple[KnownOffice, ...]]


_remembered: dict[tuple[str, int], Directory] = {}


def directory() -> Directory:
    """The areas and offices as they stand. Inside `acting` they are read from the database only after something about them changed."""
    version = frame_version()
    if version is None:
        return _read()
    told = connections[router.db_for_read(Office)].settings_dict
    key = (f"{told['HOST']}/{told['PORT']}/{told['NAME']}", version)
    if key not in _remembered:
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        _remembered[key] = _read()
    return _remembered[key]


def _read() -> Directory:
    areas = {row[0]: KnownArea(*row) for row in Area.objects.values_list("id", "kind", "parent_id")}
    district = {area.id for area in areas.values() if area.kind == AreaKind.DISTRICT}
    rows = Office.objects.order_by("from_on", "id").values_list(
        "id", "kind", "name", "area_id", "from_on", "until_on", "successor_id"
    )
    offices = {
        key: KnownOffice(key, kind, name, 0 if area in district else area, from_on, until_on, successor)
        for key, kind, name, area, from_on, until_on, successor in rows
    }
    at: dict[tuple[str, int], list[KnownOffice]] = defaultdict(list)
    for office in offices.values():
        if office.area_id is not None:
            at[office.kind, office.area_id].append(office)
    return Directory(areas, offices, {key: tuple(found) for key, found in at.items()})
