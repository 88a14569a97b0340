"""Every main page of every seat in every look: both languages, wide and narrow, light and dark, in either type."""

from itertools import islice

import pytest

from tests.browser.conftest import Desk, bed, desk, planted
from tests.browser.pages import LOOK_OF, LOOKS, PAGES, faults_of_pages, look
from tests.support.browser import faults_of
from tests.support.proofs import Proof, lengths

__all__ = ["bed", "desk", "planted"]
pytestmark = pytest.mark.browser
NAME = "Every look"
DONE = "each main page of each seat is opened in both languages, wide and narrow, light and dark, in ordinary and large type; axe, the console and the width are asked"
# A picture without words, and words that are too faint on any page.
PLANTED = """document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="data:,"><p id="faint">faint</p>');
Object.assign(document.querySelector('#faint').style, {color: '#777', background: '#888'})"""


@lengths(1, len(PAGES))
def test_no_page_has_a_fault_in_any_look(desk: Desk, proof: Proof, length: int):
    seen = 0
    for number, seat in enumerate(islice(sorted(PAGES), length), start=1):
        for language in LOOK_OF:
            assert list(faults_of_pages(desk, seat, language, PAGES[seat], LOOKS)) == []
            seen += len(PAGES[seat]) * len(LOOKS)
        proof.progress(number, length, "seats")
    assert desk.complaints == []
    pages = sum(map(len, PAGES.values()))
    proof.result(
        f"{pages} pages of {length} seats",
        f"{seen} looks, 0 faults, none wider than the screen, 0 complaints of the browser",
    )


@lengths(2, len(LOOKS))
def test_control_planted_faults_are_noticed_in_every_look(desk: Desk, proof: Proof, length: int):
    page, noticed = desk.open("institution clerk"), 0
    page.goto("/")
    page.evaluate(PLANTED)
    for width, dark, large in LOOKS[:length]:
        look(page, width=width, dark=dark, large=large)
        noticed += {fault.split(":")[0] for fault in faults_of(page)} >= {"image-alt", "color-contrast"}
    assert noticed == length
    proof.control(f"a picture without words and faint words are noticed in {noticed} of {length} looks")
