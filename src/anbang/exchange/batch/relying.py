"""Other lists that count on the people of one: it is not undone while they do, and what they say is judged again when it was."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet

from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.staging import judge_again
from anbang.exchange.batch.status import OPEN_TO_CORRECTION, BatchStatus, Decision, Outcome
from anbang.organisations.acting import ActingStaff

# Rows that nobody takes in, because somebody has a file already.
LEFT_OUT = Q(outcome=Outcome.SAME) | Q(outcome=Outcome.DOUBTFUL, decision=Decision.LEAVE_OUT)
TAKEN_IN = (BatchStatus.APPLIED, BatchStatus.APPLYING)
# Rows about people who have a file without this list: it changed them, or opened a new case in their file.
ABOUT_KNOWN_PEOPLE = (Outcome.UPDATE, Outcome.RETURNS, Outcome.SAME)


People = Sequence[int] | QuerySet[Any, Any]
"""By their ids, or as a question that finds the ids."""


def lists_relying_on(batch: Batch, *, made: People, changed: People) -> QuerySet[Batch]:
    """The lists taken in that name people whom `batch` made, or, later than it, people whom it changed. Without their file a row
    that says "the same" would say nothing, and nobody would miss them.
    """
    others = StagedRow.objects.exclude(batch=batch).filter(batch__status__in=TAKEN_IN, batch__applied_at__isnull=False)
    changed_before = Q(people__overlap=_as_array(changed), batch__applied_at__gte=batch.applied_at)
    named = LEFT_OUT & Q(case__isnull=True) & (Q(people__overlap=_as_array(made)) | changed_before)
    rows = others.filter(named | Q(case__person__in=made))
    return Batch.objects.filter(pk__in=rows.values("batch")).order_by("id")


def _as_array(people: People) -> list[int] | ArraySubquery:
    return ArraySubquery(people) if isinstance(people, QuerySet) else list(people)


def lists_that_rely_on(batch: Batch) -> QuerySet[Batch]:
    """The same as far as open files tell, for a page that offers to undo."""
    rows = batch.rows.filter(case__person__isnull=False).values("case__person_id")
    changed, made = rows.filter(outcome__in=ABOUT_KNOWN_PEOPLE), rows.exclude(outcome__in=ABOUT_KNOWN_PEOPLE)
    return lists_relying_on(batch, made=made, changed=changed)


def judge_others_again(batch: Batch, people: Sequence[int], *, by: ActingStaff) -> None:
    """Judge the open rows of other lists again that were judged by `people`, who are gone or stand as before; their lists say so.
    Call inside `acting(by)`.
    """
    rows = StagedRow.objects.exclude(batch=batch).filter(case__isnull=True, people__overlap=list(people))
    concerned = Batch.objects.filter(pk__in=rows.values("batch"), status__in=OPEN_TO_CORRECTION)
    for other in concerned.order_by("id").select_for_update(of=("self",)):
        if judge_again(other, corrected={}, by=by):
            other.failure = {"code": "register_moved_on", "about": {}}
            other.save(update_fields=["failure"])
