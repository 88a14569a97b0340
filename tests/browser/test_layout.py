"""Nothing runs over: the tables of a list keep inside their card, and what opens beside a clause keeps inside the screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Desk
from tests.browser.pages import look
from tests.exchange import lists
from tests.exchange.numbers import identity_number
from tests.web.matrix import HERE

pytestmark = pytest.mark.browser
WIDTHS = (1440, 1280, 1100, 1024, 768)
LANGUAGES = ("zh-hans", "en")
LONG = {"户籍镇街": "双河街道", "户籍村居": "岚峰竹笋产业社区居民委员会"}
OVER = """() => [...document.querySelectorAll('.card table, .card table .button, .popup[open] > .popup__sheet')].filter(one => {
  const edge = one.closest('.popup') ? document.documentElement : one.closest('.card');
  const [inner, outer] = [one.getBoundingClientRect(), edge.getBoundingClientRect()];
  return inner.right > outer.right + 0.5 || inner.left < outer.left - 0.5;
}).map(one => one.className + ' ' + one.innerText.slice(0, 20))"""
NARROWEST_HINT = (
    "() => Math.min(...[...document.querySelectorAll('main .fault')].map(one => one.getBoundingClientRect().width))"
)


def screens(page: Page, widths: tuple[int, ...] = WIDTHS) -> Iterator[str]:
    """Every width, in either type."""
    for width in widths:
        for large in (False, True):
            look(page, width=width, large=large)
            yield f"{width}{' large' * large}"


def many_hints() -> list[dict[str, str]]:
    """Ready rows with everything that a hint can say, with long places, and one that changes somebody."""
    old = identity_number(lists.FIRST_BIRTH, sequence=77)
    soon = {"释放日期": "2026-11-20", **LONG}
    changed = lists.person(31, 罪名="诈骗罪", 帮教建议="建议落实低保并与家属多次沟通后再定", 释放日期="2027-03-19")
    return [
        lists.person(30, **{**soon, "身份证号": old[:6] + old[8:17], "出生日期": ""}),
        lists.person(31),
        changed,
        lists.person(
            32, 身份证号=identity_number(lists.FIRST_BIRTH, sequence=79, region="110101"), 出生日期="", **soon
        ),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ready_rows_keep_inside_their_card_and_their_hints_can_be_read(desk: Desk, language: str):
    clerk = desk.planted.seats["bureau clerk"]
    waiting = lists.staged(many_hints(), by=clerk)
    taken_in = lists.confirm(lists.staged([{**row, "联系人": "另一人"} for row in many_hints()], by=clerk), by=clerk)
    page, told = desk.open("bureau clerk", language=language), []
    for batch in (waiting, taken_in):
        page.goto(f"{desk.planted.address('lists', '')}{batch.pk}/?heap=ready")
        assert page.locator("main .fault").count() >= 5, "the control: there are hints"
        for screen in screens(page):
            told += [f"{batch.status} at {screen}: {over}" for over in page.evaluate(OVER)]
            assert page.evaluate(NARROWEST_HINT) > 400, screen
    assert told == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_opens_beside_a_clause_keeps_inside_the_screen(desk: Desk, language: str):
    page, told, opened = desk.open("justice assistant", language=language), [], 0
    for name, subject in (("today", ""), ("case_file", HERE), ("verify", HERE), ("places", ""), ("town", "town")):
        page.goto(desk.planted.address(name, subject))
        for popup in page.locator("details.popup").all()[:2]:
            popup.evaluate("one => document.querySelectorAll('.popup').forEach(each => each.open = each === one)")
            for screen in screens(page):
                told += [f"{name} at {screen}: {over}" for over in page.evaluate(OVER)]
                opened += 1
    assert told == [], told
    assert opened >= 40, "popups were opened on every page"


def test_what_runs_over_is_noticed(desk: Desk):
    """The control: a long word in a table, and a sheet pushed out of the screen."""
    page = desk.open("justice assistant")
    page.goto(desk.planted.address("today", ""))
    assert page.evaluate(OVER) == []
    page.evaluate("document.querySelector('details.popup').open = true")
    page.evaluate("document.querySelector('.popup__sheet').style.setProperty('left', '1200px')")
    page.evaluate("document.querySelector('.table td').textContent = 'x'.repeat(999)")
    assert len(page.evaluate(OVER)) >= 2
