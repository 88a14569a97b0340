"""Removing what nobody needs any more: rows that were sent back, once the sender has had time to answer."""

from datetime import date, timedelta

from django.db.models import Count, QuerySet

from anbang.audit.recording import Happening, record
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.status import WORKING, Outcome
from anbang.organisations.acting import ActingStaff, acting
from anbang.policy import DEFAULT_PACK

DAYS = "strangers_rows_days"
SENT_BACK = (Outcome.REFUSED, Outcome.NOT_OURS)


def remove_strangers(*, by: ActingStaff, on: date) -> int:
    """Remove the rows refused or not ours of lists older than the policy allows; how many went. Done twice it finds none.

    A list that somebody works on right now is left for the next time.
    """
    kept_days = int(DEFAULT_PACK.parameter(DAYS, on))
    clause = DEFAULT_PACK.parameters[DAYS].clause
    with acting(by):
        lists = _lists_with_strangers(before=on - timedelta(days=kept_days))
        removed = 0
        for batch in lists.select_for_update(skip_locked=True, of=("self",)).order_by("id"):
            rows = _strangers().filter(batch=batch)
            counts = {
                row["outcome"]: row["count"] for row in rows.values("outcome").annotate(count=Count("id")).order_by()
            }
            rows.delete()
            removed += sum(counts.values())
            record("list_rows_removed", Happening(clauses=(clause,), data={"batch": batch.pk, **counts}), by=by, on=on)
    return removed


def _strangers() -> QuerySet[StagedRow]:
    return StagedRow.objects.filter(outcome__in=SENT_BACK, case__isnull=True)


def _lists_with_strangers(*, before: date) -> QuerySet[Batch]:
    old = Batch.objects.filter(received_on__lt=before).exclude(status__in=WORKING)
    return old.filter(pk__in=_strangers().values("batch_id"))
