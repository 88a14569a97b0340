"""Forms with rows show those that hold something and one that is empty; more of them are a press away, without script."""

import re

import pytest
from django.urls import reverse

from anbang.casework.care.models import TeamMember, TeamRole
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.models import Case
from tests.support.crew import TODAY, District
from tests.web.planted import signed_in

ROLES = re.compile(r'name="role_(\d+)"')


def rows_of(page: str) -> tuple[list[str], list[str]]:
    """Numbers of the rows in view, and of those that are folded away."""
    shown, folded = page.partition('<details class="fold"><summary>')[::2]
    return ROLES.findall(shown), ROLES.findall(folded)


def read(district: District, case: Case, query: str = "") -> str:
    address = reverse("take_step", args=[case.person_id, "team"])
    page = signed_in(district.assistant()).get(address + query).content.decode()
    return page.partition("<main")[2].partition("<aside")[0]


def test_of_an_empty_team_there_is_a_row_in_view_for_each_of_the_four_in_one(district: District):
    assert rows_of(read(district, district.in_care())) == (["0", "1", "2", "3"], ["4"])


def test_after_what_stands_there_one_empty_row_is_in_view(district: District):
    case = district.in_care()
    members = [NewMember(TeamRole.VOLUNTEER, f"志愿者{number}", "社会") for number in "甲乙丙丁戊"]
    name_team(case.pk, members, by=district.assistant(), on=TODAY)
    assert rows_of(read(district, case)) == (["0", "1", "2", "3", "4", "5"], ["6", "7", "8", "9"])


def test_rows_that_the_link_asks_for_are_in_view(district: District):
    asked = "&".join(f"role={role}" for role in list(TeamRole)[:5])
    assert rows_of(read(district, district.in_care(), f"?{asked}"))[0] == ["0", "1", "2", "3", "4", "5"]


def test_what_was_sent_and_refused_is_in_view_wherever_it_stands(district: District):
    case = district.in_care()
    address = reverse("take_step", args=[case.person_id, "team"])
    sent = {"on": TODAY.isoformat(), **{f"name_{number}": "" for number in range(7)}, "name_5": "钱某"}
    page = signed_in(district.assistant()).post(address, sent).content.decode().partition("<aside")[0]
    assert "请选择身份" in page
    assert rows_of(page) == (["0", "1", "2", "3", "4", "5", "6"], [])


@pytest.mark.parametrize("written", [{"unit_1": "某协会"}, {"phone_1": "13900000000"}, {"role_1": "volunteer"}])
def test_what_is_written_in_a_row_without_its_name_is_asked_for_and_not_thrown_away(
    district: District, written: dict[str, str]
):
    case = district.in_care()
    address = reverse("take_step", args=[case.person_id, "team"])
    sent = {"on": TODAY.isoformat(), "role_0": "other", "name_0": "钱某", "name_1": "", **written}
    answer = signed_in(district.assistant()).post(address, sent)
    assert answer.status_code == 422
    assert "这一行写了别的内容" in answer.content.decode()
    assert not TeamMember.objects.using("owner").filter(case=case).exists()


def test_a_goal_without_its_words_is_asked_for_too(district: District):
    case = district.in_care()
    address = reverse("take_step", args=[case.person_id, "plan"])
    sent = {
        "on": TODAY.isoformat(),
        "area_0": "work",
        "goal_0": "找到工作",
        "area_1": "home",
        "goal_1": "",
        "helper_1": "村里",
    }
    assert signed_in(district.assistant()).post(address, sent).status_code == 422


def test_whoever_takes_a_name_out_has_left_and_a_role_that_the_link_asked_for_is_nobody(district: District):
    case, by = district.in_care(), district.assistant()
    name_team(
        case.pk, [NewMember(TeamRole.VOLUNTEER, "乙", "社会"), NewMember(TeamRole.OTHER, "甲", "村里")], by=by, on=TODAY
    )
    address = reverse("take_step", args=[case.person_id, "team"]) + "?role=family_member"
    left = {"role_0": "volunteer", "name_0": "", "unit_0": "社会"}
    stays = {"role_1": "other", "name_1": "甲", "unit_1": "村里", "role_2": "family_member", "name_2": ""}
    assert signed_in(by).post(address, {"on": TODAY.isoformat(), **left, **stays}).status_code == 302
    helpers = TeamMember.objects.using("owner").on(TODAY).filter(case=case)
    assert list(helpers.values_list("name", flat=True)) == ["甲"]
