"""Removing what nobody needs any more, once the sender has had time to answer: rows that were sent back, the rows of lists that were taken
back, cancelled or could not be read, lists that nobody confirms, and the files as they came, which tell of people who are not ours.
"""

from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from anbang.audit.recording import Happening, record
from anbang.casework.retention.models import Disposal
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.status import WORKING, BatchStatus, Decision, Outcome
from anbang.organisations.acting import ActingStaff, acting
from anbang.papers.actions import destroy_file
from anbang.policy import DEFAULT_PACK

DAYS = "strangers_rows_days"
SENT_BACK = (Outcome.REFUSED, Outcome.NOT_OURS)
# Lists of which nothing is taken in, or not any more.
OVER = (BatchStatus.UNDONE, BatchStatus.CANCELLED, BatchStatus.FAILED)


def remove_strangers(*, by: ActingStaff, on: date) -> int:
    """Remove from lists older than the policy allows the rows refused or not ours, and of lists that are over every row; how many went. With
    them goes the file as it came, unless the list still waits to be taken in; one on which nobody worked for as long is cancelled whole. Done
    twice it finds none.

    A list that somebody works on right now is left for the next time.
    """
    kept_days = int(DEFAULT_PACK.parameter(DAYS, on))
    clause = DEFAULT_PACK.parameters[DAYS].clause
    with acting(by):
        before, removed = on - timedelta(days=kept_days), 0
        lists = _lists_with_strangers(before=before)
        for batch in lists.select_for_update(skip_locked=True, of=("self",)).order_by("id"):
            rows = _strangers().filter(batch=batch)
            # Beside the open rows, which everybody of the bureau counted, more would tell of closed ones.
            told = rows.filter(closed=False).values("outcome").annotate(count=Count("id")).order_by()
            counts = {row["outcome"]: row["count"] for row in told}
            removed += rows.delete()[0]
            if counts:
                data = {"batch": batch.pk, **counts}
                record("list_rows_removed", Happening(clauses=(clause,), data=data), by=by, on=on)
        removed += _remove_rows_of_the_gone(before=before)
        removed += _lapse(before=before, clause=clause, by=by, on=on)
        _destroy_files(before=before, clause=clause, by=by, on=on)
    return removed


def last_day_of(batch: Batch, *, on: date) -> date:
    """The last day on which a list that nobody confirms is still there, by the days that count on `on`."""
    return (batch.touched_on or batch.received_on) + timedelta(days=int(DEFAULT_PACK.parameter(DAYS, on)))


def _lapse(*, before: date, clause: str, by: ActingStaff, on: date) -> int:
    """A list that was read and that nobody confirmed or worked on for so long is cancelled, as its uploader could have done; the page of the
    list said so, with the day. How many rows went.
    """
    removed = 0
    lists = Batch.objects.alias(last=Coalesce("touched_on", "received_on"))
    lists = lists.filter(status=BatchStatus.STAGED, last__lt=before)
    for batch in lists.select_for_update(skip_locked=True, of=("self",)).order_by("id"):
        told = batch.rows.filter(closed=False).count()
        removed += batch.rows.all().delete()[0]
        batch.status, batch.lapsed_on = BatchStatus.CANCELLED, on
        batch.save(update_fields=["status", "lapsed_on"])
        record("list_lapsed", Happening(clauses=(clause,), data={"batch": batch.pk, "rows": told}), by=by, on=on)
    return removed


def _remove_rows_of_the_gone(*, before: date) -> int:
    """Rows that told once more of somebody whose file two people disposed of: what a later list said of them went with no case. Who is gone is
    asked of the register of disposals: of somebody whom the job only does not see nothing is removed.
    """
    told_again = Q(outcome__in=(Outcome.SAME, Outcome.UPDATE, Outcome.RETURNS)) | Q(decision=Decision.LEAVE_OUT)
    rows = StagedRow.objects.filter(told_again, case__isnull=True, batch__received_on__lt=before)
    rows = rows.filter(batch__status=BatchStatus.APPLIED).exclude(people=[])
    gone = list(Disposal.objects.filter(disposed_on__isnull=False).values_list("person_id", flat=True))
    return rows.filter(people__overlap=gone).delete()[0] if gone else 0


def _destroy_files(*, before: date, clause: str, by: ActingStaff, on: date) -> None:
    over = Batch.objects.filter(received_on__lt=before, file_gone_on__isnull=True)
    over = over.filter(status__in=(*OVER, BatchStatus.APPLIED)).select_related("file")
    for batch in over.select_for_update(skip_locked=True, of=("self",)).order_by("id"):
        batch.file_gone_on = on
        batch.save(update_fields=["file_gone_on"])
        destroy_file(batch.file, using=by.alias)
        record("list_file_removed", Happening(clauses=(clause,), data={"batch": batch.pk}), by=by, on=on)


def _strangers() -> QuerySet[StagedRow]:
    # Nobody has told the sender of a closed row before a keeper has seen to it.
    told = Q(outcome__in=SENT_BACK) & (Q(closed=False) | Q(decision=Decision.SENT_BACK))
    return StagedRow.objects.filter(told | Q(batch__status__in=OVER), case__isnull=True)


def _lists_with_strangers(*, before: date) -> QuerySet[Batch]:
    old = Batch.objects.filter(received_on__lt=before).exclude(status__in=WORKING)
    return old.filter(pk__in=_strangers().values("batch_id"))
