"""Whose duties are read by whom: helpers read their own work alone, and of a sign of reoffending nobody reads but those who answer for it."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from anbang.casework.care.models import TeamRole
from anbang.casework.care.signs import confirm_sign, note_sign
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.duty import queries
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Staff
from tests.support.crew import HOME, TODAY, District
from tests.support.people import office, post

SIGN, OTHERS = "向公安机关通报苗头", "制定帮教方案"


@pytest.fixture
def case(district: District) -> Case:
    """Somebody whom police, village, civil affairs and town see, with a sign that the police must be told of."""
    case, by = district.in_care(), district.assistant()
    name_team(case.pk, [NewMember(TeamRole.POLICE_OFFICER, "钱某")], by=by, on=TODAY)
    sign = note_sign(case.pk, facts="见到", prevention="谈话", by=by, on=TODAY)
    confirm_sign(sign.pk, by=district.colleague(), on=TODAY)
    return case


def first_page(by: ActingStaff) -> Iterator[str]:
    """What the first page says, with its own work and with that of others."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.using("owner").get(pk=by.staff_id))
    for asked in ({}, {"whose": "others"}):
        yield client.get(reverse("today"), asked).content.decode()


def test_whoever_helps_reads_nobody_elses_work(district, case):
    police = post(Role.POLICE_OFFICER, office(OfficeKind.POLICE_STATION, HOME))
    for by in (police, district.cadre(district.place()), district.at(OfficeKind.CIVIL_AFFAIRS)):
        for page in first_page(by):
            assert SIGN not in page, by.office_kind
            assert OTHERS not in page, by.office_kind


def test_a_town_reads_what_is_to_be_done_and_nothing_of_a_sign(district, case):
    town = district.at(OfficeKind.TOWN_GOVERNMENT)
    _own, others = first_page(town)
    assert OTHERS in others
    assert SIGN not in others
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.using("owner").get(pk=town.staff_id))
    file = client.get(reverse("case_file", args=[case.person_id]), {"tab": "duties"}).content.decode()
    assert OTHERS in file
    assert SIGN not in file
    told = Duty.objects.using("owner").get(case=case, rule="tell_police")
    assert client.get(reverse("why", args=[told.pk])).status_code == 404


def test_whoever_answers_for_it_reads_it(district, case):
    own, _others = first_page(district.assistant())
    assert SIGN in own


def test_without_the_list_of_its_readers_the_town_would_read_of_it(district, case, monkeypatch):
    """The control."""
    monkeypatch.setattr(queries, "READ_BY", {})
    _own, others = first_page(district.at(OfficeKind.TOWN_GOVERNMENT))
    assert SIGN in others
