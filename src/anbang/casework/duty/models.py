"""Duties: one thing one office must do by one day. Whether one is overdue, or missed, is asked, never stored."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from anbang.casework.person.models import Case, Person
from anbang.organisations.models import Area, Office

PAID_BY_MONTHS = "pay_allowance"
# What is owed until it is done, also once the case has ended.
OUTLIVES_ITS_CASE = frozenset({PAID_BY_MONTHS, "answer_request"})
# What can still be done after its due day: all but what passes with its period.
OUTLIVES_ITS_DAY = Q(period="") | Q(rule=PAID_BY_MONTHS)
# Nobody outside the district can be told to do anything: the district makes the sender ask again.
ANSWERED_OUTSIDE = Q(rule="answer_transfer", owner_is_outside=True)
RECEIVE = "receive"
HIGHEST_LEVEL = 2


class DutyQuerySet(models.QuerySet["Duty"]):
    """Duties by their state on a day."""

    def running(self) -> "DutyQuerySet":
        """Neither met nor void."""
        return self.filter(met_on__isnull=True, void_on__isnull=True)

    def to_do(self, *, on: date) -> "DutyQuerySet":
        """What can still be done: what runs, but for periods that have passed, and for what was left undone when the case was closed or
        what it was about was gone. A month of the allowance is owed until it is paid.
        """
        return self.running().filter(Q(due_on__gte=on) | OUTLIVES_ITS_DAY, was_left=False)

    def overdue(self, *, on: date) -> "DutyQuerySet":
        """Due before `on`, and can still be done: an act on the due day is in time."""
        return self.to_do(on=on).filter(due_on__lt=on)

    def missed(self, *, on: date) -> "DutyQuerySet":
        """Of a period that passed without the act."""
        return self.running().filter(due_on__lt=on).exclude(OUTLIVES_ITS_DAY)

    def open(self, *, on: date) -> "DutyQuerySet":
        """Running, and due on `on` or later."""
        return self.running().filter(due_on__gte=on)


class Duty(models.Model):
    """One duty about a case, or of an office in a period of the calendar, with the clause it follows from and what the rule saw.

    `office` owes it: None where the person does (reporting in), or an office outside the district. `office_when_due` held it on its
    due day, and alone answers for lateness. `number` counts the duties of a rule in a case, or of an office, in the order in which
    they opened. `period` is empty but for what comes with the calendar. `was_left`: it was overdue when its case was closed, or when what
    it was about was gone, and nobody can do it any more. `told_level`: the highest level that was told that it is undone since this due
    day (`ToldUp`), so that the morning reads only what is untold.
    """

    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="duties")
    # That of its case, as a constraint of the database has it: whether somebody is within reach is asked without the case.
    person = models.ForeignKey(
        Person, models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )
    rule = models.CharField(max_length=40)
    number = models.PositiveIntegerField(default=0)
    clause = models.CharField(max_length=16)
    owner_kind = models.CharField(max_length=24)
    owner_area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    owner_is_outside = models.BooleanField(default=False)
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="duties")
    office_when_due = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    period = models.CharField(max_length=24, blank=True)
    opens_on = models.DateField()
    due_on = models.DateField()
    met_on = models.DateField(null=True)
    void_on = models.DateField(null=True)
    was_left = models.BooleanField(default=False)
    told_level = models.PositiveSmallIntegerField(default=0, db_default=0)
    pack = models.CharField(max_length=40, help_text="the version of the rules and of the figures that last made it")
    seen = models.JSONField(default=dict, help_text="facts and figures that the rule used")
    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="duty_is_not_due_before_it_opens", condition=Q(due_on__gte=F("opens_on"))),
            models.CheckConstraint(
                name="duty_is_not_both_met_and_void", condition=Q(met_on__isnull=True) | Q(void_on__isnull=True)
            ),
            models.CheckConstraint(
                name="duty_is_not_met_before_it_opens",
                # A month of the allowance may be paid before it begins.
                condition=Q(met_on__isnull=True) | Q(met_on__gte=F("opens_on")) | ~Q(period=""),
            ),
            models.CheckConstraint(
                name="duty_left_undone_is_neither_met_nor_void",
                condition=Q(was_left=False) | Q(case__isnull=False, met_on__isnull=True, void_on__isnull=True),
            ),
            models.CheckConstraint(
                name="duty_is_about_a_case_or_of_an_office", condition=Q(case__isnull=False) | Q(office__isnull=False)
            ),
            models.CheckConstraint(
                name="duty_of_a_case_is_about_a_person",
                condition=Q(case__isnull=True, person__isnull=True) | Q(case__isnull=False, person__isnull=False),
            ),
            models.CheckConstraint(
                name="duty_is_somebodys",
                condition=Q(office__isnull=False) | Q(owner_kind="person") | Q(owner_is_outside=True),
            ),
            models.UniqueConstraint(
                fields=["case", "rule", "number"],
                condition=Q(case__isnull=False),
                name="duties_of_a_rule_in_a_case_are_numbered",
            ),
            models.UniqueConstraint(
                fields=["office", "rule", "opens_on"],
                condition=Q(case__isnull=True),
                name="duty_of_an_office_opens_once_a_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                # As a work list reads it: a page of it is the first rows of the index.
                fields=["office", "due_on", "case", "rule"],
                condition=Q(met_on__isnull=True, void_on__isnull=True),
                name="duty_running_of_an_office",
            ),
            models.Index(
                # Without what has passed with its period or was left with its case, of which there is more each year.
                fields=["office", "due_on", "case", "rule"],
                condition=Q(OUTLIVES_ITS_DAY, met_on__isnull=True, void_on__isnull=True, was_left=False),
                name="duty_overdue_of_an_office",
            ),
            models.Index(
                fields=["due_on"],
                condition=Q(met_on__isnull=True, void_on__isnull=True),
                name="duty_running_by_due_day",
            ),
            models.Index(
                # As the morning asks for what is late and was not told yet to everybody above, however late that came to be known.
                fields=["due_on", "id"],
                condition=Q(
                    OUTLIVES_ITS_DAY,
                    Q(office__isnull=False) | ANSWERED_OUTSIDE,
                    met_on__isnull=True,
                    void_on__isnull=True,
                    was_left=False,
                    told_level__lt=HIGHEST_LEVEL,
                ),
                name="duty_late_and_untold",
            ),
            models.Index(
                # As the first page and the pick-ups ask for whoever was not met.
                fields=["due_on"],
                condition=Q(rule=RECEIVE, met_on__isnull=True, void_on__isnull=True),
                name="duty_to_fetch_somebody",
            ),
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
