"""Whoever noted a sign of reoffending or was told of one finds it again from their own pages (clause 2.5); nobody else learns that there is one (LAW-6)."""

import pytest
from django.urls import reverse

from anbang.casework.care.models import Sign
from anbang.casework.care.signs import (
    answer_sign,
    confirm_police_receipt,
    confirm_sign,
    mark_unfounded,
    note_sign,
    tell_police,
)
from anbang.casework.care.team import name_team
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.organisations.days import day_in_words
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from tests.casework.test_police_stations import WITH_AN_OFFICER, at_the_station
from tests.support.crew import HOME, TODAY, District
from tests.support.people import office, post
from tests.web.planted import signed_in

HEAP = "向本派出所通报的苗头等待回执"
SEEN, ANSWER = "村里亲见之事", "本人之说明"


@pytest.fixture
def case(district: District) -> Case:
    """Somebody in care, in whose team an officer is."""
    found = district.in_care()
    name_team(found.pk, WITH_AN_OFFICER, by=district.assistant(), on=TODAY)
    return found


@pytest.fixture
def officer(district: District) -> ActingStaff:
    return at_the_station(district, HOME)


def noted(district: District, case: Case, by: ActingStaff) -> Sign:
    return note_sign(case.pk, facts=SEEN, prevention="谈话", by=by, on=TODAY)


def told(district: District, case: Case) -> Sign:
    sign = noted(district, case, district.assistant())
    confirm_sign(sign.pk, by=district.colleague(), on=TODAY)
    tell_police(sign.pk, told_to="派出所", by=district.assistant(), on=TODAY)
    return sign


def read(by: ActingStaff, name: str, *told: object) -> str:
    return signed_in(by).get(reverse(name, args=told)).content.decode().partition("<main")[2]


def test_a_station_that_was_told_of_a_sign_finds_it_on_its_first_page_one_step_from_the_receipt(
    district, case, officer
):
    assert HEAP not in read(officer, "today")
    sign = told(district, case)
    page = read(officer, "today")
    receipt = reverse("take_step_about", args=[case.person_id, "police-receipt", sign.pk])
    assert HEAP in page
    assert f'href="{receipt}"' in page
    assert f'href="{reverse("signs", args=[case.person_id])}"' in page
    assert SEEN not in page, "what was seen stands on the page of the signs alone"
    sent = signed_in(officer).post(receipt, {"on": TODAY.isoformat(), "received_by": "钱某"})
    assert sent.status_code == 302
    assert HEAP not in read(officer, "today")


def test_a_sign_of_which_the_police_were_told_is_reached_from_the_person(district, case, officer):
    assert reverse("signs", args=[case.person_id]) not in read(officer, "one_of_mine", case.person_id)
    told(district, case)
    page = read(officer, "one_of_mine", case.person_id)
    assert f'href="{reverse("signs", args=[case.person_id])}"' in page
    assert "已通报，等待回执" in page
    assert SEEN not in page
    assert SEEN in read(officer, "signs", case.person_id)


def test_the_page_of_the_signs_says_who_was_told_and_who_confirmed_it_each_with_the_day(district, case, officer):
    sign = told(district, case)
    assert "已通报公安机关的谁" in read(officer, "signs", case.person_id)
    assert "公安机关由谁签收" not in read(officer, "signs", case.person_id), "nobody has confirmed it yet"
    confirm_police_receipt(sign.pk, received_by="钱某", by=officer, on=TODAY)
    for page in (read(officer, "signs", case.person_id), read(district.assistant(), "signs", case.person_id)):
        assert f"{day_in_words(TODAY)} · 派出所" in page
        assert f"{day_in_words(TODAY)} · 钱某" in page


def test_a_station_learns_of_no_sign_before_it_is_told(district, case, officer):
    sign = noted(district, case, district.assistant())
    confirm_sign(sign.pk, by=district.colleague(), on=TODAY)
    assert reverse("signs", args=[case.person_id]) not in read(officer, "one_of_mine", case.person_id)
    assert HEAP not in read(officer, "today")


def test_a_station_that_does_not_see_the_person_is_shown_nothing(district, officer):
    case = district.in_care()
    told(district, case)
    assert HEAP not in read(officer, "today")


def test_nobody_waits_for_a_receipt_of_what_was_unfounded(district, case, officer):
    sign = told(district, case)
    mark_unfounded(sign.pk, why="查无此事", told_to="钱某", by=district.assistant(), on=TODAY)
    assert HEAP not in read(officer, "today")


def test_a_cadre_finds_the_sign_that_they_noted_and_what_the_person_says_to_it(district, case):
    cadre = district.cadre(district.place())
    sign = noted(district, case, cadre)
    answer_sign(sign.pk, words=ANSWER, by=district.assistant(), on=TODAY)
    page = read(cadre, "one_of_mine", case.person_id)
    assert f'href="{reverse("signs", args=[case.person_id])}"' in page
    assert "等待另一名工作人员确认" in page
    assert "说明" in page
    assert ANSWER not in page
    assert ANSWER in read(cadre, "signs", case.person_id)
    assert HEAP not in read(cadre, "today")


def test_what_somebody_else_noted_is_not_told_to_a_cadre(district, case):
    noted(district, case, district.assistant())
    cadre = district.cadre(district.place())
    other = post(Role.VILLAGE_CADRE, Office.objects.using("owner").get(pk=cadre.office_id))
    noted(district, case, other)
    assert reverse("signs", args=[case.person_id]) not in read(cadre, "one_of_mine", case.person_id)


def test_civil_affairs_learns_of_no_sign(district, case):
    told(district, case)
    officer = post(Role.CIVIL_AFFAIRS_OFFICER, office(OfficeKind.CIVIL_AFFAIRS, HOME))
    assert HEAP not in read(officer, "today")
