"""Somebody reports in whom nobody announced, and there is a file at another office: that office is asked, and nothing is shown."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from anbang.casework.person.models import Person
from anbang.organisations.models import Office, Staff


class Outcome(models.TextChoices):
    """At the gate (clause 2.3.2, REC-3)."""

    MET = "met", _("接到")
    CAME_ALONE = "came_alone", _("自行到家")
    NOT_MET = "not_met", _("没有接到")


class ReleasedFrom(models.TextChoices):
    """Where somebody was released from."""

    PRISON = "prison", _("监狱")
    DETENTION_CENTRE = "detention_centre", _("看守所")


class EnquiryAnswer(models.TextChoices):
    """What the office that has the file says."""

    OURS = "ours", _("是本所的人，由本所办理")
    TAKE_OVER = "take_over", _("是同一人，已登记其现住你处，请接收")
    CARE_ENDED = "care_ended", _("是同一人，此前的帮教已经结束")
    SOMEBODY_ELSE = "somebody_else", _("不是同一人，你处可以建档")


class Enquiry(models.Model):
    """Asked at one office about somebody who stands before another. `person` is known to whoever sees the person, and to nobody else."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="enquiries")
    asking = models.ForeignKey(Office, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    asked_at = models.DateTimeField(db_default=Now())
    who_came_sealed = models.BinaryField(help_text="who stands there, as they say themselves")
    answer = models.CharField(max_length=16, choices=EnquiryAnswer, blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    told_up_on = models.DateField(null=True, help_text="when the district was told that nobody answers")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="enquiry_is_answered_by_somebody_on_a_day",
                condition=Q(answer="", answered_on__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_on__isnull=False, answered_by__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["person", "asking"], condition=Q(answer=""), name="an_office_asks_once_until_it_is_answered"
            ),
        ]

    def __str__(self) -> str:
        return f"enquiry {self.id}"
