"""The main pages of every seat, and what is asked of a page in the browser."""

from collections.abc import Iterable, Iterator
from itertools import product

from playwright.sync_api import Page

from tests.browser.conftest import Desk
from tests.support.browser import DESKTOP, PHONE, SMALLEST, faults_of, is_wider_than_the_screen
from tests.web.matrix import (
    CARED,
    CLOSED,
    CLOSED_ENQUIRY,
    DISPOSAL,
    DRAFT,
    ENQUIRY,
    FOLLOW_UP,
    HERE,
    HOLDER,
    LEFT_ROW,
    LESSON,
    LISTS,
    MEETING,
    OUTBOUND,
    PRINTED,
    RECORD,
    RECORDED,
    ROW,
)

Shown = tuple[str, str, str]
"""Name of an address, about whom, and the view."""
TABLET = 768
# Seat → its main pages.
PAGES: dict[str, list[Shown]] = {
    "justice assistant": [
        *(("today", "", ""), ("people", "", ""), ("case_file", HERE, ""), ("case_file", HERE, "?tab=papers")),
        *(("case_file", HERE, "?tab=history"), ("case_file", CLOSED, ""), ("paper", HERE, ""), ("why", HERE, "")),
        *(("verify", HERE, ""), ("take_step alert", HERE, ""), ("closed_list", "", ""), ("places", "", "")),
        *(("clause", "3.3", ""), ("clause", "LAW-2", ""), ("rule", "months_granted", ""), ("duty", "verify", "")),
        *(("rule", "may_have_extreme_difficulty_support", ""), ("rule", "month_amount", ""), ("duty", "follow_up", "")),
        *(("town", "town", ""), ("policy", "", ""), ("gallery", "", ""), ("account_change_password", "", "")),
        *(("mfa_index", "", ""), ("mfa_activate_totp", "", ""), ("account_reauthenticate", "", "")),
        *(("mfa_view_recovery_codes", "", ""), ("mfa_reauthenticate", "", ""), ("usersessions_list", "", "")),
        *(("arrivals", "", ""), ("on_the_spot", "", ""), ("from_corrections", "", ""), ("enquiries", "", "")),
        *(("answer_enquiry", ENQUIRY, ""), ("answer_enquiry", CLOSED_ENQUIRY, ""), ("not_listed", "", "")),
        *(
            ("scans", HERE, ""),
            ("reception", "", ""),
            ("board", "", ""),
            ("also_waiting", "", ""),
            ("counted_people", "", ""),
            ("office", "", ""),
            ("record_office_act", LESSON, ""),
        ),
        *(("holders", "", ""), ("hand_over", HOLDER, ""), ("mend_office_act correct-day", RECORDED, "")),
        *(("case_file", CARED, f"?tab={tab}") for tab in ("overview", "team", "visits", "duties", "help", "history")),
        *(("signs", CARED, ""), ("people", "", "?show=in_care"), ("take_step_about redact", CARED, "")),
        *(
            (f"take_step {slug}", CARED, "")
            for slug in ("visit", "team", "plan-review", "household", "move", "note-sign")
        ),
        *(
            ("lacking_teams", "", ""),
            ("ask_sheet looks", HERE, ""),
            ("keeping_out", HERE, ""),
            ("open_in_an_emergency", "", ""),
            ("sealing", CLOSED, ""),
            ("sealed_record", RECORD, ""),
        ),
        *(("requests", "", ""), ("requests_about", CARED, ""), ("take_step take-in-request", CARED, "")),
        ("take_step_about answer-request", CARED, ""),
        *((f"sheet {slug}", PRINTED, "") for slug in ("hand-over", "looks", "extract", "notice")),
    ],
    "keeper of closed files": [("today", "", ""), ("closed_list", "", ""), ("closed_row", LEFT_ROW, "")],
    "auditor": [
        ("today", "", ""),
        ("trail", "", ""),
        ("trail", "", "?of=looks"),
        ("trail", "", "?staff=nobody"),
        ("trail", "", "?of=changes"),
    ],
    "system administrator": [
        *(("today", "", ""), ("accounts", "", ""), ("accounts", "", "?show=without"), ("one_account", "account", "")),
        *(("new_account", "", ""), ("accounts", "", "?q=nobody")),
    ],
    "security administrator": [
        *(("accounts", "", "?show=locked"), ("one_account", "account", ""), ("waiting_accounts", "", "")),
    ],
    "town officer": [
        *(("today", "", ""), ("told_up", "", ""), ("let_rest", HERE, ""), ("reception", "", ""), ("office", "", "")),
        *(("record_office_act", MEETING, ""), ("bases", "", "")),
    ],
    "aftercare officer": [
        *(("today", "", ""), ("told_up", "", ""), ("reception", "", ""), ("office", "", ""), ("key_period", "", "")),
        *(("district_office", "", ""), ("bases", "", ""), ("all_keeping_out", "", ""), ("emergencies", "", "")),
        *(("disposals", "", ""), ("decide_disposal", DISPOSAL, "")),
        *(("mend_office_act withdraw", RECORDED, ""), ("mend_key_period correct", "period", "")),
    ],
    "clerk of another institution": [
        *(("today", "", ""), ("letters", "", ""), ("outbound", "", ""), ("send_outbound", OUTBOUND, "")),
    ],
    "bureau clerk": [
        *(("today", "", ""), ("lists", "", ""), ("arrange_reception", HERE, ""), ("confirm_preview", LISTS[0], "")),
        *(("list", LISTS[0], f"?heap={heap}") for heap in ("ready", "doubtful", "not_ours", "refused")),
        *(
            ("correct_row", ROW, ""),
            ("marked_list", LISTS[0], ""),
            ("official", "", ""),
            ("official_document", DRAFT, ""),
        ),
        *(("paper_form", "", ""), ("paper_notice", "", ""), ("outbound", "", ""), ("enquiries", "", "")),
    ],
    "village cadre": [
        *(("today", "", ""), ("my_people", "", ""), ("one_of_mine", CARED, ""), ("take_step visit", CARED, "")),
        *(("why", FOLLOW_UP, ""), ("not_listed", "", "")),
        *(("take_step team-member", CARED, ""), ("lacking_teams", "", "")),
    ],
    "civil affairs officer": [("one_of_mine", CARED, ""), ("take_step pay-allowance", CARED, "")],
    "institution clerk": [("today", "", ""), ("answers", "", ""), ("people", "", "")],
    "": [("account_login", "", ""), ("account_signup", "", "")],
}
# Width, dark, large: all the looks there are, and for each language the one that the suite takes.
LOOKS = tuple(product((DESKTOP, PHONE), (False, True), (False, True)))
LOOK_OF = {"zh-hans": (DESKTOP, False, False), "en": (PHONE, True, False)}
# English words are the longest on the narrowest screens.
SCREENS = {"zh-hans": (DESKTOP, TABLET, PHONE, SMALLEST), "en": (TABLET, SMALLEST)}
# In one question to the browser: in which types the page is wider than the screen.
TOO_WIDE_IN = """types => types.filter(size => {
  Object.assign(document.documentElement.dataset, {theme: '', size});
  return document.documentElement.scrollWidth > document.documentElement.clientWidth;
})"""


def look(page: Page, *, width: int, dark: bool = False, large: bool = False) -> None:
    """Change screen and choices of the page that is open."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(
        "([theme, size]) => Object.assign(document.documentElement.dataset, {theme, size})",
        ["dark" if dark else "", "large" if large else ""],
    )


def too_wide(page: Page, width: int) -> list[str]:
    """In which types the open page is wider than a screen of that width."""
    page.set_viewport_size({"width": width, "height": 900})
    return [f" {size}" if size else "" for size in page.evaluate(TOO_WIDE_IN, ["", "large"])]


def pages_of(seat: str, language: str) -> list[Shown]:
    """Half of the pages of a seat in one language, half in the other: each page once."""
    return PAGES[seat][list(LOOK_OF).index(language) :: len(LOOK_OF)]


def faults_of_pages(
    desk: Desk, seat: str, language: str, pages: Iterable[Shown], looks: Iterable[tuple[int, bool, bool]]
) -> Iterator[str]:
    """What is wrong with these pages of a seat in these looks, and on every screen in either type. Each is loaded once."""
    page = desk.open(seat, language=language)
    for name, subject, view in pages:
        address = desk.planted.address(name, subject) + view
        page.goto(address)
        where = f"{seat or 'stranger'}, {language}: {address}"
        for width, dark, large in looks:
            look(page, width=width, dark=dark, large=large)
            yield from (f"{where} at {width}{' dark' * dark}{' large' * large}: {fault}" for fault in faults_of(page))
            yield from [f"{where} at {width} is too wide"] * is_wider_than_the_screen(page)
        for width in SCREENS[language]:
            yield from (f"{where} at {width}{size} is too wide" for size in too_wide(page, width))
