"""Taking a confirmed list into the register: whole or not at all, with progress, and stopped when somebody asks."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TypeVar

from django.db import connections, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from anbang.audit.recording import Happening, record
from anbang.casework.custody.actions import take_in
from anbang.casework.custody.amending import amend
from anbang.exchange.batch.intakes import intake_of
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.progress import PASSING, Progress, Stopped
from anbang.exchange.batch.sealed_rows import RowContent, open_content, seal_content
from anbang.exchange.batch.settling import settle_closed_rows
from anbang.exchange.batch.staging import judge_again
from anbang.exchange.batch.status import BatchStatus, Decision, Outcome
from anbang.organisations.acting import ActingStaff, acting
from anbang.policy.clauses import INFORMATION

CHUNK = 500
TAKING_IN = 1_507_200_615  # any number, the same in every process
Item = TypeVar("Item")


def apply_staged_rows(batch_id: int, *, by: ActingStaff, on: date) -> None:
    """Take in every row that is ready, in one transaction. Does nothing unless the list is waiting for just this.

    When somebody asks to stop, or something breaks down, nothing is kept and the list can be confirmed again. When the
    register has moved on since the list was judged, its rows are judged again and wait for another look.
    """
    with Progress(batch_id, alias=by.alias) as progress:
        try:
            _apply(batch_id, progress, by=by, on=on)
        except Stopped:
            _back(batch_id, by=by)
        except PASSING:
            raise
        except Exception:
            _back(batch_id, "taking_in_broke_off", by=by)
            raise


def _back(batch_id: int, code: str = "", *, by: ActingStaff) -> None:
    with acting(by):
        back_to_before(Batch.objects.select_for_update(of=("self",)).get(pk=batch_id), code)


def back_to_before(batch: Batch, code: str = "") -> None:
    """A list that was about to be taken in stands as before it was confirmed; `code` says why, if it is to be told
    (anbang.exchange.batch.messages). Call inside `acting(by)`, under its lock.
    """
    if batch.status == BatchStatus.APPLYING:
        batch.status = BatchStatus.APPLIED if batch.applied_at else BatchStatus.STAGED
        batch.failure = {"code": code, "about": {}} if code else None
        batch.save(update_fields=["status", "failure"])


def _apply(batch_id: int, progress: Progress, *, by: ActingStaff, on: date) -> None:
    with acting(by):
        one_list_at_a_time(by)
        batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch_id)
        if batch.status != BatchStatus.APPLYING:
            return
        if judge_again(batch, corrected={}):
            back_to_before(batch, "register_moved_on")
            return
        taken = list(rows_to_take_in(batch))
        amended = list(rows_to_amend(batch))
        total, done = len(taken) + len(amended), 0
        for chunk in _chunks(taken, CHUNK):
            progress.advance(done, total)
            _take_in(batch, chunk, by=by, on=on)
            done += len(chunk)
        for row in amended:
            progress.advance(done, total)
            _amend(batch, row, by=by, on=on)
            done += 1
        settle_closed_rows(batch, by=by, on=on)
        batch.status, batch.applied_at = BatchStatus.APPLIED, batch.applied_at or timezone.now()
        batch.applied_by_id, batch.apply_request_ids = by.staff_id, [*batch.apply_request_ids, by.request_id]
        batch.save(update_fields=["status", "applied_at", "applied_by", "apply_request_ids"])
        data = {"batch": batch.pk, "institution": batch.institution_id, "new": len(taken), "update": len(amended)}
        record("list_taken_in", Happening(clauses=(INFORMATION,), data=data), by=by, on=on)
        transaction.on_commit(lambda: progress.advance(total, total), using=by.alias)


def one_list_at_a_time(by: ActingStaff) -> None:
    """One list of the district is taken in or undone at a time: two that name the same person must see one another."""
    with connections[by.alias].cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [TAKING_IN])


def rows_to_take_in(batch: Batch) -> QuerySet[StagedRow]:
    """The rows that become new files: new ones, and doubtful ones that a person decided to take in."""
    decided = Q(outcome=Outcome.NEW) | Q(outcome=Outcome.DOUBTFUL, decision=Decision.TAKE_IN)
    return batch.rows.filter(decided, case__isnull=True).order_by("id")


def rows_to_amend(batch: Batch) -> QuerySet[StagedRow]:
    """The rows that change somebody who has a file, or will have one by an earlier row of the list."""
    # A closed row is brought to its file by other means (anbang.exchange.batch.settling).
    return batch.rows.filter(outcome=Outcome.UPDATE, case__isnull=True, closed=False).order_by("id")


def _chunks(items: Sequence[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _take_in(batch: Batch, rows: list[StagedRow], *, by: ActingStaff, on: date) -> None:
    intakes = [intake_of(open_content(row), row=row, institution_id=batch.institution_id) for row in rows]
    for row, case in zip(rows, take_in(intakes, by=by, on=on), strict=True):
        row.case = case
    StagedRow.objects.bulk_update(rows, ["case"], batch_size=CHUNK)


def _amend(batch: Batch, row: StagedRow, *, by: ActingStaff, on: date) -> None:
    content = open_content(row)
    intake = intake_of(content, row=row, institution_id=batch.institution_id)
    person_id = content.person_id or _person_of_the_row_above(batch, content)
    row.case, content.before = amend(person_id, intake, changed=sorted(content.changes), by=by, on=on)
    row.sealed = seal_content(content, batch_id=batch.pk, sheet=row.sheet, row=row.row, closed=row.closed)
    row.save(update_fields=["case", "sealed"])


def _person_of_the_row_above(batch: Batch, content: RowContent) -> int:
    above = content.resembles[0]
    return batch.rows.get(sheet=above["sheet"], row=above["row"], case__isnull=False).case.person_id  # type: ignore[union-attr]
