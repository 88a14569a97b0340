"""Whoever must name a member of a care team finds the gap on the first page, and from there the form that names it (clause 2.1, ORG-2)."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.actions import accept_transfer, set_priority
from anbang.casework.care.models import TeamMember, TeamRole
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.custody.actions import alert_priority
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Staff
from tests.support.crew import HOME, NEXT, TODAY, District
from tests.support.people import office, post

HEAP = "帮教小组缺人，由本单位确定"
# The same on a village's telephone, which says to nobody what it is about.
UNSETTLED = "还没有定由谁联系的"
MOTHER, VOLUNTEER = "甲母", "乙志愿者"


@pytest.fixture
def case(district: District) -> Case:
    """Somebody in care, in whose team are the mother and a volunteer."""
    found = district.in_care()
    return with_a_team(district, found)


def with_a_team(district: District, case: Case) -> Case:
    named = [NewMember(TeamRole.FAMILY_MEMBER, MOTHER, phone="138"), NewMember(TeamRole.VOLUNTEER, VOLUNTEER)]
    name_team(case.pk, named, by=district.assistant(), on=TODAY)
    return case


def browser(by: ActingStaff) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.using("owner").get(pk=by.staff_id))
    return client


def read(by: ActingStaff, address: str, **asked: str) -> str:
    told = browser(by).get(address, asked)
    assert told.status_code == 200, address
    return told.content.decode().partition("<main")[2]


def first_page(by: ActingStaff) -> str:
    return read(by, reverse("today")) + read(by, reverse("also_waiting"))


def member_form(case: Case) -> str:
    return reverse("take_step", args=[case.person_id, "team-member"])


def team(case: Case) -> list[str]:
    return sorted(TeamMember.objects.using("owner").on(TODAY).filter(case=case).values_list("name", flat=True))


def test_a_village_finds_the_gap_and_names_its_cadre_from_there(district, case):
    cadre = district.cadre(district.place())
    page = first_page(cadre)
    assert UNSETTLED in page
    assert "缺村（社区）干部" in page
    assert f'href="{member_form(case)}"' in page
    form = read(cadre, member_form(case))
    assert f'value="{cadre.name}"' in form, "the reader stands there already"
    assert MOTHER not in form, "whom others named is not shown"
    sent = browser(cadre).post(
        member_form(case), {"on": TODAY.isoformat(), "name_0": "孙主任", "phone_0": "13900000009"}
    )
    assert sent.headers["Location"] == reverse("one_of_mine", args=[case.person_id])
    assert team(case) == sorted([MOTHER, VOLUNTEER, "孙主任"])
    assert UNSETTLED not in first_page(cadre)
    assert TeamMember.objects.using("owner").get(name="孙主任").unit == cadre.office_name


def test_an_empty_form_of_a_village_comes_back_with_its_fault_at_the_name(district, case):
    cadre = district.cadre(district.place())
    response = browser(cadre).post(member_form(case), {"on": TODAY.isoformat(), "name_0": ""})
    assert response.status_code == 422
    assert "请至少写一名成员" in response.content.decode()
    assert team(case) == sorted([MOTHER, VOLUNTEER])


def test_a_station_finds_it_of_a_priority_person_alone(district, case):
    station = post(Role.POLICE_OFFICER, office(OfficeKind.POLICE_STATION, HOME))
    assert HEAP not in first_page(station)
    assert browser(station).get(member_form(case)).status_code == 404
    by = district.assistant()
    set_priority(case.pk, [PriorityReason.NO_HOME], words="见档案", by=by, on=TODAY)
    alert_priority(case.pk, town_told="街道", police_told="派出所", by=by, on=TODAY)
    assert "缺派出所民警" in first_page(station)
    assert browser(station).post(member_form(case), {"on": TODAY.isoformat(), "name_0": "赵警官"}).status_code == 302
    assert "赵警官" in team(case)


def test_the_justice_office_opens_the_form_with_the_missing_roles_in_their_rows(district, case):
    by = district.assistant()
    page = first_page(by)
    assert "缺司法助理员" in page
    assert "派出所在这里登记不了，由本所问清后代为确定" in page
    assert "缺村（社区）干部" not in page, "the village names its own"
    address = reverse("take_step", args=[case.person_id, "team"])
    wanted = "?role=police_officer&amp;role=justice_assistant"
    assert f'href="{address}{wanted}"' in page
    form = read(by, address, role="police_officer")
    assert form.index(f'value="{MOTHER}"') < form.index('<option value="police_officer" selected>')
    assert 'value="unheard_of"' not in read(by, address, role="unheard_of")


def test_the_file_says_who_names_each_and_opens_the_form_for_whoever_may(district, case):
    file = reverse("case_file", args=[case.person_id])
    told = read(district.assistant(), file, tab="team")
    for role, office_kind in (
        ("派出所民警", "派出所"),
        ("司法助理员", "司法所"),
        ("村（社区）干部", "村（居）民委员会"),
    ):
        assert f"缺{role}" in told
        assert f"由{office_kind}确定" in told
    assert "?role=village_cadre" in told
    assert "缺家庭成员" not in told


def test_a_team_that_is_still_due_is_not_told_twice_to_the_justice_office(district):
    case = district.in_care()
    page = first_page(district.assistant())
    assert HEAP not in page
    assert "确定帮教小组" in page, "the duty"
    assert "缺村（社区）干部" in first_page(district.cadre(district.place()))
    with_a_team(district, case)
    assert HEAP in first_page(district.assistant())


@pytest.mark.usefixtures("contexts")
def test_more_than_the_first_page_holds_is_reached_by_pages(district):
    for _ in range(7):
        with_a_team(district, district.in_care())
    by = district.assistant()
    page = browser(by).get(reverse("also_waiting"))
    assert (len(page.context["lacking"]), page.context["lacking_count"]) == (5, 7)
    assert f'href="{reverse("lacking_teams")}"' in page.content.decode()
    assert browser(by).get(reverse("lacking_teams")).context["page"].paginator.count == 7


def test_control_whoever_names_nobody_has_no_such_heap(district, case):
    for by in (district.clerk(), district.at(OfficeKind.TOWN_GOVERNMENT), district.at(OfficeKind.CIVIL_AFFAIRS)):
        assert HEAP not in first_page(by)
        assert browser(by).get(reverse("lacking_teams")).status_code == 404


def test_where_one_of_mine_lacks_our_member_the_page_says_so(district, case):
    cadre, civil = district.cadre(district.place()), district.at(OfficeKind.CIVIL_AFFAIRS)
    page = read(cadre, reverse("one_of_mine", args=[case.person_id]))
    assert "还没有定由本村（社区）的谁来联系。" in page
    browser(cadre).post(member_form(case), {"on": TODAY.isoformat(), "name_0": "孙主任"})
    assert "还没有定由" not in read(cadre, reverse("one_of_mine", args=[case.person_id]))
    assert browser(civil).get(member_form(case)).status_code == 404


def naming_form(case: Case) -> str:
    return reverse("take_step", args=[case.person_id, "team"])


def sent_from(page: str, **rows: str) -> dict[str, str]:
    """What the browser sends from a form as it was opened."""
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found is not None
    return {"on": TODAY.isoformat(), "seen": found[1], **rows}


def test_a_form_that_grew_old_throws_nobody_out_unseen_and_keeps_what_was_typed(district, case):
    by, cadre = district.assistant(), district.cadre(district.place())
    rows = {"role_0": "family_member", "name_0": MOTHER, "role_1": "volunteer", "name_1": "新志愿者"}
    old = sent_from(read(by, naming_form(case)), **rows)
    old["was team"] = f"family_member {MOTHER}\nvolunteer {VOLUNTEER}"
    browser(cadre).post(member_form(case), {"on": TODAY.isoformat(), "name_0": "孙主任"})
    refused = browser(by).post(naming_form(case), old)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "小组已经变动，现在是：" in page
    assert "村（社区）干部 孙主任" in page
    assert 'value="新志愿者"' in page, "the values are kept"
    assert 'name="name_2" value="孙主任"' in page, "whoever came in meanwhile is written down already"
    assert f'value="{VOLUNTEER}"' not in page, "and whoever was taken out is not"
    assert team(case) == sorted([MOTHER, VOLUNTEER, "孙主任"])
    again = sent_from(page, **rows, role_2="village_cadre", name_2="孙主任")
    assert browser(by).post(naming_form(case), again).status_code == 302
    assert team(case) == sorted([MOTHER, "新志愿者", "孙主任"])


def test_control_a_form_of_the_team_that_stands_is_taken(district, case):
    by = district.assistant()
    rows = {"role_0": "family_member", "name_0": MOTHER}
    assert browser(by).post(naming_form(case), sent_from(read(by, naming_form(case)), **rows)).status_code == 302
    assert team(case) == [MOTHER]


def test_the_town_is_offered_to_name_whom_it_may_and_no_officer(district, case):
    town, file = district.at(OfficeKind.TOWN_GOVERNMENT), reverse("case_file", args=[case.person_id])
    page = read(town, file, tab="team")
    assert "缺派出所民警" in page
    assert "?role=village_cadre" in page
    assert "?role=police_officer" not in page
    assert "?role=police_officer" in read(district.assistant(), file, tab="team")
    officer = {"on": TODAY.isoformat(), "role_0": "police_officer", "name_0": "某某"}
    refused = browser(town).post(naming_form(case), officer)
    assert refused.status_code == 422
    assert "派出所民警由司法所确定" in refused.content.decode()


def test_a_team_of_the_former_office_is_told_as_to_be_renewed(district, case):
    district.moved(case, NEXT)
    accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    by, file = district.assistant(NEXT), reverse("case_file", args=[case.person_id])
    told = "小组是原负责的单位确定的，请重新确定。"
    assert told in first_page(by)
    assert told in read(by, file, tab="team")
    named = [NewMember(TeamRole.FAMILY_MEMBER, MOTHER), NewMember(TeamRole.VOLUNTEER, VOLUNTEER)]
    name_team(case.pk, named, by=by, on=TODAY)
    assert told not in first_page(by)
    assert told not in read(by, file, tab="team")


def test_the_history_says_whom_an_office_named_of_its_own_and_not_a_whole_team(district, case):
    browser(district.cadre(district.place())).post(member_form(case), {"on": TODAY.isoformat(), "name_0": "孙主任"})
    page = read(district.assistant(), reverse("case_file", args=[case.person_id]), tab="history")
    assert "确定村（社区）干部：孙主任" in page
    assert "家庭成员、志愿者" in page, "the naming of the justice office says as what everybody helps"
    assert page.count("家庭成员") == 1
