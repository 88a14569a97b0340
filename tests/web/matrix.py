"""Who asks, and about whom: the seats and what lies within the reach of each. Which address is there for which role is `tests/web/entries.py`,
what is answered `tests/web/answers.py`.
"""

from dataclasses import dataclass

from anbang.organisations.kinds import OfficeKind, Role


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
    """Must keep out of the files in `KEPT_OUT_OF`, as far as their role would open them."""


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
# That a file was kept long enough, an open one and a closed one: decided by whoever leads the district, and by whoever keeps closed files.
DISPOSAL, CLOSED_DISPOSAL = "end of the file of this town", "end of the closed file"
# That somebody keeps out of a file: ended by whoever leads the district, of files they see, and never of themselves.
EXCLUSION = "somebody who keeps out of the file of this town"
# The same of the closed file: ended by a keeper of it; and an emergency that was before the file was closed, which nobody judges any more.
CLOSED_EXCLUSION, CLOSED_EMERGENCY = "somebody who keeps out of the closed file", "closed file opened in an emergency"
# The row of another child, which nobody could take in: it waits for the keepers, and in the list stands for nobody.
LEFT_ROW = "closed row that nobody could take in"
# What the justice assistant says is wrong with a page: read by whoever wrote it, and by whoever answers.
REMARK = "remark of the justice assistant"
REACHED = frozenset(
    {
        "person",
        "step",
        "sign",
        "act",
        "side",
        "request",
        "printed",
        "feedback",
        "draft",
        "enquiry",
        "exclusion",
        "own list",
        "emergency",
        "disposal",
        "closed",
        "left row",
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
CLOSED_PRINTED = "sheets of the justice assistant about the closed file"
# What the justice assistant is still writing about somebody in care: theirs alone.
OWN_DRAFT = "draft of the justice assistant"
# What is sealed of the child, which the assistant has leave to read.
RECORD = "sealed record"
OF_CLOSED_FILES = frozenset(
    {CLOSED, CLOSED_ENQUIRY, CLOSED_DISPOSAL, RECORD, CLOSED_PRINTED, CLOSED_EXCLUSION, CLOSED_EMERGENCY, LEFT_ROW}
)
# Somebody of 昌元 in care, about whom every kind of words is written, and whom village, civil affairs and police see too.
CARED = "file of somebody in care"
# Two who belong to another district now. Their file stays with the town of their first residence; the office of this town, which cared for them
# with village, station and civil affairs, handed one over long ago and one lately, and reads on for some days.
AWAY, LEFT = "file of somebody of another district", "file of somebody who has just left for another district"
FILES = (HERE, THERE, CLOSED, CARED, AWAY, LEFT)
# What others than the justice office owe about that person: opened by those who open files, and by whose it is.
FOLLOW_UP, PAYMENT = "follow-up of somebody in care", "payment to somebody in care"
OWED_BY = {FOLLOW_UP: OfficeKind.VILLAGE_COMMITTEE, PAYMENT: OfficeKind.CIVIL_AFFAIRS}
# A list is open to the bureau's clerks, with its marks only to whoever handed it in.
LISTS = ("list with every heap", "list of another institution")
DISTRICT, TOWN, SIBLING = "荣昌区", "昌元街道", "安富街道"
VILLAGE, SIBLING_VILLAGE = "玉屏社区居民委员会", "海棠社区居民委员会"
# A prison of another district, which never sent us anybody.
FAR_AWAY = "四川省某监狱"
# Of whose files those who keep out must: as far as their role would open them.
KEPT_OUT_OF = (HERE, CARED, CLOSED)


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
        AWAY,
        LEFT,
        ENQUIRY,
        OUTBOUND,
        HOLDER,
        OWED,
        RECORDED,
        EXCLUSION,
        EMERGENCY,
        DISPOSAL,
        *LISTS,
    ),
    "clerk of an institution elsewhere": _seat(Role.INSTITUTION_CLERK, OfficeKind.PRISON, FAR_AWAY),
    "keeper of closed files": _seat(
        Role.SEALING_KEEPER,
        OfficeKind.JUSTICE_BUREAU,
        DISTRICT,
        CLOSED,
        CLOSED_ENQUIRY,
        CLOSED_DISPOSAL,
        CLOSED_EXCLUSION,
        LEFT_ROW,
    ),
    "aftercare officer": _seat(
        Role.AFTERCARE_OFFICER,
        OfficeKind.AFTERCARE_OFFICE,
        DISTRICT,
        HERE,
        THERE,
        CARED,
        AWAY,
        LEFT,
        MEETING,
        COURSE,
        OWED,
        RECORDED,
        EXCLUSION,
        EMERGENCY,
        DISPOSAL,
        REMARK,
    ),
    "justice assistant": _seat(
        Role.JUSTICE_ASSISTANT,
        OfficeKind.JUSTICE_OFFICE,
        TOWN,
        HERE,
        CLOSED,
        RECORD,
        CARED,
        LEFT,
        ENQUIRY,
        CLOSED_ENQUIRY,
        HOLDER,
        LESSON,
        OWED,
        RECORDED,
        PRINTED,
        CLOSED_PRINTED,
        REMARK,
        OWN_DRAFT,
    ),
    "second justice assistant": _seat(
        Role.JUSTICE_ASSISTANT,
        OfficeKind.JUSTICE_OFFICE,
        TOWN,
        HERE,
        CARED,
        LEFT,
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
        LEFT,
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
        AWAY,
        LEFT,
        OUTBOUND,
        HOLDER,
        OWED,
        RECORDED,
        later=True,
        keeps_out=True,
    ),
    "village cadre who keeps out": _seat(
        Role.VILLAGE_CADRE, OfficeKind.VILLAGE_COMMITTEE, VILLAGE, later=True, keeps_out=True
    ),
    "keeper of closed files who keeps out": _seat(
        Role.SEALING_KEEPER, OfficeKind.JUSTICE_BUREAU, DISTRICT, LEFT_ROW, later=True, keeps_out=True
    ),
    "aftercare officer who keeps out": _seat(
        Role.AFTERCARE_OFFICER,
        OfficeKind.AFTERCARE_OFFICE,
        DISTRICT,
        THERE,
        AWAY,
        LEFT,
        MEETING,
        COURSE,
        OWED,
        RECORDED,
        REMARK,
        later=True,
        keeps_out=True,
    ),
    "town officer who keeps out": _seat(
        Role.TOWN_OFFICER, OfficeKind.TOWN_GOVERNMENT, TOWN, LEFT, MEETING, later=True, keeps_out=True
    ),
    "police officer who keeps out": _seat(
        Role.POLICE_OFFICER, OfficeKind.POLICE_STATION, TOWN, later=True, keeps_out=True
    ),
    "civil affairs officer who keeps out": _seat(
        Role.CIVIL_AFFAIRS_OFFICER, OfficeKind.CIVIL_AFFAIRS, TOWN, later=True, keeps_out=True
    ),
    "justice assistant elsewhere": _seat(
        Role.JUSTICE_ASSISTANT, OfficeKind.JUSTICE_OFFICE, SIBLING, THERE, AWAY, LEFT, LESSON
    ),
    "town officer": _seat(Role.TOWN_OFFICER, OfficeKind.TOWN_GOVERNMENT, TOWN, HERE, CARED, LEFT, MEETING),
    "town officer elsewhere": _seat(Role.TOWN_OFFICER, OfficeKind.TOWN_GOVERNMENT, SIBLING, THERE, AWAY, LEFT, MEETING),
    "political-legal officer": _seat(Role.POLITICAL_LEGAL_OFFICER, OfficeKind.POLITICAL_LEGAL, TOWN, MEETING),
    "village cadre": _seat(Role.VILLAGE_CADRE, OfficeKind.VILLAGE_COMMITTEE, VILLAGE, CARED),
    "village cadre elsewhere": _seat(Role.VILLAGE_CADRE, OfficeKind.VILLAGE_COMMITTEE, SIBLING_VILLAGE),
    "police officer": _seat(Role.POLICE_OFFICER, OfficeKind.POLICE_STATION, TOWN, CARED),
    "police officer elsewhere": _seat(Role.POLICE_OFFICER, OfficeKind.POLICE_STATION, SIBLING),
    "civil affairs officer": _seat(Role.CIVIL_AFFAIRS_OFFICER, OfficeKind.CIVIL_AFFAIRS, TOWN, CARED),
    "civil affairs officer elsewhere": _seat(Role.CIVIL_AFFAIRS_OFFICER, OfficeKind.CIVIL_AFFAIRS, SIBLING),
    "department officer": _seat(Role.DEPARTMENT_OFFICER, OfficeKind.HRSS, DISTRICT, COURSE),
    "base operator": _seat(Role.BASE_OPERATOR, OfficeKind.BASE, DISTRICT),
    "auditor": _seat(Role.AUDITOR, OfficeKind.FINANCE, DISTRICT),
    "system administrator": _seat(Role.SYSTEM_ADMINISTRATOR, OfficeKind.JUSTICE_BUREAU, DISTRICT, REMARK),
    "security administrator": _seat(Role.SECURITY_ADMINISTRATOR, OfficeKind.JUSTICE_BUREAU, DISTRICT),
    "audit administrator": _seat(Role.AUDIT_ADMINISTRATOR, OfficeKind.JUSTICE_BUREAU, DISTRICT),
}

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
    "step": (CARED, THERE, CLOSED, AWAY, LEFT),
    "sign": (CARED, THERE, AWAY, CLOSED),
    "act": (CARED, THERE, AWAY, LEFT, CLOSED),
    "side": (HERE, THERE, AWAY, CLOSED),
    "request": (CARED, THERE, AWAY, CLOSED),
    "printed": (PRINTED, CLOSED_PRINTED),
    "draft": (OWN_DRAFT,),
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
    "exclusion": (EXCLUSION, CLOSED_EXCLUSION),
    "emergency": (EMERGENCY, CLOSED_EMERGENCY),
    "disposal": (DISPOSAL, CLOSED_DISPOSAL),
    "closed": (CLOSED,),
    "left row": (LEFT_ROW,),
    "record": (RECORD,),
    "decision": (CLOSED,),
    "question": (CLOSED,),
    "period": ("period",),
    "base": ("base",),
    "town": ("town",),
    "village": ("village",),
    "filtered": ("today",),
    "clause": ("3.3", "LAW-2"),
    "rule": ("months_granted", "may_have_extreme_difficulty_support", "month_amount", "employer_may_have_support"),
    "duty": ("verify", "follow_up", "receive"),
    "document": DOCUMENTS,
    "account": ("account",),
    "feedback": (REMARK,),
}
