"""What the database itself refuses about team, plan, going away, signs, duties, papers and offices, each by its name."""

from datetime import date

import pytest
from django.db import connections
from django.db.models.functions import Now

from anbang.assistance.placement.models import EnterpriseBase
from anbang.casework.care.models import Away, CarePlan, Goal, Sign, SignRedaction, TeamMember
from anbang.casework.custody.models import (
    FamilyNeed,
    MajorChange,
    OutboundForm,
    RegistrationForm,
    Sentence,
    ThreeFalseFinding,
    Verification,
)
from anbang.casework.duty.models import Duty
from anbang.casework.duty.telling import Digest, Pause, ToldUp
from anbang.casework.handover.models import Enquiry
from anbang.coordination.morning.models import Morning
from anbang.coordination.office.models import (
    KeyPeriod,
    KeyPeriodCorrection,
    OfficeAct,
    OfficeCorrection,
    OfficeRounds,
)
from tests.casework.breaking import (
    OWNER,
    Break,
    again,
    change,
    let_in_without,
    named_constraints,
    refused,
    with_control,
)
from tests.casework.conftest import NOW, TODAY, TOMORROW, YESTERDAY, World
from tests.support.crew import days

LONG_AGO = date(2020, 1, 1)
# What no constraint of a table can say.
OF_TRIGGERS = {
    "goal_is_due_after_its_plan_was_made",
    "plan_is_made_before_its_goals_are_due",
    "office_act_is_put_right_with_a_reason",
    "key_period_is_put_right_with_a_reason",
    "key_period_with_education_stays_as_it_is",
    "duty_told_to_a_level_was_told_about_its_due_day",
    "new_duty_was_told_to_nobody",
    "nobody_is_away_twice_on_one_day",
    "duty_names_the_person_of_its_case",
}


def of_a_case(world: World) -> Duty:
    found = Duty.objects.using(OWNER).filter(
        case=world.case, period="", met_on=None, void_on=None, office__isnull=False
    )
    return found.order_by("id")[0]


def met(world: World) -> Duty:
    return Duty.objects.using(OWNER).filter(case=world.case, period="", met_on__isnull=False).order_by("id")[0]


def of_an_office(world: World) -> Duty:
    return Duty.objects.using(OWNER).filter(case=None).order_by("id")[0]


def sign(world: World) -> Sign:
    return world.of_care(Sign)


def withdrawn_from_under_its_education(world: World) -> None:
    """With a reason beside it, and yet an office has educated for it."""
    period = world.one(KeyPeriod)
    again(world.one(OfficeAct), kind="key_period_education", key_period_id=period.pk)
    stood = {"name_before": period.name, "began_before": period.begins_on, "ended_before": period.ends_on}
    again(world.one(KeyPeriodCorrection), how="withdrawn", corrected_at=Now(), **stood)
    change(period, withdrawn_on=TODAY)


def plan_after_its_goal(world: World) -> None:
    """The plan of a goal that is due goes to a later day."""
    plan = world.of_care(CarePlan)
    change(world.of_care(Goal), by_on=plan.made_on)
    with connections[OWNER].cursor() as cursor:
        # The goal by itself is right; what is wrong is asked of the plan.
        cursor.execute("set constraints all immediate; set constraints all deferred")
    change(world.act("plan_made"), on=plan.made_on + days(1), recorded_on=plan.made_on + days(1))
    change(plan, made_on=plan.made_on + days(1))


BREAKS = {
    # The team, the plan, going away
    "team_member_is_in_the_team_once": Break(
        lambda world: again(
            world.of_care(TeamMember), named_id=world.act("moved").pk, from_on=world.act("moved").on, until_on=None
        )
    ),
    "team_member_is_named_once_by_an_act": Break(lambda world: again(world.of_care(TeamMember), from_on=None)),
    "team_member_ends_after_beginning": Break(
        lambda world: change(world.of_care(TeamMember), until_on=LONG_AGO), others_hold_too=True
    ),
    "team_member_has_a_name": Break(lambda world: change(world.of_care(TeamMember), name="")),
    "case_has_one_care_plan_at_a_time": Break(
        lambda world: again(world.of_care(CarePlan), act_id=world.act("went_away").pk)
    ),
    "goal_is_due_after_its_plan_was_made": Break(lambda world: change(world.of_care(Goal), by_on=LONG_AGO)),
    "plan_is_made_before_its_goals_are_due": Break(plan_after_its_goal),
    "care_plan_is_reviewed_after_it_was_made": Break(lambda world: change(world.of_care(CarePlan), review_on=LONG_AGO)),
    "goal_that_is_settled_has_its_day": Break(lambda world: change(world.of_care(Goal), state="reached")),
    "somebody_is_away_once_at_a_time": Break(
        lambda world: again(
            world.of_care(Away), went_id=world.act("moved").pk, from_on=world.act("moved").on, expected_on=None
        ),
        others_hold_too=True,
    ),
    "nobody_is_away_twice_on_one_day": Break(
        lambda world: again(
            world.of_care(Away),
            went_id=world.act("moved").pk,
            from_on=world.act("moved").on,
            until_on=TOMORROW,
            expected_on=None,
        )
    ),
    "away_ends_after_it_begins": Break(
        lambda world: change(world.of_care(Away), until_on=LONG_AGO), others_hold_too=True
    ),
    "away_is_expected_back_after_going": Break(lambda world: change(world.of_care(Away), expected_on=LONG_AGO)),
    "somebody_keeps_touch_with_who_is_away": Break(lambda world: change(world.of_care(Away), keeps_touch="")),
    # Signs of reoffending, within their fences
    "sign_is_confirmed_by_a_second_person": Break(
        lambda world: change(sign(world), confirmed_by_id=sign(world).seen_by_id)
    ),
    "police_are_told_of_a_confirmed_sign_only": Break(
        lambda world: change(sign(world), confirmed_id=None, confirmed_by_id=None, confirmed_on=None)
    ),
    "receipt_of_the_police_follows_the_telling": Break(lambda world: change(sign(world), police_receipt_on=TODAY)),
    "sign_that_is_confirmed_lapses": Break(lambda world: change(sign(world), lapses_on=sign(world).confirmed_on)),
    "sign_is_marked_unfounded_by_somebody": Break(
        lambda world: change(sign(world), unfounded_on=TODAY, unfounded_told_to="钱某", unfounded_unsaid=True)
    ),
    "sign_is_answered_after_it_was_seen": Break(lambda world: change(sign(world), answered_on=LONG_AGO)),
    "sign_is_found_unfounded_after_it_was_seen": Break(
        lambda world: change(
            sign(world),
            unfounded_on=LONG_AGO,
            unfounded_by_id=sign(world).seen_by_id,
            unfounded_told_to="钱某",
            unfounded_unsaid=True,
        )
    ),
    "sign_that_is_unfounded_says_why": Break(
        lambda world: change(
            sign(world), unfounded_on=TODAY, unfounded_by_id=sign(world).seen_by_id, unfounded_told_to="钱某"
        )
    ),
    "sign_is_withdrawn_by_somebody_with_a_reason": Break(
        lambda world: change(sign(world), withdrawn_by_id=sign(world).seen_by_id)
    ),
    "sign_that_was_withdrawn_is_not_confirmed": Break(
        lambda world: change(
            sign(world), withdrawn_on=TODAY, withdrawn_by_id=sign(world).seen_by_id, withdrawn_why="误记"
        )
    ),
    "redaction_of_a_sign_says_why": Break(
        lambda world: SignRedaction.objects.using("owner").create(
            sign=sign(world),
            person_id=sign(world).person_id,
            why="",
            redacted_on=TODAY,
            redacted_by_id=sign(world).seen_by_id,
        )
    ),
    "receipt_of_the_police_follows_the_confirmation": Break(
        lambda world: change(sign(world), police_receipt_on=YESTERDAY, police_receipt_by="钱某")
    ),
    # What passes before release
    "sentence_for_life_has_no_months": Break(lambda world: change(world.one(Sentence), for_life=True)),
    "sentence_ends_after_admission": Break(lambda world: change(world.one(Sentence), release_on=LONG_AGO)),
    "verification_number_is_unique": Break(
        lambda world: again(
            world.one(Verification),
            act_id=world.act("went_away").pk,
            form_id=None,
            replied_on=world.act("went_away").on,
        )
    ),
    "verification_receipt_has_day_moment_and_hand": Break(
        lambda world: change(world.one(Verification), receipt_at=NOW)
    ),
    **{
        f"verification_of_{item}_not_true_has_evidence": Break(
            lambda world, item=item: change(world.one(Verification), **{item: "unknown", f"{item}_evidence": ""})
        )
        for item in ("name", "identity", "address")
    },
    "finding_stands_once_in_a_verification": Break(lambda world: again(world.one(ThreeFalseFinding))),
    "finding_has_evidence": Break(lambda world: change(world.one(ThreeFalseFinding), evidence="")),
    "finding_that_is_settled_says_how": Break(
        lambda world: change(world.one(ThreeFalseFinding), outcome="resolved", settled_on=TODAY)
    ),
    "major_change_receipt_has_day_moment_and_hand": Break(
        lambda world: change(world.one(MajorChange), receipt_on=TODAY)
    ),
    "major_change_was_learnt_or_told": Break(lambda world: change(world.one(MajorChange), told_id=None)),
    "family_is_referred_with_consent_only": Break(
        lambda world: change(world.one(FamilyNeed), referred_id=world.act("went_away").pk)
    ),
    "consent_names_who_gave_it": Break(lambda world: change(world.one(FamilyNeed), consent=True)),
    "outcome_of_a_family_need_has_its_day": Break(lambda world: change(world.one(FamilyNeed), outcome="已入学")),
    "outbound_form_is_received_after_it_was_sent": Break(
        lambda world: change(world.one(OutboundForm), receipt_on=LONG_AGO)
    ),
    "outbound_form_sent_by_post_has_a_scan_or_says_why": Break(
        lambda world: change(world.one(OutboundForm), no_scan_because="")
    ),
    "registration_form_by_post_has_a_scan_or_says_why": Break(
        lambda world: change(world.one(RegistrationForm), channel="post")
    ),
    "outbound_form_is_sent_after_admission": Break(lambda world: change(world.one(OutboundForm), sent_on=LONG_AGO)),
    "enquiry_is_answered_by_somebody_on_a_day": Break(lambda world: change(world.one(Enquiry), answered_on=TODAY)),
    "an_office_asks_once_until_it_is_answered": Break(lambda world: again(world.one(Enquiry))),
    # Duties, and what is told of them
    "duty_is_not_due_before_it_opens": Break(lambda world: change(of_a_case(world), due_on=LONG_AGO)),
    "duty_is_not_both_met_and_void": Break(lambda world: change(met(world), void_on=TODAY)),
    "police_who_were_told_hear_that_a_sign_was_unfounded": Break(
        lambda world: change(
            sign(world), unfounded_on=TODAY, unfounded_by_id=sign(world).seen_by_id, unfounded_unsaid=True
        )
    ),
    "finding_is_settled_after_it_was_found": Break(
        lambda world: change(
            world.one(ThreeFalseFinding),
            outcome="resolved",
            outcome_words="邻居证明",
            settled_on=LONG_AGO,
            settled_by_id=sign(world).seen_by_id,
        )
    ),
    "duty_left_undone_is_neither_met_nor_void": Break(lambda world: change(met(world), was_left=True)),
    "duty_is_not_met_before_it_opens": Break(lambda world: change(of_a_case(world), met_on=LONG_AGO)),
    "duty_is_about_a_case_or_of_an_office": Break(
        lambda world: change(of_a_case(world), case_id=None, person_id=None, office_id=None, owner_is_outside=True)
    ),
    "duty_names_the_person_of_its_case": Break(
        lambda world: change(of_a_case(world), person_id=world.inmate.person_id)
    ),
    "duty_of_a_case_is_about_a_person": Break(lambda world: change(of_a_case(world), person_id=None)),
    "duty_is_somebodys": Break(lambda world: change(of_a_case(world), office_id=None)),
    "duties_of_a_rule_in_a_case_are_numbered": Break(lambda world: again(of_a_case(world))),
    "duty_of_an_office_opens_once_a_day": Break(lambda world: again(of_an_office(world), number=9)),
    "a_level_is_told_once_of_a_duty": Break(lambda world: again(world.one(ToldUp))),
    "what_is_told_was_due": Break(lambda world: change(world.one(ToldUp), told_on=LONG_AGO)),
    "duty_told_to_a_level_was_told_about_its_due_day": Break(lambda world: change(of_a_case(world), told_level=2)),
    "new_duty_was_told_to_nobody": Break(lambda world: again(of_a_case(world), number=99, told_level=1)),
    "duty_rests_once_at_a_time": Break(
        lambda world: again(world.one(Pause), from_on=TODAY + days(7), until_on=TODAY + days(9))
    ),
    "pause_ends_after_it_begins": Break(
        lambda world: change(world.one(Pause), until_on=LONG_AGO), others_hold_too=True
    ),
    "pause_says_why": Break(lambda world: change(world.one(Pause), why="")),
    "one_digest_a_person_a_day": Break(lambda world: again(world.one(Digest), overdue=9)),
    # Offices
    "office_act_has_happened_when_it_is_recorded": Break(lambda world: again(world.one(OfficeAct), on=TOMORROW)),
    "office_act_recorded_late_says_why": Break(lambda world: again(world.one(OfficeAct), is_late=True)),
    "education_for_a_key_period_names_it": Break(
        lambda world: again(world.one(OfficeAct), kind="key_period_education")
    ),
    "office_act_is_withdrawn_after_it_was_recorded": Break(
        lambda world: again(world.one(OfficeAct), withdrawn_on=LONG_AGO)
    ),
    "office_act_is_put_right_with_a_reason": Break(lambda world: change(world.one(OfficeAct), on=TODAY)),
    "office_correction_says_why": Break(lambda world: change(world.one(OfficeCorrection), why="")),
    "office_correction_of_a_day_keeps_the_day_before": Break(
        lambda world: change(world.one(OfficeCorrection), day_before=None)
    ),
    "office_act_is_withdrawn_once": Break(
        lambda world: [again(world.one(OfficeCorrection), how="withdrawn") for _ in "12"]
    ),
    "morning_ends_after_it_began": Break(lambda world: change(world.one(Morning), ended_at=NOW - days(999))),
    "key_period_ends_after_it_begins": Break(
        lambda world: again(world.one(KeyPeriod), begins_on=TOMORROW, ends_on=YESTERDAY)
    ),
    "key_period_has_a_name": Break(lambda world: again(world.one(KeyPeriod), begins_on=TOMORROW, name="")),
    "key_period_is_put_right_with_a_reason": Break(lambda world: change(world.one(KeyPeriod), name="国庆")),
    "key_period_with_education_stays_as_it_is": Break(withdrawn_from_under_its_education),
    "key_period_correction_says_why": Break(lambda world: change(world.one(KeyPeriodCorrection), why="")),
    "key_period_correction_keeps_the_name_before": Break(
        lambda world: change(world.one(KeyPeriodCorrection), name_before="")
    ),
    "key_period_is_withdrawn_once": Break(
        lambda world: [again(world.one(KeyPeriodCorrection), how="withdrawn") for _ in "12"]
    ),
    "one_key_period_begins_on_a_day": Break(lambda world: again(world.one(KeyPeriod), name="国庆")),
    "enterprise_base_ends_after_it_begins": Break(lambda world: change(world.one(EnterpriseBase), until_on=YESTERDAY)),
    "enterprise_base_has_a_name": Break(lambda world: change(world.one(EnterpriseBase), name="")),
}


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_the_database_refuses_by_name(world, name):
    refused(name, BREAKS[name], world)


@pytest.mark.parametrize("name", with_control(BREAKS))
def test_control_without_the_guard_the_same_is_written(world, name):
    let_in_without(name, BREAKS[name], world)


def test_every_named_constraint_is_tried():
    tables = (
        *(
            TeamMember,
            CarePlan,
            Goal,
            Away,
            Sign,
            SignRedaction,
            Sentence,
            Verification,
            ThreeFalseFinding,
            MajorChange,
            FamilyNeed,
        ),
        *(
            OutboundForm,
            RegistrationForm,
            Enquiry,
            Duty,
            ToldUp,
            Pause,
            Digest,
            OfficeAct,
            OfficeCorrection,
            OfficeRounds,
            KeyPeriod,
            KeyPeriodCorrection,
            EnterpriseBase,
            Morning,
        ),
    )
    assert named_constraints(*tables) | OF_TRIGGERS == set(BREAKS)
