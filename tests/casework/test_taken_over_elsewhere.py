"""Once another district cares for somebody, or has them in its register, those who helped and paid here see them no longer (ADR 0014)."""

from unittest.mock import patch

import pytest

from anbang.assistance.allowance.actions import approve_allowance, certify_hardship, check_allowance
from anbang.casework.care.actions import accept_transfer, change_registered_place
from anbang.casework.care.models import TeamRole
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.handover.actions import Arrival, report_in
from anbang.casework.models import Case
from anbang.casework.person.queries import visible_to
from anbang.casework.step import police, sight
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from tests.support.crew import HOME, OUTSIDE, TODAY, District
from tests.support.people import office, post
from tests.support.recomputed import differences

OFFICER = [NewMember(TeamRole.POLICE_OFFICER, "钱某")]


def sees(by: ActingStaff, case: Case) -> bool:
    """Whether the person is among those whom `by` sees."""
    with acting(by):
        return visible_to(by).filter(pk=case.person_id).exists()


@pytest.fixture
def officer(district: District) -> ActingStaff:
    """An officer of the station of the town where the person is."""
    return post(Role.POLICE_OFFICER, office(OfficeKind.POLICE_STATION, HOME))


@pytest.fixture
def helped(district: District) -> Case:
    """Somebody in care, with an officer of the station in the team."""
    case = district.in_care()
    name_team(case.pk, OFFICER, by=district.assistant(), on=TODAY)
    return case


def test_a_station_sees_nobody_for_whom_another_district_cares(district, officer, helped):
    district.moved(helped, OUTSIDE)
    assert sees(officer, helped), "until it is accepted they are cared for here"
    accept_transfer(helped.pk, by=district.assistant(), on=TODAY)
    assert not sees(officer, helped)
    assert differences(helped.person_id, today=TODAY) == []


def test_control_a_station_that_asks_nobody_who_cares_would_see_them_for_ever(district, officer, helped):
    district.moved(helped, OUTSIDE)
    with patch.object(police, "OUTSIDE", "nowhere"):
        accept_transfer(helped.pk, by=district.assistant(), on=TODAY)
    assert sees(officer, helped)


@pytest.fixture
def paid(district: District) -> Case:
    """Somebody in care whose allowance was approved."""
    case, on = district.in_care(), {"on": TODAY}
    report_in(case.pk, Arrival(has_certificate=True, certificate="1"), by=district.assistant(), **on)
    certify_hardship(case.pk, words="", by=district.cadre(district.place()), **on)
    check_allowance(case.pk, by=district.assistant(), **on)
    approve_allowance(case.pk, by=district.at(OfficeKind.TOWN_GOVERNMENT), **on)
    return case


def test_civil_affairs_sees_nobody_who_is_registered_in_another_district_by_now(district, paid):
    payer = district.at(OfficeKind.CIVIL_AFFAIRS)
    district.moved(paid, OUTSIDE)
    assert sees(payer, paid), "whoever is registered here is paid, wherever they live"
    change_registered_place(paid.pk, OUTSIDE, by=district.assistant(), on=TODAY)
    assert not sees(payer, paid)
    assert differences(paid.person_id, today=TODAY) == []


def test_control_who_pays_by_the_town_that_stands_in_would_see_them_for_ever(district, paid):
    with patch.object(sight, "_is_paid_elsewhere", return_value=False):
        change_registered_place(paid.pk, OUTSIDE, by=district.assistant(), on=TODAY)
    assert sees(district.at(OfficeKind.CIVIL_AFFAIRS), paid)
