"""Every main page in a real Chromium: wide and narrow, in both languages, dark, in large type, by keyboard, without script."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import clear_url_caches
from playwright.sync_api import expect

from anbang.casework.custody.models import Verification
from anbang.demo import pages as demo
from anbang.exchange.batch.models import Batch
from anbang.organisations.days import day_typed
from tests.browser.conftest import Desk
from tests.browser.keyboard import press_until
from tests.browser.pages import EVERY_PAGE, LOOK_OF, NO_PAGES, TABLET, faults_of_pages, look, pages_of, too_wide
from tests.support.browser import DESKTOP, PHONE, faults_of, is_wider_than_the_screen
from tests.support.people import TODAY
from tests.web import entries
from tests.web.answers import NO_SUCH_METHOD
from tests.web.doors import DOORS
from tests.web.matrix import (
    CARED,
    HERE,
    PRINTED,
)
from tests.web.names import NAMES
from tests.web.test_matrix import addresses

pytestmark = pytest.mark.browser
# Who has many pages has a browser alone; the others sit down before one, each after the other.
LARGE = ("justice assistant", "bureau clerk")
SEATS_TOGETHER = [*((seat,) for seat in LARGE), tuple(seat for seat in EVERY_PAGE if seat not in LARGE)]
SAMPLE = Path(__file__).parents[1] / "data" / "prison-batch-2026-11.xlsx"


@pytest.mark.parametrize("language", LOOK_OF)
@pytest.mark.parametrize("seats", SEATS_TOGETHER, ids=" and ".join)
def test_the_pages_are_without_fault_and_no_wider_than_the_screen(desk: Desk, seats: tuple[str, ...], language: str):
    """Each page once; in every look and both languages: `tests/proofs/test_every_look.py`."""
    looks = [LOOK_OF[language]]
    assert [
        one for seat in seats for one in faults_of_pages(desk, seat, language, pages_of(seat, language), looks)
    ] == []


def opened_or_not() -> set[str]:
    """The addresses that are opened, only posted to, or left out for a reason."""
    opened = {name.split()[0] for pages in EVERY_PAGE.values() for name, _subject, _view in pages}
    posted = {name.split()[0] for name, page in entries.PAGES.items() if not page.reads}
    posted |= {name for name, door in DOORS.items() if door.fresh == NO_SUCH_METHOD}
    assert not opened & NO_PAGES.keys()
    return opened | posted | NO_PAGES.keys()


def test_every_address_is_opened_or_left_out_for_a_reason():
    assert set(addresses()) == opened_or_not()
    assert sum(map(len, EVERY_PAGE.values())) > 230
    seen = {(name, view) for pages in EVERY_PAGE.values() for name, _subject, view in pages}
    views = {(name, view) for name, page in entries.PAGES.items() if page.reads for view in page.views}
    assert {name for name, _view in views - seen} <= NO_PAGES.keys(), "each in all its views"


def test_control_an_address_that_nobody_opens_is_noticed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(NO_PAGES, "scan")
    for seat, pages in EVERY_PAGE.items():
        monkeypatch.setitem(EVERY_PAGE, seat, [one for one in pages if one[0] != "guide"])
    assert set(addresses()) - opened_or_not() == {"scan", "guide"}


def test_the_pages_of_the_demo_are_without_fault(desk: Desk):
    with override_settings(DEMO=True, ROOT_URLCONF="tests.demo.test_pages"):
        clear_url_caches()
        stranger, seated = ("account_login", "", ""), ("stories", "", "")
        looks = [(width, dark, False) for width in (DESKTOP, PHONE) for dark in (False, True)]
        told = [*faults_of_pages(desk, "", "zh-hans", [stranger], looks)]
        told += faults_of_pages(desk, "justice assistant", "en", [seated], looks)
        names = {one.name for one in demo.urlpatterns}
    clear_url_caches()
    assert told == []
    assert names == {"account_login", "stories", "story", "step_into"}, "a story leads on, the step is posted"


def test_a_page_that_is_not_there_is_without_fault(desk: Desk):
    page = desk.open("justice assistant")
    page.goto("/nowhere/")
    assert faults_of(page) == []
    expect(page.get_by_role("heading", level=1)).to_have_text("没有这个页面")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_form_that_is_refused_is_without_fault(desk: Desk, width: int):
    page = desk.open("justice assistant", width=width)
    for name in ("take_step visit", "take_step plan", "take_step contact"):
        page.goto(desk.planted.address(name, CARED))
        page.locator("main .foot button.button--main").first.click()
        expect(page.get_by_role("alert").first).to_be_visible()
        assert faults_of(page) == [], name
        assert not is_wider_than_the_screen(page), name


@pytest.mark.parametrize("types", [True, False])
def test_whoever_leaves_what_they_wrote_is_asked_first_and_nobody_else(desk: Desk, types: bool):
    page, asked = desk.open("justice assistant"), []
    page.goto(desk.planted.address("take_step note", CARED))
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    if types:
        page.get_by_label("内容").fill("近来平安")
    page.get_by_role("main").get_by_role("link", name="返回").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAMES[CARED])
    assert asked == (["beforeunload"] if types else [])


def test_a_day_is_typed_over_and_then_put_right_where_one_points(desk: Desk):
    page = desk.open("justice assistant")
    page.goto(desk.planted.address("take_step visit", CARED))
    day = page.locator("input[name=on]")
    day.click(position={"x": 40, "y": 20})
    page.keyboard.type("11-30")
    expect(day).to_have_value("11-30")
    day.click(position={"x": 2, "y": 20})
    page.keyboard.type("2026-")
    expect(day).to_have_value("2026-11-30")


@pytest.mark.parametrize(("seat", "width"), [("justice assistant", DESKTOP), ("village cadre", PHONE)])
def test_yesterday_is_one_touch(desk: Desk, seat: str, width: int):
    page = desk.open(seat, width=width)
    page.goto(desk.planted.address("take_step visit", CARED))
    page.get_by_role("button", name="昨天").click()
    expect(page.locator("input[name=on]")).to_have_value(day_typed(TODAY - timedelta(days=1)))


def test_planted_faults_are_noticed(desk: Desk):
    """The control: axe, the width and the console each tell of theirs."""
    page = desk.open("justice assistant")
    page.goto("/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\"><input>')")
    assert {fault.split(":")[0] for fault in faults_of(page)} >= {"image-alt", "label"}
    assert not is_wider_than_the_screen(page)
    page.evaluate(
        "document.querySelector('main').append(Object.assign(document.createElement('pre'), {innerText: 'x'.repeat(999)}))"
    )
    page.evaluate("document.querySelector('pre').setAttribute('class', 'whole')")
    assert is_wider_than_the_screen(page)
    style = "told => Object.assign(document.querySelector('pre').style, told)"
    page.evaluate(style, {"boxSizing": "border-box", "overflow": "hidden", "width": "60rem"})
    assert too_wide(page, TABLET) == ["", " large"]
    page.evaluate(style, {"width": "41rem"})
    assert too_wide(page, TABLET) == [" large"]
    page.evaluate(style, {"width": "20rem"})
    assert too_wide(page, TABLET) == []
    assert desk.complaints == []
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
    page.evaluate("1")
    assert any("Content Security Policy" in complaint for complaint in desk.complaints)
    desk.complaints.clear()


@pytest.mark.parametrize(
    ("breach", "directive"),
    [
        ("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')", "style-src-attr"),
        ("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))", "script-src-elem"),
        ("document.body.append(Object.assign(new Image(), {src: 'https://example.org/a.png', alt: ''}))", "img-src"),
        ("document.body.append(Object.assign(document.createElement('iframe'), {src: '/', title: 'x'}))", "frame-src"),
    ],
)
def test_a_breach_of_the_policy_on_any_page_is_told(desk: Desk, breach: str, directive: str):
    """The control of all walks: each page's own listener tells which part was breached."""
    page = desk.open("justice assistant")
    page.goto("/")
    assert desk.complaints == []
    page.evaluate(breach)
    expect(page.locator("main")).to_be_visible()
    assert any(complaint.startswith(f"breach of {directive} by ") for complaint in desk.complaints), desk.complaints
    desk.complaints.clear()


SLIPPED_IN = (
    "document.body.append(Object.assign(document.createElement('script'), {text: 'document.title = \"slipped in\"'}))"
)


def test_a_script_that_slipped_in_is_not_run(desk: Desk):
    page = desk.open("justice assistant")
    page.goto("/")
    page.evaluate(SLIPPED_IN)
    assert page.title() != "slipped in"
    assert any(complaint.startswith("breach of script-src-elem by ") for complaint in desk.complaints)
    desk.complaints.clear()


def test_control_where_the_policy_is_not_minded_it_is(desk: Desk):
    page = desk.open("justice assistant", minding_the_policy=False)
    page.goto("/")
    page.evaluate(SLIPPED_IN)
    assert page.title() == "slipped in"


def test_faint_text_on_a_dark_page_is_noticed(desk: Desk):
    """The control: the look changes what axe sees."""
    page = desk.open("justice assistant")
    page.goto("/")
    look(page, width=PHONE, dark=True)
    page.evaluate("document.querySelector('h1').style.setProperty('color', '#223')")
    assert any(fault.startswith("color-contrast") for fault in faults_of(page))


# By keyboard


def test_a_verification_is_done_by_keyboard_alone(desk: Desk):
    page = desk.open("justice assistant")
    page.goto("/")
    press_until(page, ".skip", at_most=1)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    press_until(page, f"a[href='{desk.planted.address('verify', HERE)}']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/verify/**")
    for item in ("name", "identity", "address"):
        press_until(page, f"[name={item}]")
        page.keyboard.press("Space")
        expect(page.locator(f"[name={item}]:checked")).to_have_count(1)
    press_until(page, "main form .button--main")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("核查已回复")
    assert Verification.objects.using("owner").filter(person_name=NAMES[HERE]).count() == 1


def test_rows_are_walked_and_sheets_closed_by_key(desk: Desk):
    page = desk.open("justice assistant")
    page.goto(desk.planted.address("people", ""))
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('[data-open]')")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('[data-find]')")
    page.goto("/")
    page.locator("details.popup summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.popup[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("details.popup[open]")).to_have_count(0)


def test_rows_are_chosen_by_key_and_one_step_is_taken_for_them(desk: Desk):
    page = desk.open("justice assistant", width=PHONE)
    page.goto(desk.planted.address("people", ""))
    told, boxes = page.locator("#together output"), page.locator("input[name=chosen]")
    for key, words in (
        ("j", "已选 0 人"),
        ("x", "已选 1 人"),
        ("j", "已选 1 人"),
        ("x", "已选 2 人"),
        ("x", "已选 1 人"),
    ):
        page.keyboard.press(key)
        expect(told).to_have_text(words)
    # On a phone the bar stands above the places, wherever one has scrolled to.
    bar, thumbs = page.locator("#together").bounding_box(), page.locator(".thumbs").bounding_box()
    assert bar is not None
    assert thumbs is not None
    assert bar["y"] + bar["height"] <= thumbs["y"] + 1
    page.keyboard.press("Escape")
    expect(told).to_have_text("已选 0 人")
    boxes.first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("k")
    expect(told).to_have_text("已选 1 人")
    page.get_by_role("button", name="全选本页").click()
    expect(told).to_have_text(f"已选 {boxes.count()} 人")
    page.get_by_label("勾选的人，一起办").select_option("explain-aid")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"讲解救助政策：{boxes.count()} 人")
    page.get_by_role("button", name="先看结果").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("讲解救助政策：核对后确认")
    expect(page.get_by_text("可以办", exact=True).first).to_be_visible()
    assert faults_of(page) == []


# Wide and narrow


def test_what_follows_from_a_clause_is_folded_on_a_phone_and_open_on_a_wide_screen(desk: Desk):
    wide = desk.open("justice assistant")
    wide.goto("/policy/")
    assert wide.locator("details[data-wide]").count() == wide.locator("details[data-wide][open]").count() > 20
    phone = desk.open("justice assistant", width=PHONE)
    phone.goto("/policy/")
    expect(phone.locator("details[data-wide][open]")).to_have_count(0)
    assert phone.evaluate("document.documentElement.scrollHeight") < 10_000
    phone.goto("/policy/#figure-team_days")
    phone.reload()
    expect(phone.locator("details[data-wide][open]")).to_have_count(1)
    expect(phone.locator("#figure-team_days")).to_be_in_viewport()


# How many lines each label takes beside which something is to be written, as on paper of that width.
LINES_OF_LABELS = """[...document.querySelectorAll('.sheet__line > span')].map((pair) => {
  const range = document.createRange(); range.selectNode(pair.firstChild); return [pair.innerText.trim(), range.getClientRects().length] })"""
PAPER = range(560, 760, 20)


def test_no_label_beside_which_something_is_written_is_broken_on_paper(desk: Desk):
    page = desk.open("justice assistant")
    page.goto(desk.planted.address("sheet notice", PRINTED))
    page.emulate_media(media="print")
    for width in PAPER:
        page.set_viewport_size({"width": width, "height": 900})
        labels = page.evaluate(LINES_OF_LABELS)
        assert [label for label, lines in labels if lines != 1] == [], width
        assert [label for label, _lines in labels][-1] == "日期"
    page.evaluate(
        "document.querySelectorAll('.sheet__line > span').forEach((pair) => { pair.style.width = '1em'; pair.style.wordBreak = 'normal' })"
    )
    assert [lines for _label, lines in page.evaluate(LINES_OF_LABELS) if lines > 1], "the control"


def test_the_name_of_a_chosen_file_stands_beside_the_button(desk: Desk):
    clerk = desk.open("bureau clerk")
    clerk.goto(desk.planted.address("lists", ""))
    expect(clerk.get_by_text("还没有选文件")).to_be_visible()
    clerk.get_by_label("名单文件").set_input_files(SAMPLE)
    expect(clerk.locator("[data-chosen]")).to_have_text(SAMPLE.name)
    clerk.get_by_label("名单文件").focus()
    clerk.keyboard.press("Shift+Tab")
    clerk.keyboard.press("Tab")
    outline = clerk.locator(".drop").evaluate("drop => getComputedStyle(drop).outlineStyle")
    assert outline == "solid", "where the focus is can be seen"


# Without script


def test_without_script_a_list_is_handed_in_and_a_verification_recorded(desk: Desk):
    clerk, before = desk.open("bureau clerk", script=False), Batch.objects.using("owner").count()
    clerk.goto(desk.planted.address("lists", ""))
    clerk.get_by_label("来文单位").select_option(index=1)
    clerk.get_by_label("名单文件").set_input_files(SAMPLE)
    clerk.get_by_role("button", name="上传并检查").click()
    expect(clerk.get_by_role("progressbar")).to_be_visible()
    assert Batch.objects.using("owner").count() == before + 1
    expect(clerk.get_by_role("link", name="刷新进度")).to_be_visible()
    expect(clerk.locator(".scripted:visible")).to_have_count(0)

    cadre = desk.open("village cadre", width=PHONE, script=False)
    cadre.goto(desk.planted.address("take_step visit", CARED))
    cadre.get_by_label("看到了什么、谈了什么").fill("在家")
    cadre.get_by_label("上门见到了").check()
    cadre.get_by_label("就业").check()
    cadre.get_by_role("button", name="记下来").click()
    expect(cadre.get_by_role("status")).to_contain_text("走访已登记")

    officer = desk.open("justice assistant", width=PHONE, script=False)
    officer.goto(desk.planted.address("verify", HERE))
    for item in ("name", "identity", "address"):
        officer.locator(f"[name={item}][value=true]").check()
    officer.get_by_role("button", name="提交并回复监所").click()
    expect(officer.get_by_role("status")).to_contain_text("核查已回复")
