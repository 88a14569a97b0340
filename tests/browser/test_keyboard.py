"""The controls of whoever goes by keyboard: an order of its own, a trap, and a focus that is not seen are noticed."""

import pytest

from tests.browser.conftest import Desk
from tests.browser.keyboard import focus_is_visible, walk_through

pytestmark = pytest.mark.browser
TRAP = """document.querySelector('.skip').addEventListener('keydown', (event) => event.key === 'Tab' && event.preventDefault())"""


def test_control_another_order_a_trap_and_an_unseen_focus_are_noticed(desk: Desk):
    page = desk.open("institution clerk")
    page.goto("/")
    assert (stops := walk_through(page)) == sorted(stops)
    page.goto("/")
    page.evaluate("[...document.querySelectorAll('main a, main button')].at(-1).tabIndex = 1")
    assert (stops := walk_through(page)) != sorted(stops)

    page.goto("/")
    page.keyboard.press("Tab")
    assert focus_is_visible(page)
    page.evaluate("document.activeElement.style.setProperty('outline', 'none')")
    assert not focus_is_visible(page)
    page.evaluate("document.activeElement.style.removeProperty('outline')")
    page.evaluate(
        "document.querySelector('.bar').style.setProperty('z-index', 99); document.activeElement.style.setProperty('z-index', -1)"
    )
    assert not focus_is_visible(page), "it lies behind the head of the page"

    page.goto("/")
    page.evaluate(TRAP)
    with pytest.raises(AssertionError, match="did not leave the page"):
        walk_through(page, at_most=9)
