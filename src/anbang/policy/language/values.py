"""The values that rules speak of: days, numbers, words, and what has not happened or is not known."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, StrEnum
from typing import Final


class Unknown(Enum):
    """What is neither yes nor no, and no number or day either: not known yet, or not for this software to say."""

    NOT_KNOWN = "not known"
    DEPARTMENT_DECIDES = "decided by the department"

    def __bool__(self) -> bool:
        raise TypeError(f"{self} is neither yes nor no: compare with `is`.")

    def __repr__(self) -> str:
        return self.name

    __str__ = __repr__


NOT_KNOWN: Final = Unknown.NOT_KNOWN

# What the document leaves to a department's own rules. It is no missing fact: asking the person more does not settle it.
DEPARTMENT_DECIDES: Final = Unknown.DEPARTMENT_DECIDES

# What has not happened lies beyond every day of the calendar. So "later than", "earliest" and "latest" need no special case.
NEVER: Final = date.max

# A life sentence is longer than any number of months.
LIFE: Final = float("inf")
LARGEST_NUMBER: Final = 10**12

Known = date | int | float | Decimal | bool | str | frozenset[str]
Value = Known | Unknown
Figure = int | bool | str
Money = int | Decimal


class Type(StrEnum):
    """What kind of value a symbol stands for."""

    DAY = "day"
    NUMBER = "number"
    TRUTH = "truth"
    WORD = "word"
    WORDS = "words"


def is_number(value: object) -> bool:
    """Whether a value is a number that rules can count with: a life sentence, or one not beyond all measure."""
    if not isinstance(value, int | float | Decimal) or isinstance(value, bool):
        return False
    if isinstance(value, Decimal) and value.is_nan():
        return False
    return value == LIFE or -LARGEST_NUMBER <= value <= LARGEST_NUMBER  # false for what is no number at all


def fits(value: object, wanted: Type) -> bool:
    """Whether a known value is of the wanted type."""
    match wanted:
        case Type.DAY:
            return type(value) is date
        case Type.NUMBER:
            return is_number(value)
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


def first_of_month(day: date) -> date:
    """The first day of the day's month."""
    return day if day == NEVER else date(day.year, day.month, 1)


def months_completed(since: date, until: date) -> int:
    """How many whole months lie between two days: the largest number of months after `since` that is not after `until`; never below 0.

    Since what has not happened: none.
    """
    if since == NEVER or until <= since:
        return 0
    months = (until.year - since.year) * 12 + until.month - since.month
    return months if after_months(since, months) <= until else months - 1


def months_begun(since: date, until: date) -> int:
    """How many months between two days have at least begun: the smallest number of months after `since` that `until` does not
    lie beyond; never below 0.
    """
    if since == NEVER or until <= since:
        return 0
    months = (until.year - since.year) * 12 + until.month - since.month
    return months if after_months(since, months) >= until else months + 1


def share_of(amount: Money, percent: int) -> Money:
    """So many hundredths of an amount in yuan, rounded half up to the fen; whole yuan stay whole numbers."""
    if isinstance(amount, int) and isinstance(percent, int):  # whole fen already
        yuan, rest = divmod(amount * percent, 100)
        return yuan if rest == 0 else Decimal(amount * percent) / 100
    fen = Decimal(str(amount)) * percent
    rounded = fen.quantize(Decimal(1), ROUND_HALF_UP) / 100
    return int(rounded) if rounded == rounded.to_integral_value() else rounded


def open_of(*values: Value) -> "Unknown | None":
    """What keeps an answer open: something not known, else something a department decides, else nothing."""
    if NOT_KNOWN in values:
        return NOT_KNOWN
    return DEPARTMENT_DECIDES if DEPARTMENT_DECIDES in values else None


def surely(condition: bool | Unknown) -> bool:
    """Whether something is known to be so."""
    return condition is True


def both(one: bool | Unknown, other: bool | Unknown) -> bool | Unknown:
    """Kleene's "and": a single no decides, whatever is not known. What may still be learnt comes before what a department decides."""
    if one is False or other is False:
        return False
    found = open_of(one, other)
    return True if found is None else found


def either(one: bool | Unknown, other: bool | Unknown) -> bool | Unknown:
    """Kleene's "or": a single yes decides, whatever is not known. What may still be learnt comes before what a department decides."""
    if one is True or other is True:
        return True
    found = open_of(one, other)
    return False if found is None else found


def choose(condition: bool | Unknown, then: Value, otherwise: Value) -> Value:
    """`then` or `otherwise`; while the condition is not known, what both agree on."""
    if isinstance(condition, Unknown):
        return then if then == otherwise else condition
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


def lacking(words: frozenset[str], *wanted: str) -> frozenset[str]:
    """Those of the wanted words that are not among the words."""
    return frozenset(wanted) - words
