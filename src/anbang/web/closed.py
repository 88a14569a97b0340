"""The closed list: the files for which the reader is named, what is due about them, and what waits for another keeper (LAW-2)."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anbang.casework.duty.queries import duties_of, rows_of
from anbang.casework.duty.telling import ALARMS
from anbang.casework.juvenile.closed_list import closed_files, told_of
from anbang.casework.person.models import Case
from anbang.casework.step.standing import Standing, standing_of
from anbang.organisations.acting import ActingStaff
from anbang.web.duties import ShownDuty, shown
from anbang.web.readers import OF_FILES
from anbang.web.views import acting_staff, ask_to_sign_in_again, reads

CLOSED_FILES_A_PAGE = 30


@reads(*OF_FILES)
def closed_list(request: HttpRequest) -> HttpResponse:
    """Closed files for which the reader is named, behind a second sign-in: numbers and duties, no names. Whoever keeps none is told
    so without being asked for the password: there is nothing behind it.
    """
    by = acting_staff(request)
    page = Paginator(closed_files(for_staff=by), CLOSED_FILES_A_PAGE).get_page(request.GET.get("page"))
    if page.paginator.count:
        ask_to_sign_in_again(request)
    rows = [
        {"person": person, "case": case, "duties": _closed_duties(case, standing_of(person, by=by), by=by)}
        for person in page
        for case in person.cases.all()
    ]
    return render(request, "people/closed.html", {"rows": rows, "page": page})


def _closed_duties(case: Case, standing: Standing, *, by: ActingStaff) -> list[ShownDuty]:
    """What is undone in a case of a closed file, whoever owes it, and what the keepers were told of it."""
    duties = rows_of(duties_of(case, for_staff=by).running())
    told = told_of([duty.pk for duty in duties])
    rows = [(shown(duty, by=by, standing=standing), told.get(duty.pk)) for duty in duties]
    return [
        replace(row, told_on=one.told_on, is_alarm=one.because in ALARMS) if one is not None else row
        for row, one in rows
    ]
