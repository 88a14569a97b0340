"""Days as numbers in whole columns: counted from 1600 on, with one number beyond them all for what has not happened."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from anbang.policy.language import values

Array = NDArray[Any]

FIRST: Final = date(1600, 1, 1)
LAST: Final = date(2499, 12, 31)

# Days that may be given. What is counted from them stays between FIRST and LAST, or is refused.
FIRST_GIVEN: Final = date(1800, 1, 1)
LAST_GIVEN: Final = date(2299, 12, 31)

# The number of what has not happened: one more than that of LAST, so that it is later than every day and an index of every table.
NEVER: Final = (LAST - FIRST).days + 1

_FROM_1970: Final = FIRST.toordinal() - date(1970, 1, 1).toordinal()
_NEVER_FROM_1970: Final = values.NEVER.toordinal() - date(1970, 1, 1).toordinal()
_TABLES_KEPT = 64


class FarDay(OverflowError):
    """A day lies outside the years that columns are calculated for; the message says which."""

    def __init__(self) -> None:
        super().__init__(f"A day that was counted lies outside the years {FIRST.year} to {LAST.year}.")


_DAYS = np.arange(NEVER, dtype=np.int64).view("timedelta64[D]") + np.datetime64(FIRST)
_MONTHS = _DAYS.astype("datetime64[M]")
_MONTH = (_MONTHS - _MONTHS[0]).astype(np.int64)
_DAY = (_DAYS - _MONTHS.astype("datetime64[D]")).astype(np.int64) + 1
_STARTS = np.flatnonzero(_DAY == 1).astype(np.int32)  # the first day of each month
_LENGTHS = np.diff(_STARTS, append=np.int32(NEVER))
_NEVER_MONTH = (values.NEVER.year - FIRST.year) * 12 + values.NEVER.month - 1

# A month and a day in one number, so that a difference of two, cut to whole months, tells how many lie between. Of the later day,
# the last of a month counts as the 31st: it completes a month that began on any day.
_IN_A_MONTH = 32
_SINCE = np.append(_MONTH * _IN_A_MONTH + _DAY, _NEVER_MONTH * _IN_A_MONTH + 31)
_UNTIL = np.append(_MONTH * _IN_A_MONTH + np.where(_LENGTHS[_MONTH] == _DAY, 31, _DAY), _SINCE[-1])
_FIRST_OF_MONTH = np.append(_STARTS[_MONTH], np.int32(NEVER))
del _DAYS, _MONTHS


def number_of(day: date) -> int:
    """The number of a day. Raises FarDay."""
    if day == values.NEVER:
        return NEVER
    if not FIRST <= day <= LAST:
        raise FarDay
    return (day - FIRST).days


def day_of(number: int) -> date:
    """The day of a number."""
    return values.NEVER if number == NEVER else FIRST + timedelta(number)


def numbers_of(days: Array) -> tuple[Array, bool]:
    """The numbers (int32) of days (datetime64[D]), and whether each may be given. NaT becomes NEVER."""
    # Seen without a sign, NaT and everything before 1600 are very large numbers too.
    from_first = (days.view(np.int64) - _FROM_1970).view(np.uint64)
    far = np.count_nonzero(from_first - number_of(FIRST_GIVEN) > number_of(LAST_GIVEN) - number_of(FIRST_GIVEN))
    never = np.count_nonzero(np.isnat(days)) + np.count_nonzero(days.view(np.int64) == _NEVER_FROM_1970) if far else 0
    return np.minimum(from_first, np.uint64(NEVER)).astype(np.int32), far == never


def write_days(numbers: Array, into: Array) -> None:
    """Writes numbers as days (datetime64[D]); NEVER as 9999-12-31."""
    written = into.view(np.int64)
    np.add(numbers, _FROM_1970, out=written, casting="unsafe", dtype=np.int64)
    np.copyto(written, _NEVER_FROM_1970, where=np.equal(numbers, NEVER))


def after_days(day: Array, days: Array | int) -> Array:
    """As values.after_days, for numbers of days. Raises FarDay."""
    gone = np.equal(day, NEVER)
    moved = day + _whole(days)
    moved = np.minimum(moved, NEVER) if isinstance(days, int) and days >= 0 else np.where(gone, NEVER, moved)
    if np.count_nonzero(np.greater_equal(moved, NEVER) > gone) or np.min(moved) < 0:
        raise FarDay
    return moved.astype(np.int32, copy=False)


def after_months(day: Array, months: Array | int) -> Array:
    """As values.after_months, for numbers of days. Raises FarDay."""
    moved: Array = _moved(months).take(day) if isinstance(months, int) else _counted(day, _whole(months))
    if np.min(moved) < 0:
        raise FarDay
    return moved


def before_days(day: Array, days: Array | int) -> Array:
    """As values.before_days, for numbers of days. Raises FarDay."""
    return after_days(day, -_whole(days))


def before_months(day: Array, months: Array | int) -> Array:
    """As values.before_months, for numbers of days. Raises FarDay."""
    return after_months(day, -_whole(months))


def first_of_month(day: Array) -> Array:
    """As values.first_of_month, for numbers of days."""
    return _FIRST_OF_MONTH.take(day)


def months_completed(since: Array, until: Array) -> Array:
    """As values.months_completed, for numbers of days."""
    between: Array = _UNTIL.take(until) - _SINCE.take(since)
    months: Array = np.maximum(between >> 5, 0)
    return months


def months_begun(since: Array, until: Array) -> Array:
    """As values.months_begun, for numbers of days."""
    between: Array = _SINCE.take(since) - _SINCE.take(until)
    months: Array = np.maximum(-(between >> 5), 0)
    return months


@lru_cache(maxsize=_TABLES_KEPT)
def _moved(months: int) -> Array:
    """For each number of a day, that of the day so many months later; -1 where it is too far."""
    every = np.arange(NEVER + 1, dtype=np.int32)
    return _counted(every, months)


def _counted(day: Array, months: Array | int) -> Array:
    gone = np.equal(day, NEVER)
    since = _SINCE.take(day)
    month = np.where(gone, 0, (since >> 5) + months)
    far = (month < 0) | (month >= len(_STARTS))
    month = np.where(far, 0, month)
    moved = _STARTS.take(month) + np.minimum(since & (_IN_A_MONTH - 1), _LENGTHS.take(month)) - 1
    return np.where(far, -1, np.where(gone, NEVER, moved)).astype(np.int32)


def _whole(amount: Array | int) -> Array | int:
    if not (isinstance(amount, int) or np.issubdtype(amount.dtype, np.integer)):
        raise TypeError("Days and months are counted in whole numbers.")
    return amount
