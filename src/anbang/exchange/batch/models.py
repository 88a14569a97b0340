"""A list as it came (sealed), its rows as they stand (sealed), and how far the work on it is."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from anbang.casework.person.models import Case
from anbang.exchange.batch.status import BatchStatus, Decision, Outcome
from anbang.organisations.models import Office, Staff
from anbang.papers.models import SealedFile

# No step leads back here from outside, so that a list never comes to be open beside another of the same file.
NOT_YET_TAKEN_IN = Q(applied_at__isnull=True, status__in=["waiting", "reading", "staged", "applying"])


class Batch(models.Model):
    """One file from one institution."""

    institution = models.ForeignKey(Office, models.PROTECT, related_name="batches")
    file = models.OneToOneField(SealedFile, models.PROTECT, related_name="batch")
    digest = models.CharField(max_length=64, help_text="sha256 of the file, which tells a second handing in")
    received_on = models.DateField(
        help_text="the day of the office on which it was handed in; late notices count from it"
    )
    uploaded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(db_default=Now())
    status = models.CharField(max_length=10, choices=BatchStatus, default=BatchStatus.WAITING)
    failure = models.JSONField(
        null=True, help_text="code and parameters of the sentence that says why it cannot be read"
    )
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    apply_request_ids = ArrayField(
        models.UUIDField(), default=list, help_text="tell the events of taking in from whatever came later"
    )
    undone_at = models.DateTimeField(null=True)
    file_gone_on = models.DateField(
        null=True, help_text="the file as it came is destroyed: it tells of people who are not ours"
    )
    touched_on = models.DateField(
        null=True, help_text="when somebody last worked on it: what nobody confirms goes, counted from here"
    )
    lapsed_on = models.DateField(null=True, help_text="nobody confirmed it, and it went by itself")
    undo_request_id = models.UUIDField(null=True, help_text="tells the events of undoing from work on the people")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="batch_status_is_known", condition=Q(status__in=BatchStatus.values)),
            models.CheckConstraint(
                name="batch_that_lapsed_is_cancelled", condition=Q(lapsed_on__isnull=True) | Q(status="cancelled")
            ),
            models.UniqueConstraint(
                fields=["institution", "digest"], name="same_file_is_one_open_list", condition=NOT_YET_TAKEN_IN
            ),
            models.CheckConstraint(
                name="batch_applied_has_moment_and_hand",
                condition=~Q(status__in=["applied", "undone"])
                | Q(applied_at__isnull=False, applied_by__isnull=False, apply_request_ids__len__gt=0),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["institution", "-id"], name="batch_of_an_institution")]

    def __str__(self) -> str:
        return f"batch {self.id}"


class BatchProgress(models.Model):
    """How far a job on a list is; written outside the job's own transaction, so that others see it move."""

    batch = models.OneToOneField(Batch, models.CASCADE, primary_key=True, related_name="progress")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="progress_does_not_pass_its_total", condition=Q(done__lte=F("total")))
        ]

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"


class StagedRow(models.Model):
    """One row of a list. `sealed` holds what was sent and what was understood; only outcome and faults are plain."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=64, blank=True)
    row = models.IntegerField(help_text="its number in the sheet, from 1")
    outcome = models.CharField(max_length=8, choices=Outcome)
    faults = models.JSONField(default=list, help_text="[[column, code, severity], …]")
    closed = models.BooleanField(default=False, help_text="proposed for sealing: nobody reads it in the list")
    sealed = models.BinaryField()
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.NONE, blank=True)
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+")
    people = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="ids of those whom it was judged by: found again when they go, and told from those asked for anew",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "sheet", "row"], name="staged_row_stands_once_in_its_batch"),
            models.CheckConstraint(name="staged_row_outcome_is_known", condition=Q(outcome__in=Outcome.values)),
            models.CheckConstraint(
                name="staged_row_is_decided_as_its_outcome_asks",
                condition=Q(decision="")
                | Q(outcome="doubtful", decision__in=["take_in", "leave_out"])
                | Q(closed=True, decision="sent_back"),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["batch", "outcome", "row"], name="staged_row_by_outcome"),
            GinIndex(fields=["people"], name="staged_row_by_people"),
            models.Index(
                fields=["batch"],
                name="staged_row_left_closed",
                condition=Q(closed=True, case__isnull=True, decision=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row}"
