"""What stays undone is told up the chain: village, town, district; once for each duty and level (clause 2.3.4, RHY-6)."""

from typing import ClassVar, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from anbang.casework.duty.models import HIGHEST_LEVEL, Duty
from anbang.organisations.models import DateRange, Office, Staff, ends_after_it_begins

# Why a level was told: it is undone, nobody outside answered, nobody was met at the gate, or nobody says whether anybody was.
UNDONE, UNANSWERED, NOT_MET, NO_OUTCOME = "undone", "unanswered", "not_met", "no_outcome"
ALARMS = frozenset({NOT_MET, NO_OUTCOME})


Row = TypeVar("Row", bound=models.Model)


class Level(models.IntegerChoices):
    """How far up something undone has been told. What an office of the district owes is told at the district at once."""

    TOWN = 1, _("镇街")
    DISTRICT = HIGHEST_LEVEL, _("区")


class AboutADueDayQuerySet(models.QuerySet[Row]):
    """What was said of duties, by the day on which each was due then."""

    def standing(self) -> "AboutADueDayQuerySet[Row]":
        """What is about the day on which the duty is due now: about another occasion than the one it was before, nothing was said yet."""
        return self.filter(due_on=F("duty__due_on"))


class ToldUp(models.Model):
    """A higher office was told that something is undone that was due on `due_on`: once its duty is due on another day, it stays as what was
    told then, and counts no more.
    """

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="told_up")
    due_on = models.DateField()
    level = models.SmallIntegerField(choices=Level)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    told_on = models.DateField()
    because = models.CharField(max_length=12, default=UNDONE)
    objects = AboutADueDayQuerySet["ToldUp"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["duty", "due_on", "level"], name="a_level_is_told_once_of_a_duty"),
            models.CheckConstraint(
                name="what_is_told_was_due",
                # That nobody was met is told at once; that nobody says so, in the evening of the day.
                condition=Q(told_on__gt=F("due_on"))
                | Q(because=NO_OUTCOME, told_on__gte=F("due_on"))
                | Q(because=NOT_MET),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["office", "told_on"], name="told_to_an_office")]

    def __str__(self) -> str:
        return f"{self.duty_id} told at {self.level}"


class Pause(models.Model):
    """Telling up the chain rests for a duty until a day, for a reason that a person gave. The duty itself goes on, and is late all the same.
    Due on another day than `due_on`, it rests no more.
    """

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="pauses")
    due_on = models.DateField()
    from_on = models.DateField()
    until_on = models.DateField()
    why = models.CharField(max_length=200)
    paused_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    paused_at = models.DateTimeField(db_default=Now())
    objects = AboutADueDayQuerySet["Pause"].as_manager()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="duty_rests_once_at_a_time",
                expressions=[
                    ("duty", RangeOperators.EQUAL),
                    ("due_on", RangeOperators.EQUAL),
                    (
                        DateRange("from_on", "until_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            ends_after_it_begins("pause_ends_after_it_begins"),
            models.CheckConstraint(name="pause_says_why", condition=~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"pause of {self.duty_id}"


class Digest(models.Model):
    """One morning digest for a member of staff: how much is late, due and new. Numbers alone; who it is about stands behind the link."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    on = models.DateField()
    overdue = models.PositiveIntegerField()
    due_today = models.PositiveIntegerField(
        default=0, db_default=0, help_text="of those due soon, what is due that day"
    )
    due_soon = models.PositiveIntegerField()
    told_up = models.PositiveIntegerField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["staff", "on"], name="one_digest_a_person_a_day"),
        ]

    def __str__(self) -> str:
        return f"digest of {self.staff_id} on {self.on}"
