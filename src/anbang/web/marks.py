"""Marks that stand in every row of a list, written here: as templates of their own, some hundreds on a page take longer than everything else of it."""

from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anbang.organisations.days import day_in_words


class Due(Protocol):
    """A duty with how urgent it is, as a row shows it."""

    @property
    def duty(self) -> Any: ...  # noqa: D102
    @property
    def urgency(self) -> str: ...  # noqa: D102
    @property
    def days(self) -> int: ...  # noqa: D102


@cache
def icon(name: str) -> SafeString:
    """An icon of the sprite beside words that say the same: it says nothing to whoever listens. A page shows up to a hundred of a dozen."""
    drawn = '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'
    return format_html(drawn, static("icons.svg"), name)


def tag(tone: str, shown: str, words: object) -> SafeString:
    """A mark: colour, icon and words say the same."""
    return format_html('<span class="tag tag--{}">{}{}</span>', tone, icon(shown) if shown else "", words)


def _days_over(days: int) -> str:
    return ngettext("逾期 %(days)s 天", "逾期 %(days)s 天", days) % {"days": days}


def _days_left(days: int) -> str:
    return ngettext("还剩 %(days)s 天", "还剩 %(days)s 天", days) % {"days": days}


MARKS: dict[str, tuple[str, str, Callable[[int], str]]] = {
    "overdue": ("alarm", "alert-triangle", _days_over),
    "today": ("amber", "clock", lambda _days: _("今日到期")),
    "soon": ("amber", "clock", _days_left),
    "later": ("grey", "calendar-event", _days_left),
    "done": ("green", "check", lambda _days: _("已办结")),
    "late": ("amber", "check", lambda _days: _("逾期办结")),
    "missed": ("red", "alert-triangle", lambda _days: _("到期没有办")),
    "void": ("grey", "ban", lambda _days: _("不再需要")),
}


def due_mark(shown: Due) -> SafeString:
    """How urgent a duty is, in word, icon, colour and date."""
    tone, name, words = MARKS[shown.urgency]
    return format_html(
        '<span class="due">{} <span class="due__day">{}</span></span>', tag(tone, name, words(shown.days)), _day(shown)
    )


def _day(shown: Due) -> str:
    duty = shown.duty
    if duty.met_on:
        return _("%(day)s办结") % {"day": day_in_words(duty.met_on)}
    return day_in_words(duty.void_on or duty.due_on)
