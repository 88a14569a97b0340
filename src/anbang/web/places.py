"""The district's network: towns and villages with their offices and groups, and what is missing (clause 2.1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anbang.organisations.gaps import Missing, Network, TownRow, network
from anbang.organisations.models import GroupMember, Office, Posting
from anbang.policy.clauses import SYSTEM
from anbang.web.views import acting_staff, reads


@reads()
def places(request: HttpRequest) -> HttpResponse:
    """The district's group, and a tile for every town: how many of its groups stand, and what is missing."""
    found = network(on=acting_staff(request).today)
    context = {
        "network": found,
        "towns": [_tile(town) for town in found.towns],
        "complete": sum(town.is_complete for town in found.towns),
        "gaps": [_gap(found, missing) for missing in Missing if found.counts[missing]],
        "clause": SYSTEM,
    }
    return render(request, "places/places.html", context)


def _gap(found: Network, missing: Missing) -> dict[str, object]:
    """How often one thing is missing, and of that in how many towns and villages."""
    villages = [village for town in found.towns for village in town.villages]
    return {
        "label": missing.label,
        "count": found.counts[missing],
        "towns": sum(missing in town.missing for town in found.towns),
        "villages": sum(missing in village.missing for village in villages),
    }


def _tile(town: TownRow) -> dict[str, object]:
    standing = len(town.villages) - len(town.villages_lacking)
    return {"town": town, "standing": standing, "all": len(town.villages), "missing": _labels(town.missing)}


def _labels(missing: tuple[Missing, ...]) -> list[str]:
    return [str(one.label) for one in missing]


@reads()
def town(request: HttpRequest, area_id: int) -> HttpResponse:
    """One town: its leading group, its offices and who sits there, and the work group of each village."""
    by = acting_staff(request)
    found = next((row for row in network(on=by.today).towns if row.own.area.pk == area_id), None)
    if found is None:
        raise Office.DoesNotExist
    offices = Office.objects.on(by.today).filter(area=area_id).order_by("id")
    postings = Posting.objects.on(by.today).filter(office__in=offices).select_related("staff").order_by("id")
    members = GroupMember.objects.on(by.today).filter(group=found.own.group).order_by("-heads", "id")
    villages = [{"row": row, "missing": _labels(row.missing)} for row in found.villages]
    context = {
        "town": found,
        "missing": _labels(found.missing),
        "members": members,
        "offices": [
            {"office": one, "staff": [each for each in postings if each.office_id == one.pk]} for one in offices
        ],
        "villages": sorted(villages, key=lambda village: not village["missing"]),
        "clause": SYSTEM,
    }
    return render(request, "places/town.html", context)
