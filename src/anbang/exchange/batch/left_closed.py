"""Closed rows that no confirmation of their list takes in (LAW-2, INF-1). Whoever works on the list reads nothing of them: the keepers of closed files put
right what is at fault, or tell the sender; a child whom a prison announced would else be in no file, and nobody would know.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import uuid4

from django.db.models import QuerySet
from django.utils import timezone

from anbang.audit.recording import Happening, record
from anbang.casework.juvenile.queries import is_keeper
from anbang.casework.person.queries import excluded_from
from anbang.casework.person.routing import Desks
from anbang.exchange.batch.applying import take_in_what_is_closed
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.progress import refused_when_busy
from anbang.exchange.batch.queries import ReadableRow
from anbang.exchange.batch.sealed_rows import open_content
from anbang.exchange.batch.staging import judge_again
from anbang.exchange.batch.status import OPEN_TO_CORRECTION, BatchStatus, Decision, Outcome
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.unattended import as_a_job
from anbang.organisations.unsealed import is_unsealed
from anbang.policy.clauses import INFORMATION, RIGHTS

logger = logging.getLogger("anbang.lists")
# What nobody can take in as it is.
NOT_READY = (Outcome.REFUSED, Outcome.NOT_OURS)


def closed_rows_left(*, for_staff: ActingStaff) -> QuerySet[StagedRow]:
    """The closed rows that wait for a keeper: at fault, or of another county. None for anybody else, nor of a child whose file they keep out of."""
    if not is_keeper(for_staff):
        return StagedRow.objects.none()
    kept_out = list(excluded_from(for_staff).values_list("person", flat=True))
    rows = StagedRow.objects.filter(closed=True, case__isnull=True, outcome__in=NOT_READY, decision=Decision.NONE)
    rows = rows.filter(batch__status__in=OPEN_TO_CORRECTION).exclude(people__overlap=kept_out)
    return rows.select_related("batch__institution").order_by("batch", "sheet", "row", "id")


def open_closed_row(row_id: int, *, by: ActingStaff) -> ReadableRow:
    """Such a row with all that it says; that it was opened is on record first. StagedRow.DoesNotExist for whoever it does not wait for."""
    with acting(by):
        row = closed_rows_left(for_staff=by).get(pk=row_id)
        _record("closed_row_opened", row, by=by)
        content = open_content(row)
        content.resembles = []  # whom it is like is for those who see these people
        return ReadableRow(row, content)


def correct_closed_row(row_id: int, values: Mapping[str, str], *, by: ActingStaff) -> StagedRow:
    """Put cells of it right (column → text); the list is compared again. Returns the row as it stands now: closed and ready (`waits_for_keepers` says no),
    it is taken in with its list, or within the hour where that was taken in before; open, it is the bureau's like any other. StagedRow.DoesNotExist for whoever it does not wait for, StepRefused while a job is at work on the list.
    """
    batch_id, job = _batch_of(row_id, by=by), as_a_job(by, on=by.today)
    # What it is compared with is the district's; nothing of it is shown to the keeper.
    with acting(job):
        batch = _locked(batch_id, job)
        row = StagedRow.objects.get(pk=row_id, closed=True, case__isnull=True, outcome__in=NOT_READY)
        judge_again(batch, corrected={row.pk: values}, by=by, for_closed_rows=True)
        _record("closed_row_corrected", row, by=by)
        row.refresh_from_db()
        return row


def waits_for_keepers(row: StagedRow) -> bool:
    """Whether a row is closed and cannot be taken in as it is."""
    return row.closed and row.outcome in NOT_READY


def leave_closed_row_out(row_id: int, *, by: ActingStaff) -> None:
    """A keeper told the sender of it, by other ways than this list: it waits for nobody any more. StagedRow.DoesNotExist as above."""
    batch_id, job = _batch_of(row_id, by=by), as_a_job(by, on=by.today)
    with acting(job):
        _locked(batch_id, job)
        row = StagedRow.objects.get(pk=row_id, closed=True, case__isnull=True, decision=Decision.NONE)
        row.decision = Decision.SENT_BACK
        row.save(update_fields=["decision"])
        _record("closed_row_sent_back", row, by=by)


def take_in_what_is_left(*, by: ActingStaff, on: date) -> int:
    """Take in the closed rows that are ready in lists that were taken in before; of how many lists. In the name of whoever confirmed the list, by the
    installation. A list that cannot be is named in the log and waits for the next hour; so do all while the district has no keeper, or nobody seals
    the trail.
    """
    if is_unsealed(at=timezone.now()):
        return 0
    with acting(by):
        desks = Desks(on=on)
        lists = list(_lists_with_closed_rows_that_are_ready()) if desks.keepers else []
        bureau = desks.bureau if lists else by.office_id
    for batch in lists:
        confirmed_by = batch.applied_by_id or by.staff_id
        hand = replace(by, staff_id=confirmed_by, office_id=bureau, is_job=True, request_id=uuid4())
        try:
            take_in_what_is_closed(batch.pk, by=hand, on=on)
        except Exception:  # whatever it is, the other lists do not wait for it
            logger.exception("what waits in list %s could not be taken in", batch.pk)
    return len(lists)


def _lists_with_closed_rows_that_are_ready() -> QuerySet[Batch]:
    rows = StagedRow.objects.filter(closed=True, case__isnull=True).exclude(outcome__in=NOT_READY)
    rows = rows.exclude(decision=Decision.LEAVE_OUT)
    return Batch.objects.filter(status=BatchStatus.APPLIED, pk__in=rows.values("batch")).order_by("id")


def _batch_of(row_id: int, *, by: ActingStaff) -> int:
    with acting(by, reading_only=True):
        return closed_rows_left(for_staff=by).get(pk=row_id).batch_id


def _locked(batch_id: int, job: ActingStaff) -> Batch:
    """The list under its row lock; StepRefused while a job is at work on it."""
    with refused_when_busy(job):
        return Batch.objects.select_for_update(of=("self",)).get(pk=batch_id, status__in=OPEN_TO_CORRECTION)


def _record(action: str, row: StagedRow, *, by: ActingStaff) -> None:
    data = {"batch": row.batch_id, "row": row.row}
    clauses = (RIGHTS,) if action == "closed_row_opened" else (INFORMATION,)
    record(action, Happening(clauses=clauses, data=data), by=by, on=by.today)
