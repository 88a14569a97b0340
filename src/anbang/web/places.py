"""The district's network: towns and villages with their offices, groups and people, and what is missing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anbang.organisations.kinds import AreaKind
from anbang.organisations.models import Area
from anbang.web.views import acting_staff, reads


@reads()
def places(request: HttpRequest) -> HttpResponse:
    """Every town on the tile grid."""
    towns = Area.objects.filter(kind__in=AreaKind.towns()).order_by("id")
    return render(request, "places/places.html", {"towns": towns})


@reads()
def town(request: HttpRequest, area_id: int) -> HttpResponse:
    """One town."""
    by = acting_staff(request)
    area = Area.objects.get(pk=area_id, kind__in=AreaKind.towns())
    return render(request, "places/town.html", {"area": area, "by_office": by.office_id})
