"""Words about somebody else are taken out for good, wherever an act left them; that it was, and when, stays."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connections, transaction
from django.db.models import CharField, JSONField, Model, TextField

from anbang.casework.act.kinds import kinds
from anbang.casework.act.models import Act, Correction, Mending
from anbang.casework.act.redacting import TAKEN_OUT
from anbang.casework.care.actions import accept_transfer, change_registered_place, record_note
from anbang.casework.care.models import Goal, GoalArea, Sign, TeamMember
from anbang.casework.care.plan import NewGoal, PlanReview, goal_words, make_plan, review_plan
from anbang.casework.care.signs import answers_to, facts_of, why_unfounded
from anbang.casework.care.team import phone_of
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
    FamilyNeed,
    FindingOutcome,
    MajorChange,
    RegistrationForm,
    Teller,
    ThreeFalseFinding,
)
from anbang.casework.step.repairing import correct_day, may_have_words, redact, withdraw
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from tests.support.crew import NEXT, TODAY, District, days
from tests.support.written import BEFORE_THE_GATE, SECRET, WRITTEN

OWNER = "owner"
# Who records each kind, and therefore takes out what it says. The bureau's clerk writes as another database role than all others.
JUSTICE, CLERK, AFTERCARE, TOWN, VILLAGE = "justice", "clerk", "aftercare", "town", "village"
AT_HOME = (JUSTICE, CLERK, AFTERCARE)
HANDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("form_received", "notice_received"), (JUSTICE, CLERK)),
    **dict.fromkeys(("verified", "priority_alerted", "plan_made", "plan_reviewed"), (JUSTICE,)),
    **dict.fromkeys(("change_learnt", "change_told"), AT_HOME),
    # What somebody of another office had noted stays with that office.
    "sign_confirmed": (JUSTICE, CLERK),
    "reception_arranged": (CLERK,),
    "family_hardship_learnt": (*AT_HOME, TOWN),
    "family_referred": (CLERK, AFTERCARE),
    "team_named": (*AT_HOME, TOWN),
    "went_away": (JUSTICE, TOWN, VILLAGE),
    "police_told": (JUSTICE,),
}
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
            return [*facts_of(row).values(), *(one.words for one in answers_to(row)), why_unfounded(row)]
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
        fields = [field.name for field in model._meta.fields if isinstance(field, (CharField, JSONField, TextField))]
        for row in model._base_manager.using(OWNER).all():
            texts = [*(str(getattr(row, name)) for name in fields), *opened(row)]
            found += [model.__name__ for text in texts if SECRET in text]
    return found


def hand(district: District, which: str) -> ActingStaff:
    """Whoever works there."""
    if which == VILLAGE:
        return district.cadre(district.place())
    district_wide = {CLERK: district.clerk, AFTERCARE: district.aftercare}
    if which in district_wide:
        return district_wide[which]()
    return district.at(OfficeKind.TOWN_GOVERNMENT) if which == TOWN else district.assistant()


def first_hand(district: District, kind: str) -> ActingStaff:
    """One of those who record the kind."""
    return hand(district, HANDS[kind][0])


def test_every_kind_that_leaves_words_beside_itself_is_tried():
    assert {name for name, kind in kinds().items() if kind.redact} == set(WRITTEN) == set(HANDS)


@pytest.mark.parametrize(("kind", "which"), [(kind, which) for kind, whose in HANDS.items() for which in whose])
def test_whoever_recorded_it_takes_out_its_words_under_their_own_database_role(district, kind, which):
    case = district.filed() if kind in BEFORE_THE_GATE else district.in_care()
    by = hand(district, which)
    act = WRITTEN[kind](district, case, by)
    assert told(), "the control: before, the words are found"
    redact(act, why="涉及他人", by=by)
    assert told() == []


@pytest.mark.parametrize("kind", WRITTEN)
def test_no_word_is_left_anywhere_and_the_act_stays(district, kind):
    case = district.filed() if kind in BEFORE_THE_GATE else district.in_care()
    act = Act.objects.using(OWNER).get(pk=WRITTEN[kind](district, case, first_hand(district, kind)))
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
    act = WRITTEN["verified"](district, case, district.assistant())
    withdraw(act, why="别人的", by=clerk)
    assert told(), "what was withdrawn is not shown, and still there"
    redact(act, why="别人的", by=clerk)
    assert told() == []
    how = Correction.objects.using(OWNER).filter(act=act).order_by("id").values_list("how", flat=True)
    assert list(how) == [Mending.WITHDRAWN, Mending.REDACTED]


def test_a_redacted_change_says_so_to_both_sides(district):
    case = district.filed()
    act = WRITTEN["change_told"](district, case, district.assistant())
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
    act = Act.objects.using(OWNER).get(pk=WRITTEN["verified"](district, case, district.assistant()))
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


def test_why_it_was_put_right_before_is_taken_out_with_it_and_nothing_else_of_the_correction(district):
    case, by = district.in_care(), district.assistant()
    act = record_note(case.pk, words="谈了家里的事", by=by, on=TODAY)
    correct_day(act.pk, TODAY - days(1), why=f"{SECRET}来电说记错了", by=by)
    redact(act.pk, why="涉及他人", by=by)
    reasons = dict(Correction.objects.using(OWNER).filter(act=act).values_list("how", "why"))
    assert reasons == {Mending.DAY: TAKEN_OUT, Mending.REDACTED: "涉及他人"}
    assert Correction.objects.using(OWNER).get(act=act, how=Mending.DAY).day_before == TODAY


def test_where_the_act_itself_has_no_words_those_of_its_correction_are_taken_out_all_the_same(district):
    case, by = district.in_care(), district.assistant()
    act = Act.objects.using(OWNER).filter(case=case, kind="released").latest("id")
    correct_day(act.pk, act.on - days(1), why=SECRET, by=by)
    with acting(by):
        assert may_have_words(Act.objects.get(pk=act.pk))
    redact(act.pk, why="涉及他人", by=by)
    assert SECRET not in str(list(Correction.objects.using(OWNER).values_list("why", flat=True)))
    with acting(by):
        assert not may_have_words(Act.objects.get(pk=act.pk))


@pytest.mark.parametrize("column", ["day_before", "how", "corrected_on", "corrected_by_id"])
def test_of_a_correction_nothing_but_its_reason_may_be_changed(district, column):
    case, by = district.in_care(), district.assistant()
    act = record_note(case.pk, words="谈了家里的事", by=by, on=TODAY)
    correct_day(act.pk, TODAY - days(1), why="记错了", by=by)
    for who in (by, district.clerk()):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            acting(who),
            transaction.atomic(using=who.alias),
            connections[who.alias].cursor() as cursor,
        ):
            cursor.execute(f"update casework_correction set {column} = {column}")
