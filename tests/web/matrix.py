"""Who may open what: every address × every role × whose file it is, as two tables that are read by people and walked by the tests."""

from dataclasses import dataclass

from anbang.organisations.kinds import OfficeKind, Role
from tests.web.roles import (
    ANSWERING,
    ARRIVING,
    ASSISTANT,
    AT_HOME,
    AUDITING,
    CLERK,
    EVERYBODY,
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
    VILLAGE,
    VISITING,
)

# What an address answers.
OPENS, ABSENT, NO_SUCH_METHOD, NOT_POSTED, KEPT = 200, 404, 405, 403, 401
LOGIN, AGAIN, HOME = "to the sign-in", "to the password, once more", "to the first page"
Answer = int | str


@dataclass(frozen=True, slots=True)
class Page:
    """An address of ours: which roles it exists for, what its arguments name, what it does.

    `about`: "person" (one of the planted files), "work" (a duty about one of them), "enquiry", "outbound", "change", "holder", "kind", "owed", "recorded" (each for those who
    reach it), "list", "row", "reply", "base", "town", something of the policy, or nothing. `again`: asks for the password
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
TABS = ("", "?tab=team", "?tab=visits", "?tab=papers", "?tab=duties", "?tab=help", "?tab=history")
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
    # Work and files
    "today": Page(EVERYBODY, views=("", "?whose=others", "?whose=others&due=week")),
    "people": Page(OF_FILES, views=("", "?found=1", *(f"?show={name}" for name in SHOWN))),
    "find_people": step(OF_FILES),
    "case_file": Page(OF_FILES, "person", views=TABS),
    "reveal_id_number": step(OF_FILES, "person"),
    **{f"ask_sheet {slug}": Page(roles, "person", writes=True, again=True) for slug, roles in SHEETS.items()},
    **{f"sheet {slug}": Page(roles, "printed", again=True) for slug, roles in SHEETS.items()},
    "paper": Page(READING_THE_OFFENCE, "person"),
    "why": Page(OF_FILES | OF_OWN_WORK, "work"),
    "closed_list": Page(OF_FILES, again=True),
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
    **steps(STEPS, "step"),
    **steps(STEPS_ABOUT_SIGNS, "sign"),
    **steps(STEPS_ABOUT_ACTS, "act"),
    **steps(STEPS_ABOUT_THE_SIDES, "side"),
    **steps(STEPS_ABOUT_REQUESTS, "request"),
    "requests_about": Page(READING_THE_OFFENCE, "person"),
    "requests": Page(ASSISTANT | LEADING, views=("", *(f"?show={name}" for name in WAITING))),
    "my_people": Page(OF_OWN_WORK),
    "one_of_mine": Page(OF_OWN_WORK, "person"),
    "lacking_teams": Page(ASSISTANT | VILLAGE | POLICE),
    # Custody
    "verify": form(ASSISTANT, "person"),
    "arrange_reception": form(CLERK, "person"),
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
    "scans": form(READING_THE_OFFENCE, "person"),
    "scan": Page(READING_THE_OFFENCE, "person"),
    "remove_scan": form(READING_THE_OFFENCE, "person"),
    "reception": Page(HEARING | ASSISTANT),
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
}


@dataclass(frozen=True, slots=True)
class Seat:
    """A posting from which somebody asks, and the planted files within its reach."""

    role: Role
    kind: OfficeKind
    place: str = ""
    reaches: frozenset[str] = frozenset()
    later: bool = False
    """Appointed after the others, so that closed files name somebody else."""
    keeps_out: bool = False
    """Must keep out of the file of this town, and of that of somebody in care."""


# The planted files: of a person of 昌元, of one of 安富, of a child of 昌元, of one in care; each names who may open it.
HERE, THERE, CLOSED = "file of this town", "file of another town", "closed file"
# What else is only for those whom it concerns: questions about two of them, a form that left, a change that was told, whoever holds
# the case of this town, and what offices record.
ENQUIRY, CLOSED_ENQUIRY = "question about the file of this town", "question about the closed file"
ENQUIRIES = (ENQUIRY, CLOSED_ENQUIRY)
OUTBOUND, CHANGE, HOLDER = "form for another county", "change of a family", "holder of a case"
LESSON, MEETING, COURSE = "lesson", "joint_meeting", "skill_course"
KINDS = (LESSON, MEETING, COURSE)
# What the justice office of this town owes by the calendar: read by itself and by those who coordinate the district.
OWED = "duty of the justice office of this town"
# What it recorded: put right by itself and by the district.
RECORDED = "what the justice office of this town recorded"
# That somebody opened it in an emergency: judged by whoever leads the district.
EMERGENCY = "file of this town opened in an emergency"
# That somebody keeps out of a file: ended by whoever leads the district, of files they see, and never of themselves.
EXCLUSION = "somebody who keeps out of the file of this town"
REACHED = frozenset(
    {
        "person",
        "step",
        "sign",
        "act",
        "side",
        "request",
        "printed",
        "enquiry",
        "exclusion",
        "own list",
        "emergency",
        "closed",
        "record",
        "decision",
        "question",
        "outbound",
        "change",
        "holder",
        "kind",
        "owed",
        "recorded",
    }
)
# What the justice office of this town put on record to print today: opened by whoever did, and by nobody else.
PRINTED = "sheets of the justice assistant"
# What is sealed of the child, which the assistant has leave to read.
RECORD = "sealed record"
OF_CLOSED_FILES = frozenset({CLOSED, CLOSED_ENQUIRY, RECORD})
# Somebody of 昌元 in care, about whom every kind of words is written, and whom village, civil affairs and police see too.
CARED = "file of somebody in care"
FILES = (HERE, THERE, CLOSED, CARED)
# What others than the justice office owe about that person: opened by those who open files, and by whose it is.
FOLLOW_UP, PAYMENT = "follow-up of somebody in care", "payment to somebody in care"
OWED_BY = {FOLLOW_UP: OfficeKind.VILLAGE_COMMITTEE, PAYMENT: OfficeKind.CIVIL_AFFAIRS}
# A list is open to the bureau's clerks, with its marks only to whoever handed it in.
LISTS = ("list with every heap", "list of another institution")
DISTRICT, TOWN, SIBLING = "荣昌区", "昌元街道", "安富街道"


def _seat(
    role: Role, kind: OfficeKind, place: str = "", *reaches: str, later: bool = False, keeps_out: bool = False
) -> Seat:
    return Seat(role, kind, place, frozenset(reaches), later, keeps_out)


SEATS: dict[str, Seat] = {
    "institution clerk": _seat(Role.INSTITUTION_CLERK, OfficeKind.PRISON, "", CHANGE),
    "clerk of another institution": _seat(Role.INSTITUTION_CLERK, OfficeKind.DETENTION_CENTRE, "", OUTBOUND),
    "bureau clerk": _seat(
        Role.BUREAU_CLERK,
        OfficeKind.JUSTICE_BUREAU,
        DISTRICT,
        HERE,
        THERE,
        CARED,
        ENQUIRY,
        OUTBOUND,
        HOLDER,
        OWED,
        RECORDED,
        EXCLUSION,
        EMERGENCY,
        *LISTS,
    ),
    "keeper of closed files": _seat(Role.SEALING_KEEPER, OfficeKind.JUSTICE_BUREAU, DISTRICT, CLOSED, CLOSED_ENQUIRY),
    "aftercare officer": _seat(
        Role.AFTERCARE_OFFICER,
        OfficeKind.AFTERCARE_OFFICE,
        DISTRICT,
        HERE,
        THERE,
        CARED,
        MEETING,
        COURSE,
        OWED,
        RECORDED,
        EXCLUSION,
        EMERGENCY,
    ),
    "justice assistant": _seat(
        Role.JUSTICE_ASSISTANT,
        OfficeKind.JUSTICE_OFFICE,
        TOWN,
        HERE,
        CLOSED,
        RECORD,
        CARED,
        ENQUIRY,
        CLOSED_ENQUIRY,
        HOLDER,
        LESSON,
        OWED,
        RECORDED,
        PRINTED,
    ),
    "second justice assistant": _seat(
        Role.JUSTICE_ASSISTANT,
        OfficeKind.JUSTICE_OFFICE,
        TOWN,
        HERE,
        CARED,
        ENQUIRY,
        HOLDER,
        LESSON,
        OWED,
        RECORDED,
        later=True,
    ),
    "justice assistant who keeps out": _seat(
        Role.JUSTICE_ASSISTANT,
        OfficeKind.JUSTICE_OFFICE,
        TOWN,
        HOLDER,
        LESSON,
        OWED,
        RECORDED,
        later=True,
        keeps_out=True,
    ),
    "bureau clerk who keeps out": _seat(
        Role.BUREAU_CLERK,
        OfficeKind.JUSTICE_BUREAU,
        DISTRICT,
        THERE,
        OUTBOUND,
        HOLDER,
        OWED,
        RECORDED,
        later=True,
        keeps_out=True,
    ),
    "village cadre who keeps out": _seat(
        Role.VILLAGE_CADRE, OfficeKind.VILLAGE_COMMITTEE, "玉屏社区居民委员会", later=True, keeps_out=True
    ),
    "justice assistant elsewhere": _seat(Role.JUSTICE_ASSISTANT, OfficeKind.JUSTICE_OFFICE, SIBLING, THERE, LESSON),
    "town officer": _seat(Role.TOWN_OFFICER, OfficeKind.TOWN_GOVERNMENT, TOWN, HERE, CARED, MEETING),
    "town officer elsewhere": _seat(Role.TOWN_OFFICER, OfficeKind.TOWN_GOVERNMENT, SIBLING, THERE, MEETING),
    "political-legal officer": _seat(Role.POLITICAL_LEGAL_OFFICER, OfficeKind.POLITICAL_LEGAL, TOWN, MEETING),
    "village cadre": _seat(Role.VILLAGE_CADRE, OfficeKind.VILLAGE_COMMITTEE, "玉屏社区居民委员会", CARED),
    "village cadre elsewhere": _seat(Role.VILLAGE_CADRE, OfficeKind.VILLAGE_COMMITTEE, "海棠社区居民委员会"),
    "police officer": _seat(Role.POLICE_OFFICER, OfficeKind.POLICE_STATION, TOWN, CARED),
    "police officer elsewhere": _seat(Role.POLICE_OFFICER, OfficeKind.POLICE_STATION, SIBLING),
    "civil affairs officer": _seat(Role.CIVIL_AFFAIRS_OFFICER, OfficeKind.CIVIL_AFFAIRS, TOWN, CARED),
    "civil affairs officer elsewhere": _seat(Role.CIVIL_AFFAIRS_OFFICER, OfficeKind.CIVIL_AFFAIRS, SIBLING),
    "department officer": _seat(Role.DEPARTMENT_OFFICER, OfficeKind.HRSS, DISTRICT, COURSE),
    "base operator": _seat(Role.BASE_OPERATOR, OfficeKind.BASE, DISTRICT),
    "auditor": _seat(Role.AUDITOR, OfficeKind.FINANCE, DISTRICT),
    "system administrator": _seat(Role.SYSTEM_ADMINISTRATOR, OfficeKind.JUSTICE_BUREAU, DISTRICT),
    "security administrator": _seat(Role.SECURITY_ADMINISTRATOR, OfficeKind.JUSTICE_BUREAU, DISTRICT),
    "audit administrator": _seat(Role.AUDIT_ADMINISTRATOR, OfficeKind.JUSTICE_BUREAU, DISTRICT),
}

# What a page is about beside the person, and only through the person.
# Pages on which nobody stands.
OF_POLICY = frozenset(
    {"policy", "clause", "rule", "duty"}
    | {"official", "official_document", "official_file", "confirm_official", "discard_official"}
)
OF_ARRIVALS = frozenset({"arrivals", "on_the_spot", "from_corrections", "paper_form", "paper_notice", "not_listed"})
OF_OFFICES = frozenset(
    {"key_period", "mend_key_period correct", "mend_key_period withdraw"}
    | {"district_office", "bases", "end_base", "put_digest_away"}
)
OF_ACCOUNTS = frozenset(
    {"accounts", "one_account", "new_account", "give_post", "end_post", "reset_password", "end_account"}
    | {"reset_second_factor", "lift_lock", "end_sessions"}
)
OF_NOBODY = (
    frozenset({"places", "town", "gallery", "posting", "trail"}) | OF_ACCOUNTS | OF_POLICY | OF_ARRIVALS | OF_OFFICES
)
# Rows of lists: a closed one is shown to nobody.
ROW, CLOSED_ROW = "faulty row", "closed row"
ROWS = (ROW, CLOSED_ROW)
# Official documents that were uploaded: the one in force, and a draft.
IN_FORCE, DRAFT = "document in force", "draft of a document"
DOCUMENTS = (IN_FORCE, DRAFT)
SUBJECTS: dict[str, tuple[str, ...]] = {
    "": ("",),
    "person": FILES,
    "work": (*FILES, *OWED_BY),
    "step": (CARED, THERE, CLOSED),
    "sign": (CARED, THERE),
    "act": (CARED, THERE),
    "side": (HERE, THERE),
    "request": (CARED, THERE),
    "printed": (PRINTED,),
    "list": LISTS,
    "own list": LISTS,
    "row": ROWS,
    "reply": ("reply",),
    "enquiry": ENQUIRIES,
    "outbound": (OUTBOUND,),
    "change": (CHANGE,),
    "holder": (HOLDER,),
    "kind": KINDS,
    "owed": (OWED,),
    "recorded": (RECORDED,),
    "exclusion": (EXCLUSION,),
    "emergency": (EMERGENCY,),
    "closed": (CLOSED,),
    "record": (RECORD,),
    "decision": (CLOSED,),
    "question": (CLOSED,),
    "period": ("period",),
    "base": ("base",),
    "town": ("town",),
    "clause": ("3.3", "LAW-2"),
    "rule": ("months_granted", "may_have_extreme_difficulty_support", "month_amount", "employer_may_have_support"),
    "duty": ("verify", "follow_up", "receive"),
    "document": DOCUMENTS,
    "account": ("account",),
}


# Whose the rows of a step are: through somebody else it leads nowhere.
ROWS_OF = {"sign": CARED, "request": CARED, "side": HERE}


def expected(seat: Seat, page: Page, subject: str, *, fresh: bool) -> Answer:
    """What a signed-in member of staff is answered to a GET."""
    if seat.role not in page.roles:
        return ABSENT
    if not page.reads or (page.again and not fresh):
        return AGAIN if page.reads else NO_SUCH_METHOD
    if (page.about in REACHED and subject not in seat.reaches) or subject == CLOSED_ROW:
        # Whoever is named for the file gives the password before anybody looks whether they have leave.
        return AGAIN if subject == RECORD and CLOSED in seat.reaches and not fresh else ABSENT
    if (page.about == "sign" and seat.role not in READING_THE_OFFENCE) or subject != ROWS_OF.get(page.about, subject):
        return ABSENT
    theirs = {"work": _may_ask_why, "act": _recorded_by}.get(page.about)
    if theirs is not None and not theirs(seat, subject):
        return ABSENT
    return AGAIN if subject in OF_CLOSED_FILES and not fresh else OPENS


def _may_ask_why(seat: Seat, subject: str) -> bool:
    """Whoever opens the file asks it of everything that is owed; whoever helps, of what their own office owes."""
    owner = OWED_BY.get(subject)
    sees = (CARED if owner else subject) in seat.reaches
    return sees and (seat.role not in OF_OWN_WORK or seat.kind == owner)


def _recorded_by(seat: Seat, subject: str) -> bool:
    """Whether the act is theirs to put right: the bureau's all, an office's its own. Of others nobody learns that there was one."""
    office = {CARED: (OfficeKind.JUSTICE_OFFICE, TOWN), THERE: (OfficeKind.JUSTICE_BUREAU, DISTRICT)}[subject]
    return seat.role == Role.BUREAU_CLERK or (seat.kind, seat.place) == office


def refused(seat: Seat, page: Page, subject: str) -> Answer | None:
    """What a POST is answered that may not do anything; None where it could."""
    if seat.role in page.roles and not page.writes:
        return NO_SUCH_METHOD
    in_reach = page.about not in REACHED or subject in seat.reaches
    in_reach &= page.about != "act" or _recorded_by(seat, subject)
    return None if seat.role in page.roles and in_reach and subject != CLOSED_ROW else ABSENT
