"""Months between two days, by the words of the contract and by trying every number; and how late reporting in shortens the allowance."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from anbang.policy import DEFAULT_PACK, NEVER, answer
from anbang.policy.language.values import after_months, first_of_month, months_begun, months_completed

HERE = {"identity_known": True, "registered_town": "500153001"}
STARTED = DEFAULT_PACK.with_figures({"late_month": "started"})
TRIED = range(1, 60)

# Short and long months, leap years and the days around their ends.
month_ends = [
    date(2016, 2, 29),
    date(2016, 3, 31),
    date(2017, 1, 29),
    date(2017, 1, 30),
    date(2017, 1, 31),
    date(2017, 2, 28),
]
some_deadlines = some.one_of(some.sampled_from(month_ends), some.dates(date(2015, 1, 1), date(2021, 12, 31)))


def largest_completed(deadline, day):
    """The largest k with deadline + k months ≤ day; never below 0."""
    return max((k for k in TRIED if after_months(deadline, k) <= day), default=0)


def smallest_begun(deadline, day):
    """0 if in time, else the smallest k ≥ 1 with day ≤ deadline + k months."""
    return 0 if day <= deadline else min(k for k in TRIED if day <= after_months(deadline, k))


@settings(max_examples=500, deadline=None)
@given(some_deadlines, some.integers(-100, 1500))
def test_months_completed_and_begun_are_what_the_contract_says(deadline, later):
    day = deadline + timedelta(later)
    assert months_completed(deadline, day) == largest_completed(deadline, day)
    assert months_begun(deadline, day) == smallest_begun(deadline, day)


@pytest.mark.parametrize("deadline", month_ends)
def test_months_are_what_the_contract_says_on_every_day_of_two_years_after_a_month_end(deadline):
    for later in range(-40, 760):
        day = deadline + timedelta(later)
        assert months_completed(deadline, day) == largest_completed(deadline, day)
        assert months_begun(deadline, day) == smallest_begun(deadline, day)


def test_control_counting_the_day_of_the_month_alone_is_noticed():
    deadline, day = date(2017, 1, 31), date(2017, 2, 28)
    by_day_alone = (day.month - deadline.month) - (day.day < deadline.day)
    assert by_day_alone != months_completed(deadline, day) == largest_completed(deadline, day) == 1


def test_no_months_lie_between_what_has_not_happened_and_any_day():
    assert months_completed(NEVER, date(2020, 1, 1)) == months_begun(NEVER, date(2020, 1, 1)) == 0
    assert months_completed(NEVER, NEVER) == months_begun(NEVER, NEVER) == 0


@given(some.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_the_first_of_a_month_is_in_that_month(day):
    first = first_of_month(day)
    assert (first.year, first.month, first.day) == (day.year, day.month, 1)
    assert first_of_month(NEVER) == NEVER


@settings(max_examples=300, deadline=None)
@given(some_deadlines, some.integers(0, 700), some.integers(0, 700), some.sampled_from([DEFAULT_PACK, STARTED]))
def test_reporting_later_never_raises_the_months_granted(released, one, other, pack):
    earlier, later = (
        answer(
            "months_granted",
            as_of=date(2030, 1, 1),
            pack=pack,
            released_on=released,
            reported_in_on=released + timedelta(after),
            **HERE,
        )
        for after in sorted([one, other])
    )
    assert 0 <= later <= earlier <= 6


@pytest.mark.parametrize(
    ("reported", "completed", "begun"),
    [("2017-03-02", 0, 0), ("2017-03-03", 0, 1), ("2017-04-01", 0, 1), ("2017-04-02", 1, 1), ("2017-04-03", 1, 2)],
)
def test_a_month_late_counts_on_its_last_day_or_from_its_first(reported, completed, begun):
    facts = {"released_on": date(2017, 1, 31), "reported_in_on": date.fromisoformat(reported)}
    assert answer("late_months", as_of=date(2020, 1, 1), **facts) == completed
    assert answer("late_months", as_of=date(2020, 1, 1), pack=STARTED, **facts) == begun


def test_who_has_not_reported_in_is_late_up_to_the_day_of_the_question():
    for as_of, granted in [(date(2017, 3, 2), 6), (date(2017, 4, 1), 6), (date(2017, 4, 2), 5), (date(2018, 1, 1), 0)]:
        assert answer("months_granted", as_of=as_of, released_on=date(2017, 1, 31), **HERE) == granted
