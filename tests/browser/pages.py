"""The pages that are opened in the browser, and what is asked of each. What a seat sees in its own way is listed by hand; every other address
follows from the tables that the tests of the addresses compare with the resolver, so that none is forgotten.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk
from tests.browser.structure import faults_of_structure
from tests.support.browser import DESKTOP, PHONE, SMALLEST, faults_of, is_wider_than_the_screen
from tests.web.answers import OPENS
from tests.web.doors import DOORS
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
    REMARK,
    ROW,
)
from tests.web.opening import pages_to_open

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
        *(
            ("town", "town", ""),
            ("village", "village", ""),
            ("policy", "", ""),
            ("gallery", "", ""),
            ("account_change_password", "", ""),
        ),
        *(("mfa_index", "", ""), ("mfa_deactivate_totp", "", ""), ("account_reauthenticate", "", "")),
        *(("mfa_view_recovery_codes", "", ""), ("mfa_reauthenticate", "", ""), ("usersessions_list", "", "")),
        *(("arrivals", "", ""), ("on_the_spot", "", ""), ("from_corrections", "", ""), ("enquiries", "", "")),
        *(("answer_enquiry", ENQUIRY, ""), ("answer_enquiry", CLOSED_ENQUIRY, ""), ("not_listed", "", "")),
        *(
            ("scans", HERE, ""),
            ("scan_pages", HERE, ""),
            ("reception", "", ""),
            ("board", "", ""),
            ("also_waiting", "", ""),
            ("counted_people", "", ""),
            ("take_together", "", ""),
            ("filters", "today", ""),
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
            ("ask_sheet file", CARED, ""),
            ("keeping_out", HERE, ""),
            ("open_in_an_emergency", "", ""),
            ("sealing", CLOSED, ""),
            ("sealed_record", RECORD, ""),
        ),
        *(("requests", "", ""), ("requests_about", CARED, ""), ("take_step take-in-request", CARED, "")),
        *(("take_step_about answer-request", CARED, ""), ("calendar_link", "", "")),
        *(("notices", "", ""), ("notice_mail", "", ""), ("notice_robot", "", "")),
        *((f"sheet {slug}", PRINTED, "") for slug in ("file", "hand-over", "looks", "extract", "notice")),
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
        ("one_feedback", REMARK, ""),
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
        *(("why", FOLLOW_UP, ""), ("not_listed", "", ""), ("policy", "", ""), ("places", "", "")),
        *(
            ("take_step team-member", CARED, ""),
            ("lacking_teams", "", ""),
            ("write_feedback", "", "?page=/also/"),
            ("feedback", "", ""),
        ),
    ],
    "civil affairs officer": [("one_of_mine", CARED, ""), ("take_step pay-allowance", CARED, "")],
    "institution clerk": [("today", "", ""), ("answers", "", "")],
    "": [("account_login", "", ""), ("account_signup", "", "")],
}
# What answers with something else than a page, or with a page that another test opens, and why.
NO_PAGES = {
    "scan": "a file",
    "scan_page": "a picture, shown by the page of all of them",
    "outbound_scan": "a file",
    "official_file": "a file",
    "mfa_download_recovery_codes": "a file",
    "calendar_feed": "a file for calendars, for whoever has its address",
    "list_progress": "a part of the page of a list, which is opened while one is read",
    "health": "a word for other machines",
    "how_long": "a figure for the script of every page",
    "mfa_activate_totp": "opened by whoever has no second factor yet (tests/browser/test_signing_in.py)",
    "mfa_authenticate": "opened on the way in (tests/browser/test_signing_in.py)",
    **{
        f"mfa_{what}_webauthn": "there where passkeys are (tests/browser/test_signing_in.py)"
        for what in ("list", "add", "reauthenticate", "remove", "edit")
    },
}


def every_page() -> dict[str, list[Shown]]:
    """Seat → the pages that are opened from it: what each sees in its own way, and whatever else can be opened, by whoever may."""
    told = {seat: list(pages) for seat, pages in PAGES.items()}
    seen = {(name, view) for pages in told.values() for name, _subject, view in pages}
    for name, view, seat, subject in pages_to_open():
        if name not in NO_PAGES and (name, view) not in seen:
            told.setdefault(seat, []).append((name, subject, view))
    for name, door in DOORS.items():
        if name not in NO_PAGES and (name, "") not in seen and OPENS in (door.stranger, door.fresh):
            told["" if door.stranger == OPENS else "justice assistant"].append((name, "", ""))
    return told


EVERY_PAGE = every_page()
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
    return EVERY_PAGE[seat][list(LOOK_OF).index(language) :: len(LOOK_OF)]


def faults_of_pages(
    desk: Desk, seat: str, language: str, pages: Iterable[Shown], looks: Sequence[tuple[int, bool, bool]]
) -> Iterator[str]:
    """What is wrong with these pages of a seat in these looks, and on every screen in either type. Each is loaded once."""
    page = desk.open(seat, language=language)
    for name, subject, view in pages:
        address = desk.planted.address(name, subject) + view
        where = f"{seat or 'stranger'}, {language}: {address}"
        answer = page.goto(address)
        if answer is None or answer.status != OPENS or urlsplit(page.url).path != urlsplit(address).path:
            yield f"{where} is not there: {page.url}"
            continue
        # What comes after the page is looked at too, and not while it is faint because it is on its way.
        expect(page.locator(".htmx-request")).to_have_count(0)
        yield from (f"{where}: {fault}" for fault in faults_of_structure(page))
        # A form of one step is laid out and coloured as that of another: where one look is asked for, those not listed are not asked for their
        # colours, which is half of the work, and for their width on the narrowest screen alone.
        is_listed = (name, subject, view) in PAGES.get(seat, ())
        is_a_form_like_others = name.startswith("take_step") and not is_listed and len(looks) == 1
        but = ("color-contrast",) if is_a_form_like_others else ()
        for width, dark, large in looks:
            look(page, width=width, dark=dark, large=large)
            marks = f"{' dark' * dark}{' large' * large}"
            yield from (f"{where} at {width}{marks}: {fault}" for fault in faults_of(page, but=but))
            yield from [f"{where} at {width} is too wide"] * is_wider_than_the_screen(page)
        for width in SCREENS[language] if is_listed or len(looks) > 1 else (SMALLEST,):
            yield from (f"{where} at {width}{size} is too wide" for size in too_wide(page, width))
