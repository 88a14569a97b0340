"""On which days offices are closed: weekends, but for the holidays and the working weekends that the State Council announces yearly."""

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final, Literal

# Only the days that differ from the week: a working day that is off, or a weekend on which offices work. The dates were taken
# over from chinesecalendar 1.11.0 (MIT), which follows the yearly notices.
DATA: Final = Path(__file__).with_name("workdays.csv")
SATURDAY: Final = 5
Kind = Literal["off", "work"]


@cache
def announced() -> dict[date, str]:
    """Every day that differs from the week."""
    with DATA.open(encoding="utf-8", newline="") as opened:
        return {date.fromisoformat(row["day"]): row["kind"] for row in csv.DictReader(opened)}


@cache
def years_known() -> range:
    """The years for which the days are announced."""
    years = {day.year for day in announced()}
    return range(min(years), max(years) + 1)


def is_workday(day: date) -> bool:
    """Whether offices are open. Beyond the years that are known nothing is said: every day counts as one."""
    if day.year not in years_known():
        return True
    kind = announced().get(day)
    return kind == "work" if kind else day.weekday() < SATURDAY


def next_workday(day: date) -> date:
    """The day itself if offices are open, else the next one on which they are. Beyond the years that are known it does not move."""
    while not is_workday(day):
        day += timedelta(1)
    return day
