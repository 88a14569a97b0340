"""Puts the district of the data files into an empty database, or adds to a running one what the files have and it has not."""

import csv
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from django.db import transaction

from anbang.organisations.kinds import AreaKind, OfficeKind
from anbang.organisations.models import Area, Office, OfficeName

RONGCHANG = resources.files("anbang.organisations") / "data"
OWNER = "owner"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DatedName:
    """What an office is called from a day on."""

    name: str
    from_on: date


@dataclass(frozen=True, slots=True)
class NewOffice:
    """An office to add: its names in order, the kind of its parent, and its area (None: none of the district's)."""

    kind: str
    names: tuple[DatedName, ...]
    area: Area | None = None
    parent_kind: str = ""

    @property
    def key(self) -> tuple[str, int | str]:
        """By which it is known again: one office of a kind in an area, institutions by their first name."""
        return self.kind, self.names[0].name if self.kind in OfficeKind.institutions() else _area_id(self)


def _area_id(office: NewOffice) -> int:
    if office.area is None:
        raise ValueError(f"{office.names[0].name} has no area")
    return office.area.pk


def load_district(data: Traversable = RONGCHANG) -> None:
    """Add the areas, offices and institutions of `data` that are missing. Changes nothing that is there; groups, staff and
    postings are the district's own. Works as the owner of the tables, since nobody acts yet (clause 2.1).
    """
    with transaction.atomic(using=OWNER):
        areas = _add_areas(_rows(data))
        _add_offices([*_offices(data, areas), *_institutions(data, areas)])


def _rows(data: Traversable) -> list[dict[str, str]]:
    with (data / "divisions.csv").open("r", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _add_areas(rows: Iterable[Mapping[str, str]]) -> list[Area]:
    """The areas of the files, by level: parents have their keys before children name them."""
    known = {area.code_statistics: area for area in Area.objects.using(OWNER).all()}
    for level in ((AreaKind.CITY,), (AreaKind.DISTRICT,), AreaKind.towns(), AreaKind.villages()):
        fresh = [
            Area(
                kind=row["kind"],
                name=row["name"],
                parent=known[row["parent"]] if row["parent"] else None,
                code_statistics=row["code_statistics"],
                code_civil_affairs=row["code_civil_affairs"] or None,
            )
            for row in rows
            if row["kind"] in level and row["code_statistics"] not in known
        ]
        known |= {area.code_statistics: area for area in Area.objects.using(OWNER).bulk_create(fresh)}
    return list(known.values())


def _toml(data: Traversable, name: str) -> dict[str, Any]:
    return tomllib.loads((data / name).read_text(encoding="utf-8"))


def _offices(data: Traversable, areas: Iterable[Area]) -> list[NewOffice]:
    told = _toml(data, "offices.toml")
    return [
        NewOffice(office["kind"], _names(office, told["known_from"], area), area, office.get("parent", ""))
        for area in areas
        for office in told["office"]
        if area.kind in office["areas"]
    ]


def _institutions(data: Traversable, areas: Iterable[Area]) -> list[NewOffice]:
    told = _toml(data, "institutions.toml")
    district = next(area for area in areas if area.kind == AreaKind.DISTRICT)
    return [
        NewOffice(
            office["kind"],
            _names(office, told["known_from"], district),
            district if office["kind"] == OfficeKind.DETENTION_CENTRE else None,
        )
        for office in told["institution"]
    ]


def _names(office: Mapping[str, Any], known_from: date, area: Area) -> tuple[DatedName, ...]:
    short = area.name.removesuffix("街道").removesuffix("镇")
    return tuple(
        DatedName(name["name"].format(area=area.name, short=short), name.get("from_on", known_from))
        for name in office["names"]
    )


def _add_offices(wanted: Iterable[NewOffice]) -> None:
    known = _known_offices()
    missing = [office for office in wanted if office.key not in known]
    # The bureau and its like first: those below them name them.
    for below in (False, True):
        _write([office for office in missing if bool(office.parent_kind) is below])


def _write(fresh: Sequence[NewOffice]) -> None:
    of_the_district = Office.objects.using(OWNER).filter(area__kind=AreaKind.DISTRICT, until_on__isnull=True)
    parents = dict(of_the_district.values_list("kind", "id"))
    rows = Office.objects.using(OWNER).bulk_create(
        [
            Office(
                kind=office.kind,
                area=office.area,
                parent_id=parents[office.parent_kind] if office.parent_kind else None,
                name=office.names[-1].name,
                from_on=office.names[0].from_on,
            )
            for office in fresh
        ]
    )
    OfficeName.objects.using(OWNER).bulk_create(
        [name for office, row in zip(fresh, rows, strict=True) for name in _dated_names(office, row)]
    )


def _known_offices() -> set[tuple[str, int | str]]:
    """The keys of all offices there ever were, under every name they ever had."""
    rows = Office.objects.using(OWNER).values_list("kind", "area_id", "names__name")
    return {(kind, name if kind in OfficeKind.institutions() else area) for kind, area, name in rows}


def _dated_names(office: NewOffice, row: Office) -> list[OfficeName]:
    ends = [later.from_on - ONE_DAY for later in office.names[1:]]
    return [
        OfficeName(office=row, name=name.name, from_on=name.from_on, until_on=end)
        for name, end in zip(office.names, [*ends, None], strict=True)
    ]
