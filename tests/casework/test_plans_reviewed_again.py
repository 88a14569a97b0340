"""A goal keeps the day on which it was settled, however often its plan is reviewed; a review that grew old sets nothing back."""

import re

import pytest
from django.urls import reverse

from anbang.casework.care.models import Goal, GoalArea, GoalState
from anbang.casework.care.plan import NewGoal, PlanReview, make_plan, mark_of_goals, review_plan
from anbang.casework.models import Case
from anbang.casework.step.repairing import correct_day, withdraw
from anbang.organisations.acting import acting
from anbang.organisations.steps import StepRefused
from anbang.web.references import reference
from tests.support.crew import TODAY, District, days
from tests.support.recomputed import differences
from tests.web.planted import fresh

OWNER = "owner"
BEFORE = TODAY - days(3)


def goal() -> Goal:
    return Goal.objects.using(OWNER).get()


def planned(district: District) -> Case:
    case = district.in_care()
    make_plan(case.pk, [NewGoal(GoalArea.WORK, "找工作")], by=district.assistant(on=BEFORE), on=BEFORE)
    return case


def reviewed(district: District, case: Case, state: GoalState, *, on=TODAY, seen=""):
    review = PlanReview("见下", {goal().pk: state}, seen=seen)
    return review_plan(case.pk, review, by=district.assistant(), on=on)


def test_a_goal_that_keeps_its_state_keeps_its_day(district):
    case = planned(district)
    reviewed(district, case, GoalState.REACHED, on=BEFORE)
    again = reviewed(district, case, GoalState.REACHED)
    assert goal().settled_on == BEFORE
    withdraw(again.pk, why="记错", by=district.assistant())
    assert (goal().state, goal().settled_on) == (GoalState.REACHED, BEFORE)
    assert not differences(case.person_id, today=TODAY)


def test_one_that_changes_its_state_has_the_day_of_the_change(district):
    case = planned(district)
    reviewed(district, case, GoalState.REACHED, on=BEFORE)
    reviewed(district, case, GoalState.DROPPED)
    assert (goal().state, goal().settled_on) == (GoalState.DROPPED, TODAY)
    reviewed(district, case, GoalState.OPEN)
    assert goal().settled_on is None
    assert not differences(case.person_id, today=TODAY)


def test_a_review_that_is_brought_to_another_day_takes_along_only_what_it_settled(district):
    case = planned(district)
    reviewed(district, case, GoalState.REACHED, on=BEFORE)
    again = reviewed(district, case, GoalState.REACHED)
    correct_day(again.pk, TODAY - days(1), why="记错日期", by=district.assistant())
    assert goal().settled_on == BEFORE
    settling = reviewed(district, case, GoalState.DROPPED)
    correct_day(settling.pk, TODAY - days(1), why="记错日期", by=district.assistant())
    assert goal().settled_on == TODAY - days(1)
    assert not differences(case.person_id, today=TODAY)


def test_goals_that_changed_since_they_were_seen_are_not_set_back(district):
    case = planned(district)
    seen = mark_of_goals([goal()])
    reviewed(district, case, GoalState.REACHED, seen=seen)
    with acting(district.assistant()), pytest.raises(StepRefused, match="找工作：已达成"):
        reviewed(district, case, GoalState.OPEN, seen=seen)
    assert goal().state == GoalState.REACHED
    # The control: without the mark, as by whoever plays a story, the second review counts.
    reviewed(district, case, GoalState.OPEN)
    assert goal().state == GoalState.OPEN


def mark_in(page) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page.content.decode())
    assert found is not None
    return found.group(1)


def test_a_form_that_grew_old_is_told_what_changed_and_may_then_be_sent_again(district):
    case = planned(district)
    first, second = fresh(district.assistant()), fresh(district.colleague())
    address = reverse("take_step", args=[case.person_id, "plan-review"])
    marks = [mark_in(client.get(address)) for client in (first, second)]

    def send(client, state: GoalState, seen: str):
        told = {"on": TODAY.isoformat(), "words": "见下", f"state_{reference('goal', goal().pk)}": state, "seen": seen}
        return client.post(address, told)

    assert send(first, GoalState.REACHED, marks[0]).status_code == 302
    refused = send(second, GoalState.OPEN, marks[1])
    assert refused.status_code == 422
    assert "您打开这一页以后，方案已经变动，现在是：找工作：已达成" in refused.content.decode()
    assert goal().state == GoalState.REACHED
    assert send(second, GoalState.REACHED, mark_in(refused)).status_code == 302
