"""A police station sees whom it helps or was told of as a priority person, as long as that lasts, and nobody else (clauses 2.1 and 2.3.2)."""

from datetime import date
from unittest.mock import patch

import pytest

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.actions import ClosingRecord, end_care, lift_priority, set_priority
from anbang.casework.care.models import Sign, TeamRole
from anbang.casework.care.signs import confirm_police_receipt, confirm_sign, note_sign, tell_police
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.custody.actions import alert_priority
from anbang.casework.models import Case
from anbang.casework.person.queries import visible_to
from anbang.casework.step import sight
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from tests.support.crew import HOME, NEXT, TODAY, District
from tests.support.people import office, post

WITH_AN_OFFICER = [NewMember(TeamRole.POLICE_OFFICER, "钱某"), NewMember(TeamRole.JUSTICE_ASSISTANT, "孙某")]
WITHOUT_ONE = WITH_AN_OFFICER[1:]
# The term of whoever came home on that day is over.
LONG_AGO = date(2020, 3, 2)


def at_the_station(district: District, town: str) -> ActingStaff:
    """An officer of the police station of a town."""
    return post(Role.POLICE_OFFICER, office(OfficeKind.POLICE_STATION, town))


@pytest.fixture
def officer(district: District) -> ActingStaff:
    """An officer of the station of the town where the person is."""
    return at_the_station(district, HOME)


@pytest.fixture
def case(district: District) -> Case:
    """Somebody in care."""
    return district.in_care()


def sees(by: ActingStaff, case: Case) -> bool:
    """Whether the person is among those whom `by` sees."""
    with acting(by):
        return visible_to(by).filter(pk=case.person_id).exists()


def test_a_station_that_has_nothing_to_do_with_somebody_does_not_see_them(officer, case):
    assert not sees(officer, case)


def test_a_station_sees_somebody_in_whose_team_its_officer_is_until_the_officer_leaves(district, officer, case):
    elsewhere = at_the_station(district, NEXT)
    name_team(case.pk, WITH_AN_OFFICER, by=district.assistant(), on=TODAY)
    assert sees(officer, case)
    assert not sees(elsewhere, case)
    name_team(case.pk, WITHOUT_ONE, by=district.assistant(), on=TODAY)
    assert not sees(officer, case)


def test_a_station_that_was_told_of_a_priority_person_sees_them_while_they_are_one(district, officer):
    inmate = district.filed()
    set_priority(inmate.pk, [PriorityReason.NO_HOME], words="见档案", by=district.assistant(), on=TODAY)
    assert not sees(officer, inmate), "nobody has told the station yet"
    alert_priority(inmate.pk, town_told="街道", police_told="派出所", by=district.assistant(), on=TODAY)
    assert sees(officer, inmate)
    lift_priority(inmate.pk, [PriorityReason.NO_HOME], words="已落实住处", by=district.assistant(), on=TODAY)
    assert not sees(officer, inmate)


def tell_of_a_sign(district: District, case: Case) -> Sign:
    """A sign that two people confirmed and of which the police were told."""
    sign = note_sign(case.pk, facts="见到", prevention="谈话", by=district.assistant(), on=TODAY)
    confirm_sign(sign.pk, by=district.colleague(), on=TODAY)
    tell_police(sign.pk, told_to="派出所", by=district.assistant(), on=TODAY)
    return sign


def test_being_told_of_a_sign_alone_opens_nothing(district, officer, case):
    tell_of_a_sign(district, case)
    assert not sees(officer, case)


def test_a_station_that_helps_confirms_with_its_own_hands_that_it_was_told_of_a_sign(district, officer, case):
    name_team(case.pk, WITH_AN_OFFICER, by=district.assistant(), on=TODAY)
    sign = tell_of_a_sign(district, case)
    confirm_police_receipt(sign.pk, received_by="钱某", by=officer, on=TODAY)
    sign.refresh_from_db(using="owner")
    assert sign.police_receipt_by == "钱某"


def test_after_the_end_of_care_no_station_sees_anybody(district, officer):
    case = district.in_care(since=LONG_AGO)
    name_team(case.pk, WITH_AN_OFFICER, by=district.assistant(on=LONG_AGO), on=LONG_AGO)
    assert sees(officer, case)
    end_care(case.pk, ClosingRecord("帮教期满"), by=district.assistant(), on=TODAY)
    assert not sees(officer, case)


def test_without_the_rule_for_stations_nobody_of_a_team_would_see_anybody(district, officer, case):
    """The control of the tests above: who is seen comes from the rule, and not from the posting."""
    with patch.object(sight, "_police", lambda *_given, **_named: iter(())):
        name_team(case.pk, WITH_AN_OFFICER, by=district.assistant(), on=TODAY)
    assert not sees(officer, case)
