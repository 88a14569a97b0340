"""What was recorded wrongly is put right: another day, never happened, words taken out; the story must stay possible (steps of repair)."""

from collections.abc import Iterator

import pytest

from anbang.audit.models import Event
from anbang.casework.act.models import Act, Correction
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.act.story import words_of
from anbang.casework.care.actions import (
    accept_transfer,
    establish_identity,
    record_death,
    record_note,
    record_reoffence,
    set_priority,
)
from anbang.casework.care.away import NewAway, come_back, go_away
from anbang.casework.care.models import Away, CarePlan, Goal, GoalArea, GoalState, TeamMember, TeamRole
from anbang.casework.care.plan import NewGoal, PlanReview, make_plan, review_plan
from anbang.casework.care.signs import confirm_sign, note_sign, tell_police
from anbang.casework.care.team import NewMember, name_team, team_on
from anbang.casework.charge.models import Caseworker, Responsibility, Transfer
from anbang.casework.custody.actions import Findings, record_verification
from anbang.casework.custody.models import Channel, Finding, RegistrationForm, Verification
from anbang.casework.custody.single import record_admission, record_form
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.casework.person.models import Abode, Person, Reach
from anbang.casework.step.repairing import correct_day, redact, withdraw
from anbang.casework.visit.actions import NewVisit, record_visit
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from tests.support.crew import HOME, NEXT, OUTSIDE, TODAY, District, days
from tests.support.deeds import traces
from tests.support.people import office
from tests.support.recomputed import differences

OWNER = "owner"


@pytest.fixture
def case(district: District) -> Iterator[Case]:
    found = district.in_care()
    district.morning(found, on=TODAY)
    yield found
    assert differences(found.person_id, today=TODAY) == []


def act(case: Case, kind: str) -> Act:
    return Act.objects.using(OWNER).filter(case=case, kind=kind).latest("id")


def charge(case: Case) -> int | None:
    return Responsibility.objects.using(OWNER).get(case=case, until_on=None).office_id


def test_a_corrected_day_is_kept_with_the_one_before_and_why(district, case):
    visit = record_visit(case.pk, NewVisit("在家"), by=district.assistant(), on=TODAY)
    correct_day(visit.pk, TODAY - days(2), why="记错日期", by=district.assistant())
    kept = Correction.objects.using(OWNER).get(act=visit)
    assert (kept.how, kept.day_before, kept.why) == ("day", TODAY, "记错日期")
    assert act(case, "visited").on == TODAY - days(2)
    assert Event.objects.using("auditor").filter(action="act_day_corrected", case_id=case.pk).count() == 1


def test_a_duty_follows_the_corrected_day(district, case):
    plan = make_plan(case.pk, [NewGoal(GoalArea.WORK, "找工作")], by=district.assistant(), on=TODAY)
    correct_day(plan.pk, TODAY - days(1), why="记错日期", by=district.assistant())
    assert Duty.objects.using(OWNER).get(case=case, rule="make_plan").met_on == TODAY - days(1)


def test_a_corrected_hand_over_moves_the_charge(district, case):
    district.moved(case, on=TODAY - days(3))
    accepted = accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    correct_day(accepted.pk, TODAY - days(2), why="前天已接收", by=district.assistant(NEXT))
    rows = Responsibility.objects.using(OWNER).filter(case=case).order_by("from_on")
    assert [row.from_on for row in rows][1:] == [TODAY - days(2)]


def test_the_paper_of_an_act_follows_it_to_its_day(district):
    inmate, clerk = district.filed(on=TODAY - days(3)), district.clerk()
    form = record_form(inmate.pk, office(OfficeKind.PRISON).pk, Channel.SYSTEM, by=clerk, on=TODAY)
    correct_day(form.act_id, TODAY - days(1), why="昨天收到", by=clerk)
    assert RegistrationForm.objects.using(OWNER).get(pk=form.pk).received_on == TODAY - days(1)


def test_an_act_goes_to_no_day_on_which_the_story_could_not_be(district, case):
    district.moved(case, on=TODAY - days(1))
    accepted = accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    with pytest.raises(StepRefused, match="没有待答复的转出"):
        correct_day(accepted.pk, TODAY - days(2), why="记错", by=district.assistant(NEXT))


def test_what_something_later_stands_on_is_not_withdrawn(district, case):
    moved = district.moved(case, on=TODAY - days(1))
    accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    before = traces()
    with pytest.raises(StepRefused, match="没有待答复的转出"):
        withdraw(moved.pk, why="误录", by=district.assistant(HOME))
    assert traces() == before, "a refused repair leaves no trace"


def test_an_act_goes_to_no_day_to_come_or_after_it_was_recorded(district, case):
    visit = record_visit(case.pk, NewVisit("在家"), by=district.assistant(on=TODAY - days(2)), on=TODAY - days(2))
    with pytest.raises(StepRefused, match="不能晚于今天"):
        correct_day(visit.pk, TODAY + days(1), why="记错", by=district.assistant())
    with pytest.raises(StepRefused, match="不能晚于登记的那一天"):
        correct_day(visit.pk, TODAY - days(1), why="记错", by=district.assistant())
    with pytest.raises(StepRefused, match="没有变化"):
        correct_day(visit.pk, TODAY - days(2), why="记错", by=district.assistant())


@pytest.mark.parametrize("why", ["", "  "])
def test_a_repair_says_why(district, case, why):
    visit = record_visit(case.pk, NewVisit("在家"), by=district.assistant(), on=TODAY)
    for repair in (
        lambda: correct_day(visit.pk, TODAY - days(1), why=why, by=district.assistant()),
        lambda: withdraw(visit.pk, why=why, by=district.assistant()),
        lambda: redact(visit.pk, why=why, by=district.assistant()),
    ):
        with pytest.raises(StepRefused, match="写明原因"):
            repair()


def test_whose_office_recorded_it_puts_it_right_and_the_bureau_may_for_all(district, case):
    visit = record_visit(case.pk, NewVisit("在家"), by=district.assistant(), on=TODAY)
    with pytest.raises(StepRefused, match="由登记的单位自己更正"):
        withdraw(visit.pk, why="误录", by=district.at(OfficeKind.TOWN_GOVERNMENT))
    with pytest.raises(StepRefused, match="由登记的单位自己更正"):
        withdraw(visit.pk, why="误录", by=district.aftercare())
    with pytest.raises(Act.DoesNotExist):
        withdraw(visit.pk, why="误录", by=district.assistant(NEXT))
    withdraw(visit.pk, why="误录", by=district.clerk())
    with pytest.raises(StepRefused, match="已经撤销"):
        withdraw(visit.pk, why="误录", by=district.clerk())


def test_a_withdrawn_move_takes_the_place_and_the_transfer_with_it(district, case):
    before = list(
        Abode.objects.using(OWNER).filter(person=case.person_id).order_by("id").values_list("area_id", "until_on")
    )
    moved = district.moved(case)
    withdraw(moved.pk, why="误录", by=district.assistant())
    after = list(
        Abode.objects.using(OWNER).filter(person=case.person_id).order_by("id").values_list("area_id", "until_on")
    )
    assert after == before
    assert not Transfer.objects.using(OWNER).filter(case=case).exists()


def test_a_withdrawn_hand_over_gives_the_charge_back_and_leaves_no_sight_behind(district, case):
    district.moved(case, on=TODAY - days(1))
    accepted = accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    withdraw(accepted.pk, why="误录", by=district.assistant(NEXT))
    assert charge(case) == district.assistant(HOME).office_id
    assert not Reach.objects.using(OWNER).filter(person=case.person_id, why="handed_over").exists()
    assert Caseworker.objects.using(OWNER).get(case=case, until_on=None).staff_id == district.assistant(HOME).staff_id


@pytest.mark.parametrize("ending", [record_death, record_reoffence])
def test_withdrawing_what_ended_a_case_opens_it_again_in_the_same_hands(district, case, ending):
    held = Caseworker.objects.using(OWNER).get(case=case)
    ended = ending(case.pk, words="误传", by=district.assistant(), on=TODAY - days(1))
    assert Case.objects.using(OWNER).get(pk=case.pk).closed_on == TODAY - days(1)
    assert not Responsibility.objects.using(OWNER).filter(case=case, until_on=None).exists()
    withdraw(ended.pk, why="本人健在", by=district.assistant())
    opened = Case.objects.using(OWNER).get(pk=case.pk)
    assert (opened.closed_on, opened.closed_how) == (None, "")
    assert charge(case) == district.assistant().office_id
    assert Caseworker.objects.using(OWNER).get(case=case, until_on=None).pk == held.pk


def test_what_ended_a_case_is_not_withdrawn_while_a_new_one_stands_on_it_and_what_opened_that_one_stays(district, case):
    ended = record_reoffence(case.pk, words="判决书", by=district.assistant(), on=TODAY - days(3))
    prison, clerk = office(OfficeKind.PRISON).pk, district.clerk()
    opened = record_admission(case.pk, prison, months=12, by=clerk, on=TODAY - days(1))
    assert Case.objects.using(OWNER).filter(person=case.person_id).count() == 2, "a new case"
    with pytest.raises(StepRefused, match="帮教已经开始"):
        withdraw(ended.pk, why="误传", by=district.assistant())
    with pytest.raises(StepRefused, match="另立的新档"):
        withdraw(opened.pk, why="误录", by=clerk)
    assert not Act.objects.using(OWNER).exclude(withdrawn_on=None).exists()


def test_who_was_taken_over_outside_by_mistake_is_in_the_hands_of_before(district, case):
    district.moved(case, OUTSIDE, on=TODAY - days(3))
    accepted = accept_transfer(case.pk, by=district.assistant(), on=TODAY - days(2))
    withdraw(accepted.pk, why="对方未接收", by=district.assistant())
    assert charge(case) == district.assistant().office_id
    assert Caseworker.objects.using(OWNER).get(case=case).until_on is None


def test_words_are_taken_out_for_good_and_the_act_stays(district, case):
    note = record_note(case.pk, words="写到了别人的病情", by=district.assistant(), on=TODAY)
    assert words_of(note) == {"words": "写到了别人的病情"}
    redact(note.pk, why="涉及他人", by=district.assistant())
    left = act(case, "noted")
    assert (words_of(left), left.withdrawn_on) == ({}, None)
    with pytest.raises(StepRefused, match="没有文字"):
        redact(note.pk, why="涉及他人", by=district.assistant())


def test_a_withdrawn_priority_frees_from_its_duties(district, case):
    put = set_priority(case.pk, [PriorityReason.NO_WORK], words="见档案", by=district.assistant(), on=TODAY)
    assert Case.objects.using(OWNER).get(pk=case.pk).priority == ["no_work"]
    withdraw(put.pk, why="误录", by=district.assistant())
    assert Case.objects.using(OWNER).get(pk=case.pk).priority == []


def test_repair_recomputes_exactly_what_would_have_been_without_the_act(district):
    """Two lives: the one repaired, the other never having had the act."""
    repaired, other = district.in_care(), district.in_care()
    district.morning(repaired, other, on=TODAY)
    wrong = district.moved(repaired, on=TODAY - days(5), by=district.assistant())
    withdraw(wrong.pk, why="误录", by=district.assistant())
    assert _rows(repaired) == _rows(other)
    district.moved(repaired)
    assert _rows(repaired) != _rows(other), "the control: a move that holds makes a difference"


def _rows(case: Case) -> list[object]:
    duties = Duty.objects.using(OWNER).filter(case=case).order_by("rule", "number")
    charges = Responsibility.objects.using(OWNER).filter(case=case).order_by("from_on")
    return [
        *duties.values_list("rule", "number", "office_id", "opens_on", "due_on", "met_on", "void_on"),
        *charges.values_list("office_id", "from_on", "until_on"),
        *Reach.objects.using(OWNER)
        .on(TODAY)
        .filter(person=case.person_id)
        .order_by("why")
        .values_list("office_id", "why"),
        *Abode.objects.using(OWNER)
        .filter(person=case.person_id)
        .order_by("kind")
        .values_list("area_id", "from_on", "until_on"),
    ]


def test_a_team_named_by_mistake_was_never_there_and_the_one_before_stands(district, case):
    by = district.assistant()
    name_team(case.pk, [NewMember(TeamRole.FAMILY_MEMBER, "母亲")], by=by, on=TODAY - days(2))
    named = name_team(case.pk, [NewMember(TeamRole.VILLAGE_CADRE, "唐某")], by=by, on=TODAY)
    withdraw(named.pk, why="记错人", by=by)
    with acting(by):
        assert [row.name for row in team_on(case.pk, on=TODAY)] == ["母亲"]


def test_a_plan_made_by_mistake_gives_way_to_the_one_before(district, case):
    by = district.assistant()
    goals = [NewGoal(GoalArea.WORK, "找工作")]
    first = make_plan(case.pk, goals, by=by, on=TODAY - days(2))
    second = make_plan(case.pk, goals, by=by, on=TODAY)
    withdraw(second.pk, why="记错人", by=by)
    assert CarePlan.objects.using(OWNER).get(replaced_on=None).act_id == first.pk
    withdraw(first.pk, why="记错人", by=by)
    assert not CarePlan.objects.using(OWNER).filter(replaced_on=None).exists()
    make_plan(case.pk, goals, by=by, on=TODAY)


def test_who_never_went_away_may_go_away_and_who_did_not_come_back_is_away(district, case):
    by, away = district.assistant(), NewAway("广州", "139", "唐某")
    went = go_away(case.pk, away, by=by, on=TODAY - days(2))
    back = come_back(case.pk, by=by, on=TODAY - days(1))
    with pytest.raises(StepRefused, match="先撤销外出返回"):
        withdraw(went.pk, why="记错人", by=by)
    withdraw(back.pk, why="没有回来", by=by)
    assert Away.objects.using(OWNER).get(until_on=None).came_back_id is None
    withdraw(went.pk, why="记错人", by=by)
    go_away(case.pk, away, by=by, on=TODAY)


def test_a_coming_back_is_not_withdrawn_after_the_next_going_away(district, case):
    by, away = district.assistant(), NewAway("广州", "139", "唐某")
    go_away(case.pk, away, by=by, on=TODAY - days(2))
    back = come_back(case.pk, by=by, on=TODAY - days(1))
    go_away(case.pk, away, by=by, on=TODAY)
    with pytest.raises(StepRefused, match="此后又登记了外出"):
        withdraw(back.pk, why="没有回来", by=by)


def test_a_sign_whose_confirmation_is_withdrawn_is_unconfirmed_and_the_police_come_first(district, case):
    by, second = district.assistant(), district.colleague()
    sign = note_sign(case.pk, facts="看到翻墙", prevention="已谈话", by=by, on=TODAY)
    confirmed = confirm_sign(sign.pk, by=second, on=TODAY)
    told = tell_police(sign.pk, told_to="李某", by=second, on=TODAY)
    with pytest.raises(StepRefused, match="先撤销通报"):
        withdraw(confirmed.pk, why="记错人", by=second)
    for one in (told, confirmed):
        withdraw(one.pk, why="记错人", by=second)
    sign.refresh_from_db(using=OWNER)
    assert (sign.confirmed_id, sign.confirmed_by_id, sign.lapses_on, sign.told_police_id) == (None, None, None, None)
    confirm_sign(sign.pk, by=second, on=TODAY)


def test_a_verification_withdrawn_leaves_the_form_to_be_verified_again(district):
    case, by = district.filed(), district.assistant()
    form = record_form(case.pk, office(OfficeKind.PRISON).pk, Channel.SYSTEM, by=district.clerk(), on=TODAY)
    true = Findings(Finding.TRUE, Finding.TRUE, Finding.TRUE)
    sent = record_verification(form.pk, true, by=by, on=TODAY)
    withdraw(sent.act_id, why="填错了", by=by)
    again = record_verification(form.pk, true, by=by, on=TODAY)
    assert [row.pk for row in Verification.objects.using(OWNER).exclude(form=None)] == [again.pk]


def test_a_review_withdrawn_leaves_the_goals_as_they_stood(district, case):
    by, next_month = district.assistant(), TODAY + days(30)
    make_plan(case.pk, [NewGoal(GoalArea.WORK, "找工作")], by=by, on=TODAY, review_on=next_month)
    goal = Goal.objects.using(OWNER).get(case=case)
    reached = PlanReview("已上班", {goal.pk: GoalState.REACHED}, [NewGoal(GoalArea.HOME, "租房")])
    first = review_plan(case.pk, reached, by=by, on=TODAY)
    again = review_plan(case.pk, PlanReview("稳定", {}), by=by, on=TODAY)
    with pytest.raises(StepRefused, match="先撤销后一次"):
        withdraw(first.pk, why="是另一个人", by=by)
    for review in (again, first):
        withdraw(review.pk, why="是另一个人", by=by)
    goals = Goal.objects.using(OWNER).filter(case=case).order_by("id")
    assert [one.state for one in goals] == ["open", "dropped"]
    assert CarePlan.objects.using(OWNER).get(case=case).review_on == next_month


def test_a_corrected_day_of_the_team_is_the_day_of_its_members_and_of_who_left(district, case):
    by = district.assistant()
    name_team(case.pk, [NewMember(TeamRole.FAMILY_MEMBER, "母亲")], by=by, on=TODAY - days(6))
    named = name_team(case.pk, [NewMember(TeamRole.VILLAGE_CADRE, "唐某")], by=by, on=TODAY)
    correct_day(named.pk, TODAY - days(2), why="记错日期", by=by)
    rows = TeamMember.objects.using(OWNER).filter(case=case).order_by("id")
    assert [(row.from_on, row.until_on) for row in rows] == [
        (TODAY - days(6), TODAY - days(3)),
        (TODAY - days(2), None),
    ]
    correct_day(named.pk, TODAY - days(6), why="记错日期", by=by)
    assert [(row.from_on, row.until_on) for row in rows.all()] == [(None, None), (TODAY - days(6), None)]
    correct_day(named.pk, TODAY - days(8), why="记错日期", by=by)
    assert [(row.from_on, row.until_on) for row in rows.all()] == [
        (TODAY - days(6), None),
        (TODAY - days(8), TODAY - days(7)),
    ]


def test_a_corrected_day_of_a_plan_is_the_day_on_which_it_replaced_the_one_before(district, case):
    by, goals = district.assistant(), [NewGoal(GoalArea.WORK, "找工作")]
    make_plan(case.pk, goals, by=by, on=TODAY - days(5))
    second = make_plan(case.pk, goals, by=by, on=TODAY)
    correct_day(second.pk, TODAY - days(1), why="记错日期", by=by)
    plans = CarePlan.objects.using(OWNER).filter(case=case).order_by("id")
    assert [(plan.made_on, plan.replaced_on) for plan in plans] == [
        (TODAY - days(5), TODAY - days(1)),
        (TODAY - days(1), None),
    ]


def test_corrected_days_of_going_away_and_coming_back(district, case):
    by = district.assistant()
    went = go_away(case.pk, NewAway("广州", "139", "唐某"), by=by, on=TODAY - days(4))
    back = come_back(case.pk, by=by, on=TODAY)
    correct_day(went.pk, TODAY - days(5), why="记错日期", by=by)
    correct_day(back.pk, TODAY - days(1), why="记错日期", by=by)
    away = Away.objects.using(OWNER).get(case=case)
    assert (away.from_on, away.until_on) == (TODAY - days(5), TODAY - days(1))
    for act_id, day in ((went.pk, TODAY), (back.pk, TODAY - days(6))):
        with pytest.raises(StepRefused, match="返回不能早于外出"):
            correct_day(act_id, day, why="记错日期", by=by)


def test_a_corrected_confirmation_lapses_from_its_new_day_and_comes_after_what_was_seen(district, case):
    by, second = district.assistant(), district.colleague()
    sign = note_sign(case.pk, facts="看到翻墙", prevention="已谈话", by=by, on=TODAY - days(3))
    confirmed = confirm_sign(sign.pk, by=second, on=TODAY)
    sign.refresh_from_db(using=OWNER)
    before = sign.lapses_on
    correct_day(confirmed.pk, TODAY - days(2), why="记错日期", by=second)
    sign.refresh_from_db(using=OWNER)
    assert sign.confirmed_on == TODAY - days(2)
    assert sign.lapses_on < before
    with pytest.raises(StepRefused, match="确认不能早于发现"):
        correct_day(confirmed.pk, TODAY - days(4), why="记错日期", by=second)


def test_an_identity_that_was_somebody_elses_does_not_stay_in_the_file(district):
    unknown = {"registered": None, "born_on": None, "investigated_in": district.town(HOME)}
    case, by = district.in_care(since=TODAY - days(9), **unknown), district.assistant()
    known = establish_identity(
        case.pk, district.place(), id_number="510231198506121232", words="户籍比对", by=by, on=TODAY
    )
    withdraw(known.pk, why="是另一个人", by=by)
    person = Person.objects.using(OWNER).get(pk=case.person_id)
    assert (person.identity_known, person.born_on, person.id_number_index) == (False, None, None)
    assert differences(person.pk, today=TODAY) == []


def test_a_plan_in_the_middle_that_never_was_gives_its_days_to_the_one_before(district, case):
    by, goals = district.assistant(), [NewGoal(GoalArea.WORK, "找工作")]
    made = [make_plan(case.pk, goals, by=by, on=TODAY - days(ago)) for ago in (6, 4, 2)]
    withdraw(made[1].pk, why="记错人", by=by)
    held = CarePlan.objects.using(OWNER).filter(act__in=[made[0].pk, made[2].pk]).order_by("made_on")
    assert [plan.replaced_on for plan in held] == [TODAY - days(2), None]
