"""The reception of the day, for those who send somebody to the gate."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anbang.casework.arrival.reception import Release, alarmed_days, days_of, town_of
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import rows_of
from anbang.policy.clauses import RECEPTION
from anbang.web.duties import IN_CUSTODY, ShownDuty, as_marked
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
    coming = [one.case.pk for _key, _title, found, _none in heaps for one in (*found, *days.alarms)]
    late = _late(coming, on=by.today)
    context = {
        "alarms_page": page,
        "alarms": _rows(days.alarms, late),
        "heaps": [
            {
                "id": key,
                "title": title,
                "rows": _rows(found, late),
                "none": none,
                "is_near": key in ("today", "tomorrow"),
            }
            for key, title, found, none in heaps
        ],
        "clause": RECEPTION,
    }
    return render(request, "reception/reception.html", context)


def _late(cases: Iterable[int], *, on: date) -> Mapping[int, list[ShownDuty]]:
    """Case → what should be known of somebody before the day and is overdue. One query."""
    before = Duty.objects.to_do(on=on).filter(case__in=list(cases), rule__in=IN_CUSTODY, due_on__lt=on)
    found: dict[int, list[ShownDuty]] = {}
    for duty in rows_of(before.order_by("due_on")):
        if duty.case_id is not None:
            found.setdefault(duty.case_id, []).append(as_marked(duty, on=on))
    return found


def _rows(found: list[Release], late: Mapping[int, list[ShownDuty]]) -> list[dict[str, Any]]:
    return [{"release": one, "place": town_of(one), "late": late.get(one.case.pk, [])} for one in found]
