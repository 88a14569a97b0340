"""What is left behind is cleared away every hour: sessions that are over, failures that count no more, drafts that nobody came back to."""

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app

from anbang.casework.draft.actions import let_drafts_lapse
from anbang.organisations.day import office_day

TIDY = "web.tidy"
EVERY_HOUR = "17 * * * *"


@app.periodic(cron=EVERY_HOUR)
@app.task(name=TIDY, queue="web", queueing_lock=TIDY, lock=TIDY)
def tidy(timestamp: int) -> None:  # noqa: ARG001  # the queue passes it by this name
    """Keep the tables of signing in and of drafts small. `timestamp`: when the queue meant it to run, which does not matter."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME).delete()
    let_drafts_lapse(on=office_day())
