"""Words about somebody else are taken out for good, wherever an act left them; that it was, and when, stays."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db.models import CharField, Model, TextField

from anbang.casework.act.kinds import kinds
from anbang.casework.act.models import Act, Correction, Mending
from anbang.casework.act.redacting import TAKEN_OUT
from anbang.casework.care.actions import accept_transfer, change_registered_place
from anbang.casework.care.away import NewAway, go_away
from anbang.casework.care.models import Goal, GoalArea, Sign, TeamMember, TeamRole
from anbang.casework.care.plan import NewGoal, PlanReview, goal_words, make_plan, review_plan
from anbang.casework.care.signs import (
    answer_sign,
    answer_to,
    confirm_police_receipt,
    confirm_sign,
    facts_of,
    mark_unfounded,
    note_sign,
    tell_police,
    why_unfounded,
)
from anbang.casework.care.team import NewMember, name_team, phone_of
from anbang.casework.custody.actions import Findings, alert_priority, arrange_unasked, record_verification
from anbang.casework.custody.changes import (
    NewFamilyNeed,
    learn_of_change,
    note_family_need,
    refer_family,
    settle_family_need,
    settle_finding,
    tell_change,
    what_changed,
)
from anbang.casework.custody.contact import contact_of
from anbang.casework.custody.models import (
    Channel,
    FamilyNeed,
    Finding,
    FindingOutcome,
    MajorChange,
    RegistrationForm,
    Teller,
    ThreeFalseFinding,
)
from anbang.casework.custody.single import NewNotice, OnPaper, record_form, record_notice
from anbang.casework.models import Case
from anbang.casework.step.repairing import may_have_words, redact, withdraw
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from tests.support.crew import NEXT, TODAY, District, days
from tests.support.people import office

OWNER = "owner"
SECRET = "邻居之病"
ITS_OWN = frozenset({"casework_correction", "audit_event", "audit_look"})


def opened(row: Model) -> list[str]:
    """What stands sealed in a row."""
    match row:
        case RegistrationForm():
            return [contact_of(row)]
        case MajorChange():
            return [what_changed(row)]
        case Goal():
            return [goal_words(row)]
        case Sign():
            return [*facts_of(row).values(), answer_to(row), why_unfounded(row)]
        case TeamMember():
            return [phone_of(row)]
        case _:
            return []


def told() -> list[str]:
    """Where the words stand: in the plain and sealed fields of every row of casework."""
    found = []
    for model in apps.get_app_config("casework").get_models():
        if model._meta.db_table in ITS_OWN:
            continue
        fields = [field.name for field in model._meta.fields if isinstance(field, (CharField, TextField))]
        for row in model._base_manager.using(OWNER).all():
            texts = [*(str(getattr(row, name)) for name in fields), *opened(row)]
            found += [model.__name__ for text in texts if SECRET in text]
    return found


def a_verification(district: District, case: Case) -> int:
    form = record_form(case.pk, office(OfficeKind.PRISON).pk, Channel.SYSTEM, by=district.clerk(), on=TODAY)
    findings = Findings(Finding.TRUE, Finding.TRUE, Finding.FALSE, address_evidence=SECRET, family=SECRET)
    return record_verification(form.pk, findings, by=district.assistant(), on=TODAY).act_id


def a_form(district: District, case: Case) -> int:
    prison = office(OfficeKind.PRISON).pk
    by, paper = district.clerk(), OnPaper(no_scan_because=SECRET)
    return record_form(case.pk, prison, Channel.POST, contact=SECRET, paper=paper, by=by, on=TODAY).act_id


def a_notice(district: District, case: Case) -> int:
    notice = NewNotice(TODAY + days(40), paper=OnPaper(no_scan_because=SECRET))
    return record_notice(case.pk, office(OfficeKind.PRISON).pk, notice, by=district.clerk(), on=TODAY).act_id


def an_alert(district: District, case: Case) -> int:
    by = district.assistant()
    alert = alert_priority(case.pk, town_told=SECRET, police_told=SECRET, all_the_same=True, by=by, on=TODAY)
    return alert.act_id


def a_learning(district: District, case: Case) -> int:
    learnt = learn_of_change(case.pk, what=SECRET, by=district.assistant(), on=TODAY).learnt_id
    assert learnt is not None
    return learnt


def a_telling(district: District, case: Case) -> int:
    by = district.assistant()
    told_by_home = tell_change(case.pk, told_by=Teller.HOME, what=SECRET, by=by, on=TODAY).told_id
    assert told_by_home is not None
    return told_by_home


def a_need(district: District, case: Case) -> int:
    need = NewFamilyNeed("见来信", 1, consent=True, consent_from=SECRET)
    row = note_family_need(case.pk, need, by=district.assistant(), on=TODAY)
    settle_family_need(row.pk, outcome=SECRET, by=district.assistant(), on=TODAY)
    return row.learnt_id


def a_referral(district: District, case: Case) -> int:
    need = NewFamilyNeed("见来信", 1, consent=True, consent_from="妻子")
    row = note_family_need(case.pk, need, by=district.assistant(), on=TODAY)
    return refer_family(row.pk, to=SECRET, by=district.clerk(), on=TODAY).pk


def a_team(district: District, case: Case) -> int:
    member = NewMember(TeamRole.FAMILY_MEMBER, SECRET, unit=SECRET, phone=SECRET)
    other = NewMember(TeamRole.FAMILY_MEMBER, f"{SECRET}二")
    return name_team(case.pk, [member, other], by=district.assistant(), on=TODAY).pk


def a_plan(district: District, case: Case) -> int:
    goal = NewGoal(GoalArea.WORK, SECRET, helper=SECRET)
    return make_plan(case.pk, [goal], by=district.assistant(), on=TODAY).pk


def a_review(district: District, case: Case) -> int:
    make_plan(case.pk, [NewGoal(GoalArea.WORK, "找工作")], by=district.assistant(), on=TODAY)
    more = [NewGoal(GoalArea.HEALTH, SECRET, helper=SECRET)]
    return review_plan(case.pk, PlanReview("见下", {}, more), by=district.assistant(), on=TODAY).pk


def a_going_away(district: District, case: Case) -> int:
    away = NewAway(where="广东", contact="电话", keeps_touch=SECRET)
    return go_away(case.pk, away, by=district.assistant(), on=TODAY).pk


def a_sign(district: District, case: Case) -> int:
    sign = note_sign(case.pk, facts=SECRET, prevention=SECRET, by=district.assistant(), on=TODAY)
    act = confirm_sign(sign.pk, by=district.colleague(), on=TODAY)
    answer_sign(sign.pk, words=SECRET, by=district.assistant(), on=TODAY)
    return act.pk


def a_telling_of_the_police(district: District, case: Case) -> int:
    sign = note_sign(case.pk, facts="见到", prevention="谈话", by=district.assistant(), on=TODAY)
    confirm_sign(sign.pk, by=district.colleague(), on=TODAY)
    told = tell_police(sign.pk, told_to=SECRET, by=district.assistant(), on=TODAY)
    confirm_police_receipt(sign.pk, received_by=SECRET, by=district.assistant(), on=TODAY)
    mark_unfounded(sign.pk, why=SECRET, told_to=SECRET, by=district.assistant(), on=TODAY)
    return told.pk


def an_arrangement(district: District, case: Case) -> int:
    return arrange_unasked(case.pk, who_meets=SECRET, remarks=SECRET, by=district.clerk(), on=TODAY).act_id


BEFORE_THE_GATE: dict[str, Callable[[District, Case], int]] = {
    "form_received": a_form,
    "notice_received": a_notice,
    "verified": a_verification,
    "priority_alerted": an_alert,
    "reception_arranged": an_arrangement,
    "change_learnt": a_learning,
    "change_told": a_telling,
    "family_hardship_learnt": a_need,
    "family_referred": a_referral,
}
IN_CARE: dict[str, Callable[[District, Case], int]] = {
    "team_named": a_team,
    "plan_made": a_plan,
    "plan_reviewed": a_review,
    "went_away": a_going_away,
    "sign_confirmed": a_sign,
    "police_told": a_telling_of_the_police,
}
WRITTEN = {**BEFORE_THE_GATE, **IN_CARE}


def test_every_kind_that_leaves_words_beside_itself_is_tried():
    assert {name for name, kind in kinds().items() if kind.redact} == set(WRITTEN)


@pytest.mark.parametrize("kind", WRITTEN)
def test_no_word_is_left_anywhere_and_the_act_stays(district, kind):
    case = district.filed() if kind in BEFORE_THE_GATE else district.in_care()
    act = Act.objects.using(OWNER).get(pk=WRITTEN[kind](district, case))
    assert act.kind == kind
    assert told(), "the control: before, the words are found"
    with acting(district.clerk()):
        assert may_have_words(act)
    redact(act.pk, why="涉及他人", by=district.clerk())
    assert told() == []
    left = Act.objects.using(OWNER).get(pk=act.pk)
    assert (left.on, left.withdrawn_on) == (act.on, None)
    with acting(district.clerk()):
        assert not may_have_words(left)
    with pytest.raises(StepRefused, match="没有文字"):
        redact(act.pk, why="涉及他人", by=district.clerk())


def test_what_stood_in_the_wrong_file_is_taken_out_after_it_was_withdrawn(district):
    case, clerk = district.filed(), district.clerk()
    act = a_verification(district, case)
    withdraw(act, why="别人的", by=clerk)
    assert told(), "what was withdrawn is not shown, and still there"
    redact(act, why="别人的", by=clerk)
    assert told() == []
    how = Correction.objects.using(OWNER).filter(act=act).order_by("id").values_list("how", flat=True)
    assert list(how) == [Mending.WITHDRAWN, Mending.REDACTED]


def test_a_redacted_change_says_so_to_both_sides(district):
    case = district.filed()
    act = a_telling(district, case)
    redact(act, why="涉及他人", by=district.assistant())
    assert what_changed(MajorChange.objects.using(OWNER).get(told=act)) == TAKEN_OUT


# What others added


def a_plan_that_another_office_reviewed(district: District) -> tuple[int, int]:
    """The plan of the office at home, with a goal that the office which took over added."""
    case, taking_over = district.in_care(), district.assistant(NEXT)
    plan = make_plan(case.pk, [NewGoal(GoalArea.WORK, SECRET, helper=SECRET)], by=district.assistant(), on=TODAY)
    district.moved(case, NEXT)
    accept_transfer(case.pk, by=taking_over, on=TODAY)
    more = [NewGoal(GoalArea.HEALTH, "新所的目标", helper="新所的人")]
    return plan.pk, review_plan(case.pk, PlanReview("见下", {}, more), by=taking_over, on=TODAY).pk


def goals() -> list[tuple[str, str]]:
    return [(goal_words(goal), goal.helper) for goal in Goal.objects.using(OWNER).order_by("id")]


def test_who_made_a_plan_takes_out_no_goal_that_another_office_added(district):
    plan, review = a_plan_that_another_office_reviewed(district)
    redact(plan, why="涉及他人", by=district.assistant())
    assert goals() == [(TAKEN_OUT, TAKEN_OUT), ("新所的目标", "新所的人")]
    assert told() == []
    redact(review, why="涉及他人", by=district.assistant(NEXT))
    assert goals() == [(TAKEN_OUT, TAKEN_OUT)] * 2


def test_control_asked_of_the_plan_alone_the_goal_of_another_office_would_go_too(district):
    plan, _review = a_plan_that_another_office_reviewed(district)
    assert Goal.objects.using(OWNER).filter(plan__act=plan).count() == 2, "both stand in the one plan"


def test_goals_that_the_same_office_added_go_with_its_plan(district):
    case, by = district.in_care(), district.assistant()
    plan = make_plan(case.pk, [NewGoal(GoalArea.WORK, SECRET)], by=by, on=TODAY)
    review_plan(case.pk, PlanReview("见下", {}, [NewGoal(GoalArea.HEALTH, SECRET)]), by=by, on=TODAY)
    redact(plan.pk, why="涉及他人", by=by)
    assert goals() == [(TAKEN_OUT, "")] * 2


def a_need_that_another_office_settled(district: District) -> FamilyNeed:
    """Learnt by the town; referred by the bureau, its outcome written by the justice office."""
    case, town = district.filed(), district.at(OfficeKind.TOWN_GOVERNMENT)
    need = NewFamilyNeed("困难", 1, consent=True, consent_from=SECRET)
    row = note_family_need(case.pk, need, by=town, on=TODAY)
    refer_family(row.pk, to="民政办", by=district.clerk(), on=TODAY)
    settle_family_need(row.pk, outcome="已落实低保", by=district.assistant(), on=TODAY)
    return row


def of_the_need(row: FamilyNeed) -> tuple[str, str, str]:
    left = FamilyNeed.objects.using(OWNER).get(pk=row.pk)
    return left.consent_from, left.referred_to, left.outcome


def test_who_learnt_of_a_need_takes_out_nothing_that_others_wrote_about_it(district):
    row = a_need_that_another_office_settled(district)
    redact(row.learnt_id, why="涉及他人", by=district.at(OfficeKind.TOWN_GOVERNMENT))
    assert of_the_need(row) == (TAKEN_OUT, "民政办", "已落实低保")


def test_the_bureau_takes_out_what_no_act_of_its_own_office_could(district):
    """An outcome tells no act: without the bureau nobody could take it out."""
    row = a_need_that_another_office_settled(district)
    redact(row.learnt_id, why="涉及他人", by=district.clerk())
    assert of_the_need(row) == (TAKEN_OUT, "民政办", TAKEN_OUT)


@pytest.mark.parametrize(("by_the_bureau", "left"), [(False, "户籍地查清"), (True, TAKEN_OUT)])
def test_what_another_office_found_out_since_stays_with_the_verification(district, by_the_bureau, left):
    case = district.filed()
    act = Act.objects.using(OWNER).get(pk=a_verification(district, case))
    finding = ThreeFalseFinding.objects.using(OWNER).get(verification__act=act)
    change_registered_place(case.pk, district.place(NEXT), by=district.clerk(), on=TODAY)
    settled = FindingOutcome.RESOLVED
    settle_finding(finding.pk, settled, words="户籍地查清", by=district.assistant(NEXT), on=TODAY)
    by = district.clerk() if by_the_bureau else district.assistant()
    redact(act.pk, why="涉及他人", by=by)
    assert ThreeFalseFinding.objects.using(OWNER).get(pk=finding.pk).outcome_words == left
    assert told() == []


@pytest.mark.parametrize("by_the_bureau", [False, True])
def test_who_told_a_change_takes_out_nothing_that_another_office_had_learnt(district, by_the_bureau):
    case = district.filed()
    learnt = learn_of_change(case.pk, what="安帮办写的", by=district.aftercare(), on=TODAY)
    told = tell_change(
        case.pk, told_by=Teller.HOME, what="", change_id=learnt.pk, by=district.assistant(), on=TODAY
    ).told_id
    if by_the_bureau:
        redact(told, why="涉及他人", by=district.clerk())
        assert what_changed(MajorChange.objects.using(OWNER).get(pk=learnt.pk)) == TAKEN_OUT
        return
    with pytest.raises(StepRefused, match="没有文字"):
        redact(told, why="涉及他人", by=district.assistant())
    assert what_changed(MajorChange.objects.using(OWNER).get(pk=learnt.pk)) == "安帮办写的"
    redact(learnt.learnt_id, why="涉及他人", by=district.aftercare())
    assert what_changed(MajorChange.objects.using(OWNER).get(pk=learnt.pk)) == TAKEN_OUT
