"""The links by which calendars fetch somebody's work: of each only a digest is kept."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from anbang.organisations.models import Posting, Staff


class CalendarLink(models.Model):
    """One link, of one posting. `session_number`: what the account's was when it was made; whatever ends the sessions of an account, such as a
    changed posting, ends the link with them.
    """

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="+")
    session_number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret in the address")
    language = models.CharField(max_length=8, choices=settings.LANGUAGES, help_text="in which its events are written")
    made_at = models.DateTimeField(db_default=Now())
    fetched_on = models.DateField(null=True, help_text="the last day on which a calendar fetched it")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["posting"], condition=Q(ended_at__isnull=True), name="posting_has_one_calendar_link"
            ),
            models.CheckConstraint(name="calendar_link_keeps_a_digest", condition=Q(digest__regex="^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"calendar link {self.pk}"
