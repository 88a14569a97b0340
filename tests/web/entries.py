"""Every address of ours: for which roles it is there, whom it is about, what it does. One of the two tables that are read by people and
walked by the tests; the other one, who asks, is `tests/web/matrix.py`.
"""

from dataclasses import dataclass

from anbang.organisations.kinds import Role
from tests.web.roles import (
    ANSWERING,
    ARRIVING,
    ASSISTANT,
    AT_HOME,
    AUDITING,
    CLERK,
    EVERYBODY,
    FILTERING,
    HEARING,
    INSTITUTION,
    KEEPING,
    KEEPING_ACCOUNTS,
    LEADING,
    NAMING_OTHERS,
    OF_FILES,
    OF_OWN_WORK,
    OF_SECURITY,
    OF_SYSTEM,
    POLICE,
    READING_THE_OFFENCE,
    RECORDING,
    SHEETS,
    STEPS,
    STEPS_ABOUT_ACTS,
    STEPS_ABOUT_REQUESTS,
    STEPS_ABOUT_SIGNS,
    STEPS_ABOUT_THE_SIDES,
    TOGETHER,
    VILLAGE,
    VISITING,
    WITH_WORK,
)


@dataclass(frozen=True, slots=True)
class Page:
    """An address of ours: which roles it exists for, what its arguments name, what it does.

    `about`: "person" (one of the planted files), "work" (a duty about one of them), "enquiry", "outbound", "change", "holder", "kind", "owed", "recorded" (each for those who
    reach it), "list", "row", "reply", "base", "town", "village", something of the policy, or nothing. `again`: asks for the password
    once more even without anybody's file. `views`: the questions behind the address that show different things.
    """

    roles: frozenset[Role]
    about: str = ""
    reads: bool = True
    writes: bool = False
    again: bool = False
    views: tuple[str, ...] = ("",)


def step(roles: frozenset[Role], about: str = "") -> Page:
    """An address that is only ever posted to."""
    return Page(roles, about, reads=False, writes=True)


def form(roles: frozenset[Role], about: str = "") -> Page:
    """An address that shows a form and takes it back."""
    return Page(roles, about, writes=True)


def steps(table: dict[str, frozenset[Role]], about: str) -> dict[str, Page]:
    """Forms that share an address and are told apart by their slug: written `take_step visit`."""
    name = "take_step" if about == "step" else "take_step_about"
    return {f"{name} {slug}": form(roles, about) for slug, roles in table.items()}


HEAPS = ("", "?heap=ready", "?heap=doubtful", "?heap=not_ours", "?heap=refused")
TABS = (
    "",
    "?tab=team",
    "?tab=visits",
    "?tab=papers",
    "?tab=duties",
    "?tab=help",
    "?tab=history",
    "?tab=history&of=care&year=2026",
)
WAITING = ("open", "late", "done", "done_late")
SHOWN = ("in_custody", "in_care", "to_be_ended", "priority", "transfer", "lost", "ended")

PAGES: dict[str, Page] = {
    # The trail: of numbers and hands, and of nobody by name
    "trail": Page(AUDITING, views=("", "?of=looks", "?person=1", "?staff=甄")),
    # Accounts: posts and passwords are the system administrator's, the rest of signing in the security administrator's
    "accounts": Page(KEEPING_ACCOUNTS, views=("", "?q=a", "?show=locked", "?show=without", "?show=ended")),
    "one_account": Page(KEEPING_ACCOUNTS, "account"),
    "new_account": Page(OF_SYSTEM, writes=True, again=True),
    **{name: step(OF_SYSTEM, "account") for name in ("give_post", "end_post", "reset_password", "end_account")},
    **{name: step(OF_SECURITY, "account") for name in ("reset_second_factor", "lift_lock", "end_sessions")},
    "waiting_accounts": Page(OF_SECURITY, again=True),
    **{name: step(OF_SECURITY, "account") for name in ("release_account", "refuse_account")},
    # Work and files
    "today": Page(EVERYBODY, views=("", "?whose=others", "?whose=others&due=week", "?rule=verify&place=1&hands=1")),
    "also_waiting": Page(EVERYBODY),
    "throw_draft_away": step(EVERYBODY, "draft"),
    "guide": Page(EVERYBODY),
    "open_veil": step(EVERYBODY),
    # What is wrong with a page: of its writer and of whoever answers
    "feedback": Page(EVERYBODY, views=("", "?show=open", "?show=closed")),
    "write_feedback": form(EVERYBODY),
    "one_feedback": form(EVERYBODY, "feedback"),
    "close_feedback": step(EVERYBODY, "feedback"),
    "counted_people": Page(OF_FILES),
    "people": Page(
        OF_FILES, views=("", "?found=1", "?show=in_care&place=1&hands=1", *(f"?show={name}" for name in SHOWN))
    ),
    "find_people": step(OF_FILES | OF_OWN_WORK),
    "case_file": Page(OF_FILES, "person", views=TABS),
    "reveal_id_number": step(OF_FILES, "person"),
    **{f"ask_sheet {slug}": Page(roles, "person", writes=True, again=True) for slug, roles in SHEETS.items()},
    **{f"sheet {slug}": Page(roles, "printed", again=True) for slug, roles in SHEETS.items()},
    "paper": Page(READING_THE_OFFENCE, "person"),
    "why": Page(OF_FILES | OF_OWN_WORK, "work"),
    "closed_list": Page(OF_FILES, again=True),
    "closed_row": Page(KEEPING, "left row", writes=True, again=True),
    "take_in_closed_row": Page(KEEPING, "left row", reads=False, writes=True, again=True),
    "closed_row_sent_back": Page(KEEPING, "left row", reads=False, writes=True, again=True),
    # Care
    "signs": Page(VISITING | AT_HOME | POLICE, "person"),
    "keeping_out": form(OF_FILES | OF_OWN_WORK, "person"),
    "all_keeping_out": Page(NAMING_OTHERS),
    "end_keeping_out": step(NAMING_OTHERS, "exclusion"),
    "sealing": form(KEEPING | ASSISTANT, "closed"),
    "sealed_record": Page(KEEPING | ASSISTANT, "record"),
    "answer_sealing_decision": step(KEEPING, "decision"),
    "answer_unsealing": step(KEEPING, "question"),
    "open_in_an_emergency": form(ASSISTANT),
    "emergencies": Page(LEADING),
    "judge_emergency": step(LEADING, "emergency"),
    "disposals": Page(NAMING_OTHERS, again=True),
    "decide_disposal": Page(NAMING_OTHERS, "disposal", writes=True, again=True),
    "confirm_disposal": Page(NAMING_OTHERS, "disposal", reads=False, writes=True, again=True),
    **steps(STEPS, "step"),
    **steps(STEPS_ABOUT_SIGNS, "sign"),
    **steps(STEPS_ABOUT_ACTS, "act"),
    **steps(STEPS_ABOUT_THE_SIDES, "side"),
    **steps(STEPS_ABOUT_REQUESTS, "request"),
    "requests_about": Page(READING_THE_OFFENCE, "person"),
    "requests": Page(ASSISTANT | LEADING, views=("", *(f"?show={name}" for name in WAITING))),
    "filters": Page(FILTERING, "filtered", views=("", "?rule=verify", "?whose=others")),
    "keep_filter": form(FILTERING, "filtered"),
    **{name: form(TOGETHER) for name in ("take_together", "done_together")},
    "my_people": Page(OF_OWN_WORK),
    "one_of_mine": Page(OF_OWN_WORK, "person"),
    "lacking_teams": Page(ASSISTANT | VILLAGE | POLICE),
    # Custody
    "verify": form(ASSISTANT, "person"),
    "arrange_reception": form(CLERK | {Role.SEALING_KEEPER}, "person"),
    "confirm_receipt": step(INSTITUTION, "reply"),
    # Lists
    "lists": form(CLERK),
    "list": Page(CLERK, "list", views=HEAPS),
    "list_progress": Page(CLERK, "list"),
    "confirm_preview": Page(CLERK, "list"),
    "take_in": step(CLERK, "list"),
    "cancel_list": step(CLERK, "list"),
    "undo_list": step(CLERK, "list"),
    "marked_list": Page(CLERK, "own list", writes=True, again=True),
    "correct_row": form(CLERK, "row"),
    "decide_row": step(CLERK, "row"),
    "answers": Page(INSTITUTION),
    # Arrivals, and who asks whom
    "arrivals": Page(ANSWERING),
    "on_the_spot": form(ARRIVING),
    "from_corrections": form(ARRIVING),
    "paper_form": form(CLERK),
    "paper_notice": form(CLERK | {Role.SEALING_KEEPER}),
    "enquiries": Page(ANSWERING),
    "answer_enquiry": form(ANSWERING, "enquiry"),
    "not_listed": form(ARRIVING | HEARING | OF_OWN_WORK),
    "scans": form(OF_FILES | VILLAGE, "person"),
    **dict.fromkeys(("scan", "scan_pages", "scan_page"), Page(OF_FILES | VILLAGE, "person")),
    "remove_scan": form(OF_FILES | VILLAGE, "person"),
    "reception": Page(HEARING | ASSISTANT),
    "board": Page(HEARING | ASSISTANT, views=("", "?by=institution", "?week=2026-11-30", "?week=never")),
    # The institution's side
    "letters": Page(INSTITUTION),
    "change_receipt": step(INSTITUTION, "change"),
    "outbound": form(INSTITUTION | CLERK),
    "send_outbound": form(INSTITUTION, "outbound"),
    "outbound_receipt": step(INSTITUTION, "outbound"),
    "outbound_scan": Page(INSTITUTION | CLERK, "outbound"),
    # What is told up the chain, and the offices' own year
    "told_up": Page(HEARING),
    "let_rest": form(HEARING, "person"),
    "put_digest_away": step(EVERYBODY),
    "notices": form(EVERYBODY),
    **{name: Page(EVERYBODY, writes=True, again=True) for name in ("notice_mail", "notice_robot")},
    "calendar_link": Page(WITH_WORK),
    "make_calendar_link": Page(WITH_WORK, reads=False, writes=True, again=True),
    "end_calendar_link": step(WITH_WORK),
    "office": Page(RECORDING),
    "record_office_act": form(RECORDING, "kind"),
    "why_office": Page(RECORDING, "owed"),
    **{f"mend_office_act {slug}": form(RECORDING, "recorded") for slug in ("correct-day", "withdraw", "redact")},
    "key_period": form(LEADING),
    **{f"mend_key_period {slug}": form(LEADING, "period") for slug in ("correct", "withdraw")},
    "district_office": Page(LEADING),
    "bases": form(HEARING),
    "end_base": step(HEARING, "base"),
    "holders": Page(ARRIVING),
    "hand_over": form(ARRIVING, "holder"),
    # For everybody
    "places": Page(EVERYBODY),
    "town": Page(EVERYBODY, "town"),
    "village": Page(EVERYBODY, "village"),
    # The policy
    "policy": Page(EVERYBODY),
    "clause": Page(EVERYBODY, "clause"),
    "rule": Page(EVERYBODY, "rule"),
    "duty": Page(EVERYBODY, "duty"),
    "official": form(CLERK),
    "official_document": Page(CLERK, "document"),
    "official_file": Page(CLERK, "document"),
    "confirm_official": step(CLERK, "document"),
    "discard_official": step(CLERK, "document"),
    "gallery": Page(EVERYBODY),
    "posting": step(EVERYBODY),
    # The file on paper, for colleagues
    "ask_sheet file": Page(OF_FILES, "person", writes=True, again=True),
    "sheet file": Page(OF_FILES, "printed", again=True),
}

# Pages on which nobody stands.
OF_POLICY = frozenset(
    {"policy", "clause", "rule", "duty"}
    | {"official", "official_document", "official_file", "confirm_official", "discard_official"}
)
OF_ARRIVALS = frozenset({"arrivals", "on_the_spot", "from_corrections", "paper_form", "paper_notice", "not_listed"})
OF_OFFICES = frozenset(
    {"key_period", "mend_key_period correct", "mend_key_period withdraw"}
    | {"district_office", "bases", "end_base", "put_digest_away", "notices", "notice_mail", "notice_robot"}
)
OF_ACCOUNTS = frozenset(
    {"accounts", "one_account", "new_account", "give_post", "end_post", "reset_password", "end_account"}
    | {"reset_second_factor", "lift_lock", "end_sessions", "waiting_accounts", "release_account", "refuse_account"}
)
OF_NOBODY = frozenset({"places", "town", "gallery", "posting", "trail"}) | OF_ACCOUNTS | OF_POLICY | OF_OFFICES
