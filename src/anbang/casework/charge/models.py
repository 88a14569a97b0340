"""Exactly one office is responsible on every day of care (clause 2.3.3), and a transfer changes it in one step."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Q
from django.utils.translation import gettext_lazy as _

from anbang.casework.person.models import Case, Person
from anbang.organisations.models import DatedQuerySet, Office, Staff, ends_after_it_begins, held_once


class Responsibility(models.Model):
    """From one day until another, both included, an office is responsible: a justice office here, or whoever took over outside."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="responsibilities")
    case = models.ForeignKey(Case, models.CASCADE, related_name="responsibilities")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="responsibilities")
    is_outside = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            held_once("case_has_one_responsible_office_at_a_time", "case", deferrable=Deferrable.DEFERRED),
            ends_after_it_begins("responsibility_ends_after_it_begins"),
            models.CheckConstraint(
                name="responsible_is_an_office_here_or_outside", condition=Q(office__isnull=False) ^ Q(is_outside=True)
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["office", "person"],
                condition=Q(until_on__isnull=True),
                name="responsibility_of_an_office",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}@{self.office_id or 'outside'}"


class Outcome(models.TextChoices):
    """How a transfer ended. While it is open, and when it is returned or unanswered, the sender stays responsible."""

    ACCEPTED = "accepted", _("已接收")
    RETURNED = "returned", _("已退回")
    REPLACED = "replaced", _("已改往他处")
    WITHDRAWN = "withdrawn", _("已撤销")
    STOPPED = "stopped", _("帮教已停止")


class Transfer(models.Model):
    """Somebody is to be handed from one office to the one where they live; it is open until it has ended in some way."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="transfers")
    case = models.ForeignKey(Case, models.CASCADE, related_name="transfers")
    number = models.PositiveSmallIntegerField(help_text="the transfers of a case, in the order in which they opened")
    sender = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", help_text="null: outside")
    receiver = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", help_text="null: outside")
    opened_on = models.DateField()
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "number"],
                name="transfers_of_a_case_are_numbered",
                deferrable=Deferrable.DEFERRED,
            ),
            ExclusionConstraint(
                name="case_has_one_open_transfer_at_a_time",
                expressions=[("case", RangeOperators.EQUAL)],
                condition=Q(ended_on__isnull=True),
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="transfer_ends_in_some_way", condition=Q(ended_on__isnull=True) ^ ~Q(outcome="")
            ),
            models.CheckConstraint(
                name="transfer_ends_after_it_opened",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(
                name="transfer_is_here_on_one_side", condition=Q(sender__isnull=False) | Q(receiver__isnull=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["receiver"], condition=Q(ended_on__isnull=True), name="transfer_to_an_office_now")
        ]

    def __str__(self) -> str:
        return f"transfer {self.number} of {self.case_id}"


class Caseworker(models.Model):
    """The named person at the responsible office (clause 2.5: responsible unit and person), from one day until another."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="caseworkers")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            held_once("case_has_one_caseworker_at_a_time", "case", deferrable=Deferrable.DEFERRED),
            ends_after_it_begins("caseworker_ends_after_it_begins"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["staff"], condition=Q(until_on__isnull=True), name="cases_of_a_caseworker_now"),
            models.Index(
                # As the morning asks an office whose staff has changed.
                fields=["office", "staff", "case"],
                condition=Q(until_on__isnull=True),
                name="caseworkers_of_an_office_now",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} for {self.case_id}"
