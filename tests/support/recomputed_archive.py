"""Who keeps a closed file, laid out by the tests' own hand: everybody concerned for a year, the keeper for as long as it is kept."""

from datetime import date

from anbang.policy import NEVER
from anbang.policy.course import CaseCourse, Course

NOWHERE = {None, "outside", "nobody"}


def archived_on(case: CaseCourse) -> date:
    """A year after the case ended; the 29th of February is the 28th in other years. NEVER while it is open."""
    ended = case.ended_on
    if ended is None:
        return NEVER
    day = 28 if (ended.month, ended.day) == (2, 29) else ended.day
    return ended.replace(year=ended.year + 1, day=day)


def wakes_on(course: Course, today: date) -> date | None:
    """The next day on which the mere date changes something, who sees the file included."""
    archived = archived_on(course.cases[-1])
    next_one = min(course.changes_on, archived) if archived > today else course.changes_on
    return None if next_one == NEVER else next_one


def keeping_town(case: CaseCourse, registered: str | None) -> str | None:
    """The town whose justice office keeps the file: the last one in charge here, else the registered one; None while a case is open."""
    if case.ended_on is None:
        return None
    here = [charge.town for charge in case.charges if charge.town not in NOWHERE]
    town = here[-1] if here else registered
    return None if town in NOWHERE else town
