"""Deeds that leave rows of their own beside the act, or are about such rows: papers, changes, families, plans and signs."""

from anbang.assistance.household.actions import end_dibao, grant_dibao, tell_facts
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.arrival.identity import know_who_it_is
from anbang.casework.care import signs
from anbang.casework.care.models import CarePlan, Goal, GoalArea, GoalState, Sign
from anbang.casework.care.plan import NewGoal, PlanReview, review_plan
from anbang.casework.custody import actions as custody
from anbang.casework.custody import changes
from anbang.casework.custody.models import (
    Channel,
    FamilyNeed,
    Finding,
    FindingOutcome,
    MajorChange,
    RegistrationForm,
    ReleaseNotice,
    Teller,
    ThreeFalseFinding,
)
from anbang.casework.custody.single import NewNotice, OnPaper, record_form, record_form_sent, record_notice
from anbang.casework.duty.chain import let_rest
from anbang.casework.duty.models import Duty
from anbang.casework.handover.actions import GatePlan, plan_pick_up
from anbang.casework.rights import actions as rights
from anbang.casework.rights.actions import NewAnswer
from anbang.casework.rights.models import Ground, HandedOver, Outcome, RequestKind, RightsRequest
from anbang.casework.visit.actions import record_call
from anbang.lib.identity_number import check_character
from anbang.organisations.acting import ActingStaff
from tests.support.crew import days
from tests.support.telling import OWNER, WORDS, Deed, Told, one_of, prison

FALSE_NAME = custody.Findings(Finding.FALSE, Finding.TRUE, Finding.UNKNOWN, name_evidence=WORDS, address_evidence=WORDS)
ALL_TRUE = custody.Findings(Finding.TRUE, Finding.TRUE, Finding.TRUE)


def _verify(told: Told, by: ActingStaff) -> object:
    """The reply to a form, or of somebody of whom none came."""
    findings = FALSE_NAME if told.number % 2 else ALL_TRUE
    if told.number > 3:
        return custody.verify_unasked(told.case_id, findings, **told.how(by))
    return custody.record_verification(one_of(RegistrationForm, told).pk, findings, **told.how(by))


def _arrange(told: Told, by: ActingStaff) -> object:
    """The answer to a notice, or before any came."""
    who = {"who_meets": "母亲", "remarks": ""}
    if told.number > 3:
        return custody.arrange_unasked(told.case_id, **who, **told.how(by))
    return custody.arrange_reception(one_of(ReleaseNotice, told).pk, **who, **told.how(by))


def _tell_change(told: Told, by: ActingStaff) -> object:
    """Of a change that was learnt of before, or of another; by home, or by the institution."""
    teller = Teller.INSTITUTION if told.number == 5 else Teller.HOME
    change = one_of(MajorChange, told).pk if told.number < 4 else None
    return changes.tell_change(told.case_id, told_by=teller, what=WORDS, change_id=change, **told.how(by))


def _note_need(told: Told, by: ActingStaff) -> object:
    consents = told.number % 3 > 0
    need = changes.NewFamilyNeed(WORDS, 1, consents, "母亲" if consents else "")
    return changes.note_family_need(told.case_id, need, **told.how(by))


def _review(told: Told, by: ActingStaff) -> object:
    """One goal is reached or open again, one more is added, and the next look has its day."""
    goals = Goal.objects.using(OWNER).filter(plan=one_of(CarePlan, told)).order_by("id")
    state = (GoalState.REACHED, GoalState.DROPPED, GoalState.OPEN)[told.number % 3]
    more = [NewGoal(GoalArea.HOME, WORDS)] if told.number % 2 else []
    review = PlanReview(WORDS, {goal.pk: state for goal in goals[:1]}, more, told.on + days(30 * (told.number % 2)))
    return review_plan(told.case_id, review, **told.how(by))


def _settle_finding(told: Told, by: ActingStaff) -> None:
    outcome = FindingOutcome.RESOLVED if told.number % 2 else FindingOutcome.CARRIED_ON
    changes.settle_finding(one_of(ThreeFalseFinding, told).pk, outcome, words=WORDS, **told.at(by))


def _know(told: Told, by: ActingStaff) -> object:
    return know_who_it_is(told.case_id, told.place, id_number=_number_of(told.case_id), words=WORDS, **told.how(by))


def _number_of(case_id: int) -> str:
    """Everybody has a number of their own: with that of somebody else their office would be asked first."""
    first = f"51023119850612{case_id % 1000:03d}"
    return first + check_character(first)


ANSWERS = (
    NewAnswer(Outcome.GRANTED, WORDS, handed_over=HandedOver.PRINTED),
    NewAnswer(Outcome.REFUSED, WORDS, ground=Ground.ACCURATE, handed_over=HandedOver.IN_WRITING),
    NewAnswer(Outcome.TAKEN_BACK, WORDS),
)


def _ask(told: Told, by: ActingStaff) -> object:
    kind = list(RequestKind)[told.number % len(RequestKind)]
    return rights.take_in_request(told.case_id, rights.NewRequest(kind, WORDS), **told.how(by))


def _answer(told: Told, by: ActingStaff) -> object:
    return rights.answer_request(one_of(RightsRequest, told).pk, ANSWERS[told.number % 3], **told.how(by))


def _most_urgent(told: Told) -> int:
    undone = Duty.objects.using(OWNER).filter(case=told.case_id, met_on=None, void_on=None)
    return undone.earliest("due_on", "id").pk


BESIDE: dict[str, Deed] = {
    "form_sent": lambda told, by: record_form_sent(told.case_id, prison(), Channel.POST, **told.how(by)),
    "form_received": lambda told, by: record_form(
        told.case_id, prison(), Channel.POST, paper=OnPaper(no_scan_because=WORDS), **told.how(by)
    ),
    "verified": _verify,
    "finding_settled": _settle_finding,
    "change_learnt": lambda told, by: changes.learn_of_change(told.case_id, what=WORDS, **told.how(by)),
    "change_told": _tell_change,
    "change_confirmed": lambda told, by: changes.confirm_change(one_of(MajorChange, told).pk, **told.at(by)),
    "notice_received": lambda told, by: record_notice(
        told.case_id, prison(), NewNotice(told.on + days(40), (PriorityReason.FALSE_NAME,)), **told.how(by)
    ),
    "priority_alerted": lambda told, by: custody.alert_priority(
        told.case_id, town_told="镇街", police_told="派出所", all_the_same=told.number > 2, **told.how(by)
    ),
    "reception_arranged": _arrange,
    "family_hardship_learnt": _note_need,
    "family_referred": lambda told, by: changes.refer_family(one_of(FamilyNeed, told).pk, to="民政", **told.how(by)),
    "family_settled": lambda told, by: changes.settle_family_need(
        one_of(FamilyNeed, told).pk, outcome=WORDS, **told.at(by)
    ),
    "pick_up_planned": lambda told, by: plan_pick_up(told.case_id, GatePlan("王某"), **told.how(by)),
    "identity_established": _know,
    "plan_reviewed": _review,
    "called": lambda told, by: record_call(told.case_id, WORDS, **told.how(by)),
    "facts": lambda told, by: tell_facts(told.case_id, {"income_per_head": 300 + told.number}, **told.how(by)),
    "dibao_granted": lambda told, by: grant_dibao(told.case_id, from_month=f"{told.on:%Y-%m}", **told.how(by)),
    "dibao_ended": lambda told, by: end_dibao(told.case_id, last_month=f"{told.on:%Y-%m}", **told.how(by)),
    "sign_noted": lambda told, by: signs.note_sign(told.case_id, facts=WORDS, prevention=WORDS, **told.how(by)),
    "sign_confirmed": lambda told, by: signs.confirm_sign(one_of(Sign, told).pk, **told.how(by)),
    "police_told": lambda told, by: signs.tell_police(one_of(Sign, told).pk, told_to="派出所", **told.how(by)),
    "police_receipt": lambda told, by: signs.confirm_police_receipt(
        one_of(Sign, told).pk, received_by="李警官", **told.at(by)
    ),
    "sign_answered": lambda told, by: signs.answer_sign(one_of(Sign, told).pk, words=WORDS, **told.how(by)),
    "sign_unfounded": lambda told, by: signs.mark_unfounded(
        one_of(Sign, told).pk, why=WORDS, told_to="派出所" if told.number % 2 else "", **told.how(by)
    ),
    "request_came": _ask,
    "request_extended": lambda told, by: rights.give_more_time(
        one_of(RightsRequest, told).pk, why=WORDS, **told.how(by)
    ),
    "request_answered": _answer,
    "answer_signed_for": lambda told, by: rights.sign_for_answer(one_of(RightsRequest, told).pk, **told.at(by)),
    "telling_rests": lambda told, by: let_rest(
        _most_urgent(told), until=by.today + days(told.number), why=WORDS, by=by
    ),
}
