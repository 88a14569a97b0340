"""No goal is due before the day on which it is set, by a plan or by a review, nor after either goes to another day."""

import pytest

from anbang.casework.care.models import Goal, GoalArea
from anbang.casework.care.plan import NewGoal, PlanReview, make_plan, review_plan
from anbang.casework.step.repairing import correct_day
from anbang.casework.step.standing import standing_of
from anbang.organisations.acting import acting
from anbang.organisations.steps import StepRefused
from anbang.web.steps.team import PlanForm
from tests.support.crew import TODAY, District, days

EARLIER = "目标的期限不能早于登记这个目标的日期"


def due(before: int) -> NewGoal:
    return NewGoal(GoalArea.WORK, "找工作", by_on=TODAY - days(before))


def test_a_goal_is_due_on_the_day_of_its_plan_at_the_earliest(district: District):
    case, by = district.in_care(), district.assistant()
    with pytest.raises(StepRefused, match=EARLIER):
        make_plan(case.pk, [due(0), due(1)], by=by, on=TODAY)
    assert not Goal.objects.using("owner").exists()
    make_plan(case.pk, [due(0)], by=by, on=TODAY)
    assert Goal.objects.using("owner").get().by_on == TODAY


def test_the_form_says_so_at_the_field_of_the_goal(district: District):
    case, by = district.in_care(), district.assistant()
    sent = {"on": TODAY, "area_0": "work", "goal_0": "找工作", "by_on_0": TODAY}
    late = {"area_1": "home", "goal_1": "找住处", "by_on_1": TODAY - days(1)}
    with acting(by):
        form = PlanForm({**sent, **late}, standing=standing_of(case.person, by=by), by=by)
        assert set(form.errors) == {"by_on_1"}


def test_a_goal_that_a_review_adds_is_due_on_the_day_of_the_review_at_the_earliest(district: District):
    case, by = district.in_care(since=TODAY - days(9)), district.assistant()
    make_plan(case.pk, [due(5)], by=by, on=TODAY - days(5))
    with pytest.raises(StepRefused, match=EARLIER):
        review_plan(case.pk, PlanReview("见下", {}, [due(1)]), by=by, on=TODAY)
    review = review_plan(case.pk, PlanReview("见下", {}, [due(3)]), by=by, on=TODAY - days(3))
    with pytest.raises(StepRefused, match=EARLIER) as refused:
        correct_day(review.pk, TODAY, why="记错", by=by)
    assert refused.value.field == "on"


def test_a_plan_goes_to_no_day_after_a_goal_of_it_was_due(district: District):
    case, by = district.in_care(since=TODAY - days(9)), district.assistant()
    plan = make_plan(case.pk, [due(3)], by=by, on=TODAY - days(5))
    correct_day(plan.pk, TODAY - days(3), why="记错", by=by)
    with pytest.raises(StepRefused, match=EARLIER):
        correct_day(plan.pk, TODAY - days(2), why="记错", by=by)
