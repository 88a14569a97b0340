"""Plans whose review day has come, and goals whose day has passed, are asked about on the first page of the office in charge."""

from datetime import date

from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anbang.casework.care.models import Goal, GoalArea, GoalState
from anbang.casework.care.plan import NewGoal, PlanReview, make_plan, review_plan
from anbang.casework.care.queries import goals_past_their_day, plans_to_review
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from tests.support.crew import NEXT, TODAY, District, days
from tests.web.planted import first_page_of, signed_in

SINCE = TODAY - days(40)
HEAP = "帮教方案该复查了"


def planned(district: District, review_on: date | None, by_on: date | None) -> Case:
    """Somebody with a plan made long ago, of one goal."""
    case, on = district.in_care(since=SINCE - days(9)), SINCE
    goals = [NewGoal(GoalArea.HOME, "租到住处", "村（社区）", by_on)]
    make_plan(case.pk, goals, by=district.assistant(on=on), on=on, review_on=review_on)
    return case


def first_page(by: ActingStaff) -> str:
    return first_page_of(signed_in(by))


def step_of(case: Case) -> str:
    return reverse("take_step", args=[case.person_id, "plan-review"])


def test_a_plan_on_its_review_day_and_a_goal_past_its_day_are_asked_about_once_for_each_person(district: District):
    today, past = planned(district, TODAY, None), planned(district, None, TODAY - days(3))
    both = planned(district, TODAY - days(1), TODAY - days(5))
    later = planned(district, TODAY + days(1), TODAY)
    page = first_page(district.assistant())
    assert HEAP in page
    for case in (today, past, both):
        assert page.count(f'href="{step_of(case)}"') == 1
    assert step_of(later) not in page, "the control: the review day is to come, the day of the goal has not passed"
    assert page.index(step_of(both)) < page.index(step_of(past)) < page.index(step_of(today)), "the longest past first"
    for words in ("方案，定于", "目标“住处”，定在", "已过 5 天"):
        assert words in page
    assert "租到住处" not in page, "the words of a goal are read in the file"
    for elsewhere in (district.assistant(NEXT), district.clerk(), district.at(OfficeKind.TOWN_GOVERNMENT)):
        assert HEAP not in first_page(elsewhere)


def test_who_reviews_the_plan_and_settles_the_goal_is_asked_no_more(district: District):
    case, by = planned(district, TODAY, TODAY - days(3)), district.assistant()
    goal = Goal.objects.using("owner").get(case=case)
    review = PlanReview("住处有了", {goal.pk: GoalState.OPEN}, review_on=TODAY + days(90))
    review_plan(case.pk, review, by=by, on=TODAY)
    assert step_of(case) in first_page(by), "the goal is still open"
    review_plan(case.pk, PlanReview("住处有了", {goal.pk: GoalState.REACHED}), by=by, on=TODAY)
    assert HEAP not in first_page(by)


def test_a_plan_that_was_replaced_or_a_term_that_is_over_asks_nobody(district: District):
    case, by = planned(district, TODAY - days(2), TODAY - days(2)), district.assistant()
    make_plan(case.pk, [NewGoal(GoalArea.WORK, "找到工作")], by=by, on=TODAY, review_on=TODAY + days(90))
    assert HEAP not in first_page(by)
    over = planned(district, TODAY - days(2), TODAY - days(2))
    assert HEAP in first_page(by), "the control"
    Case.objects.using("owner").filter(pk=over.pk).update(term_until=TODAY - days(1))
    assert HEAP not in first_page(by)


def test_many_plans_and_goals_are_found_in_one_question_each(district: District):
    by = district.assistant()
    for _ in range(3):
        planned(district, TODAY - days(1), TODAY - days(2))
    with acting(by), CaptureQueriesContext(connections[by.alias]) as asked:
        plans, goals = list(plans_to_review(for_staff=by)), list(goals_past_their_day(for_staff=by))
        assert len({one.case.person.name for one in (*plans, *goals)}) == len(plans) == len(goals) == 3
    for table in ("casework_careplan", "casework_goal"):
        assert len([one for one in asked.captured_queries if f'from "{table}"' in one["sql"].lower()]) == 1
