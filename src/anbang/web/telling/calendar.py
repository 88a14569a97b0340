"""The calendar link of a posting: its page, and what it answers to a calendar, which signs in nowhere (ADR 0034)."""

import hashlib
from http import HTTPStatus

from allauth.core.internal.ratelimit import consume
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from anbang.coordination.feed.actions import end_link, make_link, open_link
from anbang.coordination.feed.queries import WITH_WORK_BY_DAYS, Due, link_of, work_by_days
from anbang.coordination.feed.writing import written
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Staff
from anbang.organisations.steps import StepRefused
from anbang.web.navigation import may_open
from anbang.web.person import file_address
from anbang.web.views import acting_staff, reads, writes

# Of one address, behind which a whole office may sit: each calendar asks some times a day.
AT_MOST = {"calendar": "120/m/ip"}
SECONDS_OF_A_MINUTE = 60


@reads(*WITH_WORK_BY_DAYS)
def calendar_link(request: HttpRequest) -> HttpResponse:
    """Whether there is a link, since when, and when it was last used."""
    by = acting_staff(request)
    link = link_of(by=by)
    has_lapsed = link is not None and Staff.objects.get(pk=by.staff_id).session_number != link.session_number
    return render(request, "telling/calendar.html", {"link": link, "has_lapsed": has_lapsed})


@writes(*WITH_WORK_BY_DAYS, anew=True)
def make_calendar_link(request: HttpRequest) -> HttpResponse:
    """A new link in the place of the one before, shown this once."""
    by = acting_staff(request)
    try:
        secret = make_link(by=by, on=by.today)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("calendar_link")
    address = request.build_absolute_uri(reverse("calendar_feed", args=[secret]))
    return render(request, "telling/calendar_made.html", {"address": address})


@writes(*WITH_WORK_BY_DAYS)
def end_calendar_link(request: HttpRequest) -> HttpResponse:
    """The link opens nothing any more."""
    by = acting_staff(request)
    end_link(by=by, on=by.today)
    messages.success(request, _("链接已停用，日历里不再更新。手机日历里订阅的那一项请删除。"))
    return redirect("calendar_link")


@csrf_exempt
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The work behind a link, for a calendar. Whatever else is asked for is not there, and nothing tells why."""
    if request.method not in ("GET", "HEAD"):
        return _not_there()
    if not consume(request, app="anbang", action="calendar", config=AT_MOST, limit_get=True):
        too_many = HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, content_type="text/plain")
        too_many.headers["Retry-After"] = str(SECONDS_OF_A_MINUTE)
        return too_many
    opened = open_link(secret, on=request.today)  # type: ignore[attr-defined]
    if opened is None:
        return _not_there()
    link, by = opened
    with translation.override(link.language), acting(by, reading_only=True):
        content = written(
            link, work_by_days(for_staff=by), address_of=lambda due: _address(request, due, by), on=by.today
        )
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={"ETag": etag})
    told = get_conditional_response(request, etag=etag, response=answer) or answer
    told.headers["Referrer-Policy"] = "no-referrer"
    return told


def _not_there() -> HttpResponse:
    return HttpResponse(status=HTTPStatus.NOT_FOUND, content_type="text/plain")


def _address(request: HttpRequest, due: Due, by: ActingStaff) -> str:
    """Where it is done, which asks for the sign-in first."""
    if due.person_id is not None:
        return request.build_absolute_uri(file_address(due.person_id, by))
    return request.build_absolute_uri(reverse("office" if may_open("office", by) else "today"))
