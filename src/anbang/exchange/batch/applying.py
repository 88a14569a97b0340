"""Taking a confirmed list into the register, in one transaction, with progress, and stopped when somebody asks."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import Any, TypeVar

from django.db import connections, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from anbang.audit.recording import Happening, record
from anbang.casework.custody.amending import amend
from anbang.casework.custody.intake import take_in
from anbang.casework.custody.returning import ComesBack, come_back
from anbang.casework.person.alone import while_nobody_files
from anbang.casework.person.elsewhere import closed_together
from anbang.casework.retention.actions import withdraw_proposals
from anbang.exchange.batch.intakes import intake_of
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.progress import PASSING, Progress, Stopped, one_list_at_a_time, stop_if_asked
from anbang.exchange.batch.sealed_rows import RowContent, open_content, seal_content
from anbang.exchange.batch.settling import settle_closed_rows
from anbang.exchange.batch.staging import judge_again
from anbang.exchange.batch.status import BatchStatus, Decision, Outcome
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.policy.clauses import INFORMATION

CHUNK = 500
# More than these, and it is not the rows that are at fault.
MOST_BROKEN = 20
ROWS_BROKE_OFF, BROKE_OFF = "rows_broke_off", "taking_in_broke_off"
Item = TypeVar("Item")
logger = logging.getLogger("anbang.lists")


def apply_staged_rows(batch_id: int, *, by: ActingStaff, on: date) -> None:
    """Take in every row that is ready, in one transaction. Does nothing unless the list is waiting for just this.

    When somebody asks to stop, or something breaks down, nothing is kept and the list can be confirmed again. A row that
    breaks by itself is named and left, and the others are taken in. When the register has moved on since the list was judged,
    its rows are judged again and wait for another look.
    """
    with Progress(batch_id, alias=by.alias) as progress:
        try:
            _apply(batch_id, progress, by=by, on=on)
        except Stopped:
            _back(batch_id, by=by)
        except PASSING:
            raise
        except Exception:
            _back(batch_id, BROKE_OFF, by=by)
            raise


def _back(batch_id: int, code: str = "", *, by: ActingStaff) -> None:
    with acting(by):
        back_to_before(Batch.objects.select_for_update(of=("self",)).get(pk=batch_id), code)


def back_to_before(batch: Batch, code: str = "", *, about: Mapping[str, Any] = MappingProxyType({})) -> None:
    """A list that was about to be taken in stands as before it was confirmed; `code` says why, if it is to be told
    (anbang.exchange.batch.messages). Call inside `acting(by)`, under its lock.
    """
    if batch.status == BatchStatus.APPLYING:
        batch.status = BatchStatus.APPLIED if batch.applied_at else BatchStatus.STAGED
        batch.failure = {"code": code, "about": dict(about)} if code else None
        batch.save(update_fields=["status", "failure"])


def _apply(batch_id: int, progress: Progress, *, by: ActingStaff, on: date) -> None:
    with acting(by):
        one_list_at_a_time(by)
        while_nobody_files(by)
        batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch_id)
        if batch.status != BatchStatus.APPLYING:
            return
        if judge_again(batch, corrected={}, by=by):
            back_to_before(batch, "register_moved_on")
            return
        # What is closed is taken in once, with all of the list; later it would say what was true then, and no confirming hand may look (left_closed).
        is_first = batch.applied_at is None
        taken = list(rows_to_take_in(batch) if is_first else rows_to_take_in(batch).filter(closed=False))
        returned, amended = list(rows_to_return(batch)), list(rows_to_amend(batch))
        total, done = len(taken) + len(returned) + len(amended), 0
        broken = _Broken(batch, by)
        # Who comes back comes before what another row of the list changes about them.
        with closed_together(by=by):
            for rows, take in ((taken, take_in_rows), (returned, _let_come_back)):
                for chunk in _chunks(rows, CHUNK):
                    progress.advance(done, total)
                    broken.unless(partial(take, batch, by=by, on=on), chunk)
                    done += len(chunk)
            for row in amended:
                progress.advance(done, total)
                broken.unless(lambda rows: _amend(batch, rows[0], by=by, on=on), [row])
                done += 1
            if is_first:
                settle_closed_rows(batch, by=by, on=on, unless_broken=broken.unless)
        stop_if_asked(batch_id)
        if broken.rows and not broken.whole:
            told = broken.told or {"code": BROKE_OFF, "about": {}}
            back_to_before(batch, told["code"], about=told["about"])
            return
        batch.status, batch.applied_at = BatchStatus.APPLIED, batch.applied_at or timezone.now()
        batch.applied_by_id, batch.apply_request_ids = by.staff_id, [*batch.apply_request_ids, by.request_id]
        batch.failure = broken.told
        batch.save(update_fields=["status", "applied_at", "applied_by", "apply_request_ids", "failure"])
        left = {row.pk for row in broken.rows}

        def many(rows: Sequence[StagedRow]) -> int:
            # Beside the open rows, which everybody of the bureau counts, more would tell of the closed ones.
            return sum(row.pk not in left and not row.closed for row in rows)

        data = {"batch": batch.pk, "institution": batch.institution_id, "new": many(taken)}
        data |= {"returns": many(returned), "update": many(amended)}
        record("list_taken_in", Happening(clauses=(INFORMATION,), data=data), by=by, on=on)
        transaction.on_commit(lambda: progress.advance(total, total), using=by.alias)


class _Broken:
    """The rows that broke, found by halves: what breaks a few hundred is taken back alone."""

    def __init__(self, batch: Batch, by: ActingStaff) -> None:
        self.batch, self.by = batch, by
        self.rows: list[StagedRow] = []
        self.whole = 0

    @property
    def told(self) -> dict[str, Any] | None:
        """What the list says of them, if anything: of a closed one nothing (LAW-2). It waits for a keeper."""
        lines = [f"{row.sheet} {row.row}".strip() for row in self.rows if not row.closed]
        return {"code": ROWS_BROKE_OFF, "about": {"lines": lines}} if lines else None

    def unless(self, step: Callable[[list[StagedRow]], None], rows: list[StagedRow]) -> None:
        """Do `step` with `rows`; what it did with those that break is taken back. Raises when too many do."""
        try:
            with _taken_back_unless_whole(self.by):
                step(rows)
            self.whole += len(rows)
        except (Stopped, StepRefused, *PASSING):
            raise
        except Exception as error:
            if len(rows) > 1:
                half = len(rows) // 2
                self.unless(step, rows[:half])
                self.unless(step, rows[half:])
                return
            self.rows.append(rows[0])
            # Never the words of the error: those of a database repeat the row.
            why = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or type(error).__name__
            # Nor which row it was, where that would tell of a child.
            where = "a closed row" if rows[0].closed else f"row {rows[0].row} of list {self.batch.pk}"
            logger.error("%s broke off: %s", where, why)
            if len(self.rows) > MOST_BROKEN:
                raise


@contextmanager
def _taken_back_unless_whole(by: ActingStaff) -> Iterator[None]:
    """Within the transaction; what the database looks at only at the end it looks at here."""
    with transaction.atomic(using=by.alias):
        yield
        with connections[by.alias].cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")


def rows_to_take_in(batch: Batch) -> QuerySet[StagedRow]:
    """The rows that become new files: new ones, and doubtful ones that a person decided to take in."""
    decided = Q(outcome=Outcome.NEW) | Q(outcome=Outcome.DOUBTFUL, decision=Decision.TAKE_IN)
    return batch.rows.filter(decided, case__isnull=True).exclude(decision=Decision.SENT_BACK).order_by("id")


def rows_to_return(batch: Batch) -> QuerySet[StagedRow]:
    """The rows about people whose last case has ended: each opens a new one in their file."""
    return batch.rows.filter(outcome=Outcome.RETURNS, case__isnull=True, closed=False).order_by("id")


def rows_to_amend(batch: Batch) -> QuerySet[StagedRow]:
    """The rows that change somebody who has a file, or will have one by an earlier row of the list."""
    # A closed row is brought to its file by other means (anbang.exchange.batch.settling).
    return batch.rows.filter(outcome=Outcome.UPDATE, case__isnull=True, closed=False).order_by("id")


def rows_to_send_back(batch: Batch) -> QuerySet[StagedRow]:
    """The rows about people of another county: they go back to the sender once, with the first confirmation (INF-1)."""
    # A closed one the keepers tell the sender of, who reads nothing of it here.
    return batch.rows.none() if batch.applied_at else batch.rows.filter(outcome=Outcome.NOT_OURS, closed=False)


def _chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def take_in_rows(batch: Batch, rows: list[StagedRow], *, by: ActingStaff, on: date) -> None:
    """A file of its own for each of these rows. Call inside `acting(by)`, while nobody else files and no other list is taken in."""
    intakes = [intake_of(open_content(row), row=row, institution_id=batch.institution_id) for row in rows]
    for row, case in zip(rows, take_in(intakes, by=by, on=on), strict=True):
        row.case = case
    StagedRow.objects.bulk_update(rows, ["case"], batch_size=CHUNK)


def _let_come_back(batch: Batch, rows: list[StagedRow], *, by: ActingStaff, on: date) -> None:
    contents = [open_content(row) for row in rows]
    told = [coming_back(batch, row, content) for row, content in zip(rows, contents, strict=True)]
    withdraw_proposals(one.person_id for one in told)
    for row, content, (case, before) in zip(rows, contents, come_back(told, by=by, on=on), strict=True):
        row.case, content.before = case, before
        row.sealed = seal_content(content, batch_id=batch.pk, sheet=row.sheet, row=row.row, closed=row.closed)
    StagedRow.objects.bulk_update(rows, ["case", "sealed"], batch_size=CHUNK)


def coming_back(batch: Batch, row: StagedRow, content: RowContent) -> ComesBack:
    """Somebody who comes back, as a row tells it."""
    intake = intake_of(content, row=row, institution_id=batch.institution_id)
    if content.person_id is None:
        raise ValueError(f"row {row.row} is about nobody")
    return ComesBack(content.person_id, intake, frozenset(content.changes))


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
