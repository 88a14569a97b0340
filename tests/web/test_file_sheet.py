"""The file on paper for colleagues: what they need at a meeting, and nothing of offence, signs, opinions or reasons of priority (LAW-1, LAW-5, LAW-6)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anbang.casework.act.models import Act
from anbang.casework.care.models import Sign
from anbang.casework.care.signs import confirm_sign
from anbang.policy import duty_definition
from anbang.web.sheets import file as file_sheet
from anbang.web.sheets.extract import ONLY_A_NUMBER
from tests.support.people import TODAY
from tests.web.matrix import CARED, CLOSED, HERE, THERE
from tests.web.names import (
    CONTACT,
    NAMES,
    NUMBERS,
    OF_THE_OFFICE,
    OF_THE_VILLAGE,
    OFFENCES,
    OFFICER,
    OPINIONS,
    PRIORITY_WORDS,
    SEARCH,
    SIGN,
    TEAM,
    TELEPHONE,
)
from tests.web.planted import Planted, fresh
from tests.web.printing import article, asked, printed

SEAT = "justice assistant"
TELLING = "向公安机关通报苗头"


def person_of(planted: Planted, whose: str) -> int:
    return int(planted.arguments["case_file"][whose]["person_id"])


def ask(planted: Planted, whose: str, slug: str = "file") -> str:
    return reverse("ask_sheet", args=[person_of(planted, whose), slug])


def sheet_of(planted: Planted, whose: str, seat: str = SEAT, slug: str = "file", **told: str) -> str:
    return article(printed(fresh(planted.seats[seat]), person_of(planted, whose), slug, **told))


# What stands on it


def test_colleagues_read_who_it_is_where_it_stands_who_helps_what_was_seen_and_what_is_due(planted):
    told = sheet_of(planted, CARED)
    for words in (NAMES[CARED], "男", "岁", "户籍地", "居住地", f"{CONTACT} 139****9876", "失去联系，正在查找"):
        assert words in told
    for words in ("帮教中", "帮教起算", "帮教到", "昌元司法所", "承办人"):
        assert words in told
    for words in (TEAM, OFFICER, "就业", OF_THE_OFFICE, OF_THE_VILLAGE, "困难：就业", "进行中"):
        assert words in told
    for words in (
        "还要办的事",
        "问村居和家里有什么困难",
        "今日到期",
        "昌元街道办事处",
        "困难补助",
        "已发",
        "档案材料",
        "释放证明",
    ):
        assert words in told


def test_a_visit_of_more_than_a_year_ago_does_not_stand_there(planted):
    assert OF_THE_VILLAGE in sheet_of(planted, CARED), "the control"
    visits = Act.objects.using("owner").filter(person=person_of(planted, CARED), kind="visited")
    visits.update(on=TODAY - timedelta(days=366))
    assert OF_THE_VILLAGE not in sheet_of(planted, CARED)


def test_the_purpose_as_it_was_typed_stands_on_every_sheet_with_its_numbers_masked(planted):
    for slug in ("file", "extract"):
        told = sheet_of(planted, CARED, slug=slug, purpose="other", words=f"联席会议，{TELEPHONE}")
        assert "用途：其他：联席会议，139****9876" in told
        assert TELEPHONE not in told


# What does not


def test_nothing_of_the_offence_the_sign_the_opinion_or_the_reasons_of_priority_stands_there(planted):
    confirm_sign(
        Sign.objects.using("owner").get(person=person_of(planted, CARED)).pk,
        by=planted.seats["second justice assistant"],
        on=TODAY,
    )
    told = sheet_of(planted, CARED)
    assert "<dt>重点帮教</dt><dd>是</dd>" in told
    for words in (OFFENCES[CARED], OPINIONS[CARED], SIGN, "苗头", "公安机关", PRIORITY_WORDS, "无家可归", "评估意见"):
        assert words not in told
    assert SEARCH not in told, "what was written of the search is nobody's at the table"
    for whose in (HERE, THERE, CLOSED):
        assert NAMES[whose] not in told


def test_control_with_nothing_withheld_the_sign_would_stand_there(planted, monkeypatch):
    assert duty_definition("tell_police").zh == TELLING
    assert duty_definition("look_back")
    monkeypatch.setattr(file_sheet, "WITHHELD", frozenset())
    confirm_sign(
        Sign.objects.using("owner").get(person=person_of(planted, CARED)).pk,
        by=planted.seats["second justice assistant"],
        on=TODAY,
    )
    assert TELLING in sheet_of(planted, CARED)


def test_control_the_file_itself_tells_its_reader_the_offence_and_the_reasons(planted):
    page = fresh(planted.seats[SEAT]).get(planted.address("case_file", CARED)).content.decode()
    for words in (OFFENCES[CARED], "无家可归", "苗头"):
        assert words in page


def test_of_whoever_offended_again_it_says_no_more_than_that_care_has_stopped(planted, monkeypatch):
    stage = {"label": "重新犯罪，已停止", "name": "reoffended"}
    monkeypatch.setattr(file_sheet, "stage_shown", lambda _standing: stage)
    told = sheet_of(planted, CARED)
    assert "帮教已停止" in told
    assert "重新犯罪" not in told


def test_control_any_other_stage_stands_there_as_it_is_called(planted, monkeypatch):
    monkeypatch.setattr(file_sheet, "stage_shown", lambda _standing: {"label": "重新犯罪，已停止", "name": "else"})
    assert "重新犯罪" in sheet_of(planted, CARED)


def test_its_numbers_are_masked_unless_somebody_says_why_not(planted):
    told = sheet_of(planted, CARED)
    assert NUMBERS[CARED] not in told
    assert TELEPHONE not in told
    told = sheet_of(planted, CARED, in_full="on", why_in_full="要打电话")
    assert NUMBERS[CARED] in told
    assert TELEPHONE in told


# Who prints it


@pytest.mark.parametrize("seat", ["bureau clerk", "aftercare officer", SEAT, "town officer"])
def test_whoever_opens_the_file_prints_it(planted, seat):
    assert NAMES[CARED] in sheet_of(planted, CARED, seat)


@pytest.mark.parametrize(
    "seat", ["justice assistant elsewhere", "village cadre", "civil affairs officer", "police officer", "auditor"]
)
def test_whoever_does_not_open_the_file_does_not_print_it(planted, seat):
    assert fresh(planted.seats[seat]).get(ask(planted, CARED)).status_code == 404
    assert asked(fresh(planted.seats[seat]), person_of(planted, CARED), "file").status_code == 404


def test_of_a_closed_file_whoever_is_named_prints_it_and_it_says_for_whom_it_is(planted):
    told = sheet_of(planted, CLOSED)
    assert "只给指定的工作人员看" in told
    assert OFFENCES[CLOSED] not in told
    assert "只给指定的工作人员看" not in sheet_of(planted, CARED), "the control"
    assert fresh(planted.seats["second justice assistant"]).get(ask(planted, CLOSED)).status_code == 404


# The way there


def head_of(client: Client, planted: Planted, whose: str) -> str:
    return client.get(planted.address("case_file", whose)).content.decode().partition("专档栏目")[0]


def test_the_head_of_the_file_leads_to_it(planted):
    for seat in (SEAT, "town officer"):
        head = head_of(fresh(planted.seats[seat]), planted, CARED)
        assert f'href="{ask(planted, CARED)}"' in head
        assert "打印" in head


def test_the_page_says_whose_file_and_which_sheet_for_whom_and_what_else_there_is(planted):
    page = fresh(planted.seats[SEAT]).get(ask(planted, CARED)).content.decode()
    assert f"将打开 {NAMES[CARED]}（" in page
    assert "的“档案打印件”：给一起帮教此人的同事" in page
    for slug, words in (("extract", "给本人，说明保存了哪些信息"), ("looks", "谁看过档案"), ("notice", "监护人")):
        assert f'href="{ask(planted, CARED, slug)}"' in page
        assert words in page
    assert page.count("autofocus") == 1
    assert 'value="meeting"' in page.partition("autofocus")[0].rpartition("<input")[2]
    town = fresh(planted.seats["town officer"]).get(ask(planted, CARED)).content.decode()
    assert ask(planted, CARED, "extract") not in town, "what somebody may not print is not offered"


def test_whoever_comes_back_with_an_error_is_led_to_the_error(planted):
    page = asked(fresh(planted.seats[SEAT]), person_of(planted, CARED), "file", purpose="").content.decode()
    assert "autofocus" not in page


# The extract for the person, mended


def test_the_extract_calls_what_an_institution_told_by_its_name_and_each_office_once(planted):
    told = sheet_of(planted, CARED, slug="extract")
    sentence = told.partition("监所告知的情况")[2].partition("</dl>")[0]
    assert f"<dd>{OFFENCES[CARED]}" in sentence
    assert "<dt>2026-" not in sentence
    seen_by = told.partition("谁能看到")[2].partition("</table>")[0]
    offices = [cell.partition(">")[2].partition("<")[0] for cell in seen_by.split('<td data-label="单位"')[1:]]
    assert len(offices) == len(set(offices)) > 1
    assert told.count("只要原因还在") == 1


@pytest.mark.parametrize(
    "told", ["13912349876", "电话 13912349876", "本人手机：139-1234-9876", "023-4567 8901（微信同号）"]
)
def test_a_telephone_that_names_nobody_is_the_person_s_own(told):
    assert ONLY_A_NUMBER.fullmatch(told)


@pytest.mark.parametrize(
    "told", ["家属 13912349876", "姐姐电话 13912349876", "王某 13912349876", "13912349876（母亲）"]
)
def test_control_one_that_names_somebody_is_not(told):
    assert not ONLY_A_NUMBER.fullmatch(told)
