"""Clause 2.3.4: follow-ups in half-years, priority persons at any time, full reviews in quarters, meetings with the calendar."""

from datetime import date

import pytest

from anbang.policy import DEFAULT_PACK, UnknownName, office_duties
from tests.policy.stories import (
    AT_HOME,
    EAST_HILL,
    LIVING_APART,
    OUTSIDE,
    found,
    lifted,
    moved,
    owners,
    priority,
    released,
    told,
)

RELEASED = released("2016-01-10")


def visited(day: str, **said: object):
    return told(day, "visited", **said)


def reviewed(day: str):
    return told(day, "reviewed")


def states(name: str, *story, as_of: str, **asked) -> list[str]:
    return [state for _, _, state, _ in found(name, *story, as_of=as_of, **asked)]


def test_a_general_person_is_followed_up_in_each_half_year_of_care():
    story = (RELEASED, visited("2016-06-30"), visited("2017-01-01"))
    assert found("follow_up", *story, as_of="2017-03-01") == [
        ("2016-01-10", "2016-06-30", "done", "2016-06-30"),
        ("2016-07-01", "2016-12-31", "missed", None),
        ("2017-01-01", "2017-06-30", "done", "2017-01-01"),
    ]


def test_the_last_day_of_the_period_is_still_in_time_and_the_day_after_it_is_missed():
    assert states("follow_up", RELEASED, as_of="2016-06-30") == ["open"]
    assert states("follow_up", RELEASED, as_of="2016-07-01") == ["missed", "open"]


def test_a_visit_that_is_refused_is_a_visit_made():
    assert states("follow_up", RELEASED, visited("2016-03-01", refused=True), as_of="2016-06-30") == ["done"]


@pytest.mark.parametrize(("day", "first"), [("2016-06-01", "2016-06-01"), ("2016-06-02", "2016-07-01")])
def test_a_first_period_of_fewer_than_thirty_days_makes_no_duty(day, first):
    assert found("follow_up", released(day), as_of="2016-12-31")[0][0] == first


@pytest.mark.parametrize(("day", "last"), [("2016-01-30", "2021-01-30"), ("2016-01-29", "2020-12-31")])
def test_a_last_period_of_fewer_than_thirty_days_makes_no_duty(day, last):
    assert found("follow_up", released(day), as_of="2022-01-01")[-1][1] == last


def test_somebody_who_dies_or_reoffends_before_the_last_day_leaves_the_duty_void():
    for ending in ("died", "reoffended"):
        assert states("follow_up", RELEASED, told("2016-06-30", ending), as_of="2016-08-01") == ["void"]
        assert states("follow_up", RELEASED, told("2016-07-01", ending), as_of="2016-08-01") == ["missed", "void"]
        done = (RELEASED, visited("2016-02-01"), told("2016-06-30", ending))
        assert states("follow_up", *done, as_of="2016-08-01") == ["done"]


def test_after_the_term_nobody_is_visited():
    assert found("follow_up", RELEASED, as_of="2021-12-31")[-1][:2] == ("2020-07-01", "2020-12-31")


def test_who_is_general_on_the_last_day_is_followed_up_and_who_is_priority_is_reviewed():
    story = (RELEASED, priority("2016-05-20"))
    assert states("follow_up", *story, as_of="2016-06-30") == []
    assert states("full_review", *story, as_of="2016-06-30") == ["open"]
    assert states("follow_up", *story, lifted("2016-06-30"), as_of="2016-06-30") == ["open"]


@pytest.mark.parametrize(("day", "counts"), [("2016-05-31", True), ("2016-06-01", False)])
def test_priority_counts_only_if_the_person_was_so_thirty_days_before_too(day, counts):
    story = (RELEASED, priority(day))
    reviews = [period for period in found("full_review", *story, as_of="2016-06-30") if period[1] == "2016-06-30"]
    assert bool(reviews) is counts
    assert bool(found("follow_up", *story, as_of="2016-06-30")) is not counts


def test_who_is_priority_on_the_first_day_of_care_is_reviewed_from_the_first_quarter_on():
    story = (priority("2016-01-01"), released("2016-03-02"))
    assert found("full_review", *story, as_of="2016-03-31") == [("2016-03-02", "2016-03-31", "open", None)]


def test_a_priority_person_is_reviewed_once_in_each_quarter():
    story = (RELEASED, priority("2016-01-10"), reviewed("2016-03-31"), reviewed("2016-04-01"), reviewed("2016-04-02"))
    assert found("full_review", *story, as_of="2016-07-01") == [
        ("2016-01-10", "2016-03-31", "done", "2016-03-31"),
        ("2016-04-01", "2016-06-30", "done", "2016-04-01"),
        ("2016-07-01", "2016-09-30", "open", None),
    ]


def test_a_priority_person_is_contacted_within_a_month_of_care_beginning_and_of_each_visit():
    story = (priority("2016-01-01"), released("2016-01-31"), visited("2016-02-29"), visited("2016-03-30"))
    assert found("priority_contact", *story, as_of="2016-04-30") == [
        ("2016-01-31", "2016-02-29", "done", "2016-02-29"),
        ("2016-02-29", "2016-03-29", "done_late", "2016-03-30"),
        ("2016-03-30", "2016-04-30", "open", None),
    ]


def test_lifting_the_last_reason_makes_the_running_contact_void_unless_overdue():
    story = (RELEASED, priority("2016-02-01"))
    assert states("priority_contact", *story, lifted("2016-03-01"), as_of="2016-03-01") == ["void"]
    late = (*story, lifted("2016-03-02"))
    assert states("priority_contact", *late, as_of="2016-05-01") == ["overdue"]
    assert states("priority_contact", *late, visited("2016-05-01"), as_of="2016-05-01") == ["done_late"]


def test_one_reason_less_is_not_the_last_one():
    story = (RELEASED, priority("2016-02-01", "no_home", "no_work"), lifted("2016-02-20", "no_work"))
    assert states("priority_contact", *story, as_of="2016-02-20") == ["open"]


def test_a_new_reason_opens_no_second_contact_while_one_runs():
    story = (RELEASED, priority("2016-02-01"), priority("2016-02-10", "no_work"))
    assert len(found("priority_contact", *story, as_of="2016-02-10")) == 1


def test_the_visit_counts_for_whichever_village_and_the_duty_is_that_of_the_last_day():
    story = (RELEASED, visited("2016-02-01"), moved("2016-05-01", EAST_HILL))
    assert owners("follow_up", *story, as_of="2016-04-30") == ["east-mill"]
    assert owners("follow_up", *story, as_of="2016-06-30") == ["east-hill"]
    assert states("follow_up", *story, as_of="2016-06-30", person=AT_HOME) == ["done"]


def test_a_contact_moves_with_the_person_overdue_or_not():
    story = (RELEASED, priority("2016-01-10"), moved("2016-03-01", EAST_HILL))
    assert owners("priority_contact", *story, as_of="2016-03-01") == ["east-hill"]


def test_with_nobody_here_in_charge_there_is_no_visit_and_one_who_comes_back_is_contacted_again():
    away = (RELEASED, priority("2016-01-10"), moved("2016-01-20", OUTSIDE), told("2016-01-25", "transfer_accepted"))
    assert states("priority_contact", *away, as_of="2016-02-01", person=AT_HOME) == ["void"]
    assert states("full_review", *away, as_of="2016-03-31", person=AT_HOME) == []
    back = (*away, moved("2016-05-01", EAST_HILL))
    assert found("priority_contact", *back, as_of="2016-05-01", person=AT_HOME)[-1] == (
        "2016-05-01",
        "2016-06-01",
        "open",
        None,
    )


def test_until_the_office_outside_has_accepted_the_last_village_here_stays_in_charge():
    story = (RELEASED, moved("2016-02-01", OUTSIDE))
    assert owners("follow_up", *story, as_of="2016-06-30", person=LIVING_APART) == ["west-mill"]


def test_another_length_of_period_or_another_way_of_counting_is_a_figure():
    quarterly = DEFAULT_PACK.with_figures({"follow_up_months": 3, "follow_up_for": "everybody"})
    assert [
        period[:2]
        for period in found("follow_up", RELEASED, priority("2016-01-11"), as_of="2016-06-30", pack=quarterly)
    ] == [
        ("2016-01-10", "2016-03-31"),
        ("2016-04-01", "2016-06-30"),
    ]
    rolling = DEFAULT_PACK.with_figures({"periods_counted": "rolling"})
    assert [period[:2] for period in found("follow_up", RELEASED, as_of="2016-07-10", pack=rolling)] == [
        ("2016-01-10", "2016-07-09"),
        ("2016-07-10", "2017-01-09"),
    ]


def test_where_the_pack_says_so_nobody_is_contacted_at_any_time():
    without = DEFAULT_PACK.with_figures({"priority_contact": False})
    assert found("priority_contact", RELEASED, priority("2016-01-10"), as_of="2016-02-01", pack=without) == []


def office(duty: str, *days: str, since: str, as_of: str, pack=DEFAULT_PACK) -> list[tuple[str, str, str | None]]:
    told_on = [date.fromisoformat(day) for day in days]
    answers = office_duties(
        duty, told_on, since=date.fromisoformat(since), as_of=date.fromisoformat(as_of), pack=pack, area="east"
    )
    return [(one.period, str(one.state), str(one.met_on) if one.met_on else None) for one in answers]


def test_a_town_meets_in_each_quarter_from_that_of_the_first_day_on():
    assert office("joint_meeting_town", "2016-03-31", since="2016-02-15", as_of="2016-07-01") == [
        ("2016-Q1", "done", "2016-03-31"),
        ("2016-Q2", "missed", None),
        ("2016-Q3", "open", None),
    ]


def test_the_district_meets_each_year_and_offices_liaise_each_month():
    assert office("joint_meeting_district", since="2016-05-01", as_of="2016-12-31") == [("2016", "open", None)]
    assert office("liaison", "2016-02-29", since="2016-01-31", as_of="2016-02-29") == [
        ("2016-01", "missed", None),
        ("2016-02", "done", "2016-02-29"),
    ]


def test_the_second_skill_course_of_the_year_does_it_and_with_none_asked_for_there_is_no_duty():
    asked = {"since": "2016-01-01", "as_of": "2016-12-31"}
    assert office("skill_courses", "2016-03-01", **asked) == [("2016", "open", None)]
    assert office("skill_courses", "2016-03-01", "2016-03-01", **asked) == [("2016", "done", "2016-03-01")]
    none = DEFAULT_PACK.with_figures({"skill_courses_a_year": 0})
    assert office("skill_courses", **asked, pack=none) == []


def test_a_misspelt_duty_of_an_office_is_named():
    with pytest.raises(UnknownName, match="liason"):
        office_duties("liason", [], since=date(2016, 1, 1), as_of=date(2016, 1, 1))
