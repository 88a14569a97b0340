"""Decisions about closed files (LAW-2): one person closes a record for good, two open a file, two let somebody read a record for some days."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anbang.casework.duty.models import PolicyVersion
from anbang.casework.person.models import Person
from anbang.organisations.models import Staff


class SealingOutcome(models.TextChoices):
    """What was decided about a file that is proposed for sealing, or sealed."""

    SEALED = "sealed", _("决定封存")
    NOT_SEALED = "not_sealed", _("不应封存，解除封闭")


class SealingDecision(models.Model):
    """The court's or the procuratorate's paper by which a record is sealed, or is not. That it is not opens a file: two people say so."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="sealing_decisions")
    outcome = models.CharField(max_length=10, choices=SealingOutcome)
    document = models.CharField(max_length=120, help_text="whose paper and its number")
    dated_on = models.DateField()
    decided_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    decided_on = models.DateField()
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)
    answered_at = models.DateTimeField(
        null=True, help_text="the moment, told by the database: it opens a file in it and never again"
    )
    is_agreed = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="sealing_decision_names_its_paper", condition=~Q(document="")),
            models.CheckConstraint(
                name="sealing_decision_is_answered_by_somebody_on_a_day",
                condition=Q(answered_by__isnull=True, answered_on__isnull=True, is_agreed__isnull=True)
                | Q(
                    answered_by__isnull=False, answered_on__isnull=False, is_agreed__isnull=False, outcome="not_sealed"
                ),
            ),
            models.CheckConstraint(
                name="closed_file_is_opened_by_two",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("decided_by")),
            ),
            models.UniqueConstraint(
                name="one_opening_of_a_closed_file_waits_for_an_answer",
                fields=["person"],
                condition=Q(outcome="not_sealed", answered_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.person_id}"


class Basis(models.TextChoices):
    """For what the law lets a sealed record be read (刑事诉讼法 286, 实施办法 2022)."""

    CASE_HANDLING = "case_handling", _("司法机关为办案需要查询")
    STATE_RULE = "state_rule", _("有关单位根据国家规定查询")
    CORRECTION = "correction", _("核对、更正登记错误")


class Unsealing(models.Model):
    """Somebody who is named for the file asks to read what is sealed, for a reason of the law; another agrees, and some days later it ends."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="unsealings")
    basis = models.CharField(max_length=16, choices=Basis)
    words_sealed = models.BinaryField(help_text="who asks for what, by which paper")
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)
    is_agreed = models.BooleanField(null=True)
    until_on = models.DateField(null=True)
    policy = models.ForeignKey(
        PolicyVersion, models.PROTECT, null=True, related_name="+", help_text="by whose days it ends, once agreed to"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="unsealing_is_answered_by_somebody_on_a_day",
                condition=Q(answered_by__isnull=True, answered_on__isnull=True, is_agreed__isnull=True)
                | Q(answered_by__isnull=False, answered_on__isnull=False, is_agreed__isnull=False),
            ),
            models.CheckConstraint(
                name="sealed_record_is_read_by_leave_of_another",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="unsealing_ends",
                condition=Q(is_agreed=True, until_on__isnull=False, until_on__gte=F("answered_on"))
                | (Q(is_agreed__isnull=True) | Q(is_agreed=False)) & Q(until_on__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_unsealing_waits_for_an_answer",
                fields=["person", "asked_by"],
                condition=Q(answered_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"unsealing {self.person_id}"
