"""Days on which offices work, and what is done where nobody has announced them yet."""

from datetime import date, timedelta

import pytest

from anbang.policy.workdays import announced, is_workday, next_workday, years_known


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2016-02-05", True),  # a Friday
        ("2016-02-06", True),  # a Saturday worked for the Spring Festival
        ("2016-02-08", False),  # the Spring Festival, a Monday
        ("2016-02-13", False),
        ("2016-02-14", True),  # a Sunday worked
        ("2026-10-01", False),
        ("2026-10-10", True),
        ("2025-03-08", False),  # an ordinary Saturday
    ],
)
def test_weekends_and_holidays_are_off_but_for_the_weekends_that_are_worked(day, works):
    assert is_workday(date.fromisoformat(day)) is works


def test_a_day_moves_to_the_next_one_that_is_worked_and_a_working_day_stays():
    assert next_workday(date(2016, 2, 7)) == date(2016, 2, 14)
    assert next_workday(date(2016, 2, 5)) == date(2016, 2, 5)


def test_beyond_the_years_that_are_announced_no_day_moves():
    after = date(years_known()[-1] + 1, 1, 1)
    assert all(next_workday(after + timedelta(place)) == after + timedelta(place) for place in range(14))
    assert next_workday(date(years_known()[0] - 1, 12, 31)) == date(years_known()[0] - 1, 12, 31)


def test_the_table_holds_only_days_that_differ_from_the_week():
    assert all((kind == "work") == (day.weekday() >= 5) for day, kind in announced().items())
    assert set(announced().values()) == {"off", "work"}
