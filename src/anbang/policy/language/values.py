"""The values that rules speak of: days, numbers, words, and what has not happened or is not known."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Final


class Unknown(Enum):
    """The third truth value: neither yes nor no, and no number or day either."""

    NOT_KNOWN = "not known"

    def __bool__(self) -> bool:
        raise TypeError("NOT_KNOWN is neither yes nor no: compare with `is NOT_KNOWN`, `is True` or `is False`.")

    def __repr__(self) -> str:
        return "NOT_KNOWN"

    __str__ = __repr__


NOT_KNOWN: Final = Unknown.NOT_KNOWN

# What has not happened lies beyond every day of the calendar. So "later than", "earliest" and "latest" need no special case.
NEVER: Final = date.max

# A life sentence is longer than any number of months.
LIFE: Final = float("inf")

Known = date | int | float | Decimal | bool | str | frozenset[str]
Value = Known | Unknown
Figure = int | bool | str


class Type(StrEnum):
    """What kind of value a symbol stands for."""

    DAY = "day"
    NUMBER = "number"
    TRUTH = "truth"
    WORD = "word"
    WORDS = "words"


def fits(value: object, wanted: Type) -> bool:
    """Whether a known value is of the wanted type."""
    match wanted:
        case Type.DAY:
            return type(value) is date
        case Type.NUMBER:
            return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        case Type.TRUTH:
            return isinstance(value, bool)
        case Type.WORD:
            return isinstance(value, str)
        case Type.WORDS:
            return isinstance(value, frozenset) and all(isinstance(word, str) for word in value)


def after_days(day: date, days: int) -> date:
    """The day `days` later (earlier, if negative)."""
    return day if day == NEVER else day + timedelta(days)


def after_months(day: date, months: int) -> date:
    """The same day `months` later (earlier, if negative); where that month has no such day, its last day."""
    if day == NEVER:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= 28:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def before_days(day: date, days: int) -> date:
    """The day `days` earlier."""
    return after_days(day, -days)


def before_months(day: date, months: int) -> date:
    """The same day `months` earlier; where that month has no such day, its last day."""
    return after_months(day, -months)


def both(one: bool | Unknown, other: bool | Unknown) -> bool | Unknown:
    """Kleene's "and": a single no decides, whatever is not known."""
    if one is False or other is False:
        return False
    return NOT_KNOWN if one is NOT_KNOWN or other is NOT_KNOWN else True


def either(one: bool | Unknown, other: bool | Unknown) -> bool | Unknown:
    """Kleene's "or": a single yes decides, whatever is not known."""
    if one is True or other is True:
        return True
    return NOT_KNOWN if one is NOT_KNOWN or other is NOT_KNOWN else False


def choose(condition: bool | Unknown, then: Value, otherwise: Value) -> Value:
    """`then` or `otherwise`; while the condition is not known, what both agree on."""
    if condition is NOT_KNOWN:
        return then if then == otherwise else NOT_KNOWN
    return then if condition else otherwise


def first_known(*days: date | Unknown) -> date | Unknown:
    """The first of the days that has come about. One that is not known is not passed over: it might be the one."""
    for day in days:
        if day != NEVER:
            return day
    return NEVER


def has_any(words: frozenset[str], *wanted: str) -> bool:
    """Whether at least one of the wanted words is among the words."""
    return not words.isdisjoint(wanted)
