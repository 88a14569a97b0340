"""三（三）: reporting in and the transitional allowance, from the clause: days, months, amounts and what stops them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from anbang.policy import DEFAULT_PACK, NEVER, NOT_KNOWN, answer
from tests.policy.stories import on

STARTED = DEFAULT_PACK.with_figures({"late_month": "started"})
FROM_RELEASE = DEFAULT_PACK.with_figures({"late_from": "release"})
TODAY = on("2017-12-31")


def released(day: str = "2016-01-10", **more: object) -> dict[str, object]:
    """Somebody released and registered here."""
    return {"released_on": on(day), "identity_known": True, "registered_town": "500153001", **more}


# Reporting in


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2016-01-10", "2016-02-09"),
        ("2016-01-30", "2016-02-29"),
        ("2017-01-30", "2017-03-01"),
        ("2015-12-31", "2016-01-30"),
    ],
)
def test_the_thirtieth_day_after_release_is_the_last_day_to_report_in(day, due):
    assert answer("report_in_due", as_of=on(day), **released(day)) == on(due)
    assert answer("report_in_due", as_of=on(day)) == NEVER


@pytest.mark.parametrize(
    ("reported", "asked", "in_time"),
    [
        ("2016-02-08", "2017-12-31", True),
        ("2016-02-09", "2017-12-31", True),
        ("2016-02-10", "2017-12-31", False),
        (None, "2016-02-09", True),
        (None, "2016-02-10", False),
    ],
)
def test_the_last_day_to_report_in_is_still_in_time(reported, asked, in_time):
    facts = released(reported_in_on=on(reported) if reported else None)
    assert answer("reported_in_in_time", as_of=on(asked), **facts) is in_time


def test_lateness_counts_from_the_deadline_or_as_a_reading_from_release():
    assert answer("late_from", as_of=TODAY, **released()) == on("2016-02-09")
    assert answer("late_from", as_of=TODAY, pack=FROM_RELEASE, **released()) == on("2016-01-10")


@pytest.mark.parametrize(
    ("reported", "completed", "begun"),
    [
        ("2016-01-10", 0, 0),
        ("2016-02-08", 0, 0),
        ("2016-02-09", 0, 0),
        ("2016-02-10", 0, 1),
        ("2016-03-08", 0, 1),
        ("2016-03-09", 1, 1),
        ("2016-03-10", 1, 2),
        ("2016-07-09", 5, 5),
        ("2016-07-10", 5, 6),
        ("2016-08-09", 6, 6),
        ("2017-02-09", 12, 12),
    ],
)
def test_a_month_late_counts_when_it_is_completed_or_as_a_reading_when_it_has_begun(reported, completed, begun):
    facts = released(reported_in_on=on(reported))
    assert answer("late_months", as_of=TODAY, **facts) == completed
    assert answer("late_months", as_of=TODAY, pack=STARTED, **facts) == begun


@pytest.mark.parametrize(
    ("reported", "completed"),
    [("2016-02-28", 0), ("2016-02-29", 0), ("2016-03-28", 0), ("2016-03-29", 1), ("2016-04-29", 2)],
)
def test_months_late_end_on_the_day_of_the_month_on_which_the_deadline_fell(reported, completed):
    """Released on 30 January of a leap year: the deadline is 29 February."""
    assert answer("late_months", as_of=TODAY, **released("2016-01-30", reported_in_on=on(reported))) == completed


@pytest.mark.parametrize(
    ("reported", "completed"),
    [("2017-02-27", 0), ("2017-02-28", 1), ("2017-03-30", 1), ("2017-03-31", 2)],
)
def test_a_month_late_ends_on_the_last_of_a_short_month(reported, completed):
    """Released on 1 January: the deadline is 31 January."""
    assert answer("late_months", as_of=TODAY, **released("2017-01-01", reported_in_on=on(reported))) == completed


@pytest.mark.parametrize(("day", "late"), [("2016-02-09", 0), ("2016-03-08", 0), ("2016-03-09", 1), ("2016-04-09", 2)])
def test_who_has_not_reported_in_grows_later_with_every_month(day, late):
    assert answer("late_months", as_of=on(day), **released()) == late


@pytest.mark.parametrize(
    ("reported", "granted"),
    [
        ("2016-02-09", 6),
        ("2016-03-08", 6),
        ("2016-03-09", 5),
        ("2016-07-09", 1),
        ("2016-08-08", 1),
        ("2016-08-09", 0),
        ("2017-12-31", 0),
    ],
)
def test_each_month_late_costs_one_of_six_until_none_is_left(reported, granted):
    assert answer("months_granted", as_of=TODAY, **released(reported_in_on=on(reported))) == granted


@given(some.dates(on("2016-01-10"), on("2017-12-30")), some.sampled_from((DEFAULT_PACK, STARTED, FROM_RELEASE)))
def test_reporting_later_never_raises_the_allowance(day, pack):
    def granted(reported):
        return answer("months_granted", as_of=TODAY, pack=pack, **released(reported_in_on=reported))

    assert granted(day.fromordinal(day.toordinal() + 1)) <= granted(day)


# Whose allowance it is


@pytest.mark.parametrize(
    ("facts", "ours"),
    [
        (released(), True),
        (released(registered_town="outside"), False),
        (released(identity_known=False, registered_town=None), True),
        (released(identity_known=None, registered_town="outside"), NOT_KNOWN),
        ({"corrections_completed_on": on("2016-01-10"), "identity_known": True, "registered_town": "500153001"}, False),
    ],
)
def test_the_allowance_is_for_those_released_who_are_registered_here_or_of_unknown_identity(facts, ours):
    read = {name: value for name, value in facts.items() if name != "corrections_completed_on"}
    assert answer("allowance_is_ours", as_of=TODAY, **read) is ours


# The months


@pytest.mark.parametrize(
    ("approved", "first"),
    [("2016-03-01", "2016-03-01"), ("2016-02-29", "2016-02-01"), ("2016-12-31", "2016-12-01")],
)
def test_payments_begin_with_the_month_of_approval(approved, first):
    assert answer("payments_begin", as_of=TODAY, allowance_approved_on=on(approved)) == on(first)
    assert answer("payments_begin", as_of=TODAY) == NEVER


@pytest.mark.parametrize(
    ("month", "paid"),
    [("2016-02-01", False), ("2016-03-01", True), ("2016-07-01", True), ("2016-08-01", False)],
)
def test_as_many_months_are_paid_as_were_granted_and_not_one_more(month, paid):
    """One month late: five are left, March to July."""
    facts = released(reported_in_on=on("2016-03-09"), allowance_approved_on=on("2016-03-20"), month_on=on(month))
    assert answer("month_granted", as_of=TODAY, **facts) is paid


def test_before_approval_no_month_is_paid_and_of_no_month_nothing_is_said():
    facts = released(reported_in_on=on("2016-02-01"))
    assert answer("month_granted", as_of=TODAY, month_on=on("2016-03-01"), **facts) is False
    assert answer("month_granted", as_of=TODAY, allowance_approved_on=on("2016-03-20"), **facts) is NOT_KNOWN


# What stops it


@pytest.mark.parametrize(
    ("counts", "on_day"), [("suspicion", "2016-04-01"), ("arrest", "2016-04-20"), ("judgment", "2016-09-01")]
)
def test_what_counts_as_a_reoffence_is_a_reading(counts, on_day):
    pack = DEFAULT_PACK.with_figures({"reoffence_counts": counts})
    steps = {"suspected_on": on("2016-04-01"), "arrested_on": on("2016-04-20"), "reoffended_on": on("2016-09-01")}
    assert answer("reoffence_counts_on", as_of=TODAY, pack=pack, **steps) == on(on_day)
    assert answer("reoffence_counts_on", as_of=TODAY, pack=pack, reoffended_on=on("2016-09-01")) == on("2016-09-01")
    assert answer("reoffence_counts_on", as_of=TODAY, pack=pack) == NEVER


def test_by_the_districts_own_reading_a_suspicion_stops_nothing():
    assert answer("reoffence_counts_on", as_of=TODAY, suspected_on=on("2016-04-01")) == NEVER


def test_payments_stop_with_the_first_of_dibao_reoffence_and_death():
    all_three = {"dibao_from": on("2016-06-01"), "reoffended_on": on("2016-05-20"), "died_on": on("2016-07-01")}
    assert answer("payments_stop", as_of=TODAY, **all_three) == on("2016-05-20")
    del all_three["reoffended_on"]
    assert answer("payments_stop", as_of=TODAY, **all_three) == on("2016-06-01")
    del all_three["dibao_from"]
    assert answer("payments_stop", as_of=TODAY, **all_three) == on("2016-07-01")
    assert answer("payments_stop", as_of=TODAY) == NEVER


@pytest.mark.parametrize(("month", "on_dibao"), [("2016-05-01", False), ("2016-06-01", True), ("2016-07-01", True)])
def test_the_first_month_of_dibao_is_the_first_without_the_allowance(month, on_dibao):
    assert answer("month_on_dibao", as_of=TODAY, dibao_from=on("2016-06-01"), month_on=on(month)) is on_dibao
    assert answer("month_on_dibao", as_of=TODAY, month_on=on(month)) is False


# How much it is


@pytest.mark.parametrize(
    ("reading", "registered", "resident", "urban"),
    [
        ("registered", True, False, True),
        ("registered", False, True, False),
        ("residence", True, False, False),
        ("residence", False, True, True),
        ("urban", False, False, True),
        ("registered", None, True, NOT_KNOWN),
        ("urban", None, None, True),
    ],
)
def test_which_standard_is_referred_to_is_a_reading(reading, registered, resident, urban):
    pack = DEFAULT_PACK.with_figures({"allowance_standard": reading})
    places = {"registered_in_community": registered, "resident_in_community": resident, "month_on": on("2016-02-01")}
    assert answer("urban_standard_counts", as_of=TODAY, pack=pack, **places) is urban


@pytest.mark.parametrize(
    ("month", "asked", "urban", "rural"),
    [
        ("2016-03-01", "2016-03-31", 460, 300),
        ("2017-03-01", "2017-12-31", 460, 300),
        ("2017-04-01", "2017-08-16", 460, 300),
        ("2017-04-01", "2017-08-17", 500, 350),
        ("2017-08-01", "2017-08-31", 500, 350),
        ("2025-06-01", "2025-08-01", 750, 610),
        ("2025-07-01", "2025-08-01", 770, 630),
    ],
)
def test_the_amount_is_the_standard_of_the_month_as_announced_by_the_day_of_the_question(month, asked, urban, rural):
    for community, yuan in ((True, urban), (False, rural)):
        facts = {"month_on": on(month), "registered_in_community": community}
        assert answer("month_amount", as_of=on(asked), **facts) == yuan


@pytest.mark.parametrize(("percent", "yuan"), [(100, 770), (50, 385), (33, Decimal("254.1")), (0, 0), (150, 1155)])
def test_the_share_that_by_reference_to_means_is_a_reading(percent, yuan):
    pack = DEFAULT_PACK.with_figures({"allowance_share_percent": percent})
    facts = {"month_on": on("2025-07-01"), "registered_in_community": True}
    assert answer("month_amount", as_of=on("2025-08-01"), pack=pack, **facts) == yuan


def test_of_an_unknown_month_or_place_no_amount_is_said():
    assert answer("month_amount", as_of=TODAY, registered_in_community=True) is NOT_KNOWN
    assert answer("month_amount", as_of=TODAY, month_on=on("2016-03-01")) is NOT_KNOWN
