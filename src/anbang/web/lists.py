"""A prison's list before the bureau's clerk: hand in, watch, correct, decide, confirm, undo."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from anbang.audit.recording import record_looks
from anbang.casework.custody.queries import verifications_for_institution
from anbang.exchange.batch.actions import (
    apply_batch,
    cancel_batch,
    decide_row,
    receive_file,
    undo_batch,
)
from anbang.exchange.batch.columns import MissingColumns
from anbang.exchange.batch.giving_back import begin_marked, return_marked
from anbang.exchange.batch.messages import failure_message
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.queries import (
    HeapCounts,
    ReadableRow,
    answered_rows,
    batches,
    first_applied_on,
    get_batch,
    get_row,
    heap_counts,
    heap_counts_of,
    may_be_undone,
    name_of,
    offices_concerned,
    progress_of,
    readable,
    rows_in,
)
from anbang.exchange.batch.removing import DAYS, last_day_of
from anbang.exchange.batch.status import OF_DOUBT, OPEN_TO_CORRECTION, WORKING, BatchStatus, Decision, Heap
from anbang.lib.workbook import UnreadableWorkbook
from anbang.organisations.acting import acting
from anbang.organisations.kinds import Role
from anbang.organisations.queries import institutions
from anbang.organisations.steps import StepRefused
from anbang.papers.exports import file_name_of
from anbang.papers.models import ExportKind, Purpose
from anbang.policy import DEFAULT_PACK
from anbang.web.confirming import what_confirming_does
from anbang.web.exporting import ExportForm, told_of_export
from anbang.web.forms import ListForm, page_with_form, perform
from anbang.web.numbers import number_of
from anbang.web.references import reference
from anbang.web.rows import NOBODY_BESIDE, WhatStandsBeside, beside_rows, people_named, people_resembled, shown_row
from anbang.web.views import acting_staff, for_staff, reads, writes

CLERK = Role.BUREAU_CLERK
LISTS_A_PAGE = 30
REPLIES_A_PAGE = 30
RETURNED_ROWS_A_PAGE = 50
# What needs a person comes first.
HEAPS = (Heap.REFUSED, Heap.DOUBTFUL, Heap.READY, Heap.NOT_OURS)


@for_staff(CLERK)
def lists(request: HttpRequest) -> HttpResponse:
    """The lists received, and the form to hand one in."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        known = [(office.pk, office.name) for office in institutions(on=by.today)]
    form = ListForm(request.POST or None, request.FILES or None, institutions=known)
    made: list[Batch] = []

    def hand_in(told: dict[str, Any]) -> None:
        file: UploadedFile = told["file"]
        institution_id = int(told["institution"])
        made.append(receive_file(file.read(), name=file.name or "", institution_id=institution_id, by=by, on=by.today))

    if request.method == "POST" and perform(form, hand_in):
        return redirect("list", batch_id=made[0].pk)
    with acting(by, reading_only=True):
        page = Paginator(batches(for_staff=by), LISTS_A_PAGE).get_page(request.GET.get("page"))
        counts = heap_counts_of(page.object_list)
        received = [{"batch": batch, "name": name_of(batch), "counts": counts[batch.pk]} for batch in page]
        return page_with_form(request, "lists/lists.html", {"form": form, "received": received, "page": page})


@dataclass(frozen=True, slots=True)
class _Asked:
    """How many rows lie in each heap, and one page of the one that is asked for."""

    counts: HeapCounts
    heap: Heap
    page: Page[StagedRow]
    rows: list[ReadableRow]


@for_staff(CLERK)
@require_safe
def one_list(request: HttpRequest, batch_id: int) -> HttpResponse:
    """One list: how far it is, or its four heaps. The files that stand beside doubtful rows are looked at, and that is on record
    first.
    """
    by = acting_staff(request)
    with acting(by, reading_only=True):
        batch = get_batch(batch_id, for_staff=by)
        asked = _asked_for(request, batch) if _is_read(batch) else None
        people = people_named(asked.rows, by=by) if asked else {}
    beside = people_resembled(asked.rows, people) if asked else set()
    with acting(by):
        record_looks(sorted(beside), "beside a row of a list", by=by)
    with acting(by, reading_only=True):
        rows = beside_rows(asked.rows, by=by, people=people, looked_at=beside) if asked else None
        return render(request, "lists/list.html", _shown_list(request, batch, asked, rows))


def _is_read(batch: Batch) -> bool:
    """Whether its rows lie in heaps."""
    return batch.status not in WORKING and not (batch.status == BatchStatus.FAILED and batch.failure)


def _shown_list(
    request: HttpRequest, batch: Batch, asked: _Asked | None, beside: WhatStandsBeside | None
) -> dict[str, object]:
    context: dict[str, object] = {"batch": batch, "name": name_of(batch), "is_working": batch.status in WORKING}
    if batch.status in WORKING:
        return {**context, "progress": progress_of(batch)}
    words = failure_message(batch.failure["code"], batch.failure["about"]) if batch.failure else ""
    if asked is None:
        return {**context, "failure": words}
    return {
        **context,
        **_heaps(request, batch, asked, beside),
        "warning": words,
        # Asked for by the demo's pages alone.
        "applied_on": partial(first_applied_on, batch),
        **_end_of(batch, request),
    }


def _end_of(batch: Batch, request: HttpRequest) -> dict[str, object]:
    """Until when a list that waits for its confirmation is there, and after how many days of nobody's work one goes."""
    today = acting_staff(request).today
    last = last_day_of(batch, on=today) if batch.status == BatchStatus.STAGED else None
    return {"last_day": last, "kept_days": int(DEFAULT_PACK.parameter(DAYS, today))}


@reads(CLERK)
def progress(request: HttpRequest, batch_id: int) -> HttpResponse:
    """How far the work is, for the page that asks every second; the whole page anew when it is done."""
    batch = get_batch(batch_id, for_staff=acting_staff(request))
    if batch.status not in WORKING:
        return HttpResponseClientRefresh()
    return render(request, "lists/progress.html", {"batch": batch, "is_working": True, "progress": progress_of(batch)})


def _asked_for(request: HttpRequest, batch: Batch) -> _Asked:
    """The heap that the address names, or the first that has something in it, and one page of its rows."""
    counts = heap_counts(batch)
    first = next((heap for heap in HEAPS if counts.of(heap)), Heap.READY)
    wanted = request.GET.get("heap", "")
    heap = Heap(wanted) if wanted in Heap.values else first
    number = number_of(request.GET.get("page", "")) or 1
    return _Asked(counts, heap, *rows_in(batch, heap, many=counts.of(heap), page=number))


def _heaps(request: HttpRequest, batch: Batch, asked: _Asked, beside: WhatStandsBeside | None) -> dict[str, object]:
    by, counts, heap = acting_staff(request), asked.counts, asked.heap
    may_correct = batch.status in OPEN_TO_CORRECTION
    return {
        "counts": counts,
        "heap": heap,
        "heaps": [{"heap": each, "count": counts.of(each), "open": counts.waiting(each)} for each in HEAPS],
        "page": asked.page,
        "rows": [shown_row(row, by=by, beside=beside) for row in asked.rows],
        "compact": heap in (Heap.READY, Heap.NOT_OURS),
        "may_correct": may_correct,
        "may_get_marked": counts.all > 0 and batch.uploaded_by_id == by.staff_id and batch.file_gone_on is None,
        "may_be_undone": may_be_undone(batch),
        **what_confirming_does(batch),
    }


def _step(request: HttpRequest, batch_id: int, done: str, step: Callable[[], object]) -> HttpResponse:
    """Do one step of a list and say so; a refusal is told on its page."""
    try:
        step()
        messages.success(request, done)
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect("list", batch_id=batch_id)


@writes(CLERK)
def decide(request: HttpRequest, row_id: int) -> HttpResponse:
    """Decide about a doubtful row."""
    by = acting_staff(request)
    wanted = request.POST.get("decision", "")
    decision = Decision(wanted) if wanted in OF_DOUBT else Decision.NONE
    was = request.POST.get("was")
    seen = Decision(was) if was in Decision.values else None
    with acting(by, reading_only=True):
        readable = get_row(row_id, for_staff=by)
        if readable.content is None and not readable.row.closed:
            raise StagedRow.DoesNotExist  # of somebody whose file the reader must keep out of
        batch_id = readable.row.batch_id
    _step(request, batch_id, _("已记录您的判断。"), lambda: decide_row(row_id, decision, by=by, seen=seen))
    return redirect(
        reverse("list", args=[batch_id], query={"heap": Heap.DOUBTFUL}, fragment=f"row-{reference('row', row_id)}")
    )


@writes(CLERK)
def confirm(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take the ready rows in."""
    by = acting_staff(request)
    return _step(request, batch_id, _("正在登记，可以离开本页。"), lambda: apply_batch(batch_id, by=by, on=by.today))


@writes(CLERK)
def cancel(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Set the list aside, or stop the work on it; what is told is what became of it."""
    by = acting_staff(request)
    try:
        status = cancel_batch(batch_id, by=by)
        told = {
            BatchStatus.CANCELLED: _("已取消。"),
            BatchStatus.READING: _("已请求停止，稍候即停。"),
            BatchStatus.APPLYING: _("已请求停止，稍候即停。"),
        }
        messages.success(request, told.get(status, _("已停止，什么都没有登记。")))
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect("list", batch_id=batch_id)


@writes(CLERK)
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take the list out of the register again."""
    by = acting_staff(request)
    return _step(request, batch_id, _("整批登记已撤销。"), lambda: undo_batch(batch_id, by=by, on=by.today))


@reads(CLERK)
def confirm_preview(request: HttpRequest, batch_id: int) -> HttpResponse:
    """What confirming will do, before it is done."""
    by = acting_staff(request)
    batch = get_batch(batch_id, for_staff=by)
    counts = heap_counts(batch)
    confirmed = what_confirming_does(batch)
    left_over = counts.refused + counts.undecided
    context = {
        "batch": batch,
        "name": name_of(batch),
        "counts": counts,
        "left_over": left_over,
        # So that the figures add up to the list.
        "nothing_to_do": counts.all - confirmed["to_confirm"] - confirmed["to_return"] - left_over,
        "offices": offices_concerned(batch),
        **confirmed,
    }
    return render(request, "lists/confirm.html", context)


# What the marked file is for; only the first needs whole numbers.
OF_THE_MARKED = (Purpose.CORRECTING, Purpose.SENDER, Purpose.REVIEW, Purpose.OTHER)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_staff(CLERK, anew="marked_list")
def marked_up(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The clerk's own file back, with red cells and comments: GET asks what for, POST puts it on record and gives it. Only whoever handed it
    in gets it, and of a file that could not be read there is none.
    """
    by = acting_staff(request)
    with acting(by, reading_only=True):
        batch = get_batch(batch_id, for_staff=by)
        if batch.uploaded_by_id != by.staff_id or batch.file_gone_on is not None or not batch.rows.exists():
            raise Batch.DoesNotExist
        name = name_of(batch)
    masks = _("带完整的证件号和电话（改好后要再上传的必须勾选）")
    sent = request.POST if request.method == "POST" else None
    form = ExportForm(sent, purposes=OF_THE_MARKED, usual=Purpose.CORRECTING, masks=masks)
    made: list[HttpResponse] = []

    def give(told: dict[str, Any]) -> None:
        new = told_of_export(told, ExportKind.MARKED_LIST)
        export = begin_marked(batch_id, new, by=by, on=by.today)
        made.append(_download(return_marked(export.pk, by=by, on=by.today), file_name_of(export, "xlsx")))

    try:
        if request.method == "POST" and perform(form, give):
            return made[0]
    except (UnreadableWorkbook, MissingColumns) as refused:
        raise Batch.DoesNotExist from refused
    with acting(by, reading_only=True):
        return page_with_form(request, "lists/marked.html", {"form": form, "batch": batch, "name": name})


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=WORKBOOK)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "no-store"
    return response


@reads(Role.INSTITUTION_CLERK)
def answers(request: HttpRequest) -> HttpResponse:
    """What came back to an institution: replies to verify, rows returned or refused with reasons."""
    by = acting_staff(request)
    # Cut at rows, not at lists: one list can send back twenty thousand.
    back = Paginator(answered_rows(batches(for_staff=by)), RETURNED_ROWS_A_PAGE).get_page(request.GET.get("returned"))
    returned = [
        {"batch": batch, "rows": [shown_row(row, by=by, beside=NOBODY_BESIDE) for row in rows]}
        for batch, rows in groupby(readable(back), key=lambda one: one.row.batch)
    ]
    told = verifications_for_institution(for_staff=by)
    replies = Paginator(told, REPLIES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "lists/answers.html", {"returned": returned, "replies": replies, "back": back})
