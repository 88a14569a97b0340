"""What is missing of a paper stands plainly on the file, before whoever answers it and where people come in; and is brought through a step."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from anbang.casework.custody.models import RegistrationForm, ReleaseNotice
from anbang.casework.models import Case
from tests.papers.test_scans import PDF
from tests.support.people import TODAY
from tests.web.arrivals import town
from tests.web.matrix import TOWN
from tests.web.planted import Planted, fresh

NAME, WHY = "甄纸", "原件在镇街，周五送来"
FORM = {
    "received_on": "2026-11-05",
    "name": NAME,
    "born_on": "1988-01-02",
    "term": "三年",
    "admitted_on": "2024-02-03",
    "release_on": "2027-02-02",
}
NOTICE = {"received_on": "2026-11-05", "release_on": "2027-02-02"}
WITHOUT = {"without_risk_opinion": "on", "without_aid_proposal": "on"}


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("scan.pdf", PDF)


def sent(client: Client, address: str, told: dict[str, object]) -> str:
    return client.post(address, told, follow=True).content.decode()


@pytest.fixture
def clerk(planted: Planted) -> Client:
    return fresh(planted.seats["bureau clerk"])


def typed(planted: Planted, clerk: Client, **more: object) -> str:
    told = {**FORM, "institution": planted.seats["institution clerk"].office_id, "registered": town(TOWN).pk}
    return sent(clerk, reverse("paper_form"), {**told, **more})


def noticed(planted: Planted, clerk: Client, **more: object) -> str:
    told = {**NOTICE, "institution": planted.seats["institution clerk"].office_id, "file": case().number}
    return sent(clerk, reverse("paper_notice"), {**told, **more})


def case() -> Case:
    return Case.objects.using("owner").get(person__name=NAME)


def papers(client: Client) -> str:
    return client.get(reverse("case_file", args=[case().person_id]) + "?tab=papers").content.decode()


def test_a_form_without_scan_or_reason_comes_back_with_everything_typed(planted, clerk):
    page = typed(planted, clerk)
    assert "scan_error" in page
    assert "请写明原因" in page
    assert NAME in page
    assert not Case.objects.using("owner").filter(person__name=NAME).exists()


def test_a_missing_scan_stands_on_the_file_and_where_people_come_in_until_it_is_added(planted, clerk):
    page = typed(planted, clerk, no_scan_because=WHY)
    form = RegistrationForm.objects.using("owner").get(case=case())
    step = reverse("take_step_about", args=[case().person_id, "form-scan", form.pk])
    for text in ("已录入，已建档。", "没有扫描件", WHY, step):
        assert text in page
    assert NAME in clerk.get(reverse("arrivals")).content.decode()
    shown = clerk.get(step).content.decode()
    assert 'enctype="multipart/form-data"' in shown
    assert WHY in shown
    no_scan = {"on": TODAY.isoformat(), "scan": SimpleUploadedFile("form.pdf", b"no paper")}
    assert "scan_error" in sent(clerk, step, no_scan)
    assert "登记表扫描件已补存。" in sent(clerk, step, {"on": TODAY.isoformat(), "scan": scan()})
    form.refresh_from_db(using="owner")
    after = papers(clerk)
    assert "没有扫描件" not in after
    assert reverse("scan", args=[case().person_id, form.scan_id]) in after
    assert NAME not in clerk.get(reverse("arrivals")).content.decode()


def test_a_scan_that_is_added_late_says_why_on_the_papers_tab(planted, clerk):
    typed(planted, clerk, no_scan_because=WHY, received_on="2026-08-05", late_because="邮件迟到")
    form = RegistrationForm.objects.using("owner").get(case=case())
    step = reverse("take_step_about", args=[case().person_id, "form-scan", form.pk])
    assert "为什么现在才登记" in sent(clerk, step, {"on": "2026-08-20", "scan": scan()})
    assert papers(clerk).count("为什么现在才登记") == 1, "the control: only why the form was typed in late"
    sent(clerk, step, {"on": "2026-08-20", "scan": scan(), "late_because": "夹在别的档案里"})
    assert "为什么现在才登记：夹在别的档案里" in papers(clerk)
    assert "夹在别的档案里" not in papers(fresh(planted.seats["town officer"])), (
        "with the paper, which a town does not open"
    )


def test_a_notice_asks_for_opinion_and_proposal_until_it_is_said_that_none_came(planted, clerk):
    typed(planted, clerk, scan=scan())
    assert "risk_opinion_error" in noticed(planted, clerk, scan=scan(), without_aid_proposal="on")
    assert "aid_proposal_error" in noticed(planted, clerk, scan=scan(), without_risk_opinion="on")
    assert "又勾选了未随附" in noticed(planted, clerk, scan=scan(), risk_opinion="一般", **WITHOUT)
    assert not ReleaseNotice.objects.using("owner").filter(case=case()).exists()
    nothing = noticed(planted, clerk)
    for field in ("scan", "risk_opinion", "aid_proposal"):
        assert f"{field}_error" in nothing, "everything is told at once: a chosen file has to be chosen again"
    page = noticed(planted, clerk, scan=scan(), **WITHOUT)
    assert "未随附风险评估意见" in page
    assert "未随附救助建议" in page
    assert "没有扫描件" not in page


def test_what_did_not_come_is_told_to_whoever_answers_the_notice_and_is_brought(planted, clerk):
    typed(planted, clerk, scan=scan())
    noticed(planted, clerk, scan=scan(), **WITHOUT)
    notice, person = ReleaseNotice.objects.using("owner").get(case=case()), case().person_id
    answering = reverse("arrange_reception", args=[notice.pk])
    assert "未随附风险评估意见" in clerk.get(answering).content.decode()
    today = TODAY.isoformat()
    opinion = reverse("take_step_about", args=[person, "risk-opinion", notice.pk])
    assert "请附扫描件，或照录内容" in sent(clerk, opinion, {"on": today})
    assert "风险评估意见已补存。" in sent(clerk, opinion, {"on": today, "scan": scan()})
    proposal = reverse("take_step_about", args=[person, "aid-proposal", notice.pk])
    assert "救助建议已补存。" in sent(clerk, proposal, {"on": today, "words": "落实住处"})
    assert "未随附" not in clerk.get(answering).content.decode()
    notice.refresh_from_db(using="owner")
    # A scanned document is opened as a scan, one that was copied out as a page.
    assert clerk.get(reverse("scan", args=[person, notice.risk_opinion_id])).status_code == 200
    assert clerk.get(reverse("paper", args=[person, notice.risk_opinion_id])).status_code == 404
    assert "落实住处" in clerk.get(reverse("paper", args=[person, notice.aid_proposal_id])).content.decode()
    assert "补来了来文所缺的材料" in clerk.get(reverse("case_file", args=[person]) + "?tab=history").content.decode(), (
        "and the history tells it"
    )


def test_a_town_reads_that_something_is_missing_and_is_offered_no_way_to_add_it(planted, clerk):
    typed(planted, clerk, no_scan_because=WHY)
    page = papers(fresh(planted.seats["town officer"]))
    assert "没有扫描件" in page
    assert "form-scan" not in page
    assert "form-scan" in papers(fresh(planted.seats["justice assistant"])), "the control"


def test_a_form_is_added_to_through_its_own_person_alone(planted, clerk):
    typed(planted, clerk, no_scan_because=WHY)
    form = RegistrationForm.objects.using("owner").get(case=case())
    other = Case.objects.using("owner").exclude(pk=case().pk).filter(person__sealing="open").earliest("id")
    step = reverse("take_step_about", args=[other.person_id, "form-scan", form.pk])
    assert clerk.get(step).status_code == 404
