"""A visit begun at the desk is gone on with on the phone; and where nothing was kept the page says so."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import Desk
from tests.web.matrix import CARED

pytestmark = pytest.mark.browser
SEAT, WORDS = "justice assistant", "母亲在家，说在学修车"


def test_what_is_typed_at_the_desk_is_gone_on_with_on_the_phone_and_the_page_says_when_it_was_not_kept(desk: Desk):
    address = reverse("take_step", args=[desk.planted.arguments["case_file"][CARED]["person_id"], "visit"])
    page = desk.open(SEAT)
    page.goto(address)
    told = page.locator("[data-kept]")
    page.get_by_label("看到了什么、谈了什么").fill(WORDS)
    expect(told).to_have_text(re.compile(r"^草稿 \d\d:\d\d 已存，还没有登记$"))
    phone = desk.open(SEAT, width=390)
    phone.goto("/")
    phone.get_by_role("row", name=re.compile("走访")).get_by_role("link", name="接着写").click()
    expect(phone.get_by_label("看到了什么、谈了什么")).to_have_value(WORDS)

    # The line breaks: said at once, and made good when it is back. Whoever leaves meanwhile is asked.
    page.context.set_offline(offline=True)
    page.get_by_label("在哪里").fill("本人家中")
    expect(told).to_have_text("没有存上，请不要离开")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="返回").click(no_wait_after=True)
    page.wait_for_event("dialog") if not asked else None
    page.context.set_offline(offline=False)
    expect(told).to_have_text(re.compile(r"^草稿 \d\d:\d\d 已存，还没有登记$"))
    desk.complaints.clear()  # that the line was down, told by the browser itself

    # What is kept is left without a question, and found whole.
    page.get_by_role("link", name="返回").click()
    page.goto(address)
    expect(page.get_by_label("在哪里")).to_have_value("本人家中")
    expect(page.get_by_label("看到了什么、谈了什么")).to_have_value(WORDS)
