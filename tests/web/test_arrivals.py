"""The pages on which somebody comes in, and those on which offices answer one another."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from anbang.audit.models import Look
from anbang.casework.charge.models import Caseworker
from anbang.casework.duty.models import Duty
from anbang.casework.duty.telling import Digest, Pause
from anbang.casework.handover.models import Enquiry
from anbang.casework.models import Case, Person
from anbang.coordination.office.models import Attendance, KeyPeriod, OfficeAct
from anbang.organisations.models import Area
from anbang.papers.models import Paper, SealedFile
from anbang.web.references import reference
from tests.papers.test_scans import PDF, photograph
from tests.support.people import TODAY
from tests.web.matrix import (
    CLOSED,
    CLOSED_ENQUIRY,
    ENQUIRY,
    HERE,
    HOLDER,
    LESSON,
    SIBLING,
    THERE,
    TOWN,
)
from tests.web.names import CAME, IN_CARE, NAMES, NUMBERS
from tests.web.planted import Planted, first_page_of, fresh


def town(name: str) -> int:
    return Area.objects.using("owner").get(name=name).pk


def spot(**different: object) -> dict[str, object]:
    """The form of somebody who stands there."""
    return {
        "name": "甄新来",
        "born_on": "1990-05-06",
        "registered": town(TOWN),
        "released_on": "2026年11月4日",
        "released_from": "prison",
        "why": "监所没有来文",
        **different,
    }


def send(client: Client, planted: Planted, name: str, told: dict[str, object], subject: str = "") -> str:
    """Fill in a form; the page that follows, or the form with what is wrong."""
    response = client.post(planted.address(name, subject), told, follow=True)
    assert response.status_code in (200, 422)
    return response.content.decode()


def test_somebody_is_taken_in_on_the_spot(planted):
    here = fresh(planted.seats["justice assistant"])
    page = send(here, planted, "on_the_spot", spot())
    assert "已建档。帮教期自2026年11月4日起，到2031年11月4日止。" in page
    assert "请告诉本人到该所去" not in page
    assert Case.objects.using("owner").get(person__name="甄新来").care_from == date(2026, 11, 4)


def test_the_wrong_desk_is_told_who_is_responsible_and_where_the_person_is_to_go(planted):
    here = fresh(planted.seats["justice assistant"])
    page = send(here, planted, "on_the_spot", spot(registered=town(SIBLING)))
    responsible = planted.seats["justice assistant elsewhere"].office_name
    assert f"按规定由{responsible}负责，那里的首页已经显示：请告诉本人到那里去。你处只在今天还能查看这份档案。" in page


def test_a_release_of_years_ago_is_asked_about_and_then_told_as_it_is(planted):
    here = fresh(planted.seats["justice assistant"])
    page = send(here, planted, "on_the_spot", spot(released_on="2015年1月5日"))
    assert "请核对年份" in page
    assert 'name="is_long_ago"' in page
    page = send(here, planted, "on_the_spot", spot(released_on="2015年1月5日", is_long_ago="on"))
    assert "帮教期自2015年1月5日起，已于2020年1月5日届满：请核对后办理结束帮教。" in page
    assert "期满待结束" in page


def test_what_is_missing_is_told_at_its_field_and_what_was_typed_stays(planted):
    here = fresh(planted.seats["justice assistant"])
    response = here.post(planted.address("on_the_spot", ""), spot(born_on="", why="", has_certificate="on"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "请填写身份证号；没有的，填出生日期，或勾选身份不明。" in page
    assert "请填写释放证明编号。" in page
    assert 'value="甄新来"' in page
    assert not Person.objects.using("owner").filter(name="甄新来").exists()


def test_somebody_unknown_is_filed_at_the_town_of_the_investigation(planted):
    here = fresh(planted.seats["justice assistant"])
    told = spot(born_on="", registered="", identity_unknown="on", investigated_in=town(TOWN))
    assert "已建档" in send(here, planted, "on_the_spot", told)
    assert Person.objects.using("owner").get(name="甄新来").identity_unknown_at_first


def test_a_file_elsewhere_and_a_closed_one_are_answered_in_the_same_words(planted):
    """Nobody learns from the answer whether there is an open file, a closed one, or how many."""
    told = []
    for number in (NUMBERS[HERE], NUMBERS[CLOSED]):
        Enquiry.objects.using("owner").update(answer="ours", answered_on=TODAY, answered_by=1)
        there = fresh(planted.seats["justice assistant elsewhere"])
        sent = spot(name="甄某", id_number=number, registered=town(SIBLING))
        response = there.post(planted.address("on_the_spot", ""), sent)
        told.append((response.status_code, response.headers["Location"]))
        assert Enquiry.objects.using("owner").filter(answer="").count() == 1
        Enquiry.objects.using("owner").filter(answer="").delete()
    assert told[0] == told[1]


def test_the_asked_office_answers_and_the_asking_one_reads_it(planted):
    here = fresh(planted.seats["justice assistant"])
    assert NAMES[CAME] in here.get("/").content.decode()
    page = send(here, planted, "answer_enquiry", {"answer": "take_over"}, ENQUIRY)
    assert "请选择现住的村（社区）。" in page
    assert "已答复" in send(here, planted, "answer_enquiry", {"answer": "somebody_else"}, ENQUIRY)
    there = fresh(planted.seats["justice assistant elsewhere"])
    page = there.get(planted.address("enquiries", "")).content.decode()
    assert "不是同一人，你处可以建档" in page
    asked = Enquiry.objects.using("owner").get(answer="somebody_else")
    form = there.get(planted.address("on_the_spot", ""), {"enquiry": reference("enquiry", asked.pk)}).content.decode()
    assert f'value="{NAMES[CAME]}"' in form


def test_a_question_about_a_closed_file_is_looked_at_before_it_is_shown(planted):
    keeper = planted.seats["keeper of closed files"]
    assert fresh(keeper).get(planted.address("answer_enquiry", CLOSED_ENQUIRY)).status_code == 200
    look = Look.objects.using("owner").filter(staff_id=keeper.staff_id).order_by("-id")[0]
    assert look.what == "enquiry of another office"


def test_a_scan_is_attached_and_opened_with_a_look_under_a_neutral_name(planted):
    by = planted.seats["justice assistant"]
    here = fresh(by)
    file = SimpleUploadedFile("甄此镇 盗窃.jpg", photograph())
    told = {"kind": "release_certificate", "dated_on": "2026-11-05", "scan": file}
    assert "已存入。" in send(here, planted, "scans", told, HERE)
    person = Person.objects.using("owner").get(name=NAMES[HERE])
    paper = Paper.objects.using("owner").get(person_id=person.pk, kind="release_certificate")
    response = here.get(f"/people/{reference('person', person.pk)}/scans/{reference('paper', paper.pk)}/")
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Disposition"].startswith("inline; filename=paper-")
    assert Look.objects.using("owner").filter(person_id=person.pk, what="scan").count() == 1


@pytest.mark.parametrize("content", [b"hello", photograph() + b"PK\x03\x04", PDF[:-6]])
def test_a_file_that_is_no_scan_leaves_nothing_behind(planted, content):
    before = SealedFile.objects.using("owner").count()
    told = {"kind": "other", "dated_on": "2026-11-05", "scan": SimpleUploadedFile("a.pdf", content)}
    response = fresh(planted.seats["justice assistant"]).post(planted.address("scans", HERE), told)
    assert response.status_code == 422
    assert SealedFile.objects.using("owner").count() == before


def test_a_scan_of_somebody_else_is_not_opened_through_ones_own(planted):
    here = fresh(planted.seats["justice assistant"])
    person = Person.objects.using("owner").get(name=NAMES[HERE])
    other = Person.objects.using("owner").get(name=NAMES[THERE])
    paper = Paper.objects.using("owner").get(person_id=other.pk, kind="hardship_certificate")
    assert (
        here.get(f"/people/{reference('person', person.pk)}/scans/{reference('paper', paper.pk)}/").status_code == 404
    )


def test_a_scan_that_tells_the_offence_of_a_closed_file_is_opened_by_nobody(planted):
    keeper = fresh(planted.seats["keeper of closed files"])
    told = {"kind": "release_certificate", "dated_on": "2026-11-05", "scan": SimpleUploadedFile("a.pdf", PDF)}
    assert "封存，不打开" in send(keeper, planted, "scans", told, CLOSED)
    person = Person.objects.using("owner").get(name=NAMES[CLOSED])
    paper = Paper.objects.using("owner").get(person_id=person.pk, kind="release_certificate")
    assert (
        keeper.get(f"/people/{reference('person', person.pk)}/scans/{reference('paper', paper.pk)}/").status_code == 404
    )
    assert keeper.get(planted.address("scan", CLOSED)).status_code == 200


def test_the_bureau_types_in_a_form_and_a_notice(planted):
    clerk = fresh(planted.seats["bureau clerk"])
    institution = planted.seats["institution clerk"].office_id
    told = {
        "institution": institution,
        "received_on": "2026-11-05",
        "name": "甄纸",
        "born_on": "1988-01-02",
        "registered": town(TOWN),
        "offence": "盗窃罪",
        "offence_on": "2024-01-02",
        "term": "三年",
        "admitted_on": "2024-02-03",
        "release_on": "2027-02-02",
        "scan": SimpleUploadedFile("form.pdf", PDF),
    }
    assert "看不懂这个刑期" in send(clerk, planted, "paper_form", {**told, "term": "很久", "scan": ""})
    assert "已录入，已建档。" in send(clerk, planted, "paper_form", told)
    number = Case.objects.using("owner").get(person__name="甄纸").number
    notice = {
        "file": number,
        "institution": institution,
        "received_on": "2026-11-05",
        "release_on": "2027-02-02",
        "risk_opinion": "一般",
        "no_scan_because": "随后送来",
        "without_aid_proposal": "on",
    }
    scans = {
        field: SimpleUploadedFile(f"{field}.pdf", PDF) for field in ("scan", "risk_opinion_scan", "aid_proposal_scan")
    }
    not_a_scan = {**notice, "risk_opinion_scan": SimpleUploadedFile("opinion.pdf", b"no paper")}
    assert "risk_opinion_scan_error" in send(clerk, planted, "paper_notice", not_a_scan)
    whole = {**notice, "no_scan_because": "", "without_aid_proposal": ""}
    assert "通知书已录入。" in send(clerk, planted, "paper_notice", {**whole, **scans})
    kept = Paper.objects.using("owner").filter(
        person_id=Person.objects.using("owner").get(name="甄纸").pk, file__isnull=False
    )
    assert set(kept.values_list("kind", flat=True)) == {
        *("registration_form", "release_notice", "risk_opinion", "aid_proposal"),
    }
    unknown = {**notice, "file": NUMBERS[CLOSED]}
    assert "没有您可以看的档案有这个号码" in send(clerk, planted, "paper_notice", unknown)


def test_a_question_says_since_when_it_waits_and_is_marked_when_that_is_too_long(planted):
    here, there = (planted.seats[seat] for seat in ("justice assistant", "justice assistant elsewhere"))
    for address in ("/", "/arrivals/enquiries/"):
        page = fresh(here).get(address).content.decode()
        assert "今日询问" in page
        assert "过久" not in page, "the control: asked today"
    Enquiry.objects.using("owner").update(asked_on=TODAY - timedelta(days=8))
    # Who came is sealed to the day of the question; of a closed file nothing of it is shown.
    keeper = fresh(planted.seats["keeper of closed files"])
    for address in ("/", "/arrivals/enquiries/"):
        assert "已等 8 天，过久" in keeper.get(address).content.decode()
    assert there.office_id == Enquiry.objects.using("owner").earliest("id").asking_id


def test_an_impossible_day_of_a_paper_is_told_at_its_field(planted):
    clerk = fresh(planted.seats["bureau clerk"])
    institution = planted.seats["institution clerk"].office_id
    told = {"institution": institution, "received_on": "2026-11-05", "name": "甄纸", "born_on": "1988-01-02"}
    told |= {"no_scan_because": "随后送来"}
    form = {**told, "registered": town(TOWN), "admitted_on": "2024-02-03", "release_on": "2027-02-02"}
    for field in ("offence_on", "admitted_on"):
        assert f"{field}_error" in send(clerk, planted, "paper_form", {**form, field: "1987-01-01"})
    assert "已录入，已建档。" in send(clerk, planted, "paper_form", form)
    number = Case.objects.using("owner").get(person__name="甄纸").number
    none = dict.fromkeys(("without_risk_opinion", "without_aid_proposal"), "on")
    notice = {"file": number, "institution": institution, "received_on": "2026-11-05", "release_on": "2024-02-02"}
    notice |= {"no_scan_because": "随后送来", **none}
    assert "release_on_error" in send(clerk, planted, "paper_notice", notice)


# Told up, rests, digest


def test_what_was_told_is_let_rest_with_a_reason(planted):
    officer = fresh(planted.seats["town officer"])
    assert "上报给我们的" in first_page_of(officer)
    told = {"until": "2026-11-20", "why": "本人住院"}
    assert "已暂停上报" in send(officer, planted, "let_rest", told, HERE)
    assert Pause.objects.using("owner").get().why == "本人住院"
    assert "本人住院" in officer.get(planted.address("let_rest", HERE)).content.decode()


def test_what_rests_stands_with_whoever_let_it_rest_before_the_district(planted):
    officer, district = fresh(planted.seats["town officer"]), fresh(planted.seats["aftercare officer"])
    told_up = planted.address("told_up", "")
    assert "已暂停上报的事" not in district.get(told_up).content.decode()
    send(officer, planted, "let_rest", {"until": "2026-11-20", "why": "本人住院"}, HERE)
    page = district.get(told_up).content.decode()
    assert "已暂停上报的事" in page
    assert planted.seats["town officer"].name in page
    assert "本人住院" in page


def test_the_digest_tells_numbers_and_is_put_away(planted):
    by = planted.seats["justice assistant"]
    Digest.objects.using("owner").create(
        staff_id=by.staff_id, office_id=by.office_id, on=TODAY, overdue=3, due_soon=5, told_up=0
    )
    here = fresh(by)
    assert "今早汇总" in first_page_of(here)
    here.post(planted.address("put_digest_away", ""))
    assert "今早汇总" not in first_page_of(here)


# Hands and the offices' year


def test_a_leavers_cases_are_handed_over_on_one_page(planted):
    colleague = planted.seats["second justice assistant"]
    case = Caseworker.objects.using("owner").get(person__name=NAMES[IN_CARE], until_on=None).case_id
    told = {"staff": colleague.staff_id, "cases": [reference("case", case)]}
    assert "1 件案件已交接" in send(fresh(colleague), planted, "hand_over", told, HOLDER)
    held = Caseworker.objects.using("owner").filter(case=case, until_on=None)
    assert [one.staff_id for one in held] == [colleague.staff_id]


def test_more_cases_than_fit_an_ordinary_form_are_still_understood(planted):
    colleague = planted.seats["second justice assistant"]
    told = {"staff": colleague.staff_id, "cases": [999_999] * 3000}
    assert fresh(colleague).post(planted.address("hand_over", HOLDER), told).status_code == 422


def test_a_lesson_is_recorded_with_those_who_came_and_only_of_ones_own(planted):
    by = planted.seats["justice assistant"]
    people = {name: Person.objects.using("owner").get(name=name) for name in (NAMES[IN_CARE], "甄彼补")}
    told = {
        "on": "2026-11-05",
        "words": "民法典",
        **{f"presence-{reference('person', one.pk)}": "refused" for one in people.values()},
    }
    assert "已登记：集中教育。" in send(fresh(by), planted, "record_office_act", told, LESSON)
    act = OfficeAct.objects.using("owner").order_by("-id")[0]
    kept = Attendance.objects.using("owner").filter(act=act)
    assert [(one.person_id, one.presence) for one in kept] == [(people[NAMES[IN_CARE]].pk, "refused")]


def test_meetings_and_liaison_are_recorded_on_screen_by_whoever_leads_them(planted):
    for seat, kind, words in (
        ("aftercare officer", "joint_meeting", "落脚、就业和生活"),
        ("political-legal officer", "joint_meeting", "通报进展、布置任务"),
        ("town officer elsewhere", "joint_meeting", "本镇的会"),
        ("justice assistant", "liaison", "交换当月情况"),
    ):
        by, address = planted.seats[seat], reverse("record_office_act", args=[kind])
        page = fresh(by).post(address, {"on": "2026-11-04", "words": words}, follow=True).content.decode()
        assert "已登记：" in page
        assert words in page, "it stands among what the office did"
        act = OfficeAct.objects.using("owner").latest("id")
        assert (act.kind, act.on, act.words) == (kind, date(2026, 11, 4), words)
    justice = planted.seats["justice assistant"].office_id
    assert Duty.objects.using("owner").get(case=None, office=justice, rule="liaison").met_on == date(2026, 11, 4)
    assert fresh(planted.seats["police officer"]).get(reverse("record_office_act", args=["liaison"])).status_code == 404


def test_the_district_sets_a_key_period_and_sees_all_towns(planted):
    officer = fresh(planted.seats["aftercare officer"])
    told = {"name": "2027年春节", "begins_on": "2027-02-01", "ends_on": "2027-02-20"}
    assert "已设定" in send(officer, planted, "key_period", told)
    assert KeyPeriod.objects.using("owner").latest("id").name == "2027年春节"
    page = officer.get(planted.address("district_office", "")).content.decode()
    assert page.count("<rect") == page.count('scope="row"') > 15


# Why somebody is not listed


def test_whoever_may_not_be_known_of_and_nobody_at_all_are_answered_in_the_same_words(planted):
    here = fresh(planted.seats["justice assistant"])
    pages = []
    for who in (NUMBERS[THERE], NUMBERS[CLOSED], "110101199001011237"):
        page = send(here, planted, "not_listed", {"who": who}).replace(who, "")
        pages.append("".join(line for line in page.splitlines() if "csrf" not in line))
    assert pages[0] == pages[1] == pages[2]
    assert "没有您可以看到的档案。" in pages[0]
    assert "还没有开始帮教" in send(here, planted, "not_listed", {"who": NUMBERS[HERE]})
    person = Person.objects.using("owner").get(name=NAMES[HERE])
    assert Look.objects.using("owner").filter(person_id=person.pk, what="why somebody is not listed").exists()
