"""Closed rows that the confirmation of their list does not take in (LAW-2, INF-1). Whoever works on the list reads nothing of them: they wait for the
keepers of closed files, who put them right, take them in or tell the sender. A child whom a prison announced would else be in no file, and nobody would know.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record, record_looks
from anbang.casework.juvenile.queries import is_keeper
from anbang.casework.person.actions import leave_closed_files, see_closed_file
from anbang.casework.person.elsewhere import closed_together
from anbang.casework.person.models import Person, Sealing
from anbang.casework.person.queries import closed_to_all_but, excluded_from
from anbang.exchange.batch.applying import take_in_rows
from anbang.exchange.batch.checks import SentRow
from anbang.exchange.batch.comparison import changes_told
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.progress import alone_with_lists_and_filing, refused_when_busy
from anbang.exchange.batch.queries import ReadableRow
from anbang.exchange.batch.register import RegisterOfPeople
from anbang.exchange.batch.sealed_rows import open_content, refuse_unseen_cells, seal_content
from anbang.exchange.batch.settling import reading_of, settle_row
from anbang.exchange.batch.staging import LOOK, judge_again, judge_rows, plain_changes, staged_row
from anbang.exchange.batch.status import OPEN_TO_CORRECTION, BatchStatus, Decision, Outcome
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import as_a_job
from anbang.organisations.unsealed import refuse_unsealed
from anbang.policy.clauses import INFORMATION, RIGHTS

# What nobody can take in as it is, also before the list is confirmed.
NOT_READY = (Outcome.REFUSED, Outcome.NOT_OURS)
KEPT_OUT_OF_SIGHT = ("offence", "offence_on")
STANDING = (*OPEN_TO_CORRECTION, BatchStatus.APPLYING)
# Of a list that was taken in all that is left: in doubt, broken off, or ready only since then. What says nothing new needs no hand.
WAITS = Q(outcome__in=NOT_READY, batch__status__in=STANDING) | Q(batch__status=BatchStatus.APPLIED)
LEFT = WAITS & Q(closed=True, case__isnull=True, decision=Decision.NONE) & ~Q(outcome=Outcome.SAME)


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A row that waits for a keeper: with all that it says, and whom it is like, as far as the keeper may know them."""

    readable: ReadableRow
    files: tuple[Person, ...] = ()
    lines: tuple[int, ...] = ()
    others: int = 0

    @property
    def row(self) -> StagedRow:
        """As it is kept."""
        return self.readable.row

    @property
    def may_be_taken_in(self) -> bool:
        """Whether the list was taken in and this is ready, or in doubt, about which the keeper decides."""
        return self.row.batch.status == BatchStatus.APPLIED and self.row.outcome not in NOT_READY


def closed_rows_left(*, for_staff: ActingStaff) -> QuerySet[StagedRow]:
    """The closed rows that wait for a keeper. None for anybody else, nor of a child whose file they keep out of."""
    if not is_keeper(for_staff):
        return StagedRow.objects.none()
    kept_out = list(excluded_from(for_staff).values_list("person", flat=True))
    rows = StagedRow.objects.filter(LEFT).exclude(people__overlap=kept_out)
    return rows.select_related("batch__institution").order_by("batch", "sheet", "row", "id")


def rows_left_since(before: date) -> bool:
    """Whether any such row stands in a list that nobody has worked on since `before`, whoever should see to it. Call inside `acting(by)` of a job."""
    last = Q(batch__touched_on__lt=before) | Q(batch__touched_on__isnull=True, batch__received_on__lt=before)
    return StagedRow.objects.filter(LEFT & last).exists()


def open_closed_row(row_id: int, *, by: ActingStaff) -> LeftRow:
    """Such a row with all that it says; that it was opened is on record first. StagedRow.DoesNotExist for whoever it does not wait for."""
    with acting(by):
        row = closed_rows_left(for_staff=by).get(pk=row_id)
        _record("closed_row_opened", row, by=by)
        content = open_content(row)
        people = [like["person_id"] for like in content.resembles if like["person_id"]]
        files = tuple(closed_to_all_but(by).filter(pk__in=people).order_by("id"))
        lines = tuple(like["row"] for like in content.resembles if not like["person_id"] and like["row"])
        content.resembles = []  # told above, as far as it may be
        return LeftRow(ReadableRow(row, content), files, lines, len(people) - len(files))


def correct_closed_row(
    row_id: int, values: Mapping[str, str], *, by: ActingStaff, seen: Mapping[str, str] | None = None
) -> StagedRow:
    """Put cells of it right (column → text); the list is compared again. Returns the row as it stands now: ready, it is taken in with its list, or by a keeper
    where that was taken in before; open, it is the bureau's like any other. StagedRow.DoesNotExist for whoever it does not wait for, StepRefused while a job is at work on the list. `seen` as in `correct_row`.
    """
    batch_id, job = _batch_of(row_id, by=by), as_a_job(by, on=by.today)
    # What it is compared with is the district's; nothing of it is shown to the keeper.
    with acting(job):
        batch = _locked(batch_id, job)
        row = StagedRow.objects.filter(LEFT).get(pk=row_id)
        refuse_unseen_cells(row, values, seen)
        judge_again(batch, corrected={row.pk: values}, by=by, for_closed_rows=True)
        _record("closed_row_corrected", row, by=by, columns=sorted(values))
        row.refresh_from_db()
        row.batch = batch
        if batch.status == BatchStatus.APPLIED:
            _tell_what_differs(batch, row, by=job)
        return row


def take_in_closed_row(row_id: int, *, by: ActingStaff, on: date) -> StagedRow:
    """Take it into the register, when its list was: a file of its own, by which a keeper says of a row in doubt that it is somebody else, or what it changes
    in the file that it is about. Compared once more with the register of this moment: where it has become something else, or would change something
    else, nothing is done, and it is returned as it stands. Raises as `correct_closed_row`, and StepRefused while nobody seals the trail.
    """
    refuse_unsealed(at=timezone.now())
    batch_id, job = _batch_of(row_id, by=by), as_a_job(by, on=on)
    with acting(job):
        with refused_when_busy(job):
            alone_with_lists_and_filing(job)
        batch = _locked(batch_id, job)
        row = StagedRow.objects.filter(LEFT).get(pk=row_id, batch__status=BatchStatus.APPLIED)
        row.batch = batch
        if _is_another_now(batch, row, by=by, job=job) or row.outcome in NOT_READY:
            return row
        with closed_together(by=job):
            if row.outcome in (Outcome.NEW, Outcome.DOUBTFUL):
                row.decision = Decision.TAKE_IN if row.outcome == Outcome.DOUBTFUL else Decision.NONE
                row.save(update_fields=["decision"])
                take_in_rows(batch, [row], by=job, on=on)
            else:
                settle_row(batch, row, reading=reading_of(batch), by=job, on=on)
        leave_closed_files(by=job)
        _record("closed_row_taken_in", row, by=by)
        return row


def leave_closed_row_out(row_id: int, *, by: ActingStaff) -> None:
    """A keeper told the sender of it, by other ways than this list, or knows that it says nothing: it waits for nobody any more. Raises as
    `correct_closed_row`.
    """
    batch_id, job = _batch_of(row_id, by=by), as_a_job(by, on=by.today)
    with acting(job):
        _locked(batch_id, job)
        row = StagedRow.objects.filter(LEFT).get(pk=row_id)
        row.decision = Decision.SENT_BACK
        row.save(update_fields=["decision"])
        _record("closed_row_sent_back", row, by=by)


def _tell_what_differs(batch: Batch, row: StagedRow, *, by: ActingStaff) -> None:
    """A row about a closed file says what it would change there, for the keeper; where it is nothing, it is done with. Call inside `acting(by)` of a job
    in the name of a keeper.
    """
    content = open_content(row)
    if not row.closed or content.person_id is None or row.outcome not in (Outcome.SAME, Outcome.UPDATE):
        return
    reading = reading_of(batch)
    is_closed = not Person.objects.filter(pk=content.person_id, sealing=Sealing.OPEN).exists()
    if is_closed:
        see_closed_file(content.person_id, by=by, on=by.today)
        known = RegisterOfPeople(on=by.today).known(content.person_id)
        content.changes = plain_changes(_without_what_is_sealed(changes_told(known.values, reading(row, content))))
        leave_closed_files(by=by)
    row.outcome = Outcome.UPDATE if content.changes else Outcome.SAME
    row.sealed = seal_content(content, batch_id=batch.pk, sheet=row.sheet, row=row.row, closed=True)
    row.save(update_fields=["outcome", "sealed"])
    if not content.changes:
        settle_row(batch, row, reading=reading, by=by, on=by.today)
        leave_closed_files(by=by)


def _without_what_is_sealed(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    """What a sealed record says of the offence is read by leave of another keeper alone: here only that the row tells something else."""
    return {name: (None if name in KEPT_OUT_OF_SIGHT else old, new) for name, (old, new) in changes.items()}


def _is_another_now(batch: Batch, row: StagedRow, *, by: ActingStaff, job: ActingStaff) -> bool:
    """Judge it by itself: the others of its list are in the register. Whether it has become something else, or would change something else."""
    content = open_content(row)
    (judged,) = judge_rows([SentRow(row.sheet, row.row, content.sent, content.extra)], on=batch.received_on)
    record_looks(sorted(set(judged.met) - set(row.people)), LOOK, by=by)
    again = staged_row(batch, judged)
    before = (row.outcome, row.closed, content.changes)
    row.outcome, row.faults, row.closed = again.outcome, again.faults, again.closed
    row.sealed, row.people = again.sealed, again.people
    row.save(update_fields=["outcome", "faults", "closed", "sealed", "people"])
    _tell_what_differs(batch, row, by=job)
    return before != (row.outcome, row.closed, open_content(row).changes)


def _batch_of(row_id: int, *, by: ActingStaff) -> int:
    with acting(by, reading_only=True):
        return closed_rows_left(for_staff=by).get(pk=row_id).batch_id


def _locked(batch_id: int, job: ActingStaff) -> Batch:
    with refused_when_busy(job):
        batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch_id, status__in=STANDING)
    if batch.status not in OPEN_TO_CORRECTION:
        raise StepRefused(_("这份名单正在办理，请稍候再试。"))
    return batch


def _record(action: str, row: StagedRow, *, by: ActingStaff, columns: list[str] | None = None) -> None:
    data = {"batch": row.batch_id, "row": row.row, **({"columns": columns} if columns is not None else {})}
    clauses = (RIGHTS,) if action == "closed_row_opened" else (INFORMATION,)
    record(action, Happening(clauses=clauses, data=data), by=by, on=by.today)
