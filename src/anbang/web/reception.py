"""The reception of the day, for those who send somebody to the gate."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anbang.casework.arrival.reception import Release, alarmed_days, days_of, town_of
from anbang.policy.clauses import RECEPTION
from anbang.web.paging import page_of
from anbang.web.sheets.hand_over import MEETING
from anbang.web.views import acting_staff, reads

ALARMS_A_PAGE = 30


@reads(*MEETING)
def reception(request: HttpRequest) -> HttpResponse:
    """Who is released today, tomorrow and in the week, and who fetches them."""
    by = acting_staff(request)
    alarming = alarmed_days(for_staff=by)
    page = page_of(request, list(alarming), size=ALARMS_A_PAGE)
    days = days_of(alarming, list(page), for_staff=by)
    heaps = (
        ("today", _("今天"), days.today, _("今天没有人释放")),
        ("tomorrow", _("明天"), days.tomorrow, _("明天没有人释放")),
        ("later", _("七日内"), days.later, _("七日内没有别的人释放")),
        ("before", _("最近七日"), days.before, ""),
    )
    context = {
        "alarms_page": page,
        "alarms": _rows(days.alarms),
        "heaps": [
            {"id": key, "title": title, "rows": _rows(found), "none": none, "is_near": key in ("today", "tomorrow")}
            for key, title, found, none in heaps
        ],
        "clause": RECEPTION,
    }
    return render(request, "reception/reception.html", context)


def _rows(found: list[Release]) -> list[dict[str, Any]]:
    return [{"release": one, "place": town_of(one)} for one in found]
