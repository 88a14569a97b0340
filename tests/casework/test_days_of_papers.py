"""What acts leave beside themselves goes with them to another day, and never to one on which it could not be."""

from collections.abc import Iterator

import pytest

from anbang.casework.care.models import CarePlan, Goal, GoalArea, GoalState, Sign
from anbang.casework.care.plan import NewGoal, PlanReview, make_plan, review_plan
from anbang.casework.care.signs import confirm_police_receipt, confirm_sign, note_sign, tell_police
from anbang.casework.custody.actions import Findings, record_verification, verify_unasked
from anbang.casework.custody.changes import (
    NewFamilyNeed,
    confirm_change,
    note_family_need,
    settle_family_need,
    settle_finding,
    tell_change,
)
from anbang.casework.custody.models import Channel, Finding, FindingOutcome, MajorChange, Teller, ThreeFalseFinding
from anbang.casework.custody.single import record_form
from anbang.casework.models import Case, Person
from anbang.casework.step.repairing import correct_day, withdraw
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from tests.support.at_once import DONE, REFUSED, queued
from tests.support.crew import TODAY, District, days
from tests.support.people import office
from tests.support.recomputed import differences

OWNER = "owner"
GOALS = [NewGoal(GoalArea.WORK, "找工作")]
FALSE = Findings(Finding.FALSE, Finding.TRUE, Finding.TRUE, name_evidence="查无此名")


@pytest.fixture
def case(district: District) -> Iterator[Case]:
    """Somebody in care; at the end every row is what the acts say."""
    found = district.in_care()
    district.morning(found, on=TODAY)
    yield found
    assert differences(found.person_id, today=TODAY) == []


@pytest.fixture
def before(district: District) -> Iterator[Case]:
    """The same, of somebody who is not released yet."""
    found = district.filed(on=TODAY - days(20))
    district.morning(found, on=TODAY)
    yield found
    assert differences(found.person_id, today=TODAY) == []


def test_a_goal_was_settled_on_the_day_to_which_the_review_was_corrected(district, case):
    by = district.assistant()
    made = make_plan(case.pk, GOALS, by=by, on=TODAY - days(6))
    goal = Goal.objects.using(OWNER).get(case=case)
    reached = PlanReview("已上班", {goal.pk: GoalState.REACHED}, review_on=TODAY + days(9))
    review = review_plan(case.pk, reached, by=by, on=TODAY)
    correct_day(review.pk, TODAY - days(2), why="记错日期", by=by)
    goal.refresh_from_db(using=OWNER)
    assert goal.settled_on == TODAY - days(2)
    with pytest.raises(StepRefused, match="复查日期不能早于制定日期"):
        correct_day(review.pk, TODAY - days(7), why="记错日期", by=by)
    correct_day(made.pk, TODAY - days(3), why="记错日期", by=by)
    correct_day(review.pk, TODAY, why="还是那天", by=by)
    review_plan(case.pk, PlanReview("稳定", {}), by=by, on=TODAY)
    with pytest.raises(StepRefused, match="先撤销后一次"):
        correct_day(review.pk, TODAY - days(1), why="记错日期", by=by)


def test_a_plan_is_not_made_after_it_was_reviewed(district, case):
    by = district.assistant()
    made = make_plan(case.pk, GOALS, by=by, on=TODAY - days(6))
    review_plan(case.pk, PlanReview("稳定", {}), by=by, on=TODAY - days(4))
    with pytest.raises(StepRefused, match="复查日期不能早于制定日期"):
        correct_day(made.pk, TODAY - days(3), why="记错日期", by=by)


def test_a_plan_that_is_moved_past_another_replaces_it(district, case):
    by = district.assistant()
    made = [make_plan(case.pk, GOALS, by=by, on=TODAY - days(ago)) for ago in (6, 4, 2)]
    # Nothing is of a day after it was recorded, and all three were recorded today.
    correct_day(made[1].pk, TODAY - days(1), why="记错日期", by=by)
    held = {plan.act_id: (plan.made_on, plan.replaced_on) for plan in CarePlan.objects.using(OWNER).filter(case=case)}
    assert held == {
        made[0].pk: (TODAY - days(6), TODAY - days(2)),
        made[2].pk: (TODAY - days(2), TODAY - days(1)),
        made[1].pk: (TODAY - days(1), None),
    }


def test_what_was_found_false_was_found_on_the_day_to_which_the_verification_was_corrected(district, before):
    by = district.assistant()
    reply = verify_unasked(before.pk, FALSE, by=by, on=TODAY - days(3))
    correct_day(reply.act_id, TODAY - days(5), why="记错日期", by=by)
    finding = ThreeFalseFinding.objects.using(OWNER).get(case=before)
    assert finding.found_on == TODAY - days(5)
    settle_finding(finding.pk, FindingOutcome.RESOLVED, words="已改名", by=by, on=TODAY - days(4))
    with pytest.raises(StepRefused, match="不能早于查出"):
        correct_day(reply.act_id, TODAY - days(3), why="还是那天", by=by)


def test_a_finding_of_a_verification_that_was_withdrawn_is_settled_by_nobody(district, before):
    by = district.assistant()
    reply = verify_unasked(before.pk, FALSE, by=by, on=TODAY)
    finding = ThreeFalseFinding.objects.using(OWNER).get(case=before)
    withdraw(reply.act_id, why="是另一个人", by=by)
    with pytest.raises(ThreeFalseFinding.DoesNotExist):
        settle_finding(finding.pk, FindingOutcome.RESOLVED, words="已改名", by=by, on=TODAY)


def confirmed(district: District, case: Case, ago: int) -> Sign:
    on = TODAY - days(ago)
    sign = note_sign(case.pk, facts="见到", prevention="谈话", by=district.assistant(on=on), on=on)
    confirm_sign(sign.pk, by=district.aftercare(), on=on)
    sign.refresh_from_db(using=OWNER)
    return sign


def test_the_police_are_told_of_nothing_before_it_was_confirmed(district, case):
    by = district.assistant()
    first, later = confirmed(district, case, 5), confirmed(district, case, 2)
    with pytest.raises(StepRefused, match="通报不能早于确认"):
        tell_police(later.pk, told_to="派出所", by=by, on=TODAY - days(3))
    told = tell_police(first.pk, told_to="派出所", by=by, on=TODAY - days(3))
    assert list(Sign.objects.using(OWNER).filter(told_police=told)) == [first]
    assert first.confirmed_id is not None
    for act, day in ((told.pk, TODAY - days(6)), (first.confirmed_id, TODAY - days(1))):
        with pytest.raises(StepRefused, match="通报不能早于确认"):
            correct_day(act, day, why="记错日期", by=district.clerk())
    confirm_police_receipt(first.pk, received_by="李警官", by=by, on=TODAY - days(2))
    with pytest.raises(StepRefused, match="签收不能早于通报"):
        correct_day(told.pk, TODAY - days(1), why="记错日期", by=by)


def test_nobody_confirms_a_change_before_it_was_told(district, before):
    clerk = district.clerk()
    change = tell_change(before.pk, told_by=Teller.INSTITUTION, what="住院", by=clerk, on=TODAY - days(4))
    confirm_change(change.pk, by=clerk, on=TODAY - days(3))
    with pytest.raises(StepRefused, match="签收不能早于通报"):
        correct_day(change.told_id, TODAY - days(2), why="记错日期", by=clerk)


def test_nothing_became_of_a_need_before_it_was_known(district, before):
    by = district.assistant()
    need = note_family_need(before.pk, NewFamilyNeed("母亲生病"), by=by, on=TODAY - days(4))
    settle_family_need(need.pk, outcome="已办医保", by=by, on=TODAY - days(3))
    with pytest.raises(StepRefused, match="得知困难的那一天"):
        correct_day(need.learnt_id, TODAY - days(2), why="记错日期", by=by)


def test_who_confirms_a_change_while_its_telling_is_withdrawn_waits_for_nobody(district, before):
    clerk = district.clerk()
    change = tell_change(before.pk, told_by=Teller.INSTITUTION, what="住院", by=clerk, on=TODAY)
    ends = queued(
        Person.objects.using(OWNER).get(pk=before.person_id),
        lambda: withdraw(change.told_id, why="说的是别人", by=clerk),
        lambda: confirm_change(change.pk, by=clerk, on=TODAY),
    )
    assert ends == [DONE, REFUSED]
    row = MajorChange._base_manager.using(OWNER).get(pk=change.pk)
    assert (row.told_on, row.receipt_on) == (None, None)


def test_a_form_that_is_withdrawn_at_that_moment_is_not_answered(district, before):
    by, clerk = district.assistant(), district.clerk()
    form = record_form(before.pk, office(OfficeKind.PRISON).pk, Channel.SYSTEM, by=clerk, on=TODAY)
    ends = queued(
        Person.objects.using(OWNER).get(pk=before.person_id),
        lambda: withdraw(form.act_id, why="是另一个人", by=clerk),
        lambda: record_verification(form.pk, FALSE, by=by, on=TODAY),
    )
    assert ends == [DONE, REFUSED]
