"""The reception of the day, and the sheet that goes along, for those who send somebody to the gate."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anbang.casework.arrival.reception import Release, days_of, release_of, town_of
from anbang.casework.charge.desks import Offices
from anbang.casework.person.queries import get_person, masked_id_number
from anbang.casework.step.policy import pack_in_force
from anbang.casework.step.standing import Standing, standing_of
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from anbang.policy.clauses import RECEPTION
from anbang.policy.language.definitions import Place
from anbang.web.readers import MAY_READ_THE_OFFENCE
from anbang.web.views import acting_staff, reads

MEETING = (Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER, Role.TOWN_OFFICER, Role.JUSTICE_ASSISTANT)
REPORT_IN_DAYS = "report_in_days"


@reads(*MEETING)
def reception(request: HttpRequest) -> HttpResponse:
    """Who is released today, tomorrow and in the week, and who fetches them."""
    days = days_of(for_staff=acting_staff(request))
    heaps = (
        ("today", _("今天"), days.today, _("今天没有人释放")),
        ("tomorrow", _("明天"), days.tomorrow, _("明天没有人释放")),
        ("later", _("七日内"), days.later, _("七日内没有别的人释放")),
        ("before", _("最近七日"), days.before, ""),
    )
    context = {
        "alarms": _rows(days.alarms),
        "heaps": [
            {"id": key, "title": title, "rows": _rows(found), "none": none, "is_near": key in ("today", "tomorrow")}
            for key, title, found, none in heaps
        ],
        "clause": RECEPTION,
    }
    return render(request, "reception/reception.html", context)


@reads(*MEETING, person="hand-over sheet", anew=True)
def hand_over_sheet(request: HttpRequest, person_id: int) -> HttpResponse:
    """The sheet that goes along to the gate and is signed there: who is handed over by whom to whom, with what, and where to report. It goes
    from hand to hand, and says nothing of the offence, the opinion or why somebody is fetched (LAW-1).
    """
    by = acting_staff(request)
    standing = standing_of(get_person(person_id, for_staff=by), by=by)
    freed = release_of(standing.case, on=by.today)
    if freed is None:
        raise Http404
    days = pack_in_force().parameter(REPORT_IN_DAYS, freed.on)
    context = {
        "release": freed,
        "person": standing.person,
        "id_number": masked_id_number(standing.person),
        "place": town_of(freed),
        "report_to": _report_to(standing, on=by.today),
        "days": days,
        "things": (_("释放证明"), _("身份证件"), _("个人物品和钱款"), _("药品和病历")),
        "keeps_scans": bool(MAY_READ_THE_OFFENCE & by.roles),
        "hands": (_("移交单位经办人"), _("接收人（镇街或司法所）"), _("家属"), _("本人")),
    }
    return render(request, "reception/sheet.html", context)


def _report_to(standing: Standing, *, on: date) -> str:
    """The justice office at which the person reports."""
    places = standing.course.places
    town = places.get(Place.TOWN_IN_CHARGE) or places.get(Place.REGISTERED_TOWN)
    if town is None or not town.isdigit():
        return ""
    return Office.objects.get(pk=Offices().standing(OfficeKind.JUSTICE_OFFICE, int(town), on=on)).name


def _rows(found: list[Release]) -> list[dict[str, Any]]:
    return [{"release": one, "place": town_of(one)} for one in found]
