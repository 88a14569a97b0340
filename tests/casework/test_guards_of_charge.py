"""What the database itself refuses about acts, charge and terms, guard by guard, each by its name; and what gets in without it."""

from datetime import date

import pytest
from django.db import IntegrityError

from anbang.casework.act.models import Act, Correction
from anbang.casework.care.models import Away, CarePlan, Sign, TeamMember
from anbang.casework.charge.models import Caseworker, Responsibility, Transfer
from anbang.casework.custody.models import (
    PriorityAlert,
    ReceptionArrangement,
    RegistrationForm,
    ReleaseNotice,
    Verification,
)
from anbang.casework.person.models import Abode, Case
from anbang.organisations.acting import acting
from anbang.organisations.kinds import Role
from anbang.organisations.models import Office, Posting, Staff
from tests.casework.breaking import (
    OWNER,
    Break,
    again,
    change,
    let_in_without,
    named_constraints,
    refused,
    remove,
    undone,
    with_control,
)
from tests.casework.conftest import FIRST_DAY, TODAY, TOMORROW, YESTERDAY, World
from tests.support.crew import NEXT, THIRD, days


def holds_now(world: World) -> Responsibility:
    return Responsibility.objects.using(OWNER).get(case=world.case, until_on=None)


def held_before(world: World) -> Responsibility:
    return Responsibility.objects.using(OWNER).exclude(until_on=None).get(case=world.case)


def caseworker(world: World) -> Caseworker:
    return Caseworker.objects.using(OWNER).get(case=world.case, until_on=None)


def open_transfer(world: World) -> Transfer:
    return Transfer.objects.using(OWNER).get(case=world.case, ended_on=None)


def residence(world: World) -> Abode:
    return Abode.objects.using(OWNER).get(person=world.case.person_id, kind="residence", until_on=None)


def case_in_care(world: World) -> Case:
    return Case.objects.using(OWNER).get(pk=world.case.pk)


def a_day_between_two_offices(world: World) -> None:
    change(held_before(world), until_on=held_before(world).until_on - days(1))


def no_office_at_all(world: World) -> None:
    for row in (held_before(world), holds_now(world)):
        remove(row)


def care_without_an_office(world: World) -> None:
    change(world.inmate, care_from=TODAY, term_until=TOMORROW)


def care_begins_earlier(world: World) -> None:
    change(case_in_care(world), care_from=FIRST_DAY - days(1))


def the_case_closes_and_the_office_goes_on(world: World) -> None:
    change(case_in_care(world), closed_on=TODAY, closed_how="died", changes_on=None)


def who_holds_cases_leaves(world: World) -> None:
    held = caseworker(world)
    change(Posting.objects.using(OWNER).get(staff=held.staff_id, office=held.office_id), until_on=TODAY)


def who_holds_cases_is_deactivated(world: World) -> None:
    change(Staff.objects.using(OWNER).get(pk=caseworker(world).staff_id), is_active=False)


def colleague(world: World, *, until_on: date | None = None, is_active: bool = True) -> int:
    """Somebody else of the office, who holds nothing."""
    staff = Staff.objects.using(OWNER).create(username="colleague", name="同事", is_active=is_active)
    Posting.objects.using(OWNER).create(
        staff=staff,
        office_id=caseworker(world).office_id,
        role=Role.JUSTICE_ASSISTANT,
        from_on=FIRST_DAY,
        until_on=until_on,
    )
    return staff.pk


def a_leaver_takes_a_case(world: World) -> None:
    change(caseworker(world), staff_id=colleague(world, until_on=TODAY + days(5)))


def an_account_that_is_closed_takes_a_case(world: World) -> None:
    change(caseworker(world), staff_id=colleague(world, is_active=False))


def somebody_of_another_office_takes_a_case(world: World) -> None:
    held = caseworker(world)
    change(held, staff_id=world.district.assistant(THIRD).staff_id)


def a_case_comes_back_to_a_leaver(world: World) -> None:
    """What had ended goes on, and whoever had it has left since."""
    held = caseworker(world)
    change(held, staff_id=colleague(world, until_on=TODAY), until_on=held.from_on)
    change(held, until_on=None)


def an_office_with_people_ends(world: World) -> None:
    change(Office.objects.using(OWNER).get(pk=holds_now(world).office_id), until_on=TODAY)


OF_TRIGGERS = {
    "a day between two offices": ("case_in_care_has_a_responsible_office_every_day", Break(a_day_between_two_offices)),
    "no office at all": ("case_in_care_has_a_responsible_office_every_day", Break(no_office_at_all)),
    "an office for somebody not in care": (
        "case_in_care_has_a_responsible_office_every_day",
        Break(lambda world: again(holds_now(world), case_id=world.inmate.pk, person_id=world.inmate.person_id)),
    ),
    "another case's days": (
        "case_in_care_has_a_responsible_office_every_day",
        Break(lambda world: change(held_before(world), case_id=world.inmate.pk)),
    ),
    "an office after the end": (
        "case_in_care_has_a_responsible_office_every_day",
        Break(the_case_closes_and_the_office_goes_on, by="case_is_in_care_while_an_office_is_responsible"),
    ),
    "care without an office": (
        "case_in_care_has_a_responsible_office_every_day",
        Break(care_without_an_office, by="case_is_in_care_while_an_office_is_responsible"),
    ),
    "care before the first office": (
        "case_in_care_has_a_responsible_office_every_day",
        Break(care_begins_earlier, by="case_is_in_care_while_an_office_is_responsible"),
    ),
    "who holds cases leaves": (
        "nobody_leaves_while_holding_cases",
        Break(who_holds_cases_leaves),
    ),
    "who holds cases is deactivated": (
        "nobody_leaves_while_holding_cases",
        Break(who_holds_cases_is_deactivated, by="nobody_is_deactivated_while_holding_cases"),
    ),
    "a leaver takes a case": ("cases_are_in_hands_that_stay", Break(a_leaver_takes_a_case)),
    "an account that is closed takes a case": (
        "cases_are_in_hands_that_stay",
        Break(an_account_that_is_closed_takes_a_case),
    ),
    "somebody of another office takes a case": (
        "cases_are_in_hands_that_stay",
        Break(somebody_of_another_office_takes_a_case),
    ),
    "a case comes back to a leaver": ("cases_are_in_hands_that_stay", Break(a_case_comes_back_to_a_leaver)),
    "an office with people ends": ("no_office_ends_while_it_is_responsible", Break(an_office_with_people_ends)),
}


@pytest.mark.parametrize("what", sorted(OF_TRIGGERS))
def test_nobody_is_between_offices_whatever_wrote_the_rows(world, what):
    name, one = OF_TRIGGERS[what]
    refused(name, one, world)


@pytest.mark.parametrize("what", sorted(OF_TRIGGERS))
def test_control_without_its_trigger_it_gets_in(world, what):
    name, one = OF_TRIGGERS[what]
    let_in_without(name, one, world)


def test_rows_may_be_wrong_in_between_and_are_asked_when_the_transaction_ends(world):
    """A hand-over passes through a gap on its way, and is let through."""
    earlier = held_before(world)
    with undone():
        change(earlier, until_on=earlier.until_on - days(1))
        change(earlier, until_on=earlier.until_on)


def test_who_takes_a_case_stays_and_so_it_is_taken(world):
    """The control: the same hand-over to somebody whose posting has no end passes."""
    with undone():
        change(caseworker(world), staff_id=colleague(world))


def test_a_leaver_who_passes_the_case_on_in_the_same_transaction_is_let_through(world):
    before = caseworker(world).staff_id
    with undone():
        a_leaver_takes_a_case(world)
        change(caseworker(world), staff_id=before)


BREAKS = {
    # Acts
    "act_has_happened_when_it_is_recorded": Break(lambda world: change(world.act("went_away"), recorded_on=FIRST_DAY)),
    "act_recorded_late_says_why": Break(lambda world: change(world.act("received"), late_because="")),
    "reception_has_an_outcome": Break(lambda world: change(world.act("received"), told={"outcome": "flown"})),
    "priority_names_its_reasons": Break(lambda world: change(world.act("priority_set"), told={"reasons": []})),
    "care_begins_once_in_a_case": Break(lambda world: again(world.act("released"), kind="corrections_completed")),
    "correction_says_why": Break(lambda world: change(world.one(Correction), why="")),
    "correction_of_a_day_keeps_the_day_before": Break(lambda world: change(world.one(Correction), day_before=None)),
    # Who is responsible
    "case_has_one_responsible_office_at_a_time": Break(
        lambda world: again(holds_now(world), office_id=held_before(world).office_id)
    ),
    "responsibility_ends_after_it_begins": Break(
        lambda world: change(holds_now(world), until_on=FIRST_DAY), others_hold_too=True
    ),
    "responsible_is_an_office_here_or_outside": Break(lambda world: change(holds_now(world), is_outside=True)),
    "transfers_of_a_case_are_numbered": Break(
        lambda world: change(open_transfer(world), number=0),
    ),
    "case_has_one_open_transfer_at_a_time": Break(lambda world: again(open_transfer(world), number=7)),
    "transfer_ends_in_some_way": Break(lambda world: change(open_transfer(world), ended_on=TODAY)),
    "transfer_ends_after_it_opened": Break(
        lambda world: change(open_transfer(world), ended_on=YESTERDAY, outcome="returned")
    ),
    "transfer_is_here_on_one_side": Break(lambda world: change(open_transfer(world), sender_id=None, receiver_id=None)),
    "case_has_one_caseworker_at_a_time": Break(lambda world: again(caseworker(world), from_on=TODAY)),
    "caseworker_ends_after_it_begins": Break(
        lambda world: change(caseworker(world), until_on=FIRST_DAY), others_hold_too=True
    ),
    # Terms and places
    "case_number_is_unique": Break(lambda world: change(world.inmate, number=world.case.number)),
    "person_has_one_open_case_at_a_time": Break(
        lambda world: again(world.inmate, number="2026-99999"),
    ),
    "case_closes_in_some_way": Break(lambda world: change(world.inmate, closed_how="died")),
    "case_in_care_has_a_term_that_ends": Break(
        lambda world: change(case_in_care(world), term_until=FIRST_DAY - days(1))
    ),
    "case_closes_after_care_began": Break(
        lambda world: change(case_in_care(world), closed_on=FIRST_DAY - days(1), closed_how="died"),
        others_hold_too=True,
    ),
    "person_has_one_abode_of_a_kind_at_a_time": Break(lambda world: again(residence(world), act_id=None)),
    "abode_ends_after_it_begins": Break(
        lambda world: change(residence(world), until_on=FIRST_DAY), others_hold_too=True
    ),
    "abode_is_in_the_district_or_outside": Break(lambda world: change(residence(world), outside="四川省隆昌市")),
}
OF_ITSELF = {"act_with_its_day"}  # an id is one anyhow; it lets papers name the day of their act


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_the_database_refuses_by_name(world, name):
    refused(name, BREAKS[name], world)


@pytest.mark.parametrize("name", with_control(BREAKS))
def test_control_without_the_guard_the_same_is_written(world, name):
    let_in_without(name, BREAKS[name], world)


def test_every_named_constraint_is_tried():
    tables = (Act, Correction, Responsibility, Transfer, Caseworker, Case, Abode)
    assert named_constraints(*tables) - OF_ITSELF == set(BREAKS)


PAPERS = {
    RegistrationForm: ("registrationform_has_the_day_of_its_act", "received_on"),
    ReleaseNotice: ("releasenotice_has_the_day_of_its_act", "received_on"),
    Verification: ("verification_has_the_day_of_its_act", "replied_on"),
    PriorityAlert: ("priorityalert_has_the_day_of_its_act", "alerted_on"),
    ReceptionArrangement: ("receptionarrangement_has_the_day_of_its_act", "arranged_on"),
}


# What stands beside an act of care.
BESIDE = {
    CarePlan: ("careplan_has_the_day_of_its_act", "made_on"),
    TeamMember: ("teammember_has_the_day_of_its_act", "from_on"),
    Away: ("away_has_the_day_of_its_act", "from_on"),
    Sign: ("sign_has_the_day_of_its_act", "confirmed_on"),
}


@pytest.mark.parametrize("beside", BESIDE, ids=lambda beside: beside.__name__)
def test_what_stands_beside_an_act_of_care_is_of_its_day(world, beside):
    name, day = BESIDE[beside]
    row = world.of_care(beside)
    another_day = Break(lambda world: change(row, **{day: getattr(row, day) + days(1)}))
    refused(name, another_day, world)
    let_in_without(name, another_day, world)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.__name__)
def test_a_paper_is_of_the_day_of_its_act(world, paper):
    name, day = PAPERS[paper]
    another_day = Break(lambda world: change(world.one(paper, case=world.inmate), **{day: YESTERDAY}))
    refused(name, another_day, world)
    let_in_without(name, another_day, world)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.__name__)
def test_a_paper_follows_its_act_to_another_day(world, paper):
    _, day = PAPERS[paper]

    def correct(world: World) -> None:
        row = world.one(paper, case=world.inmate)
        change(Act.objects.using(OWNER).get(pk=row.act_id), on=YESTERDAY)
        row.refresh_from_db(using=OWNER)
        assert getattr(row, day) == YESTERDAY

    let_in_without("correction_says_why", Break(correct), world)


def test_what_the_app_takes_away_is_refused_as_well(world):
    """Row security shows the app's role fewer rows; the guard sees them all."""
    by = world.district.assistant(NEXT)
    with pytest.raises(IntegrityError) as error, acting(by):
        Responsibility.objects.get(pk=holds_now(world).pk).delete()
    cause = error.value.__cause__
    assert cause is not None
    assert cause.diag.constraint_name == "case_in_care_has_a_responsible_office_every_day"  # type: ignore[attr-defined]
