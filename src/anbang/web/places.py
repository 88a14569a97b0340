"""The district by its places: a grid of towns, a town, a village; who works there, what is missing (clause 2.1), and, for whoever may open
the files anyway, how many people are in care there and what is overdue.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anbang.assistance.placement.queries import bases_of, is_without_base, towns_without_bases
from anbang.casework.duty.models import Duty
from anbang.casework.duty.places import PlaceCount, count_of_offices, count_of_villages
from anbang.casework.duty.queries import rows_of
from anbang.casework.person.models import Abode, AbodeKind, Person, Stage
from anbang.casework.person.queries import visible_to, with_cases
from anbang.organisations.acting import ActingStaff
from anbang.organisations.directory import directory
from anbang.organisations.gaps import Missing, Network, TownNetwork, TownRow, network, network_of_town
from anbang.organisations.kinds import AreaKind, OfficeKind, Role
from anbang.organisations.models import Area
from anbang.organisations.tiles import grid_of
from anbang.policy.clauses import SYSTEM
from anbang.web.duties import VISITS, ShownDuty, shown_together
from anbang.web.paging import page_of
from anbang.web.person import file_address
from anbang.web.readers import OF_FILES
from anbang.web.veil import veiled
from anbang.web.views import acting_staff, reads

PEOPLE_A_PAGE = 30
NOBODY = PlaceCount()


@reads()
@veiled
def places(request: HttpRequest) -> HttpResponse:
    """The district's group, and a tile for every town where it lies: who is in care there, what is overdue, what is missing."""
    by = acting_staff(request)
    found = network(on=by.today)
    counted = _by_town(by=by) if counts_people(by) else {}
    without_base = towns_without_bases([town.own.area.pk for town in found.towns], on=by.today)
    tiles = {
        town.own.area.pk: _tile(town, counted, is_base_lacking=town.own.area.pk in without_base, by=by)
        for town in found.towns
    }
    grid = grid_of(town.own.area for town in found.towns)
    context = {
        "network": found,
        "width": len(grid[0]) if grid else 0,
        "cells": [tiles[area.pk] if area else None for row in grid for area in row],
        "towns": list(tiles.values()),
        "counts_people": counts_people(by),
        "whole": sum((tile["standing"] for tile in tiles.values() if tile["standing"]), NOBODY),
        "complete": sum(town.is_complete for town in found.towns),
        "gaps": [_gap(found, missing) for missing in Missing if found.counts[missing]],
        "clause": SYSTEM,
    }
    return render(request, "places/places.html", context)


def counts_people(by: ActingStaff) -> bool:
    """Whether the reader opens files: a number may be so small that it is somebody."""
    return not by.roles.isdisjoint(OF_FILES)


def _by_town(*, by: ActingStaff) -> Mapping[int, PlaceCount]:
    """Town → the people in the charge of its offices whom the reader sees."""
    found: dict[int, PlaceCount] = {}
    for office, standing in count_of_offices(for_staff=by).items():
        town = town_of_office(office)
        if town is not None:
            found[town] = found.get(town, NOBODY) + standing
    return found


def town_of_office(office_id: int) -> int | None:
    """The town of an office of a town or a village."""
    known = directory()
    area = known.areas.get(known.offices[office_id].area_id or 0)
    if area is None:
        return None
    return area.id if area.kind in AreaKind.towns() else area.parent_id if area.kind in AreaKind.villages() else None


def sees_town(area_id: int, *, by: ActingStaff) -> bool:
    """Whether people of the town are in the reader's lists: elsewhere none are seen, which is not the same as none."""
    return counts_people(by) and (by.sees_the_district or any(town_of_office(one) == area_id for one in by.offices))


def _tile(
    town: TownRow, counted: Mapping[int, PlaceCount], *, is_base_lacking: bool, by: ActingStaff
) -> dict[str, Any]:
    area = town.own.area
    return {
        "area": area,
        "standing": counted.get(area.pk, NOBODY) if sees_town(area.pk, by=by) else None,
        "gaps": _gaps_of(town, is_base_lacking=is_base_lacking),
        "groups": len(town.villages) - len(town.villages_lacking),
        "villages": len(town.villages),
    }


def _gaps_of(town: TownRow, *, is_base_lacking: bool) -> list[str]:
    """What the town lacks, and how many of its villages lack something."""
    lacking = len(town.villages_lacking)
    return [
        *(str(one.label) for one in town.missing),
        *([_("安置基地不够")] if is_base_lacking else []),
        *(
            [ngettext("%(n)s 个村（社区）有缺口", "%(n)s 个村（社区）有缺口", lacking) % {"n": lacking}]
            if lacking
            else []
        ),
    ]


def _gap(found: Network, missing: Missing) -> dict[str, object]:
    """How often one thing is missing, and of that in how many towns and villages."""
    villages = [village for town in found.towns for village in town.villages]
    return {
        "label": missing.label,
        "count": found.counts[missing],
        "towns": sum(missing in town.missing for town in found.towns),
        "villages": sum(missing in village.missing for village in villages),
    }


@reads()
@veiled
def town(request: HttpRequest, area_id: int) -> HttpResponse:
    """One town: its people by stage, what is missing, its leading group, its offices and who sits there, its bases, its villages."""
    by = acting_staff(request)
    found = network_of_town(area_id, on=by.today)
    counted = _by_village(found, by=by) if sees_town(area_id, by=by) else None
    bases = list(bases_of(area_id, on=by.today))
    rows = [_village_row(village, found, counted) for village in found.row.villages]
    context = {
        "town": found.row,
        "missing": [
            *(str(one.label) for one in found.row.missing),
            *([_("安置基地不够")] if is_without_base(len(bases), on=by.today) else []),
        ],
        "members": found.seats,
        "offices": _offices(found, area_id),
        "standing": sum(counted.values(), NOBODY) if counted is not None else None,
        "elsewhere": counted.get(None) if counted is not None else None,
        "bases": bases,
        "villages": sorted(rows, key=lambda row: not row["gaps"]),
        "clause": SYSTEM,
    }
    return render(request, "places/town.html", context)


def _offices(found: TownNetwork, area_id: int) -> list[dict[str, Any]]:
    return [{"office": one, "staff": found.postings.get(one.pk, ())} for one in found.offices_at(area_id)]


def _by_village(found: TownNetwork, *, by: ActingStaff) -> Mapping[int | None, PlaceCount]:
    """Village of the town → its people; None: those in the town's charge who live in none of them."""
    villages = [row.area.pk for row in found.row.villages]
    town_id = found.row.own.area.pk
    offices = [one for one in directory().offices if town_of_office(one) == town_id]
    counted: dict[int | None, PlaceCount] = {}
    for village, standing in count_of_villages(offices, [town_id, *villages], for_staff=by).items():
        place = village if village in villages else None
        counted[place] = counted.get(place, NOBODY) + standing
    return counted


def _village_row(village: Any, found: TownNetwork, counted: Mapping[int | None, PlaceCount] | None) -> dict[str, Any]:
    contacts = _contacts(found, village.area.pk)
    standing = counted.get(village.area.pk, NOBODY) if counted is not None else None
    gaps = [str(one.label) for one in village.missing]
    if not contacts:
        gaps.append(_("没有村（社区）联系人"))
    if standing and standing.without_team:
        number = standing.without_team
        gaps.append(ngettext("%(n)s 人没有帮教小组", "%(n)s 人没有帮教小组", number) % {"n": number})
    return {"row": village, "contacts": contacts, "standing": standing, "gaps": gaps}


def _contacts(found: TownNetwork, area_id: int) -> list[str]:
    """Who holds the post of a cadre in the village."""
    return [
        posting.staff.name
        for office in found.offices_at(area_id)
        for posting in found.postings.get(office.pk, ())
        if posting.role == Role.VILLAGE_CADRE
    ]


@reads()
@veiled
def village(request: HttpRequest, area_id: int) -> HttpResponse:
    """One village: its group, who keeps touch, and the people within the reader's reach with the visits that are due."""
    by = acting_staff(request)
    area = Area.objects.get(pk=area_id, kind__in=AreaKind.villages())
    assert area.parent_id is not None
    found = network_of_town(area.parent_id, on=by.today)
    row = next(one for one in found.row.villages if one.area.pk == area_id)
    people = _people_of(area_id, by=by) if _lists_people(area_id, found, by=by) else None
    page = page_of(request, people, size=PEOPLE_A_PAGE) if people is not None else None
    context = {
        "area": area,
        "town": found.row.own.area,
        "row": row,
        "contacts": _contacts(found, area_id),
        "justice_office": next((one for one in found.offices if one.kind == OfficeKind.JUSTICE_OFFICE), None),
        "page": page,
        "people": _with_visits(list(page.object_list), by=by) if page is not None else [],
        "clause": SYSTEM,
    }
    return render(request, "places/village.html", context)


def _lists_people(area_id: int, found: TownNetwork, *, by: ActingStaff) -> bool:
    """Whether the reader has a list in which people of the village may stand: whoever opens files, and the village itself."""
    return counts_people(by) or (
        Role.VILLAGE_CADRE in by.roles and any(office.pk in by.own_offices for office in found.offices_at(area_id))
    )


def _people_of(area_id: int, *, by: ActingStaff) -> QuerySet[Person]:
    """Whoever is in care and lives in the village, or is registered there and of whom no residence is known."""
    abodes = Abode.objects.on(by.today).filter(person=OuterRef("pk"))
    lives = Exists(abodes.filter(kind=AbodeKind.RESIDENCE, area=area_id))
    registered = Exists(abodes.filter(kind=AbodeKind.REGISTERED, area=area_id))
    elsewhere = Exists(abodes.filter(kind=AbodeKind.RESIDENCE))
    people = visible_to(by).filter(lives | (registered & ~elsewhere), stage=Stage.IN_CARE)
    return with_cases(people).order_by("name", "id")


def _with_visits(people: Sequence[Person], *, by: ActingStaff) -> list[dict[str, Any]]:
    """Each with the next visit that somebody owes. One query."""
    cases = [person.cases.all()[0].pk for person in people]
    owed = Duty.objects.to_do(on=by.today).filter(case__in=cases, rule__in=VISITS).order_by("due_on", "rule")
    visits: dict[int | None, ShownDuty] = {}
    for shown in shown_together(rows_of(owed), by=by):
        visits.setdefault(shown.duty.case_id, shown)
    return [
        {
            "person": person,
            "address": file_address(person.pk, by),
            "case": person.cases.all()[0],
            "next": visits.get(person.cases.all()[0].pk),
        }
        for person in people
    ]
