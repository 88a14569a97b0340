"""二（三）2: priority persons are made known, and everybody is met, from the clause."""

import pytest

from anbang.policy import NOT_KNOWN, answer
from tests.policy.stories import DETENTION, admitted, found, notice, on, released, told

ALERT, RECEIVE = "alert_priority", "receive"


def test_town_and_police_are_told_of_a_priority_person_within_three_days():
    story = [notice("2015-12-20", "2016-01-20", "no_home")]
    assert found(ALERT, *story, as_of="2015-12-23") == [("2015-12-20", "2015-12-23", "open", None)]
    assert found(ALERT, *story, as_of="2015-12-24") == [("2015-12-20", "2015-12-23", "overdue", None)]
    in_time, late = (told(day, "priority_alerted") for day in ("2015-12-23", "2015-12-24"))
    assert found(ALERT, *story, in_time, as_of="2016-01-01") == [("2015-12-20", "2015-12-23", "done", "2015-12-23")]
    assert found(ALERT, *story, late, as_of="2016-01-01") == [("2015-12-20", "2015-12-23", "done_late", "2015-12-24")]


def test_of_a_general_person_nobody_is_told():
    assert found(ALERT, notice("2015-12-20", "2016-01-20"), as_of="2016-01-20") == []


@pytest.mark.parametrize(
    ("release_on", "due"), [("2015-12-22", "2015-12-22"), ("2015-12-23", "2015-12-23"), ("2015-12-24", "2015-12-23")]
)
def test_they_are_told_at_the_latest_on_the_release_day(release_on, due):
    assert found(ALERT, notice("2015-12-20", release_on, "no_kin"), as_of="2015-12-20")[0][1] == due


def test_a_notice_once_care_has_begun_gives_three_days_whatever_release_day_it_names():
    story = [released("2016-01-20"), notice("2016-01-25", "2016-01-20", "no_home")]
    assert found(ALERT, *story, as_of="2016-01-25") == [("2016-01-25", "2016-01-28", "open", None)]


def test_on_one_day_it_counts_whether_the_notice_was_recorded_before_or_after_the_release():
    before = [notice("2016-01-20", "2016-01-20", "no_home"), released("2016-01-20")]
    after = [released("2016-01-20"), notice("2016-01-20", "2016-01-20", "no_home")]
    assert found(ALERT, *before, as_of="2016-01-20")[0][1] == "2016-01-20"
    assert found(ALERT, *after, as_of="2016-01-20")[0][1] == "2016-01-23"


def test_a_later_notice_with_reasons_opens_the_alert_that_an_earlier_one_without_did_not():
    story = [notice("2015-12-01", "2016-01-20"), notice("2015-12-20", "2016-01-20", "no_work")]
    assert found(ALERT, *story, as_of="2015-12-20") == [("2015-12-20", "2015-12-23", "open", None)]


def test_a_release_day_brought_forward_moves_the_running_alert():
    story = [
        notice("2015-12-20", "2016-01-20", "no_home"),
        told("2015-12-21", "release_date_changed", release_on="2015-12-22"),
    ]
    assert found(ALERT, *story, as_of="2015-12-21") == [
        ("2015-12-20", "2015-12-23", "void", None),
        ("2015-12-21", "2015-12-22", "open", None),
    ]


# At the gate


def test_the_person_is_met_on_the_release_day():
    story = [notice("2016-02-29", "2016-03-31"), released("2016-03-31")]
    assert found(RECEIVE, *story, as_of="2016-03-31") == [("2016-02-29", "2016-03-31", "open", None)]
    assert found(RECEIVE, *story, as_of="2016-04-01") == [("2016-02-29", "2016-03-31", "overdue", None)]


@pytest.mark.parametrize("outcome", ["met", "came_alone"])
def test_somebody_met_or_who_came_alone_is_received(outcome):
    story = [
        notice("2016-02-29", "2016-03-31"),
        released("2016-03-31"),
        told("2016-03-31", "received", outcome=outcome),
    ]
    assert found(RECEIVE, *story, as_of="2016-05-01") == [("2016-02-29", "2016-03-31", "done", "2016-03-31")]


def test_somebody_whom_nobody_met_is_not_received():
    story = [
        notice("2016-02-29", "2016-03-31"),
        released("2016-03-31"),
        told("2016-03-31", "received", outcome="not_met"),
    ]
    assert found(RECEIVE, *story, as_of="2016-04-01") == [("2016-02-29", "2016-03-31", "overdue", None)]
    later = told("2016-04-02", "received", outcome="came_alone")
    assert found(RECEIVE, *story, later, as_of="2016-04-03") == [
        ("2016-02-29", "2016-03-31", "done_late", "2016-04-02")
    ]


def test_without_a_notice_the_person_is_to_be_met_from_the_release_on():
    story = [admitted("2015-10-08", to=DETENTION), released("2016-03-31")]
    assert found(RECEIVE, *story, as_of="2016-03-31") == [("2016-03-31", "2016-03-31", "open", None)]
    assert found(RECEIVE, *story, as_of="2016-04-01") == [("2016-03-31", "2016-03-31", "overdue", None)]


def test_a_commuted_date_moves_the_day_at_the_gate():
    story = [notice("2016-02-29", "2016-03-31"), told("2016-03-10", "release_date_changed", release_on="2016-03-20")]
    assert found(RECEIVE, *story, as_of="2016-03-10") == [
        ("2016-02-29", "2016-03-31", "void", None),
        ("2016-03-10", "2016-03-20", "open", None),
    ]


def test_a_release_before_the_named_day_settles_it():
    story = [notice("2016-02-29", "2016-03-31"), released("2016-03-25")]
    assert found(RECEIVE, *story, as_of="2016-03-25") == [
        ("2016-02-29", "2016-03-31", "void", None),
        ("2016-03-25", "2016-03-25", "open", None),
    ]


def test_a_release_after_the_named_day_leaves_the_overdue_duty_as_it_is():
    story = [notice("2016-02-29", "2016-03-31"), released("2016-04-02"), told("2016-04-02", "received", outcome="met")]
    assert found(RECEIVE, *story, as_of="2016-04-02") == [("2016-02-29", "2016-03-31", "done_late", "2016-04-02")]


def test_nobody_is_met_at_a_gate_after_community_corrections():
    story = [told("2017-12-01", "corrections_completed")]
    assert found(RECEIVE, *story, as_of="2018-01-01") == []


# Who is a priority person


@pytest.mark.parametrize(
    ("reasons", "priority"),
    [
        (["reoffending_tendency"], True),
        (["false_name", "false_address"], True),
        (["no_home"], True),
        (["national_security"], True),
        (["other"], True),
        ([], False),
        (None, NOT_KNOWN),
    ],
)
def test_one_reason_makes_a_priority_person_none_a_general_one_and_nothing_known_neither(reasons, priority):
    assert answer("priority", as_of=on("2016-01-01"), priority_reasons=reasons) is priority
