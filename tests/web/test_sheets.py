"""What leaves on paper: what for is put on record first, each sheet says who printed it, and what is about others stays (LAW-1, LAW-6)."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections
from django.http import HttpResponse
from django.urls import reverse

from anbang.audit.models import Event, Look
from anbang.casework.act.kinds import kinds
from anbang.casework.care.models import Sign
from anbang.casework.care.signs import confirm_sign, tell_police
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Staff
from anbang.organisations.steps import StepRefused
from anbang.papers.exports import NewExport, begin_export, own_export, quoted_number, words_of_export
from anbang.papers.models import Export, ExportKind, Purpose
from anbang.policy.event_titles import TITLES
from anbang.web.sheets import extract
from anbang.web.sheets import page as sheet_page
from anbang.web.sheets.extract import WITHHELD
from anbang.web.sheets.register import SHEETS
from tests.support.people import TODAY
from tests.web.matrix import CARED, CLOSED, HERE, PRINTED, THERE
from tests.web.names import (
    CONTACT,
    NAMES,
    NUMBERS,
    OF_THE_OFFICE,
    OF_THE_VILLAGE,
    OFFENCES,
    OFFICER,
    OPINIONS,
    SEARCH,
    SIGN,
    TEAM,
)
from tests.web.planted import Planted, fresh, signed_in
from tests.web.printing import article, asked, printed

SEAT = "justice assistant"


def person_of(planted: Planted, whose: str) -> int:
    return int(planted.arguments["case_file"][whose]["person_id"])


def exports() -> list[Export]:
    """What was put on record since the planting."""
    return list(Export.objects.using("owner").exclude(purpose=Purpose.OTHER).order_by("id"))


# What for


@pytest.mark.parametrize("slug", SHEETS)
def test_what_for_is_put_on_record_before_anything_is_shown(planted, slug):
    client, person = fresh(planted.seats[SEAT]), person_of(planted, CARED)
    assert asked(client, person, slug, purpose="").status_code == 422
    assert asked(client, person, slug, purpose=Purpose.OTHER).status_code == 422, "other says what"
    assert exports() == []
    response = asked(client, person, slug)
    (export,) = exports()
    assert (export.kind, export.person_id, export.people, export.in_full) == (SHEETS[slug].kind, person, 1, False)
    event = Event.objects.using("owner").filter(action="exported").latest("id")
    assert (event.person_id, event.data["export"], event.data["purpose"]) == (person, export.pk, SHEETS[slug].usual)
    assert response.headers["Location"] == reverse("sheet", args=[person, slug, export.pk])


def of_no_row(planted: Planted, slug: str) -> HttpResponse:
    told = {"person_id": person_of(planted, CARED), "slug": slug, "export_id": 999_999}
    return fresh(planted.seats[SEAT]).get(reverse("sheet", kwargs=told))


@pytest.mark.parametrize("slug", SHEETS)
def test_no_sheet_is_shown_of_what_was_not_put_on_record(planted, slug):
    assert of_no_row(planted, slug).status_code == 404


@pytest.mark.parametrize("slug", SHEETS)
def test_control_where_no_row_is_asked_for_the_sheet_is_shown(planted, slug, monkeypatch):
    def made_up(key: int, kind: ExportKind, *, person_id: int, by: ActingStaff) -> Export:
        return Export(pk=key, kind=kind, person_id=person_id, exported_by_id=by.staff_id, exported_on=by.today)

    monkeypatch.setattr(sheet_page, "own_export", made_up)
    shown = of_no_row(planted, slug)
    assert shown.status_code == 200
    assert NAMES[CARED] in article(shown.content.decode())
    assert exports() == []


@pytest.mark.parametrize("slug", SHEETS)
def test_a_sheet_is_opened_by_whoever_put_it_on_record_on_that_day_and_of_that_person(planted, slug):
    address = planted.address(f"sheet {slug}", PRINTED)
    assert fresh(planted.seats[SEAT]).get(address).status_code == 200, "the control"
    assert fresh(planted.seats["second justice assistant"]).get(address).status_code == 404
    export = int(planted.arguments[f"sheet {slug}"][PRINTED]["export_id"])
    client = fresh(planted.seats[SEAT])
    assert client.get(reverse("sheet", args=[person_of(planted, HERE), slug, export])).status_code == 404
    for other in SHEETS.keys() - {slug}:
        assert client.get(reverse("sheet", args=[person_of(planted, CARED), other, export])).status_code == 404
    Export.objects.using("owner").filter(pk=export).update(exported_on=TODAY - timedelta(days=1))
    assert client.get(address).status_code == 404


def test_a_closed_file_s_sheet_asks_for_the_password_again(planted):
    address = reverse("ask_sheet", args=[person_of(planted, CLOSED), "extract"])
    assert signed_in(planted.seats[SEAT]).get(address).status_code == 302
    assert fresh(planted.seats[SEAT]).get(address).status_code == 200
    assert fresh(planted.seats["second justice assistant"]).get(address).status_code == 404


def test_each_look_at_a_sheet_is_recorded_under_its_own_name(planted):
    person = person_of(planted, CARED)
    for slug, sheet in SHEETS.items():
        before = Look.objects.using("owner").filter(person_id=person, what=sheet.look).count()
        printed(fresh(planted.seats[SEAT]), person, slug)
        assert Look.objects.using("owner").filter(person_id=person, what=sheet.look).count() == before + 2


@pytest.mark.parametrize("slug", SHEETS)
def test_it_says_who_printed_it_and_nothing_of_the_person_where_the_browser_tells(planted, slug):
    person, by = person_of(planted, CARED), planted.seats[SEAT]
    page = printed(fresh(by), person, slug)
    (export,) = exports()
    account = Staff.objects.get(pk=by.staff_id).username
    mark = f"编号 {quoted_number(export.pk, TODAY)} · {by.office_name} · {account} · 2026年11月5日"
    assert re.search(rf'<p class="sheet__mark">{re.escape(mark)}</p>', page)
    assert re.search(rf'<p class="watermark" aria-hidden="true">{re.escape(mark)}</p>', page), "on every page of paper"
    assert NAMES[CARED] in page
    assert re.search("<title>(.*?)</title>", page, re.DOTALL)[1].split(" · ")[0] == "打印件"  # type: ignore[index]


def test_a_page_that_is_printed_from_the_screen_says_so(planted):
    by = planted.seats[SEAT]
    page = fresh(by).get(planted.address("case_file", HERE)).content.decode()
    account = Staff.objects.get(pk=by.staff_id).username
    assert f"从屏幕打印，没有登记用途 · {by.office_name} · {account} · 2026年11月5日" in page


def test_what_was_printed_stands_in_the_file_s_history_and_before_the_auditor(planted):
    person = person_of(planted, CARED)
    printed(fresh(planted.seats[SEAT]), person, "notice")
    (export,) = exports()
    history = fresh(planted.seats[SEAT]).get(planted.address("case_file", CARED) + "?tab=history").content.decode()
    trail = fresh(planted.seats["auditor"]).get(reverse("trail")).content.decode()
    for page in (history, trail):
        for words in ("打印或导出", "个人信息告知书", "交给本人、监护人或者近亲属", quoted_number(export.pk, TODAY)):
            assert words in page


# The register of what left

FOR_THE_PERSON = NewExport(ExportKind.EXTRACT, Purpose.FOR_THE_PERSON, person_id=1)


def test_what_somebody_writes_of_a_purpose_is_sealed_and_stands_in_no_trail(planted):
    by, words = planted.seats[SEAT], "交给法院办案"
    export = begin_export(replace(FOR_THE_PERSON, purpose=Purpose.LAW, words=words), by=by, on=TODAY)
    assert words_of_export(export)["purpose"] == words
    assert words.encode() not in bytes(Export.objects.using("owner").get(pk=export.pk).words_sealed)
    assert words not in str(Event.objects.using("owner").filter(action="exported").latest("id").data)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"purpose": Purpose.LAW}, "words"),
        ({"in_full": True}, "why_in_full"),
        ({"in_full": True, "words": "x"}, "why_in_full"),
    ],
)
def test_half_a_purpose_is_refused_and_no_row_is_written(planted, told, field):
    before = Export.objects.using("owner").count()
    with pytest.raises(StepRefused) as refused:
        begin_export(replace(FOR_THE_PERSON, **told), by=planted.seats[SEAT], on=TODAY)
    assert refused.value.field == field
    assert Export.objects.using("owner").count() == before


BREAKS = {
    "export_says_what_it_is_for": {"says_purpose": False},
    "export_in_full_says_why": {"in_full": True},
    "what_an_export_says_is_kept": {"words_sealed": None},
    "export_about_somebody_is_about_one": {"people": 2},
    "words_of_an_export_that_are_gone_are_gone": {"words_gone_on": TODAY},
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses_it_by_name(planted, name):
    export = Export.objects.using("owner").filter(pk=planted.arguments["sheet notice"][PRINTED]["export_id"])
    with pytest.raises(IntegrityError) as error:
        export.update(**BREAKS[name])
    assert error.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]


@pytest.mark.parametrize("name", BREAKS)
def test_control_without_the_guard_it_gets_in(planted, name):
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"alter table papers_export drop constraint {name}")
    key = planted.arguments["sheet notice"][PRINTED]["export_id"]
    assert Export.objects.using("owner").filter(pk=key).update(**BREAKS[name]) == 1


def test_every_constraint_of_an_export_is_broken_here():
    assert {constraint.name for constraint in Export._meta.constraints} == set(BREAKS)


def test_no_role_of_the_product_changes_or_removes_what_was_put_on_record(planted):
    for seat in (SEAT, "bureau clerk"):
        by = planted.seats[seat]
        for does in (lambda rows: rows.update(people=1), lambda rows: rows.delete()):
            with pytest.raises(Exception, match="permission denied"), acting(by):
                does(Export.objects.all())


def test_nobody_reads_what_others_put_on_record_about_people_they_do_not_see(planted):
    key = int(planted.arguments["sheet notice"][PRINTED]["export_id"])
    with acting(planted.seats["justice assistant elsewhere"]):
        assert not Export.objects.filter(pk=key).exists()
    with acting(planted.seats[SEAT]):
        assert own_export(key, ExportKind.NOTICE, person_id=person_of(planted, CARED), by=planted.seats[SEAT])


# The extract of the file


def extract_of(planted: Planted, whose: str, seat: str = SEAT, **told: str) -> str:
    return article(printed(fresh(planted.seats[seat]), person_of(planted, whose), "extract", **told))


def test_the_person_reads_what_is_kept_why_who_has_it_and_until_when(planted):
    told = extract_of(planted, CARED)
    for words in (
        NAMES[CARED],
        OFFENCES[CARED],
        "昌元司法所",
        "负责帮教的司法所",
        "参加帮教或收到重点通报的派出所",
        "帮教期",
        "无家可归",
    ):
        assert words in told
    for words in ("监狱法第三十七条", "个人信息保护法第十三条", "15 日内答复", "依法向人民法院提起诉讼"):
        assert words in told
    for kind in ("reported_in", "visited", "plan_made", "priority_set", "allowance_paid", "request_came"):
        assert TITLES[kind][0] in told


def test_a_risk_opinion_is_told_of_with_its_author_and_not_handed_out(planted):
    told = extract_of(planted, CARED)
    assert "回归社会危险性评估意见" in told
    assert "不在此提供" in told
    assert OPINIONS[CARED] not in told


def test_nothing_of_others_and_nothing_that_officers_wrote_stands_there(planted):
    told = extract_of(planted, CARED)
    for words in (TEAM, OFFICER, OF_THE_OFFICE, OF_THE_VILLAGE, SEARCH, "王某"):
        assert words not in told
    named = {Staff.objects.get(pk=by.staff_id).name for by in planted.seats.values()}
    assert not [name for name in named if name in told]


def test_of_signs_and_of_what_the_police_were_told_nothing_stands_there(planted):
    by, second = planted.seats[SEAT], planted.seats["second justice assistant"]
    before = extract_of(planted, CARED)
    sign = Sign.objects.using("owner").get(person=person_of(planted, CARED))
    confirm_sign(sign.pk, by=second, on=TODAY)
    tell_police(sign.pk, told_to="派出所", by=by, on=TODAY)
    told = extract_of(planted, CARED)
    assert re.sub(r"\d{4}-\d{6}", "", told) == re.sub(r"\d{4}-\d{6}", "", before), "it tells not even that there is one"
    for words in (SIGN, "苗头", "公安"):
        assert words not in told


def test_control_with_nothing_withheld_the_sign_would_stand_there(planted, monkeypatch):
    monkeypatch.setattr(extract, "WITHHELD", frozenset())
    confirm_sign(
        Sign.objects.using("owner").get(person=person_of(planted, CARED)).pk,
        by=planted.seats["second justice assistant"],
        on=TODAY,
    )
    assert TITLES["sign_confirmed"][0] in extract_of(planted, CARED)


def test_what_is_withheld_is_an_act_and_every_other_act_is_told():
    assert kinds().keys() > WITHHELD
    assert {"sign_confirmed", "police_told", "suspected", "arrested"} <= WITHHELD


def test_a_telephone_that_names_somebody_else_is_not_printed(planted):
    told = extract_of(planted, CARED)
    assert CONTACT not in told
    assert "写到了别人" in told


def test_its_id_number_is_masked_unless_somebody_says_why_not(planted):
    assert NUMBERS[CARED] not in extract_of(planted, CARED)
    assert NUMBERS[CARED] in extract_of(planted, CARED, in_full="on", why_in_full="本人要求")


def test_of_a_closed_file_the_offence_is_not_printed_and_no_office_is_named(planted):
    told = extract_of(planted, CLOSED)
    assert NAMES[CLOSED] in told
    assert "只有区司法局指定的工作人员" in told
    assert "所在镇街" not in told, "nobody sees it by office"
    assert OFFENCES[CLOSED] not in told
    assert "监所告知的情况" not in told


def test_whoever_does_not_open_the_file_prints_nothing_of_it(planted):
    for seat, whose in (
        ("justice assistant elsewhere", CARED),
        (SEAT, THERE),
        ("town officer", CARED),
        ("village cadre", CARED),
    ):
        address = reverse("ask_sheet", args=[person_of(planted, whose), "extract"])
        assert fresh(planted.seats[seat]).get(address).status_code == 404, seat


# The notice


def test_of_a_closed_file_it_names_no_office_that_would_see_it(planted):
    client = fresh(planted.seats[SEAT])
    told = article(printed(client, person_of(planted, CLOSED), "notice"))
    assert "所在镇街" not in told
    assert "您的记录依法封存" in told
    assert "所在镇街" in article(printed(client, person_of(planted, CARED), "notice")), "the control"


def test_the_notice_says_what_the_law_asks_for_with_the_figures_of_the_district(planted):
    told = article(printed(fresh(planted.seats[SEAT]), person_of(planted, CARED), "notice"))
    for words in (
        "昌元司法所",
        "处理哪些信息",
        "敏感个人信息",
        "依据是监狱法第三十七条",
        "谁会收到",
        "保存多久",
        "您有哪些权利",
    ):
        assert words in told
    for words in (
        "刑满释放后 5 年",
        "社区矫正期满后 3 年",
        "收到后 15 日内答复",
        "至多 15 日",
        "不满 14 周岁",
        "提起诉讼",
    ):
        assert words in told
    for words in (OFFENCES[CARED], "苗头", "gloss"):
        assert words not in told


def test_in_english_the_official_text_stays_and_its_reading_stands_below(planted):
    client = fresh(planted.seats[SEAT])
    client.cookies["language"] = "en"
    told = article(printed(client, person_of(planted, CARED), "notice"))
    assert "收到后 15 日内答复" in told
    assert "You are answered within 15 days" in told
    assert told.count('lang="zh-Hans"') > 20


def test_the_file_says_when_the_notice_was_printed_last(planted):
    client, address = fresh(planted.seats[SEAT]), planted.address("case_file", HERE)
    assert "还没有打印过告知书" in client.get(address).content.decode()
    printed(client, person_of(planted, HERE), "notice")
    assert "2026年11月5日打印过告知书" in client.get(address).content.decode()
