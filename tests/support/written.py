"""Acts that leave a secret beside themselves, in rows of their own: what is to be taken out again, by kind and by whose hand."""

from collections.abc import Callable, Mapping

from anbang.casework.care.away import NewAway, go_away
from anbang.casework.care.models import GoalArea, TeamRole
from anbang.casework.care.plan import NewGoal, PlanReview, make_plan, review_plan
from anbang.casework.care.signs import (
    answer_sign,
    confirm_police_receipt,
    confirm_sign,
    mark_unfounded,
    note_sign,
    tell_police,
)
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.custody.actions import Findings, alert_priority, arrange_unasked, record_verification
from anbang.casework.custody.changes import (
    NewFamilyNeed,
    learn_of_change,
    note_family_need,
    refer_family,
    settle_family_need,
    tell_change,
)
from anbang.casework.custody.models import Channel, Finding, Teller
from anbang.casework.custody.single import NewNotice, OnPaper, record_form, record_notice
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from tests.support.crew import TODAY, District, days
from tests.support.people import office

SECRET = "邻居之病"
Maker = Callable[[District, Case, ActingStaff], int]
"""Records an act of one kind by the hand of whoever is told; the id of the act."""


def a_verification(district: District, case: Case, by: ActingStaff) -> int:
    form = record_form(case.pk, office(OfficeKind.PRISON).pk, Channel.SYSTEM, by=district.clerk(), on=TODAY)
    findings = Findings(Finding.TRUE, Finding.TRUE, Finding.FALSE, address_evidence=SECRET, family=SECRET)
    return record_verification(form.pk, findings, by=by, on=TODAY).act_id


def a_form(district: District, case: Case, by: ActingStaff) -> int:
    prison = office(OfficeKind.PRISON).pk
    paper = OnPaper(no_scan_because=SECRET)
    return record_form(case.pk, prison, Channel.POST, contact=SECRET, paper=paper, by=by, on=TODAY).act_id


def a_notice(district: District, case: Case, by: ActingStaff) -> int:
    notice = NewNotice(TODAY + days(40), paper=OnPaper(no_scan_because=SECRET))
    return record_notice(case.pk, office(OfficeKind.PRISON).pk, notice, by=by, on=TODAY).act_id


def an_alert(district: District, case: Case, by: ActingStaff) -> int:
    alert = alert_priority(case.pk, town_told=SECRET, police_told=SECRET, all_the_same=True, by=by, on=TODAY)
    return alert.act_id


def a_learning(district: District, case: Case, by: ActingStaff) -> int:
    learnt = learn_of_change(case.pk, what=SECRET, by=by, on=TODAY).learnt_id
    assert learnt is not None
    return learnt


def a_telling(district: District, case: Case, by: ActingStaff) -> int:
    told_by_home = tell_change(case.pk, told_by=Teller.HOME, what=SECRET, by=by, on=TODAY).told_id
    assert told_by_home is not None
    return told_by_home


def a_need(district: District, case: Case, by: ActingStaff) -> int:
    need = NewFamilyNeed("见来信", 1, consent=True, consent_from=SECRET)
    row = note_family_need(case.pk, need, by=by, on=TODAY)
    if by.office_kind not in (OfficeKind.VILLAGE_COMMITTEE, OfficeKind.TOWN_GOVERNMENT):
        settle_family_need(row.pk, outcome=SECRET, by=by, on=TODAY)
    return row.learnt_id


def a_referral(district: District, case: Case, by: ActingStaff) -> int:
    need = NewFamilyNeed("见来信", 1, consent=True, consent_from="妻子")
    row = note_family_need(case.pk, need, by=district.assistant(), on=TODAY)
    return refer_family(row.pk, to=SECRET, by=by, on=TODAY).pk


def a_team(district: District, case: Case, by: ActingStaff) -> int:
    member = NewMember(TeamRole.FAMILY_MEMBER, SECRET, unit=SECRET, phone=SECRET)
    other = NewMember(TeamRole.FAMILY_MEMBER, f"{SECRET}二")
    return name_team(case.pk, [member, other], by=by, on=TODAY).pk


def a_plan(district: District, case: Case, by: ActingStaff) -> int:
    goal = NewGoal(GoalArea.WORK, SECRET, helper=SECRET)
    return make_plan(case.pk, [goal], by=by, on=TODAY).pk


def a_review(district: District, case: Case, by: ActingStaff) -> int:
    make_plan(case.pk, [NewGoal(GoalArea.WORK, "找工作")], by=by, on=TODAY)
    more = [NewGoal(GoalArea.HEALTH, SECRET, helper=SECRET)]
    return review_plan(case.pk, PlanReview("见下", {}, more), by=by, on=TODAY).pk


def a_going_away(district: District, case: Case, by: ActingStaff) -> int:
    away = NewAway(where="广东", contact="电话", keeps_touch=SECRET)
    return go_away(case.pk, away, by=by, on=TODAY).pk


def a_sign(district: District, case: Case, by: ActingStaff) -> int:
    sign = note_sign(case.pk, facts=SECRET, prevention=SECRET, by=district.colleague(), on=TODAY)
    act = confirm_sign(sign.pk, by=by, on=TODAY)
    answer_sign(sign.pk, words=SECRET, by=by, on=TODAY)
    return act.pk


def a_telling_of_the_police(district: District, case: Case, by: ActingStaff) -> int:
    sign = note_sign(case.pk, facts="见到", prevention="谈话", by=by, on=TODAY)
    confirm_sign(sign.pk, by=district.colleague(), on=TODAY)
    told = tell_police(sign.pk, told_to=SECRET, by=by, on=TODAY)
    confirm_police_receipt(sign.pk, received_by=SECRET, by=by, on=TODAY)
    mark_unfounded(sign.pk, why=SECRET, told_to=SECRET, by=by, on=TODAY)
    return told.pk


def an_arrangement(district: District, case: Case, by: ActingStaff) -> int:
    return arrange_unasked(case.pk, who_meets=SECRET, remarks=SECRET, by=by, on=TODAY).act_id


BEFORE_THE_GATE: dict[str, Maker] = {
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
IN_CARE: dict[str, Maker] = {
    "team_named": a_team,
    "plan_made": a_plan,
    "plan_reviewed": a_review,
    "went_away": a_going_away,
    "sign_confirmed": a_sign,
    "police_told": a_telling_of_the_police,
}
WRITTEN: Mapping[str, Maker] = {**BEFORE_THE_GATE, **IN_CARE}
