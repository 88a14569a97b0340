"""二（五）, 三（四）: by when a plan is made, a sign is told, somebody lost is sought, and a reoffence is looked back on."""

import pytest

from anbang.policy import NEVER, NOT_KNOWN, answer
from tests.policy.stories import found, on, released, told

TODAY = on("2016-06-01")


def asked(rule: str, **days: str) -> object:
    return answer(rule, as_of=TODAY, **{event: on(day) for event, day in days.items()})


@pytest.mark.parametrize(("began", "due"), [("2016-01-31", "2016-03-01"), ("2017-01-30", "2017-03-01")])
def test_the_plan_is_due_thirty_days_after_the_first_day_of_care(began, due):
    assert asked("plan_due", released_on=began) == on(due)
    assert asked("plan_due", corrections_completed_on=began) == on(due)
    assert asked("plan_due") == NEVER


@pytest.mark.parametrize(
    ("made", "state"), [("2016-02-29", "done"), ("2016-03-01", "done"), ("2016-03-02", "done_late")]
)
def test_a_plan_made_on_the_thirtieth_day_is_in_time_and_on_the_next_it_is_late(made, state):
    story = [released("2016-01-31"), told(made, "plan_made")]
    assert found("make_plan", *story, as_of="2016-03-02") == [("2016-01-31", "2016-03-01", state, made)]
    assert found("make_plan", released("2016-01-31"), as_of="2016-03-01")[0][2] == "open"
    assert found("make_plan", released("2016-01-31"), as_of="2016-03-02")[0][2] == "overdue"


@pytest.mark.parametrize(("confirmed", "due"), [("2016-02-28", "2016-02-29"), ("2016-12-31", "2017-01-01")])
def test_the_police_are_told_by_the_day_after_a_sign_was_confirmed(confirmed, due):
    assert asked("police_due", sign_confirmed_on=confirmed) == on(due)
    assert asked("police_due") == NEVER


def test_who_did_not_report_in_is_sought_from_the_day_after_the_last():
    """Released on 10 January: the thirtieth day after it is 9 February."""
    assert asked("sought_from", released_on="2016-01-10") == on("2016-02-10")
    assert asked("sought_from", released_on="2016-01-10", reported_in_on="2016-02-09") == NEVER
    assert asked("sought_from", corrections_completed_on="2016-01-10") == NEVER


def test_who_did_not_report_in_is_sought_within_seven_days():
    assert asked("seek_due", released_on="2016-01-10") == on("2016-02-17")
    assert asked("seek_due", released_on="2016-01-22") == on("2016-02-29")


@pytest.mark.parametrize(("lost", "due"), [("2016-02-22", "2016-02-29"), ("2017-02-22", "2017-03-01")])
def test_a_search_is_due_seven_days_after_contact_was_lost(lost, due):
    assert asked("search_due", contact_lost_on=lost) == on(due)


def test_a_reoffence_is_looked_back_on_unless_an_office_outside_was_in_charge():
    reoffended = {"reoffended_on": on("2016-05-01")}
    assert answer("looked_back_from", as_of=TODAY, town_in_charge="500153001", **reoffended) == on("2016-05-01")
    assert answer("looked_back_from", as_of=TODAY, town_in_charge="outside", **reoffended) == NEVER
    assert answer("looked_back_from", as_of=TODAY, **reoffended) is NOT_KNOWN
    assert answer("looked_back_from", as_of=TODAY) == NEVER


@pytest.mark.parametrize(("reoffended", "due"), [("2016-01-31", "2016-03-01"), ("2017-01-31", "2017-03-02")])
def test_the_look_back_is_due_thirty_days_after_the_reoffence(reoffended, due):
    assert asked("look_back_due", reoffended_on=reoffended) == on(due)


@pytest.mark.parametrize(
    ("confirmed", "lapses"), [("2025-08-31", "2026-02-28"), ("2023-08-31", "2024-02-29"), ("2026-01-15", "2026-07-15")]
)
def test_a_sign_lapses_six_months_after_it_was_confirmed(confirmed, lapses):
    assert asked("sign_lapses_on", sign_confirmed_on=confirmed) == on(lapses)
