"""The care team, the plan, who works away, and signs within their fences (clauses 2.1 and 2.5, LAW-4, LAW-6)."""

from datetime import date

import pytest

from anbang.casework.act.models import Act
from anbang.casework.care.actions import record_death
from anbang.casework.care.away import NewAway, away_now, come_back, go_away
from anbang.casework.care.models import Away, CarePlan, Goal, GoalArea, GoalState, Sign, TeamMember, TeamRole
from anbang.casework.care.plan import NewGoal, PlanReview, goal_words, make_plan, plan_of, review_plan
from anbang.casework.care.signs import (
    answer_sign,
    answers_to,
    confirm_police_receipt,
    confirm_sign,
    facts_of,
    mark_unfounded,
    note_sign,
    tell_police,
)
from anbang.casework.care.team import NewMember, name_team, phone_of, team_gaps, team_on
from anbang.casework.duty.models import Duty
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from tests.support.crew import HOME, NEXT, TODAY, days
from tests.support.deeds import traces
from tests.support.people import office, post
from tests.support.recomputed import differences

OWNER = "owner"
FOUR = [
    NewMember(role, name)
    for role, name in (
        (TeamRole.POLICE_OFFICER, "赵警官"),
        (TeamRole.JUSTICE_ASSISTANT, "钱助理"),
        (TeamRole.VILLAGE_CADRE, "孙主任"),
        (TeamRole.FAMILY_MEMBER, "李母"),
    )
]


def team(case, on=TODAY) -> list[str]:
    rows = TeamMember.objects.using(OWNER).on(on).filter(case=case)
    return sorted(rows.values_list("name", flat=True))


def test_the_team_is_named_as_it_now_stands_and_who_left_left_the_day_before(district):
    case, by = district.in_care(), district.assistant()
    name_team(case.pk, FOUR, by=district.assistant(on=TODAY - days(3)), on=TODAY - days(3))
    name_team(case.pk, [*FOUR[1:], NewMember(TeamRole.VOLUNTEER, "周某")], by=by, on=TODAY)
    assert team(case, TODAY - days(1)) == sorted(member.name for member in FOUR)
    assert "赵警官" not in team(case)
    assert "周某" in team(case)
    assert TeamMember.objects.using(OWNER).on(TODAY).filter(case=case, name="钱助理").count() == 1


def test_the_team_duty_is_met_by_two_and_gaps_say_who_is_missing(district):
    case, by = district.in_care(), district.assistant()
    with acting(by):
        assert len(team_gaps(team_on(case.pk, on=TODAY), on=TODAY)) == 4
    name_team(case.pk, FOUR[:1], by=by, on=TODAY)
    assert Duty.objects.using(OWNER).get(case=case, rule="name_team").met_on is None
    name_team(case.pk, FOUR[:3], by=by, on=TODAY)
    assert Duty.objects.using(OWNER).get(case=case, rule="name_team").met_on == TODAY
    with acting(by):
        assert team_gaps(team_on(case.pk, on=TODAY), on=TODAY) == ["family_member"]
    assert differences(case.person_id, today=TODAY) == []


def test_a_telephone_is_sealed_and_opens_for_its_member_alone(district):
    case, by = district.in_care(), district.assistant()
    name_team(case.pk, [NewMember(TeamRole.OTHER, "王某", phone="13800000000")], by=by, on=TODAY)
    member = TeamMember.objects.using(OWNER).get(case=case)
    assert b"138" not in bytes(member.phone_sealed)
    assert phone_of(member) == "13800000000"


@pytest.mark.parametrize("members", [[NewMember(TeamRole.OTHER, " ")], [FOUR[0], FOUR[0]]])
def test_a_member_without_a_name_or_named_twice_is_refused(district, members):
    case = district.in_care()
    with pytest.raises(StepRefused) as refused:
        name_team(case.pk, members, by=district.assistant(), on=TODAY)
    assert refused.value.field == "members"
    assert team(case) == []


def test_a_new_plan_replaces_the_old_one_which_stays(district):
    case, by = district.in_care(), district.assistant()
    make_plan(case.pk, [NewGoal(GoalArea.WORK, "找工作", "王某", TODAY)], by=by, on=TODAY)
    make_plan(case.pk, [NewGoal(GoalArea.HOME, "找住处")], by=by, on=TODAY)
    assert list(
        CarePlan.objects.using(OWNER).filter(case=case).order_by("id").values_list("replaced_on", flat=True)
    ) == [
        TODAY,
        None,
    ]
    with acting(by):
        [goal] = plan_of(case.pk).goals.all()
        assert goal_words(goal) == "找住处"


def test_a_review_settles_goals_and_adds_others(district):
    case, by = district.in_care(), district.assistant()
    make_plan(case.pk, [NewGoal(GoalArea.WORK, "找工作"), NewGoal(GoalArea.HOME, "找住处")], by=by, on=TODAY)
    first, second = Goal.objects.using(OWNER).filter(case=case).order_by("id")
    states = {first.pk: GoalState.REACHED, second.pk: GoalState.OPEN}
    review_plan(case.pk, PlanReview("已上岗", states, [NewGoal(GoalArea.HEALTH, "体检")]), by=by, on=TODAY)
    rows = Goal.objects.using(OWNER).filter(case=case).order_by("id")
    assert list(rows.values_list("state", "settled_on")) == [("reached", TODAY), ("open", None), ("open", None)]


def test_a_review_of_no_plan_or_without_words_is_refused(district):
    case, by = district.in_care(), district.assistant()
    with pytest.raises(StepRefused, match="还没有帮教方案"):
        review_plan(case.pk, PlanReview("好", {}), by=by, on=TODAY)
    make_plan(case.pk, [NewGoal(GoalArea.WORK, "找工作")], by=by, on=TODAY)
    with pytest.raises(StepRefused, match="复查情况"):
        review_plan(case.pk, PlanReview(" ", {}), by=by, on=TODAY)
    with pytest.raises(StepRefused, match="至少写明一个目标"):
        make_plan(case.pk, [], by=by, on=TODAY)
    with pytest.raises(StepRefused, match="复查日期不能早于"):
        make_plan(case.pk, [NewGoal(GoalArea.WORK, "找工作")], by=by, on=TODAY, review_on=TODAY - days(1))


def test_who_works_away_tells_it_and_comes_back(district):
    case, by = district.in_care(), district.assistant()
    away = NewAway("成都", "13800000000", "王某", expected_on=TODAY + days(60))
    go_away(case.pk, away, by=by, on=TODAY - days(2))
    with pytest.raises(StepRefused, match="已登记外出"):
        go_away(case.pk, away, by=by, on=TODAY)
    with acting(by):
        assert away_now(case.pk).keeps_touch == "王某"
    with pytest.raises(StepRefused, match="返回不能早于外出"):
        come_back(case.pk, by=by, on=TODAY - days(3))
    come_back(case.pk, by=by, on=TODAY)
    assert Away.objects.using(OWNER).get(case=case).until_on == TODAY
    with pytest.raises(StepRefused, match="没有登记外出"):
        come_back(case.pk, by=by, on=TODAY)


@pytest.mark.parametrize(
    ("away", "field"),
    [
        (NewAway(" ", "1", "王某"), "where"),
        (NewAway("成都", "1", " "), "keeps_touch"),
        (NewAway("成都", "1", "王某", date(2026, 1, 1)), "expected_on"),
    ],
)
def test_going_away_says_where_and_who_keeps_in_touch(district, away, field):
    case = district.in_care()
    with pytest.raises(StepRefused) as refused:
        go_away(case.pk, away, by=district.assistant(), on=TODAY)
    assert refused.value.field == field


@pytest.fixture
def noted(district) -> Sign:
    """Somebody of the office saw something."""
    case = district.in_care(since=TODAY - days(20))
    return note_sign(case.pk, facts="与旧友聚会", prevention="谈话", by=district.assistant(), on=TODAY)


def test_a_sign_counts_for_nothing_until_a_second_person_confirms_it(district, noted):
    assert not Duty.objects.using(OWNER).filter(case=noted.case_id, rule="tell_police").exists()
    with pytest.raises(StepRefused, match="发现的人不能自己确认"):
        confirm_sign(noted.pk, by=district.assistant(), on=TODAY)
    second = district.colleague()
    with pytest.raises(StepRefused, match="确认不能早于发现"):
        confirm_sign(noted.pk, by=second, on=TODAY - days(1))
    confirm_sign(noted.pk, by=second, on=TODAY)
    sign = Sign.objects.using(OWNER).get(pk=noted.pk)
    assert (sign.seen_by_id, sign.confirmed_by_id) == (district.assistant().staff_id, second.staff_id)
    assert sign.lapses_on > TODAY
    assert Duty.objects.using(OWNER).filter(case=noted.case_id, rule="tell_police", met_on=None).exists()
    with pytest.raises(StepRefused, match="已经确认"):
        confirm_sign(noted.pk, by=second, on=TODAY)


def test_the_police_are_told_of_a_confirmed_sign_and_confirm_that_they_were(district, noted):
    by = district.assistant()
    with pytest.raises(StepRefused, match="经两人确认"):
        tell_police(noted.pk, told_to="派出所", by=by, on=TODAY)
    with pytest.raises(StepRefused, match="还没有通报"):
        confirm_police_receipt(noted.pk, received_by="张警官", by=by, on=TODAY)
    confirm_sign(noted.pk, by=district.colleague(), on=TODAY)
    tell_police(noted.pk, told_to="派出所", by=by, on=TODAY)
    assert Duty.objects.using(OWNER).get(case=noted.case_id, rule="tell_police").met_on == TODAY
    confirm_police_receipt(noted.pk, received_by="张警官", by=by, on=TODAY)
    with pytest.raises(StepRefused, match="回执已经登记过"):
        confirm_police_receipt(noted.pk, received_by="李警官", by=by, on=TODAY)
    sign = Sign.objects.using(OWNER).get(pk=noted.pk)
    assert (sign.police_receipt_on, sign.police_receipt_by) == (TODAY, "张警官")


def test_the_person_answers_and_an_unfounded_sign_says_so(district, noted):
    by = district.assistant()
    answer_sign(noted.pk, words="是亲戚婚宴", by=by, on=TODAY)
    mark_unfounded(noted.pk, why="看错人", by=by, on=TODAY)
    sign = Sign.objects.using(OWNER).get(pk=noted.pk)
    assert [one.words for one in answers_to(sign)] == ["是亲戚婚宴"]
    assert facts_of(sign) == {"facts": "与旧友聚会", "prevention": "谈话"}
    assert sign.unfounded_by_id == by.staff_id
    with pytest.raises(StepRefused, match="已标明不实"):
        confirm_sign(noted.pk, by=district.colleague(), on=TODAY)


def test_a_sign_is_facts_of_somebody_in_care_seen_by_somebody_near(district):
    case = district.in_care(since=TODAY - days(20))
    before = traces()
    with pytest.raises(StepRefused, match="亲眼所见"):
        note_sign(case.pk, facts=" ", prevention="谈话", by=district.assistant(), on=TODAY)
    with pytest.raises(StepRefused, match="亲自见到"):
        note_sign(case.pk, facts="见到", prevention="谈话", by=district.clerk(), on=TODAY)
    with pytest.raises(StepRefused, match="不能晚于今天"):
        note_sign(case.pk, facts="见到", prevention="谈话", by=district.assistant(), on=TODAY + days(1))
    assert traces() == before
    record_death(case.pk, words="病故", by=district.assistant(), on=TODAY)
    with pytest.raises(StepRefused, match="不在帮教期内"):
        note_sign(case.pk, facts="见到", prevention="谈话", by=district.assistant(), on=TODAY)
    assert not Act.objects.using(OWNER).filter(kind="sign_confirmed").exists()


def test_another_town_neither_sees_nor_confirms_a_sign(district, noted):
    stranger = district.assistant(NEXT)
    for step in (
        lambda: confirm_sign(noted.pk, by=stranger, on=TODAY),
        lambda: mark_unfounded(noted.pk, why="看错人", by=stranger, on=TODAY),
        lambda: answer_sign(noted.pk, words="无", by=stranger, on=TODAY),
    ):
        with pytest.raises(Sign.DoesNotExist):
            step()
    police = post(Role.POLICE_OFFICER, office(OfficeKind.POLICE_STATION, HOME))
    with pytest.raises(Sign.DoesNotExist):
        confirm_sign(noted.pk, by=police, on=TODAY)


def test_whoever_stays_in_the_team_may_have_another_unit_and_telephone_and_keeps_them_unless_others_are_told(district):
    case, by = district.in_care(), district.assistant()
    name_team(case.pk, [NewMember(TeamRole.VOLUNTEER, "刘某", "一社区", "131")], by=by, on=TODAY)
    name_team(case.pk, [NewMember(TeamRole.VOLUNTEER, "刘某", "二社区", "132")], by=by, on=TODAY)
    name_team(case.pk, [NewMember(TeamRole.VOLUNTEER, "刘某"), *FOUR[:1]], by=by, on=TODAY)
    with acting(by):
        volunteer = next(row for row in team_on(case.pk, on=TODAY) if row.role == TeamRole.VOLUNTEER)
        assert (volunteer.unit, phone_of(volunteer)) == ("二社区", "132")


def confirmed_sign(district, case, *, on=TODAY):
    """A sign that two people confirmed."""
    sign = note_sign(case.pk, facts="见到", prevention="谈话", by=district.assistant(on=on), on=on)
    confirm_sign(sign.pk, by=district.colleague(on=on), on=on)
    return sign


def owed(case):
    return list(Duty.objects.using(OWNER).filter(case=case, rule="tell_police").values_list("met_on", flat=True))


def test_whatever_waits_to_be_told_to_the_police_is_told_at_once(district):
    case, by = district.in_care(), district.assistant()
    first, second = confirmed_sign(district, case), confirmed_sign(district, case)
    told = tell_police(second.pk, told_to="派出所", by=by, on=TODAY)
    assert set(Sign.objects.using(OWNER).values_list("told_police", flat=True)) == {told.pk}
    assert owed(case) == [TODAY]
    with pytest.raises(StepRefused, match="没有通报过"):
        tell_police(first.pk, told_to="派出所", by=by, on=TODAY)


def test_a_sign_that_was_unfounded_is_told_to_nobody_and_nobody_owes_it(district):
    case, by = district.in_care(), district.assistant()
    sign = confirmed_sign(district, case)
    assert owed(case) == [None]
    with pytest.raises(StepRefused, match="怎样查明不实"):
        mark_unfounded(sign.pk, why=" ", by=by, on=TODAY)
    mark_unfounded(sign.pk, why="看错人", by=by, on=TODAY)
    assert owed(case) == []
    assert differences(case.person_id, today=TODAY) == []


def test_the_police_who_were_told_hear_that_it_was_unfounded(district):
    case, by = district.in_care(), district.assistant()
    sign = confirmed_sign(district, case)
    tell_police(sign.pk, told_to="派出所", by=by, on=TODAY)
    with pytest.raises(StepRefused, match="已告知谁"):
        mark_unfounded(sign.pk, why="看错人", by=by, on=TODAY)
    mark_unfounded(sign.pk, why="看错人", told_to="派出所 钱某", by=by, on=TODAY)
    assert owed(case) == [TODAY], "what was told was told"


def test_a_sign_that_has_lapsed_is_neither_confirmed_nor_told(district):
    long_ago = TODAY - days(600)
    case = district.in_care(since=long_ago - days(5))
    told_late = confirmed_sign(district, case, on=long_ago)
    unconfirmed = note_sign(case.pk, facts="见到", prevention="谈话", by=district.assistant(on=long_ago), on=long_ago)
    with pytest.raises(StepRefused, match="没有失效"):
        tell_police(told_late.pk, told_to="派出所", by=district.assistant(), on=TODAY)
    with pytest.raises(StepRefused, match="过了有效期"):
        confirm_sign(unconfirmed.pk, by=district.colleague(), on=TODAY)


def test_a_sign_that_is_noted_late_says_why(district):
    case, by = district.in_care(), district.assistant()
    noted = {"facts": "见到", "prevention": "谈话", "by": by, "on": TODAY - days(40)}
    with pytest.raises(StepRefused, match="为什么现在才登记"):
        note_sign(case.pk, **noted)
    note_sign(case.pk, **noted, late_because="出差")
