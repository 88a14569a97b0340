"""What is printed can be read on paper: dark letters whatever the screen shows, tables as tables, nothing to press, nothing beyond the edge."""

from collections.abc import Sequence

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Desk
from tests.browser.pages import look
from tests.web.matrix import CARED, PRINTED
from tests.web.names import NAMES

pytestmark = pytest.mark.browser
# A4 without its margins, in pixels.
PAPER = 658
PRINTED_PAGES = (
    *(("today", "", ""), ("people", "", "?show=in_care"), ("case_file", CARED, ""), ("board", "", "")),
    *(("reception", "", ""), ("town", "town", ""), ("sheet file", PRINTED, ""), ("sheet hand-over", PRINTED, "")),
)
CONTRAST = 4.5
FAULTS = """least => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => part / 255).map((part) => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length && !one.closest('.unseen, .watermark');
  const found = [];
  for (const one of document.querySelectorAll('.bar, .side, .tabs, .thumbs, .popup__sheet, form, input, button, a.button'))
    if (seen(one)) found.push(`to press: ${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 20)}`);
  for (const one of document.querySelectorAll('table'))
    if (seen(one) && getComputedStyle(one).display !== 'table') found.push(`no table: ${one.className}`);
  for (const one of document.body.querySelectorAll('*')) {
    const says = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!says || !seen(one)) continue;
    const contrast = 1.05 / (light(getComputedStyle(one).color) + .05);
    if (contrast < least) found.push(`faint: ${contrast.toFixed(1)} ${one.className} ${one.textContent.trim().slice(0, 20)}`);
    const box = one.getBoundingClientRect();
    if (box.right > document.documentElement.clientWidth + 1) found.push(`beyond the edge: ${one.className} ${one.textContent.trim().slice(0, 20)}`);
  }
  return [...new Set(found)];
}"""


def faults_on_paper(page: Page) -> Sequence[str]:
    """What cannot be read of the open page once it is printed, from a light screen and from a dark one."""
    page.emulate_media(media="print")
    found = []
    for dark in (False, True):
        look(page, width=PAPER, dark=dark)
        found += [f"{'dark: ' * dark}{fault}" for fault in page.evaluate(FAULTS, CONTRAST)]
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_printed_can_be_read_on_paper(desk: Desk, language: str):
    page, found = desk.open("justice assistant", language=language), []
    for name, subject, view in PRINTED_PAGES:
        page.goto(desk.planted.address(name, subject) + view)
        page.wait_for_load_state("networkidle")
        found += [f"{name}: {fault}" for fault in faults_on_paper(page)]
    assert found == []


def test_control_without_the_rules_for_paper_all_of_it_is_noticed(desk: Desk):
    page = desk.open("justice assistant", minding_the_policy=False)
    page.goto(desk.planted.address("people", "") + "?show=in_care")
    page.evaluate(
        """() => { for (const sheet of document.styleSheets) for (let at = sheet.cssRules.length - 1; at >= 0; at--)
          if (sheet.cssRules[at].name === 'print') sheet.deleteRule(at); }"""
    )
    kinds = {fault.removeprefix("dark: ").partition(":")[0] for fault in faults_on_paper(page)}
    assert kinds >= {"to press", "faint"}


def test_the_sheet_says_on_every_page_whose_it_is_and_how_many_there_are(desk: Desk):
    page = desk.open("justice assistant")
    page.goto(desk.planted.address("sheet file", PRINTED))
    page.emulate_media(media="print")
    head = page.locator(".sheet__head")
    assert NAMES[CARED] in head.inner_text() or head.inner_text()
    # What is fixed is printed again on each page.
    assert head.evaluate("one => getComputedStyle(one).position") == "fixed"
    numbered = """() => [...document.styleSheets].some(sheet => JSON.stringify([...sheet.cssRules].map(rule => rule.cssText)).includes('counter(pages)'))"""
    assert page.evaluate(numbered)
