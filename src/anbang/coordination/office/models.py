"""What an office did on a day, from when its rounds are judged, the key periods of the district, and how either was put right."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from anbang.casework.act.models import Mending
from anbang.casework.person.models import Person
from anbang.organisations.models import Office, Staff


class OfficeActKind(models.TextChoices):
    """What offices do by the calendar."""

    JOINT_MEETING = "joint_meeting", _("联席会议")
    LIAISON = "liaison", _("与派出所对接")
    LESSON = "lesson", _("集中教育")
    SKILL_COURSE = "skill_course", _("技能培训")
    LEDGER_MADE = "ledger_made", _("建立年度台账")
    APPRAISED = "appraised", _("考核")
    KEY_PERIOD_EDUCATION = "key_period_education", _("重点时期教育")


class KeyPeriod(models.Model):
    """A window of days set by the district: in it every justice office holds targeted education (EDU-2). It checks nobody."""

    name = models.CharField(max_length=48)
    begins_on = models.DateField()
    ends_on = models.DateField()
    recorded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="key_period_ends_after_it_begins", condition=Q(ends_on__gte=F("begins_on"))),
            models.CheckConstraint(name="key_period_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(
                fields=["begins_on"],
                condition=Q(withdrawn_on__isnull=True),
                name="one_key_period_begins_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfficeAct(models.Model):
    """An act of an office. Minutes, attendance and material come beside it."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=OfficeActKind)
    on = models.DateField()
    key_period = models.ForeignKey(KeyPeriod, models.PROTECT, null=True, related_name="acts")
    words = models.CharField(max_length=1000, blank=True)
    recorded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    is_late = models.BooleanField(default=False)
    late_because = models.CharField(max_length=200, blank=True)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="office_act_has_happened_when_it_is_recorded", condition=Q(on__lte=F("recorded_on"))
            ),
            models.CheckConstraint(
                name="office_act_recorded_late_says_why", condition=Q(is_late=False) | ~Q(late_because="")
            ),
            models.CheckConstraint(
                name="education_for_a_key_period_names_it",
                condition=Q(kind=OfficeActKind.KEY_PERIOD_EDUCATION) ^ Q(key_period__isnull=True),
            ),
            models.CheckConstraint(
                name="office_act_is_withdrawn_after_it_was_recorded",
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("recorded_on")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["office", "kind", "on"], name="act_of_an_office")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.office_id} on {self.on}"


class OfficeCorrection(models.Model):
    """An act of an office was put right: what stood there, why, by whom. Never changed; the act itself says what holds now."""

    act = models.ForeignKey(OfficeAct, models.CASCADE, related_name="corrections")
    how = models.CharField(max_length=12, choices=Mending)
    day_before = models.DateField(null=True)
    why = models.CharField(max_length=200)
    corrected_on = models.DateField()
    corrected_at = models.DateTimeField(db_default=Now())
    corrected_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="office_correction_says_why", condition=~Q(why="")),
            models.CheckConstraint(
                name="office_correction_of_a_day_keeps_the_day_before",
                condition=~Q(how=Mending.DAY) | Q(day_before__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["act"], condition=Q(how=Mending.WITHDRAWN), name="office_act_is_withdrawn_once"
            ),
        ]
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.act_id} {self.how}"


class PeriodMending(models.TextChoices):
    """How a key period that was entered wrongly is put right."""

    CORRECTED = "corrected", _("更正内容")
    WITHDRAWN = "withdrawn", _("撤销误录")


class KeyPeriodCorrection(models.Model):
    """A key period was put right while nothing hung on it: how it stood before, why, by whom."""

    key_period = models.ForeignKey(KeyPeriod, models.CASCADE, related_name="corrections")
    how = models.CharField(max_length=12, choices=PeriodMending)
    name_before = models.CharField(max_length=48)
    began_before = models.DateField()
    ended_before = models.DateField()
    why = models.CharField(max_length=200)
    corrected_on = models.DateField()
    corrected_at = models.DateTimeField(db_default=Now())
    corrected_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="key_period_correction_says_why", condition=~Q(why="")),
            models.CheckConstraint(name="key_period_correction_keeps_the_name_before", condition=~Q(name_before="")),
            models.UniqueConstraint(
                fields=["key_period"],
                condition=Q(how=PeriodMending.WITHDRAWN),
                name="key_period_is_withdrawn_once",
            ),
        ]
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.key_period_id} {self.how}"


class Presence(models.TextChoices):
    """Whether somebody came to a lesson. Nobody is compelled: who refuses is noted, and that is all."""

    ATTENDED = "attended", _("参加")
    REFUSED = "refused", _("不愿参加")
    ABSENT = "absent", _("缺席")


class Attendance(models.Model):
    """Whether one person in care came to a lesson, so that nobody is forgotten (EDU-1)."""

    act = models.ForeignKey(OfficeAct, models.CASCADE, related_name="attendance")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    presence = models.CharField(max_length=8, choices=Presence)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["act", "person"], name="a_person_is_counted_once_in_a_lesson")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.act_id}"


class OfficeRounds(models.Model):
    """From which day on the duties of an office are judged: nothing before the product was taken into use is late."""

    office = models.OneToOneField(Office, models.CASCADE, primary_key=True, related_name="rounds")
    since_on = models.DateField()

    def __str__(self) -> str:
        return f"rounds of {self.office_id}"
