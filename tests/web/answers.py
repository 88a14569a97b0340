"""What is answered to whom about whom: the rules that follow from the two tables."""

from anbang.organisations.kinds import OfficeKind, Role
from tests.web.entries import Page
from tests.web.matrix import (
    AWAY,
    CARED,
    CLOSED,
    CLOSED_ROW,
    DISTRICT,
    HERE,
    OF_CLOSED_FILES,
    OWED_BY,
    REACHED,
    RECORD,
    THERE,
    TOWN,
    Seat,
)
from tests.web.roles import OF_OWN_WORK, READING_THE_OFFENCE

# What an address answers.
OPENS, ABSENT, NO_SUCH_METHOD, NOT_POSTED, KEPT = 200, 404, 405, 403, 401
LOGIN, AGAIN, HOME = "to the sign-in", "to the password, once more", "to the first page"
Answer = int | str


# Whose the rows of a step are: through somebody else it leads nowhere.
ROWS_OF = {"sign": {CARED, AWAY}, "request": {CARED, CLOSED}, "side": {HERE}}


def expected(seat: Seat, page: Page, subject: str, *, fresh: bool) -> Answer:
    """What a signed-in member of staff is answered to a GET."""
    if seat.role not in page.roles:
        return ABSENT
    is_asked_first = page.again and not fresh
    if is_asked_first or not page.reads:
        return AGAIN if is_asked_first else NO_SUCH_METHOD
    if (page.about in REACHED and subject not in seat.reaches) or subject == CLOSED_ROW:
        # Whoever is named for the file gives the password before anybody looks whether they have leave.
        return AGAIN if subject == RECORD and CLOSED in seat.reaches and not fresh else ABSENT
    if (page.about == "sign" and seat.role not in READING_THE_OFFENCE) or subject not in ROWS_OF.get(
        page.about, {subject}
    ):
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
    bureau, justice_office = (OfficeKind.JUSTICE_BUREAU, DISTRICT), (OfficeKind.JUSTICE_OFFICE, TOWN)
    office = bureau if subject == THERE else justice_office
    return seat.role == Role.BUREAU_CLERK or (seat.kind, seat.place) == office


def refused(seat: Seat, page: Page, subject: str) -> Answer | None:
    """What a POST is answered that may not do anything; None where it could."""
    if seat.role in page.roles and not page.writes:
        return NO_SUCH_METHOD
    in_reach = page.about not in REACHED or subject in seat.reaches
    in_reach &= page.about != "act" or _recorded_by(seat, subject)
    return None if seat.role in page.roles and in_reach and subject != CLOSED_ROW else ABSENT
