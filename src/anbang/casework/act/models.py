"""One act: what happened to somebody or was done for them, on its day and at the moment when it was recorded."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from anbang.casework.person.models import Case, Person
from anbang.organisations.models import Office, Staff


class Act(models.Model):
    """An act as the scenarios name it. `told` is what the rules read of it, in codes, days and area ids; `words_sealed` what a person
    wrote, by field. Within a day acts count in the order in which they were recorded.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="acts")
    case = models.ForeignKey(Case, models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=32)
    on = models.DateField(help_text="the day that counts in law")
    told = models.JSONField(default=dict)
    words_sealed = models.BinaryField(null=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    recorded_on = models.DateField(help_text="the office's day on which it was recorded")
    recorded_at = models.DateTimeField(db_default=Now())
    is_late = models.BooleanField(default=False, help_text="recorded later than the policy lets pass without a word")
    late_because = models.CharField(max_length=200, blank=True)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="act_has_happened_when_it_is_recorded",
                # What an institution writes of an admission is kept as it wrote it, be it impossible.
                condition=Q(on__lte=F("recorded_on")) | Q(kind="admitted"),
            ),
            models.CheckConstraint(name="act_recorded_late_says_why", condition=Q(is_late=False) | ~Q(late_because="")),
            models.CheckConstraint(
                name="reception_has_an_outcome",
                condition=~Q(kind="received") | Q(told__outcome__in=["met", "came_alone", "not_met"]),
            ),
            models.CheckConstraint(
                name="priority_names_its_reasons",
                condition=~Q(kind__in=["priority_set", "priority_lifted"]) | ~Q(told__reasons=[]),
            ),
            models.UniqueConstraint(fields=["id", "on"], name="act_with_its_day"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(kind__in=["released", "corrections_completed"], withdrawn_on__isnull=True),
                name="care_begins_once_in_a_case",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "on", "id"], name="act_of_a_person"),
            models.Index(fields=["case", "kind"], name="act_of_a_kind_in_a_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.on}"


class Mending(models.TextChoices):
    """How an act that was recorded wrongly is put right."""

    DAY = "day", _("更正日期")
    WITHDRAWN = "withdrawn", _("撤销误录")
    REDACTED = "redacted", _("删去文字")


class Correction(models.Model):
    """An act was put right: what stood there, why, by whom. Never changed, but that the words of its reason may be
    taken out with those of the act; the act itself says what holds now.
    """

    act = models.ForeignKey(Act, models.CASCADE, related_name="corrections")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    how = models.CharField(max_length=12, choices=Mending)
    day_before = models.DateField(null=True)
    why = models.CharField(max_length=200)
    corrected_on = models.DateField()
    corrected_at = models.DateTimeField(db_default=Now())
    corrected_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="correction_says_why", condition=~Q(why="")),
            models.CheckConstraint(
                name="correction_of_a_day_keeps_the_day_before",
                condition=~Q(how=Mending.DAY) | Q(day_before__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act_id} {self.how}"
