"""Days and months as people write them, in pages and in refusals alike, whatever the browser's own habits are."""

import re
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language

WRITTEN = re.compile(r"\b\d{4}-\d{2}-\d{2}")


def reads_english() -> bool:
    """Whether the reader's language is English."""
    return (get_language() or "").startswith("en")


def day_in_words(value: date) -> str:
    """2026年11月3日, or 3 November 2026."""
    if reads_english():
        return f"{value.day} {date_format(value, 'F Y')}"
    return f"{value.year}年{value.month}月{value.day}日"


def day_typed(value: date) -> str:
    """2026年11月3日, or 2026-11-03 for who reads English: as it stands in a field, where it is read again."""
    return value.isoformat() if reads_english() else day_in_words(value)


def short_day(value: date) -> str:
    """11月3日, or 3 Nov, where the year stands beside it."""
    return f"{value.day} {date_format(value, 'M')}" if reads_english() else f"{value.month}月{value.day}日"


def with_days_in_words(text: str) -> str:
    """A sentence of the policy, which writes days as files do: 2026-11-03."""
    return WRITTEN.sub(lambda found: day_in_words(date.fromisoformat(found[0])), text)


def month_in_words(value: str) -> str:
    """2026年5月, or May 2026, of a month as acts keep it: 2026-05."""
    first = date.fromisoformat(f"{value}-01")
    return f"{date_format(first, 'F Y')}" if reads_english() else f"{first.year}年{first.month}月"
