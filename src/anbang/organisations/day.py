"""The office's day, asked of the clock in one place; whatever lies below is given it."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def office_day() -> date:
    """Today in Asia/Shanghai, or the fixed day of a test."""
    fixed: date | None = settings.FIXED_TODAY
    return fixed or timezone.localdate(timezone=timezone.get_default_timezone())  # noqa: TID251  # the one place


def office_hour() -> int:
    """The hour of the clock on the office's wall, 0 to 23; a fixed day has its hours too."""
    return timezone.localtime(timezone=timezone.get_default_timezone()).hour
