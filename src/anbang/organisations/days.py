"""Days and months as people write them, in pages and in refusals alike, whatever the browser's own habits are."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language


def reads_english() -> bool:
    """Whether the reader's language is English."""
    return (get_language() or "").startswith("en")


def day_in_words(value: date) -> str:
    """2026年11月3日, or 3 November 2026."""
    if reads_english():
        return f"{value.day} {date_format(value, 'F Y')}"
    return f"{value.year}年{value.month}月{value.day}日"


def month_in_words(value: str) -> str:
    """2026年5月, or May 2026, of a month as acts keep it: 2026-05."""
    first = date.fromisoformat(f"{value}-01")
    return f"{date_format(first, 'F Y')}" if reads_english() else f"{first.year}年{first.month}月"
