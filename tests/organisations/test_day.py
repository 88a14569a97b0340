"""The office's day is one day for pages, jobs, commands and the demo."""

from datetime import date, datetime

import pytest
from django.test import override_settings
from django.utils import timezone

from anbang.organisations.day import office_day, office_hour
from tests.architecture.reading import SOURCE

FIXED = date(2031, 2, 3)


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-11-04T15:59:59+00:00", date(2026, 11, 4)), ("2026-11-04T16:00:00+00:00", date(2026, 11, 5))],
)
def test_it_begins_at_midnight_in_shanghai(moment: str, day: date, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime.fromisoformat(moment))
    with override_settings(FIXED_TODAY=None), timezone.override("America/New_York"):
        assert office_day() == day


def test_a_fixed_day_is_the_day():
    with override_settings(FIXED_TODAY=FIXED):
        assert office_day() == FIXED


def test_the_hour_is_that_of_shanghai(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime.fromisoformat("2026-11-04T15:59:59+00:00"))
    with timezone.override("America/New_York"):
        assert office_hour() == 23


def test_nobody_else_asks_for_the_fixed_day():
    asking = {file.relative_to(SOURCE).as_posix() for file in SOURCE.rglob("*.py") if "FIXED_TODAY" in file.read_text()}
    assert asking == {"anbang/site/settings.py", "anbang/organisations/day.py"}
