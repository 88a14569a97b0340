"""A file that has been kept long enough: what two people decide about it. The row outlives the file, and names nobody."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anbang.casework.duty.models import PolicyVersion
from anbang.organisations.models import Staff


class Decision(models.TextChoices):
    """What is to become of a file."""

    DISPOSE = "dispose", _("销毁")
    KEEP = "keep", _("继续保存")


class KeepReason(models.TextChoices):
    """Why a file is kept on."""

    WISHED = "wished", _("本人要求继续保存")
    PROCEEDING = "proceeding", _("涉及诉讼、信访、倒查或者审计")
    ARCHIVES = "archives", _("档案部门认为需要继续保存")


WAITING = Q(is_agreed__isnull=True) & ~Q(decision=Decision.KEEP)


class Disposal(models.Model):
    """One file, proposed when its years had passed. One person decides, another confirms that it is disposed of, and it is gone with what
    hangs on it; its number, its days and their hands stay here.
    """

    person_id = models.BigIntegerField(db_index=True, help_text="a number: the row outlives the person's")
    case_number = models.CharField(max_length=24)
    is_closed = models.BooleanField(default=False, help_text="a closed file of a minor: known to its keepers alone")
    closed_on = models.DateField()
    kept_until = models.DateField()
    proposed_on = models.DateField()
    policy = models.ForeignKey(
        PolicyVersion,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="by whose years it was kept; null in what was proposed before it was asked for",
    )
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    keep_reason = models.CharField(max_length=12, choices=KeepReason, blank=True)
    keep_until = models.DateField(null=True)
    confirmed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)
    is_agreed = models.BooleanField(null=True)
    disposed_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disposal_is_proposed_once_the_years_have_passed",
                condition=Q(proposed_on__gt=F("kept_until"), kept_until__gte=F("closed_on")),
            ),
            models.CheckConstraint(
                name="disposal_is_decided_by_somebody_on_a_day",
                condition=Q(decision="", decided_by__isnull=True, decided_on__isnull=True)
                | ~Q(decision="") & Q(decided_by__isnull=False, decided_on__isnull=False),
            ),
            models.CheckConstraint(
                name="file_that_is_kept_on_says_why_and_until_when",
                condition=Q(decision="keep", keep_until__isnull=False, keep_until__gt=F("decided_on"))
                & ~Q(keep_reason="")
                | ~Q(decision="keep") & Q(keep_reason="", keep_until__isnull=True),
            ),
            models.CheckConstraint(
                name="disposal_is_confirmed_by_somebody_on_a_day",
                condition=Q(confirmed_by__isnull=True, confirmed_on__isnull=True, is_agreed__isnull=True)
                | Q(
                    confirmed_by__isnull=False,
                    confirmed_on__isnull=False,
                    confirmed_on__gte=F("decided_on"),
                    is_agreed__isnull=False,
                    decision="dispose",
                ),
            ),
            models.CheckConstraint(
                name="file_is_disposed_of_by_two",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="file_is_disposed_of_once_another_agreed",
                condition=Q(disposed_on__isnull=True) | Q(is_agreed__isnull=False, is_agreed=True),
            ),
            models.UniqueConstraint(name="one_disposal_of_a_file_waits", fields=["person_id"], condition=WAITING),
        ]

    def __str__(self) -> str:
        return f"disposal of {self.case_number}"

    @property
    def is_confirmed_next(self) -> bool:
        """Whether one person has decided to dispose of it and another has to confirm."""
        return self.decision == Decision.DISPOSE and self.is_agreed is None
