"""Papers as the bureau types them in: every fault at once, what the number tells, and the same paper once."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from anbang.casework.custody.models import RegistrationForm
from anbang.casework.models import Person
from tests.web.arrivals import town
from tests.web.matrix import TOWN
from tests.web.planted import Planted, fresh
from tests.web.test_papers_that_are_missing import FORM, NAME, NOTICE, WHY, WITHOUT, case

NUMBER = "510231198801021277"


@pytest.fixture
def clerk(planted: Planted) -> Client:
    return fresh(planted.seats["bureau clerk"])


def wrong(page: str) -> set[str]:
    """The fields at which a page tells a fault."""
    return set(re.findall(r'id="id_(\w+?)_error"', page))


def typed(planted: Planted, clerk: Client, **more: object) -> str:
    institution = planted.seats["institution clerk"].office_id
    told = {**FORM, "institution": institution, "registered": town(TOWN).pk, "no_scan_because": WHY, **more}
    return clerk.post(reverse("paper_form"), told, follow=True).content.decode()


def test_an_empty_form_tells_all_that_is_missing_at_once(clerk):
    page = clerk.post(reverse("paper_form"), {"name": ""}).content.decode()
    assert {"institution", "received_on", "name", "id_number", "registered", "scan"} <= wrong(page)


def test_an_empty_notice_tells_all_that_is_missing_at_once(clerk):
    page = clerk.post(reverse("paper_notice"), {"file": ""}).content.decode()
    assert {"institution", "received_on", "release_on", "scan", "risk_opinion", "aid_proposal"} <= wrong(page)


def test_control_what_is_given_is_not_told_as_missing(clerk):
    told = {"name": "甄纸", "no_scan_because": WHY}
    assert not {"name", "scan"} & wrong(clerk.post(reverse("paper_form"), told).content.decode())
    told = {**WITHOUT, "no_scan_because": WHY}
    page = clerk.post(reverse("paper_notice"), told).content.decode()
    assert not {"scan", "risk_opinion", "aid_proposal"} & wrong(page)


def test_the_same_form_again_is_asked_about_with_the_way_to_the_one_that_is_there(planted, clerk):
    assert "已录入，已建档。" in typed(planted, clerk, id_number=NUMBER)
    page = typed(planted, clerk, id_number=NUMBER)
    assert wrong(page) == {"is_another_paper"}
    assert reverse("case_file", args=[case().person_id]) + "?tab=papers" in page
    assert RegistrationForm.objects.using("owner").filter(case=case()).count() == 1
    assert "已录入，记入此人原有的档案。" in typed(planted, clerk, id_number=NUMBER, is_another_paper="on")


def test_the_same_notice_again_is_asked_about_with_the_way_to_the_one_that_is_there(planted, clerk):
    typed(planted, clerk, id_number=NUMBER)
    told = {**NOTICE, **WITHOUT, "institution": planted.seats["institution clerk"].office_id, "file": case().number}
    told["no_scan_because"] = WHY
    address = reverse("paper_notice")
    assert "通知书已录入。" in clerk.post(address, told, follow=True).content.decode()
    page = clerk.post(address, told).content.decode()
    assert wrong(page) == {"is_another_paper"}
    assert reverse("case_file", args=[case().person_id]) + "?tab=papers" in page
    told["is_another_paper"] = "on"
    assert "通知书已录入。" in clerk.post(address, told, follow=True).content.decode()


def test_nobody_is_asked_for_the_sex_that_the_number_tells(planted, clerk):
    typed(planted, clerk, id_number=NUMBER, sex="")
    assert Person.objects.using("owner").get(name=NAME).sex == "male"


def test_what_may_be_left_out_says_so(clerk):
    page = clerk.get(reverse("paper_form")).content.decode()
    for field in ("offence", "offence_on", "admitted_on", "release_on", "contact"):
        assert re.search(rf'for="id_{field}">[^<]*<span class="optional">', page), field
    assert "性别<span" in page
    assert re.search(r'for="id_term">[^<]*<span class="optional">', page)
    assert not re.search(r'for="id_name">[^<]*<span class="optional">', page), "a name is asked for"
