"""Counting days and months, and three-valued logic."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from anbang.policy.language.values import (
    NEVER,
    NOT_KNOWN,
    after_days,
    after_months,
    before_months,
    both,
    choose,
    either,
    first_known,
)

ordinary_days = some.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2015, 10, 8), 1, date(2015, 11, 8)),
        (date(2016, 1, 31), 1, date(2016, 2, 29)),
        (date(2017, 1, 31), 1, date(2017, 2, 28)),
        (date(2017, 1, 28), 1, date(2017, 2, 28)),
        (date(2016, 8, 31), 1, date(2016, 9, 30)),
        (date(2016, 12, 31), 2, date(2017, 2, 28)),
        (date(2016, 2, 29), 12, date(2017, 2, 28)),
        (date(2016, 2, 29), 48, date(2020, 2, 29)),
        (date(2016, 2, 29), 60, date(2021, 2, 28)),
        (date(2016, 3, 31), -1, date(2016, 2, 29)),
        (date(2017, 3, 31), -1, date(2017, 2, 28)),
        (date(2016, 1, 15), -1, date(2015, 12, 15)),
        (date(2016, 5, 17), 0, date(2016, 5, 17)),
    ],
)
def test_months_count_to_the_same_day_or_to_the_last_of_the_month(start, months, end):
    assert after_months(start, months) == end
    assert before_months(start, -months) == end


@given(ordinary_days, some.integers(-600, 600))
def test_months_lead_into_the_month_that_many_further_and_never_past_the_day(start, months):
    end = after_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(1)).day == 1)


@given(ordinary_days, ordinary_days, some.integers(0, 600))
def test_a_later_start_never_ends_earlier(one, other, months):
    earlier, later = sorted([one, other])
    assert after_months(earlier, months) <= after_months(later, months)


def test_what_has_not_happened_stays_so_whatever_is_counted_from_it():
    assert after_days(NEVER, 30) == after_months(NEVER, 12) == before_months(NEVER, 1) == NEVER


YES, NO, OPEN = True, False, NOT_KNOWN


@pytest.mark.parametrize(
    ("one", "other", "conjunction", "disjunction"),
    [
        (YES, YES, YES, YES),
        (YES, NO, NO, YES),
        (YES, OPEN, OPEN, YES),
        (NO, NO, NO, NO),
        (NO, OPEN, NO, OPEN),
        (OPEN, OPEN, OPEN, OPEN),
    ],
)
def test_a_no_decides_an_and_a_yes_decides_an_or_whatever_else_is_not_known(one, other, conjunction, disjunction):
    assert both(one, other) is both(other, one) is conjunction
    assert either(one, other) is either(other, one) is disjunction


def test_a_choice_whose_condition_is_not_known_is_known_only_where_both_branches_agree():
    assert choose(NOT_KNOWN, 3, 3) == 3
    assert choose(NOT_KNOWN, 3, 4) is NOT_KNOWN
    assert choose(YES, 3, NOT_KNOWN) == 3
    assert choose(NO, 3, NOT_KNOWN) is NOT_KNOWN


def test_a_day_that_is_not_known_is_not_passed_over():
    day = date(2016, 1, 1)
    assert first_known(NEVER, day) == day
    assert first_known(NEVER, NEVER) == NEVER
    assert first_known(NOT_KNOWN, day) is NOT_KNOWN
    assert first_known(day, NOT_KNOWN) == day
