"""Every page of the table of addresses in every look: both languages, wide and narrow, light and dark, in either type."""

from itertools import islice

import pytest

from tests.browser.conftest import Desk, bed, desk, planted
from tests.browser.pages import EVERY_PAGE, LOOK_OF, LOOKS, faults_of_pages, look, too_wide
from tests.browser.structure import faults_of_structure
from tests.support.browser import PHONE, SMALLEST, faults_of
from tests.support.proofs import Proof, lengths

__all__ = ["bed", "desk", "planted"]
pytestmark = pytest.mark.browser
NAME = "Every look"
DONE = "each page of the table of addresses is opened by whoever may, and the main pages from every seat, in both languages, wide and narrow, light and dark, in ordinary and large type; axe, the console, what is fetched, headings, landmarks, roles of tables, and the width on five screens down to 320 px are asked"
# A picture without words, a field without a name, and words that are too faint on any page.
PLANTED = """document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="data:,"><input><p id="faint">faint</p>');
Object.assign(document.querySelector('#faint').style, {color: '#777', background: '#888'})"""
WIDE = """document.querySelector('main').append(Object.assign(document.createElement('p'), {id: 'wide', innerText: 'wide'}));
document.querySelector('#wide').style.setProperty('width', '340px')"""
IN_PARTS = """document.querySelector('main').insertAdjacentHTML('beforeend', '<h1>two</h1><nav>unnamed</nav><table><tr><td>mute</td></tr></table>')"""
FETCHING = """() => new Promise((done) => document.body.append(Object.assign(new Image(), {alt: '', onerror: done, src: '/nothing.png'})))"""
SEATS = sorted(EVERY_PAGE, key=lambda seat: len(EVERY_PAGE[seat]))


@lengths(1, len(SEATS))
def test_no_page_has_a_fault_in_any_look(desk: Desk, proof: Proof, length: int):
    seen = 0
    for number, seat in enumerate(islice(SEATS, length), start=1):
        for language in LOOK_OF:
            assert list(faults_of_pages(desk, seat, language, EVERY_PAGE[seat], LOOKS)) == []
            seen += len(EVERY_PAGE[seat]) * len(LOOKS)
        proof.progress(number, length, "seats")
    assert desk.complaints == []
    pages = sum(map(len, EVERY_PAGE.values()))
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
        noticed += {fault.split(":")[0] for fault in faults_of(page)} >= {"image-alt", "label", "color-contrast"}
    assert noticed == length
    proof.control(
        f"a picture without words, a field without a name and faint words are noticed in {noticed} of {length} looks"
    )


def test_control_what_is_too_wide_at_320_or_badly_put_together_is_noticed(desk: Desk):
    page = desk.open("institution clerk")
    page.goto("/")
    assert (too_wide(page, SMALLEST), faults_of_structure(page)) == ([], [])
    page.evaluate(WIDE)
    assert (too_wide(page, PHONE), too_wide(page, SMALLEST)) == ([], ["", " large"])
    page.evaluate(IN_PARTS)
    told = faults_of_structure(page)
    assert told[:2] == ["2 of h1", "a nav without a name"]
    assert "TABLE without its role: mute" in told


def test_control_a_page_that_is_not_there_or_leads_elsewhere_is_noticed(desk: Desk):
    pages = [("trail", "", ""), ("mfa_activate_totp", "", "")]
    told = list(faults_of_pages(desk, "justice assistant", "zh-hans", pages, []))
    assert len(told) == 2
    assert all("is not there" in one for one in told)


def test_control_what_is_fetched_and_not_there_is_noticed(desk: Desk):
    page = desk.open("institution clerk")
    page.goto("/")
    page.evaluate(FETCHING)
    page.evaluate("1")
    assert any(complaint.startswith("404 for ") and "nothing.png" in complaint for complaint in desk.complaints)
    desk.complaints.clear()
