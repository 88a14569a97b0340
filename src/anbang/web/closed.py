"""The closed list: the files for which the reader is named, what is due about them, and what waits for a keeper (LAW-2)."""

from dataclasses import replace

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anbang.casework.duty.queries import duties_of, rows_of
from anbang.casework.duty.telling import ALARMS
from anbang.casework.juvenile.closed_list import closed_files, told_of
from anbang.casework.person.models import Case
from anbang.casework.step.standing import Standing, standing_of
from anbang.exchange.batch.checks import ERROR
from anbang.exchange.batch.left_closed import (
    NOT_READY,
    closed_rows_left,
    correct_closed_row,
    leave_closed_row_out,
    open_closed_row,
    take_in_closed_row,
)
from anbang.exchange.batch.models import StagedRow
from anbang.exchange.batch.status import BatchStatus, Outcome
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.steps import ChangedMeanwhile, StepRefused
from anbang.web.correcting import cells_of, changed_cells, correction
from anbang.web.duties import ShownDuty, shown
from anbang.web.readers import OF_FILES
from anbang.web.rows import shown_row
from anbang.web.views import acting_staff, ask_to_sign_in_again, for_staff, reads, writes

CLOSED_FILES_A_PAGE = 30
ROWS_AT_ONCE = 100
KEEPER = Role.SEALING_KEEPER


@reads(*OF_FILES)
def closed_list(request: HttpRequest) -> HttpResponse:
    """Closed files for which the reader is named, behind a second sign-in: numbers and duties, no names. Whoever keeps none is told
    so without being asked for the password: there is nothing behind it.
    """
    by = acting_staff(request)
    page = Paginator(closed_files(for_staff=by), CLOSED_FILES_A_PAGE).get_page(request.GET.get("page"))
    left = list(closed_rows_left(for_staff=by)[:ROWS_AT_ONCE])
    if page.paginator.count or left:
        ask_to_sign_in_again(request)
    rows = [
        {"person": person, "case": case, "duties": _closed_duties(case, standing_of(person, by=by), by=by)}
        for person in page
        for case in person.cases.all()
    ]
    return render(request, "people/closed.html", {"rows": rows, "page": page, "left": left})


def _closed_duties(case: Case, standing: Standing, *, by: ActingStaff) -> list[ShownDuty]:
    """What is undone in a case of a closed file, whoever owes it, and what the keepers were told of it."""
    duties = rows_of(duties_of(case, for_staff=by).running())
    told = told_of([duty.pk for duty in duties])
    rows = [(shown(duty, by=by, standing=standing), told.get(duty.pk)) for duty in duties]
    return [
        replace(row, told_on=one.told_on, is_alarm=one.because in ALARMS) if one is not None else row
        for row, one in rows
    ]


@for_staff(KEEPER, anew=True)
def closed_row(request: HttpRequest, row_id: int) -> HttpResponse:
    """A closed row that waits for a keeper, with all that it says, to put right. That it was opened is on record first."""
    by, was_sent = acting_staff(request), request.method == "POST"
    if was_sent:
        try:
            now_is = open_closed_row(row_id, by=by).readable
            changed = changed_cells(request.POST, now_is)
            now = correct_closed_row(row_id, changed, seen=cells_of(now_is), by=by)
        except ChangedMeanwhile:
            return _show(request, row_id, typed=request.POST)
        except StepRefused as refused:
            messages.error(request, str(refused))
            return redirect("closed_list")
        if not any(fault[2] == ERROR for fault in now.faults) or not _waits_for(now, by=by):
            return _after(request, now)
    return _show(request, row_id)


def _show(request: HttpRequest, row_id: int, *, typed: QueryDict | None = None) -> HttpResponse:
    """The row as it stands; or what was typed, beside what another keeper made of it meanwhile."""
    by, was_sent = acting_staff(request), request.method == "POST"
    left = open_closed_row(row_id, by=by)
    with acting(by, reading_only=True):
        row = shown_row(left.readable, by=by, in_full=True)
        told = {**correction(row, typed=typed, was_sent=was_sent), "left": left}
        return render(request, "people/closed_row.html", told, status=422 if was_sent else 200)


def _after(request: HttpRequest, row: StagedRow) -> HttpResponse:
    """To what the keeper does next: the row, where it waits for them still; a row that stands open is the bureau's."""
    by = acting_staff(request)
    if not row.closed:
        told = _("第 %(row)s 行更正后不涉及封存，已回到名单里：请告诉办名单的人确认。")
    elif row.batch.status == BatchStatus.STAGED and row.outcome not in NOT_READY:
        told = _("第 %(row)s 行已更正，确认名单时一并登记：请告诉上传名单的人确认。")
    elif row.outcome == Outcome.SAME:
        told = _("第 %(row)s 行与档案一致，不用登记。")
    else:
        told = _("第 %(row)s 行已更正。")
    messages.success(request, told % {"row": row.row})
    return redirect("closed_row", row_id=row.pk) if _waits_for(row, by=by) else redirect("closed_list")


def _waits_for(row: StagedRow, *, by: ActingStaff) -> bool:
    """Whether it still waits for this keeper, who may have to keep out of whom it is about now."""
    with acting(by, reading_only=True):
        return closed_rows_left(for_staff=by).filter(pk=row.pk).exists()


@writes(KEEPER, anew=True)
def take_in(request: HttpRequest, row_id: int) -> HttpResponse:
    """The keeper takes it into the register."""
    by = acting_staff(request)
    try:
        row = take_in_closed_row(row_id, by=by, on=by.today)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("closed_list")
    if row.case_id is None:
        messages.warning(request, _("登记的人员有了变化，这一行已重新判断，没有登记：请再看一遍。"))
        return _after(request, row)
    if row.outcome == Outcome.UPDATE:
        told = _("第 %(row)s 行已并入档案；没有写进去的，档案的历史里写明原因。")
    else:
        told = _("第 %(row)s 行已登记。")
    messages.success(request, told % {"row": row.row})
    return redirect("closed_list")


@writes(KEEPER, anew=True)
def sent_back(request: HttpRequest, row_id: int) -> HttpResponse:
    """The keeper told the sender of it, or knows that it says nothing."""
    if request.POST.get("seen") != "on":
        messages.error(request, _("请先勾选，再点“不登记”。"))
        return redirect("closed_row", row_id=row_id)
    try:
        leave_closed_row_out(row_id, by=acting_staff(request))
        messages.success(request, _("已记录：这一行由您处理，不登记。"))
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect("closed_list")
