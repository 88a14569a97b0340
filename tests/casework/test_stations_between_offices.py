"""From one office to the next the station that helps stays the one that was named or told, until the office in charge names or tells anew."""

from collections.abc import Iterator
from datetime import date
from unittest.mock import patch

import pytest

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.actions import accept_transfer, lift_priority, set_priority
from anbang.casework.care.models import TeamRole
from anbang.casework.care.team import NewMember, name_own_members, name_team
from anbang.casework.charge.desks import Offices
from anbang.casework.custody.actions import alert_priority
from anbang.casework.models import Case
from anbang.casework.person.queries import get_person
from anbang.casework.step import sight
from anbang.casework.step.positions import Position
from anbang.casework.step.settled import Settled
from anbang.casework.step.standing import standing_of
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from anbang.policy.language.definitions import Place
from tests.casework.test_police_stations import WITH_AN_OFFICER, WITHOUT_ONE, at_the_station, sees
from tests.support.crew import HOME, NEXT, TODAY, District
from tests.support.recomputed import differences


@pytest.fixture
def case(district: District) -> Case:
    """Somebody in care."""
    return district.in_care()


@pytest.fixture
def helping(district: District) -> ActingStaff:
    """An officer of the station of the first town."""
    return at_the_station(district, HOME)


@pytest.fixture
def elsewhere(district: District) -> ActingStaff:
    """An officer of the station of the town to which somebody moves."""
    return at_the_station(district, NEXT)


def taken_over(district: District, case: Case) -> None:
    """The person moved to the next town, and its office has accepted."""
    district.moved(case)
    accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)


def alert(district: District, case: Case, town: str = HOME) -> None:
    """The office of a town tells town and police of a priority person."""
    alert_priority(case.pk, town_told="街道", police_told="派出所", by=district.assistant(town), on=TODAY)


def positions_of(by: ActingStaff, case: Case) -> frozenset[Position]:
    """As what somebody stands to the person."""
    with acting(by):
        return standing_of(get_person(case.person_id, for_staff=by), by=by).positions


def test_between_acceptance_and_renewal_the_station_that_was_named_sees_and_the_other_does_not(
    district, case, helping, elsewhere
):
    name_team(case.pk, WITH_AN_OFFICER, by=district.assistant(), on=TODAY)
    taken_over(district, case)
    assert sees(helping, case)
    assert not sees(elsewhere, case)
    assert differences(case.person_id, today=TODAY) == []


def test_once_the_office_in_charge_has_named_its_team_its_own_station_sees(district, case, helping, elsewhere):
    name_team(case.pk, WITH_AN_OFFICER, by=district.assistant(), on=TODAY)
    taken_over(district, case)
    name_team(case.pk, WITH_AN_OFFICER, by=district.assistant(NEXT), on=TODAY)
    assert not sees(helping, case)
    assert sees(elsewhere, case)
    assert differences(case.person_id, today=TODAY) == []


def test_once_the_office_in_charge_has_named_a_team_without_an_officer_no_station_sees(
    district, case, helping, elsewhere
):
    name_team(case.pk, WITH_AN_OFFICER, by=district.assistant(), on=TODAY)
    set_priority(case.pk, [PriorityReason.NO_HOME], words="见档案", by=district.assistant(), on=TODAY)
    alert(district, case)
    taken_over(district, case)
    assert sees(helping, case)
    name_team(case.pk, WITHOUT_ONE, by=district.assistant(NEXT), on=TODAY)
    assert not sees(helping, case)
    assert not sees(elsewhere, case)
    assert differences(case.person_id, today=TODAY) == []


def test_the_station_that_was_told_of_a_priority_person_sees_until_the_next_one_is_told(
    district, case, helping, elsewhere
):
    set_priority(case.pk, [PriorityReason.NO_HOME], words="见档案", by=district.assistant(), on=TODAY)
    alert(district, case)
    taken_over(district, case)
    assert sees(helping, case)
    assert not sees(elsewhere, case)
    alert(district, case, NEXT)
    assert not sees(helping, case)
    assert sees(elsewhere, case)
    assert differences(case.person_id, today=TODAY) == []
    lift_priority(case.pk, [PriorityReason.NO_HOME], words="已落实住处", by=district.assistant(NEXT), on=TODAY)
    assert not sees(elsewhere, case)


def test_a_station_that_named_its_own_officer_goes_on_seeing_after_the_transfer(district, case, helping, elsewhere):
    name_team(case.pk, WITH_AN_OFFICER, by=district.assistant(), on=TODAY)
    name_own_members(case.pk, [NewMember(TeamRole.POLICE_OFFICER, "郑某")], by=helping, on=TODAY)
    taken_over(district, case)
    assert sees(helping, case)
    assert not sees(elsewhere, case)
    assert differences(case.person_id, today=TODAY) == []


def test_a_town_that_names_the_team_with_the_officer_who_is_there_opens_the_file_to_no_other_station(
    district, case, helping, elsewhere
):
    name_team(case.pk, WITH_AN_OFFICER, by=district.assistant(), on=TODAY)
    taken_over(district, case)
    name_team(case.pk, WITH_AN_OFFICER, by=district.at(OfficeKind.TOWN_GOVERNMENT, NEXT), on=TODAY)
    assert sees(helping, case)
    assert not sees(elsewhere, case)
    assert differences(case.person_id, today=TODAY) == []


def test_whoever_sees_as_the_police_is_offered_the_steps_of_the_police(district, case, helping):
    name_team(case.pk, WITH_AN_OFFICER, by=district.assistant(), on=TODAY)
    taken_over(district, case)
    assert positions_of(helping, case) == {Position.POLICE}


def test_a_station_that_does_not_see_stands_to_nobody_as_the_police(district, case, elsewhere):
    name_team(case.pk, WITH_AN_OFFICER, by=district.assistant(), on=TODAY)
    taken_over(district, case)
    reading = district.aftercare()
    with acting(reading):
        found = standing_of(get_person(case.person_id, for_staff=reading), by=elsewhere)
    assert found.positions == frozenset()


def as_it_was(one: Settled, offices: Offices, *, today: date) -> Iterator[int]:
    """The rule before: the station of the town that is in charge now, whoever named the team."""
    town = one.course.places.get(Place.TOWN_IN_CHARGE) or one.course.places.get(Place.REGISTERED_TOWN)
    station = offices.at(OfficeKind.POLICE_STATION, int(str(town)), on=today)
    if station is not None:
        yield station


def test_by_the_town_in_charge_alone_a_station_that_was_never_told_would_see(district, case, helping, elsewhere):
    """The control of the tests above."""
    name_team(case.pk, WITH_AN_OFFICER, by=district.assistant(), on=TODAY)
    with patch.object(sight, "stations_that_see", as_it_was):
        taken_over(district, case)
    assert sees(elsewhere, case)
    assert not sees(helping, case)
    assert differences(case.person_id, today=TODAY) != []


def test_whoever_keeps_an_officer_in_the_team_gives_no_sight_back_that_has_ended(district, case, helping, elsewhere):
    name_team(case.pk, WITH_AN_OFFICER, by=district.assistant(), on=TODAY)
    taken_over(district, case)
    set_priority(case.pk, [PriorityReason.NO_HOME], words="见档案", by=district.assistant(NEXT), on=TODAY)
    alert(district, case, NEXT)
    lift_priority(case.pk, [PriorityReason.NO_HOME], words="已落实住处", by=district.assistant(NEXT), on=TODAY)
    name_team(case.pk, WITH_AN_OFFICER, by=district.clerk(), on=TODAY)
    assert not sees(helping, case)
    assert not sees(elsewhere, case)
    assert differences(case.person_id, today=TODAY) == []
