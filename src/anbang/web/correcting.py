"""One row of a list, put right in place; where two put the same cell right, the second sees both versions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anbang.casework.draft.queries import Form
from anbang.exchange.batch.actions import correct_row, open_row
from anbang.exchange.batch.checks import ERROR
from anbang.exchange.batch.columns import COLUMNS
from anbang.exchange.batch.models import StagedRow
from anbang.exchange.batch.queries import ReadableRow, get_row
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.steps import ChangedMeanwhile, StepRefused
from anbang.web.beside import LABELS
from anbang.web.drafts import CORRECT_ROW, as_typed, keep, kept_of, taken, wants_keeping
from anbang.web.forms import UNPROCESSABLE
from anbang.web.once import hand_of, key_for, send_once, was_sent
from anbang.web.rows import shown_row
from anbang.web.versions import Compared, compared, is_same, stood
from anbang.web.views import acting_staff, for_staff


@for_staff(Role.BUREAU_CLERK)
def correct(request: HttpRequest, row_id: int) -> HttpResponse:
    """Correct the cells of one row in place."""
    by = acting_staff(request)
    kept = Form(CORRECT_ROW, about=row_id)
    if wants_keeping(request):
        return keep(request, kept, find=lambda: cells_of(get_row(row_id, for_staff=by)))
    readable = open_row(row_id, by=by)
    if request.method == "POST":
        return _answer(request, readable, kept, by=_hand(request, by))
    with acting(by, reading_only=True):
        told = kept_of(kept, by=by)
        shown = correction(shown_row(readable, by=by, in_full=True), typed=as_typed(told["draft"]))
        return render(request, "lists/correct.html", shown | told | {"form_key": key_for(request, by)})


def _hand(request: HttpRequest, by: ActingStaff) -> ActingStaff:
    """By whose hand it is sent. That the row was opened is on record under this request already: what comes without a key of a form was not sent before."""
    hand = hand_of(request, by)
    return replace(by, request_id=uuid4()) if hand.request_id == by.request_id else hand


def _answer(request: HttpRequest, readable: ReadableRow, kept: Form, *, by: ActingStaff) -> HttpResponse:
    """What was sent is written, or stands beside what somebody else has written meanwhile."""
    row_id, to_the_list = readable.row.pk, redirect("list", batch_id=readable.row.batch_id)
    if was_sent(by):
        messages.success(request, _("这张表已经登记过，没有重复登记。"))
        return to_the_list
    written: list[StagedRow] = []
    try:
        changed, seen = changed_cells(request.POST, readable), cells_of(readable)
        step = taken(kept, lambda: written.append(correct_row(row_id, changed, seen=seen, by=by)), by=by)
        send_once(by, step)
    except ChangedMeanwhile:
        return _again(request, row_id, typed=request.POST, by=by)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return to_the_list
    if written and not written[0].closed and any(fault[2] == ERROR for fault in written[0].faults):
        return _again(request, row_id, typed=None, by=by)
    if written:
        is_closed = written[0].closed
        told = _("第 %(row)s 行已封闭，此后由指定的人办理。") if is_closed else _("第 %(row)s 行已更正。")
        messages.success(request, told % {"row": written[0].row})
    return to_the_list


def _again(request: HttpRequest, row_id: int, *, typed: QueryDict | None, by: ActingStaff) -> HttpResponse:
    """The row as it now stands: what is wrong in it still, or what was typed beside what somebody else made of it."""
    with acting(by, reading_only=True):
        row = shown_row(get_row(row_id, for_staff=by), by=by, in_full=True)
        shown = correction(row, typed=typed, was_sent=True)
        key = key_for(request, by, anew=typed is None)
        return render(request, "lists/correct.html", shown | {"keeps": True, "form_key": key}, status=UNPROCESSABLE)


def cells_of(readable: ReadableRow) -> dict[str, str]:
    """What stands in each cell of a row. StagedRow.DoesNotExist where its content is not the reader's."""
    if readable.content is None:
        raise StagedRow.DoesNotExist
    return {column: readable.content.sent.get(column, "") for column in COLUMNS}


def _compared(sent: QueryDict, now: Mapping[str, str]) -> Compared:
    return compared(sent, {column: text for column, text in now.items() if column in sent}, labels=LABELS)


def changed_cells(sent: QueryDict, readable: ReadableRow) -> dict[str, str]:
    """The cells that are to say something else than they say now. Raises ChangedMeanwhile where somebody else has changed one of them since the
    form was opened, and nobody has chosen yet.
    """
    now = cells_of(readable)
    found = _compared(sent, now)
    if found.clashes:
        raise ChangedMeanwhile
    return {column: text for column, text in found.values.items() if not is_same(text, now[column])}


def correction(row: dict[str, Any], *, typed: QueryDict | None = None, was_sent: bool = False) -> dict[str, Any]:
    """The form of one row: wrong cells first, then those with a hint, which needs no mending. `typed`: what stands in it instead of what the row says."""
    wrong = [cell for cell in row["cells"] if any(fault["severity"] == ERROR for fault in cell["faults"])]
    ordered = sorted(row["cells"], key=lambda cell: (cell not in wrong, not cell["faults"]))
    now = {cell["column"]: cell["text"] for cell in row["cells"]}
    clashes = _compared(typed, now).clashes if typed is not None and was_sent else ()
    before = now if was_sent else stood(now, typed)
    for cell in ordered:
        column = cell["column"]
        cell["was"] = before[column]
        cell["text"] = now[column] if typed is None else typed.get(column, now[column])
    return {
        "batch": row["row"].batch,
        "was_sent": was_sent,
        "ordered": ordered,
        "wrong": wrong,
        "clashes": clashes,
        **row,
    }
