"""A refusal tells whoever reads no more than their own work nothing of the file (LAW-1, LAW-6); whoever reads files is told what stands in the way."""

import re

import pytest
from django.urls import reverse

from anbang.casework.care.models import Sign
from anbang.casework.care.signs import confirm_sign, note_sign
from anbang.casework.models import Case
from anbang.casework.step import opening
from anbang.organisations.acting import ActingStaff
from anbang.papers.models import Export
from anbang.web.sheets import file as file_sheet
from tests.support.crew import TODAY, District, days
from tests.web.matrix import CARED, HERE
from tests.web.planted import Planted, fresh, signed_in
from tests.web.test_requests import ASKED, person_of

SIGN, DAY_ALONE = "苗头", "请核对日期"


@pytest.fixture
def with_a_sign(district: District) -> Case:
    """Somebody of whom a sign was confirmed the day before yesterday."""
    case = district.in_care(since=TODAY - days(40))
    note_sign(case.pk, facts="夜里常在外面", prevention="多去看看", by=district.assistant(), on=TODAY - days(2))
    confirm_sign(Sign.objects.using("owner").get(case=case).pk, by=district.colleague(), on=TODAY - days(2))
    return case


def refused(by: ActingStaff, case: Case, slug: str, **told: str) -> str:
    answer = signed_in(by).post(reverse("take_step", args=[case.person_id, slug]), told)
    assert answer.status_code == 422
    return answer.content.decode()


def died(days_before: int) -> dict[str, str]:
    return {"on": (TODAY - days(days_before)).isoformat(), "words": "听说", "late_because": "才知道"}


def test_a_village_is_told_the_day_alone_and_an_office_what_stands_in_the_way(district: District, with_a_sign: Case):
    village = refused(district.cadre(district.place()), with_a_sign, "death", **died(5))
    assert DAY_ALONE in village
    assert SIGN not in village.partition('id="errors"')[2].partition("</form>")[0]
    assert SIGN in refused(district.assistant(), with_a_sign, "death", **died(5))


def test_control_told_like_an_office_a_village_reads_of_the_sign(
    district: District, with_a_sign: Case, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(opening, "SUPERVISING", opening.SUPERVISING | {"village_cadre"})
    assert SIGN in refused(district.cadre(district.place()), with_a_sign, "death", **died(5))


def test_before_care_began_a_village_is_not_told_from_when_it_is(district: District, with_a_sign: Case):
    told = {"how": "at_home", "needs": "well", "on": "2020-02-29", "late_because": "补记"}
    page = refused(district.cadre(district.place()), with_a_sign, "visit", **told)
    assert DAY_ALONE in page
    assert "释放" not in page
    assert "帮教" not in page


# What is open is shut, and what is closed to others is not printed for them


def test_whatever_is_asked_for_shuts_what_was_opened_because_nobody_looked_on(planted: Planted):
    client = fresh(planted.seats["village cadre"])
    policy, question = reverse("policy"), "现在方便看吗"
    assert question in client.get(policy).content.decode()
    for elsewhere in (reverse("usersessions_list"), "/nowhere/", planted.address("one_of_mine", CARED)):
        assert client.post(reverse("open_veil"), {"next": policy}).status_code == 302
        assert question not in client.get(policy).content.decode()
        assert question not in client.get(reverse("places")).content.decode(), "pages of this kind lead to one another"
        client.get(elsewhere)
        assert question in client.get(policy).content.decode(), elsewhere
    assert question not in fresh(planted.seats["police officer"]).get(policy).content.decode()


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"])
def test_opening_leads_nowhere_else(planted: Planted, wanted: str):
    answer = fresh(planted.seats["village cadre"]).post(reverse("open_veil"), {"next": wanted})
    assert answer.headers["Location"] == reverse("today")


def test_a_sheet_for_colleagues_tells_nothing_of_requests(planted: Planted, monkeypatch: pytest.MonkeyPatch):
    client, person = fresh(planted.seats["justice assistant"]), person_of(HERE).pk
    client.post(reverse("take_step", args=[person, "take-in-request"]), ASKED)

    def sheet() -> str:
        printed = client.post(reverse("ask_sheet", args=[person, "file"]), {"purpose": "meeting"})
        return client.get(printed.headers["Location"]).content.decode().partition("<article")[2]

    assert "答复个人信息请求" not in sheet()
    monkeypatch.setattr(file_sheet, "WITHHELD", frozenset())
    assert "答复个人信息请求" in sheet(), "the control"


def test_a_sheet_that_is_asked_for_twice_is_put_on_record_once(planted: Planted):
    client, address = fresh(planted.seats["justice assistant"]), reverse("ask_sheet", args=[person_of(HERE).pk, "file"])
    key = re.search(r'name="form_key" value="([^"]+)"', client.get(address).content.decode())
    assert key is not None
    before = Export.objects.using("owner").count()
    told = {"purpose": "meeting", "form_key": key[1]}
    first, again = (client.post(address, told).headers["Location"] for _ in range(2))
    assert first == again
    assert Export.objects.using("owner").count() == before + 1
    assert client.post(address, {"purpose": "meeting"}).headers["Location"] != first, (
        "the control: another form is another sheet"
    )
