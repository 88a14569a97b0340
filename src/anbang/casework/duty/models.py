"""Duties: one thing one office must do by one day. Whether one is overdue is asked, never stored."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from anbang.casework.person.models import Case
from anbang.organisations.models import Office


class DutyQuerySet(models.QuerySet["Duty"]):
    """Duties by their state on a day."""

    def running(self) -> "DutyQuerySet":
        """Neither met nor void."""
        return self.filter(met_on__isnull=True, void_on__isnull=True)

    def overdue(self, *, on: date) -> "DutyQuerySet":
        """Running, and due before `on`: an act on the due day is in time."""
        return self.running().filter(due_on__lt=on)

    def open(self, *, on: date) -> "DutyQuerySet":
        """Running, and due on `on` or later."""
        return self.running().filter(due_on__gte=on)


class Duty(models.Model):
    """One duty of an office about a case, with the clause it follows from and what the rule saw."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="duties")
    rule = models.CharField(max_length=40)
    clause = models.CharField(max_length=16)
    office = models.ForeignKey(Office, models.PROTECT, related_name="duties")
    opens_on = models.DateField()
    due_on = models.DateField()
    met_on = models.DateField(null=True)
    void_on = models.DateField(null=True)
    pack = models.CharField(max_length=40, help_text="the jurisdiction pack and its digest when last computed")
    seen = models.JSONField(default=dict, help_text="facts and figures that the rule used")
    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="duty_is_not_due_before_it_opens", condition=Q(due_on__gte=F("opens_on"))),
            models.CheckConstraint(
                name="duty_is_not_both_met_and_void", condition=Q(met_on__isnull=True) | Q(void_on__isnull=True)
            ),
            models.CheckConstraint(
                name="duty_is_not_met_before_it_opens", condition=Q(met_on__isnull=True) | Q(met_on__gte=F("opens_on"))
            ),
            models.UniqueConstraint(
                fields=["case", "rule"],
                condition=Q(met_on__isnull=True, void_on__isnull=True),
                name="duty_of_a_rule_runs_once_a_case",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["office", "due_on"],
                condition=Q(met_on__isnull=True, void_on__isnull=True),
                name="duty_running_of_an_office",
            ),
            models.Index(fields=["case"], name="duty_of_a_case"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.case_id} due {self.due_on}"


class PolicyVersion(models.Model):
    """Rules and figures as they once were, so that a duty can be explained by the version that made it. Never changed."""

    version = models.CharField(primary_key=True, max_length=40)
    rules = models.JSONField()
    pack = models.JSONField()

    def __str__(self) -> str:
        return self.version
