"""What is wrong with a page is said from the page: without whom it was about, with the number of what failed, and answered in the product."""

import re

import pytest
from django.urls import reverse

from anbang.coordination.feedback.models import Feedback
from anbang.web import where
from tests.web.matrix import CARED
from tests.web.planted import Planted, fresh

OWNER, SEAT = "owner", "justice assistant"


def link_of(page: str) -> str:
    """Where “something wrong here?” leads."""
    found = re.search(rf'href="({re.escape(reverse("write_feedback"))}\?[^"]+)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def told(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_from_the_page_to_the_answer(planted: Planted):
    writer, district = fresh(planted.seats[SEAT]), fresh(planted.seats["aftercare officer"])
    link = link_of(writer.get(planted.address("take_step visit", CARED)).content.decode())
    form = writer.get(link).content.decode()
    assert told(form, "page") == "/people/…/steps/visit/"
    assert "不要写人名" in form
    assert "0.1.0" in form, "what goes along is shown before it is sent"
    sent = {name: told(form, name) for name in ("page", "number", "form_key")}
    refused = writer.post(link, {**sent, "wrong": "看不到 13900000000", "expected": "写了一半"})
    assert refused.status_code == 422
    assert "写了一半</textarea>" in refused.content.decode()
    for _ in range(2):
        assert writer.post(link, {**sent, "wrong": "日期选不了", "expected": ""}).status_code == 302
    one = Feedback.objects.using(OWNER).latest("id")
    assert (one.page, one.number) == ("/people/…/steps/visit/", "")
    also = reverse("also_waiting")
    assert "2 个页面问题等您答复" in district.get(also).content.decode()
    address = reverse("one_feedback", args=[one.pk])
    assert "日期选不了" in district.get(address).content.decode()
    assert fresh(planted.seats["justice assistant elsewhere"]).get(address).status_code == 404
    assert district.post(address, {"answer": ""}).status_code == 422
    assert district.post(address, {"answer": "已改好，刷新一下"}).status_code == 302
    assert "您反映的页面问题有 1 个答复" in writer.get(also).content.decode()
    assert "已改好，刷新一下" in writer.get(address).content.decode()
    assert writer.post(reverse("close_feedback", args=[one.pk])).status_code == 302
    assert "您反映的页面问题" not in writer.get(also).content.decode()
    assert "已结束" in writer.get(reverse("feedback")).content.decode()


def test_an_error_page_has_a_number_and_a_link_that_tells_it(planted: Planted, caplog: pytest.LogCaptureFixture):
    client = fresh(planted.seats[SEAT])
    for address in ("/nowhere/", planted.address("case_file", CARED)[:-3] + "xx/", reverse("lists")):
        with caplog.at_level("INFO", logger="anbang.web"):
            answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 404
        link = link_of(page)
        number = link.rpartition("=")[2]
        assert re.fullmatch("[0-9a-f]{8}", number)
        assert number in caplog.text
        assert number in client.get(link).content.decode()


@pytest.mark.parametrize(
    "page", ["/people/JAVZrpxiSVykrAc5lJMZm30jyzrkg0N6/", "/lists/12/", "张三", "//evil.example/", "/a" * 150 + "/"]
)
def test_whatever_names_somebody_is_left_out_of_the_address(planted: Planted, page: str, monkeypatch):
    client = fresh(planted.seats[SEAT])
    assert told(client.get(reverse("write_feedback"), {"page": page}).content.decode(), "page") == "/…/"
    monkeypatch.setattr(where, "ADDRESS_OF_NOBODY", ".*")
    if len(page) < 200:
        shown = client.get(reverse("write_feedback"), {"page": page}).content.decode()
        assert told(shown, "page") == page, "the control"


@pytest.mark.parametrize(
    ("page", "section"),
    [
        ("/", "今日工作"),
        ("/reception/board/", "接送日程"),
        ("/people/…/", "人员档案"),
        ("/people/…/steps/visit/", "人员档案"),
        ("/nowhere/", ""),
        ("/…/", ""),
    ],
)
def test_a_remark_is_called_by_the_section_of_its_page(page: str, section: str):
    assert where.section_of(page) == section
