"""The closed list as whoever is named reads it: the most urgent first, what the keepers were told, and what they do for others (LAW-2)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from anbang.casework.custody.models import ReceptionArrangement, ReleaseNotice
from anbang.casework.juvenile.actions import propose_opening
from anbang.casework.models import Case
from anbang.coordination.morning.actions import evening, morning
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Posting, Staff
from anbang.organisations.queries import sign_in
from anbang.organisations.unattended import unattended
from tests.coordination.mornings import RELEASED, due
from tests.support.crew import NEXT, TODAY, District, days
from tests.support.people import office, post
from tests.web.planted import fresh, signed_in

OVERDUE, ALARM, ASKED = "封存名册里有事项逾期。", "封存名册里有接人警报。", "封存名册里有申请等您确认。"
WAITS = "封存档案中有事项上报封存管理人后长期未办"
TOLD = "已报封存管理人"


@pytest.fixture
def keepers(district: District) -> list[ActingStaff]:
    bureau = office(OfficeKind.JUSTICE_BUREAU)
    return [post(Role.SEALING_KEEPER, bureau) for _ in range(2)]


@pytest.fixture
def closed(keepers, district: District) -> Case:
    return district.closed_in_care(since=RELEASED)


def days_come(*days_of_them) -> None:
    """The mornings and evenings of these days."""
    for on in days_of_them:
        by = unattended("test", on=on)
        morning(on, by=by)
        evening(on, by=by)


def first_page(by: ActingStaff) -> str:
    return signed_in(by).get(reverse("today")).content.decode()


def the_list(by: ActingStaff) -> str:
    return fresh(by).get(reverse("closed_list")).content.decode()


def test_the_first_page_of_whoever_is_named_says_that_something_is_overdue_and_no_number(district, closed, keepers):
    for by in (keepers[0], district.assistant()):
        page = first_page(by)
        assert OVERDUE in page, by.role
        assert str(closed.number) not in page
    for by in (district.clerk(), district.aftercare(), district.assistant(NEXT), district.colleague()):
        assert "封存名册里" not in first_page(by), by.role


def test_an_alarm_at_the_gate_stands_before_everything_else(district, closed, keepers):
    days_come(RELEASED)
    assert ALARM in first_page(keepers[0])
    assert "没有人接到，或没有登记结果" in the_list(keepers[0])


def test_the_list_says_when_the_keepers_were_told(district, closed, keepers):
    assert TOLD not in the_list(keepers[0])
    days_come(TODAY)
    for by in (keepers[0], district.assistant()):
        assert TOLD in the_list(by)


def test_the_most_urgent_comes_first(district, closed, keepers):
    later = district.closed_in_care(since=RELEASED - days(30))
    page = the_list(keepers[0])
    assert page.index(str(later.number)) < page.index(str(closed.number))


def test_what_the_town_owes_is_offered_to_whoever_is_named(district, closed, keepers):
    assert due("receive", closed).owner_kind == "town"
    way = reverse("take_step", args=[closed.person_id, "reception"])
    for by in (district.assistant(), keepers[0]):
        assert way in the_list(by), by.role


def test_a_question_to_another_keeper_stands_on_their_first_page(district, closed, keepers):
    asking, other = keepers
    propose_opening(closed.person_id, "荣昌区人民法院（2024）渝0153刑封12号", TODAY, by=asking, on=TODAY)
    assert (ASKED in first_page(asking), ASKED in first_page(other)) == (False, True)
    assert "等您确认" in the_list(other)


def test_the_district_reads_one_sentence_and_only_when_it_has_waited(district, closed, keepers):
    days_come(TODAY - timedelta(1))
    assert WAITS not in first_page(district.aftercare())
    days_come(TODAY)
    assert WAITS not in first_page(district.aftercare()), "the keepers were told yesterday"


def test_after_long_the_district_is_told_to_ask(district, closed, keepers):
    days_come(RELEASED + days(2), TODAY)
    for by in (district.aftercare(), district.clerk()):
        assert WAITS in first_page(by)
    for by in (district.at(OfficeKind.TOWN_GOVERNMENT), district.assistant(), district.assistant(NEXT)):
        assert WAITS not in first_page(by)


def test_a_release_notice_about_a_closed_file_is_answered_by_a_keeper(clerk, assistant, take):
    case = take(sealing_proposed=True)
    keeper = again_as(Role.SEALING_KEEPER)
    notice = ReleaseNotice.objects.using("owner").get(case=case)
    way = reverse("arrange_reception", args=[notice.pk])
    assert way in the_list(keeper)
    assert signed_in(clerk).post(way, {"who_meets": "司法助理员"}).status_code == 404, "to a clerk it does not exist"
    assert fresh(keeper).post(way, {"who_meets": "司法助理员"}).status_code == 302
    assert ReceptionArrangement.objects.using("owner").filter(notice=notice).exists()


def again_as(role: Role) -> ActingStaff:
    """Whoever was posted in the role, signed in."""
    posting = Posting.objects.using("owner").filter(role=role).latest("id")
    return sign_in(Staff.objects.using("owner").get(pk=posting.staff_id), on=TODAY)
