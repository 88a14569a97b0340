"""What passes between the institution and home on screen: letters, receipts, and forms for another county (clause 2.3.1)."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from anbang.casework.custody.changes import NewFamilyNeed, note_family_need, refer_family, settle_family_need
from anbang.casework.custody.models import FamilyNeed, MajorChange, OutboundForm
from anbang.organisations.days import day_in_words
from anbang.web.references import reference
from tests.papers.test_scans import PDF
from tests.support.people import TODAY
from tests.web.matrix import (
    CHANGE,
    HERE,
    OUTBOUND,
)
from tests.web.names import CONSENT, FAMILY, LETTERS
from tests.web.planted import Planted, fresh
from tests.web.test_arrivals import send


def test_an_institution_reads_what_home_told_and_confirms_it(planted):
    prison = fresh(planted.seats["institution clerk"])
    page = prison.get("/").content.decode()
    mine = [words for whose, words in LETTERS if whose == "answered"]
    assert all(words in page for words in mine)
    prison.post(planted.address("change_receipt", CHANGE))
    assert MajorChange.objects.using("owner").get(pk=_pk(planted, "change_receipt", CHANGE)).receipt_on == TODAY
    other = fresh(planted.seats["clerk of another institution"])
    assert other.post(planted.address("change_receipt", CHANGE)).status_code == 404


def _pk(planted: Planted, name: str, subject: str) -> int:
    return int(next(iter(planted.arguments[name][subject].values())))


def papers(planted: Planted, seat: str) -> str:
    return fresh(planted.seats[seat]).get(planted.address("case_file", HERE) + "?tab=papers").content.decode()


def test_the_papers_say_what_a_family_lacks_who_agreed_and_who_was_asked(planted):
    page = papers(planted, "justice assistant")
    assert FAMILY in page
    assert f"未成年子女 1 人 · {CONSENT}同意告诉能帮助的单位" in page
    need = FamilyNeed.objects.using("owner").get()
    refer_family(need.pk, to="镇街民政", by=planted.seats["bureau clerk"], on=TODAY)
    assert f"{day_in_words(TODAY)}请镇街民政帮助" in papers(planted, "justice assistant")


def test_what_a_family_does_not_want_told_stays_with_whoever_reads_the_whole_file(planted):
    case_id = FamilyNeed.objects.using("owner").get().case_id
    need = note_family_need(case_id, NewFamilyNeed("只对司法所说的话"), by=planted.seats["justice assistant"], on=TODAY)
    settle_family_need(need.pk, outcome="私下办妥", by=planted.seats["justice assistant"], on=TODAY)
    for seat, reads in {
        "justice assistant": True,
        "bureau clerk": True,
        "aftercare officer": True,
        "town officer": False,
    }.items():
        for words in ("只对司法所说的话", "私下办妥"):
            assert (words in papers(planted, seat)) == reads, (seat, words)
    history = planted.address("case_file", HERE) + "?tab=history"
    assert "只对司法所说的话" not in fresh(planted.seats["town officer"]).get(history).content.decode()
    assert FAMILY in papers(planted, "town officer"), "the control: what may be told is read"


def test_a_family_without_children_is_told_as_such(planted):
    FamilyNeed.objects.using("owner").update(children=0)
    assert "未成年子女" not in papers(planted, "justice assistant")


def test_a_form_for_another_county_is_noted_sent_and_confirmed(planted):
    detention = fresh(planted.seats["clerk of another institution"])
    told = {"name": "甄远", "addressed_to": "四川省隆昌市", "admitted_on": "2026-11-01", "channel": "post"}
    assert "甄远" in send(detention, planted, "outbound", told)
    form = OutboundForm.objects.using("owner").order_by("-id")[0]
    assert "还剩" in first_page_row(detention, "甄远")
    bare = send_form(detention, form, {"on": "2026-11-05"})
    assert "邮寄的请附登记表扫描件；没有的，请写明为什么。" in bare
    scan = SimpleUploadedFile("form.pdf", PDF)
    detention.post(f"/outbound/{reference('outbound', form.pk)}/", {"on": "2026-11-05", "scan": scan})
    assert first_page_row(detention, "甄远") == "", "what is sent stands there no longer"
    detention.post(f"/outbound/{reference('outbound', form.pk)}/receipt/")
    form.refresh_from_db(using="owner")
    assert (form.sent_on, form.receipt_on) == (TODAY, TODAY)
    assert detention.get(f"/outbound/{reference('outbound', form.pk)}/scan/").content.startswith(b"%PDF-")
    prison = fresh(planted.seats["institution clerk"])
    assert prison.get(planted.address("outbound_scan", OUTBOUND)).status_code == 404
    assert prison.post(f"/outbound/{reference('outbound', form.pk)}/receipt/").status_code == 404


def send_form(client: Client, form: OutboundForm, told: dict[str, object]) -> str:
    return client.post(f"/outbound/{reference('outbound', form.pk)}/", told, follow=True).content.decode()


def first_page_row(client: Client, name: str) -> str:
    """Somebody's row among what is to be sent, on the first page; empty if there is none."""
    rows = re.findall(r"<tr data-row.*?</tr>", client.get("/").content.decode(), re.DOTALL)
    return next((row for row in rows if name in row and "/outbound/" in row), "")


def test_what_is_overdue_stands_on_the_first_page_first_and_with_the_bureau_by_institution(planted):
    detention, clerk = fresh(planted.seats["clerk of another institution"]), fresh(planted.seats["bureau clerk"])
    assert "逾期没有寄出，按单位" not in clerk.get("/outbound/").content.decode(), "the control: nothing is overdue"
    for name, admitted_on in (("甄近", "2026-11-01"), ("甄久", "2026-09-01")):
        told = {"name": name, "addressed_to": "四川省隆昌市", "admitted_on": admitted_on, "channel": "post"}
        send(detention, planted, "outbound", told)
    page = detention.get("/").content.decode()
    assert page.index("甄久") < page.index("甄近")
    assert "逾期 35 天" in first_page_row(detention, "甄久")
    assert "2026年10月1日" in first_page_row(detention, "甄久")
    assert "逾期" not in first_page_row(detention, "甄近")
    shown = clerk.get("/outbound/").content.decode()
    overdue = shown[shown.index("逾期没有寄出，按单位") : shown.index('id="forms"')]
    assert "2026年10月1日" in overdue
    assert planted.seats["clerk of another institution"].office_name in overdue
    assert "逾期没有寄出，按单位" not in detention.get("/outbound/").content.decode(), "that is the bureau's"


def test_a_form_sent_long_ago_asks_on_the_page_why_it_is_only_told_now(planted):
    detention = fresh(planted.seats["clerk of another institution"])
    told = {"name": "甄迟", "addressed_to": "四川省隆昌市", "admitted_on": "2026-10-01", "channel": "post"}
    send(detention, planted, "outbound", told)
    form = OutboundForm.objects.using("owner").order_by("-id")[0]
    sent = {"on": "2026-10-20", "no_scan_because": "没有留底"}
    assert "late_because_error" in send_form(detention, form, sent)
    assert "寄出不能早于收押。" in send_form(detention, form, {**sent, "on": "2026-09-30"})
    assert "日期不能晚于今天。" in send_form(detention, form, {**sent, "on": "2026-11-06"})
    shown = send_form(detention, form, {**sent, "late_because": "经办人出差"})
    assert "没有留底" in shown
    assert "经办人出差" in shown


def test_the_form_says_what_waits_and_goes_along_with_what_home_tells(planted):
    person_id = planted.arguments["case_file"][HERE]["person_id"]
    client, page = fresh(planted.seats["justice assistant"]), reverse("take_step", args=[person_id, "change-told"])
    waiting = MajorChange.objects.using("owner").filter(person=person_id, told__isnull=True).get()
    told = "下列等待通报的变故一并通报"
    assert told in client.get(page).content.decode()
    empty = {"on": TODAY.isoformat(), "told_by": "institution", "what": ""}
    assert client.post(page, empty).status_code == 422, "what the institution tells is written down"
    assert client.post(page, {**empty, "told_by": "home"}).status_code == 302
    waiting.refresh_from_db(using="owner")
    assert waiting.told_on == TODAY
    assert told not in client.get(page).content.decode()
    assert client.post(page, {**empty, "told_by": "home"}).status_code == 422, "nothing waits any more"
