"""The periods of the calendar: which one a day lies in, and the duties that come with each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from anbang.policy.language.values import after_months, months_completed

MONTHS_OF_A_YEAR = 12
NAMES = {1: "{year}-{month:02}", 3: "{year}-Q{number}", 6: "{year}-H{number}", 12: "{year}"}
A_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Period:
    """So many months of the calendar, or from somebody's first day of care; both days belong to it."""

    name: str
    begins_on: date
    ends_on: date

    def __contains__(self, day: date) -> bool:
        return self.begins_on <= day <= self.ends_on


def calendar_period(day: date, months: int) -> Period:
    """The month, quarter, half-year or year that a day lies in. Raises ValueError for other lengths."""
    if months not in NAMES:
        raise ValueError(f"A period of the calendar has {', '.join(map(str, NAMES))} months, not {months}.")
    number = (day.month - 1) // months + 1
    begins_on = date(day.year, (number - 1) * months + 1, 1)
    name = NAMES[months].format(year=day.year, month=day.month, number=number)
    return Period(name, begins_on, after_months(begins_on, months) - A_DAY)


def rolling_period(day: date, months: int, since: date) -> Period:
    """The period of so many months that a day lies in, counted from a first day."""
    number = months_completed(since, day) // months
    begins_on, next_on = after_months(since, number * months), after_months(since, (number + 1) * months)
    return Period(f"{begins_on}/{next_on - A_DAY}", begins_on, next_on - A_DAY)


def periods_between(since: date, until: date, period_of: Callable[[date], Period]) -> Iterator[Period]:
    """The periods from that of one day to that of another. Each begins after the one before it, whatever its length."""
    day = since
    while day <= until:
        period = period_of(day)
        yield Period(period.name, max(period.begins_on, day) if day > since else period.begins_on, period.ends_on)
        day = period.ends_on + A_DAY
