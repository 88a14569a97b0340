"""The columns of the matrix: how whom a page is about stands to whoever asks.

| column | a file, or what an office keeps |
|---|---|
| own | of the asker's own place: a file of this town before the town, one in care of the village before its cadre, a list before the bureau |
| sibling office | of another town, village or institution of the same kind |
| parent | kept further up: a file of the town before its village, a list of the bureau before the town |
| child | kept further down: the files of the towns before the bureau, of the village before its town |
| sealed | the closed file and what is about it |
| excluded | whoever asks must keep out of it |
| other district | somebody who belongs to another district now; and all that a clerk of an institution elsewhere asks for |

Which column a question is in is worked out from where the office sits and where the subject is kept, so that nothing is told twice.
"""

from collections.abc import Iterable
from enum import StrEnum

from anbang.organisations.kinds import OfficeKind, Role
from tests.web.entries import PAGES
from tests.web.matrix import (
    AWAY,
    CARED,
    CHANGE,
    DISTRICT,
    EMERGENCY,
    ENQUIRY,
    EXCLUSION,
    FAR_AWAY,
    FOLLOW_UP,
    HERE,
    HOLDER,
    KEPT_OUT_OF,
    LEFT,
    LISTS,
    OF_CLOSED_FILES,
    OUTBOUND,
    OWED,
    OWN_DRAFT,
    PAYMENT,
    PRINTED,
    RECORDED,
    ROWS,
    SEATS,
    SIBLING,
    SIBLING_VILLAGE,
    THERE,
    TOWN,
    VILLAGE,
    Seat,
)

Asked = tuple[str, str, str]
"""Seat, address, and whom it is about."""


class Column(StrEnum):
    """As what whom a page is about stands to whoever asks."""

    OWN = "own"
    SIBLING = "sibling office"
    PARENT = "parent"
    CHILD = "child"
    SEALED = "sealed"
    EXCLUDED = "excluded"
    OTHER_DISTRICT = "other district"


# From the district down; a place is above all that is below it in its line.
LINES = ((DISTRICT, TOWN, VILLAGE), (DISTRICT, TOWN, SIBLING_VILLAGE), (DISTRICT, SIBLING))
# Where each is kept: at the lowest place that has to do with it. What an institution handed in is kept by it too.
KEPT_AT: dict[str, str] = {
    **dict.fromkeys((HERE, ENQUIRY, HOLDER, OWED, RECORDED, PRINTED, OWN_DRAFT), TOWN),
    THERE: SIBLING,
    **dict.fromkeys((CARED, FOLLOW_UP, PAYMENT), VILLAGE),
    **dict.fromkeys((*LISTS, *ROWS, EMERGENCY, EXCLUSION), DISTRICT),
}
HANDED_IN_BY = {
    LISTS[0]: OfficeKind.PRISON,
    CHANGE: OfficeKind.PRISON,
    "reply": OfficeKind.PRISON,
    LISTS[1]: OfficeKind.DETENTION_CENTRE,
    OUTBOUND: OfficeKind.DETENTION_CENTRE,
}


def column_of(seat: Seat, subject: str) -> Column | None:
    """Where a question stands; None for what belongs to no office, such as a clause."""
    if seat.keeps_out and subject in KEPT_OUT_OF:
        return Column.EXCLUDED
    if subject in OF_CLOSED_FILES:
        return Column.SEALED
    if subject in (AWAY, LEFT) or seat.place == FAR_AWAY:
        return Column.OTHER_DISTRICT
    if seat.role is Role.INSTITUTION_CLERK:
        kept_by = HANDED_IN_BY.get(subject)
        return None if kept_by is None else Column.OWN if kept_by == seat.kind else Column.SIBLING
    kept_at = KEPT_AT.get(subject)
    return None if kept_at is None else _between(seat.place, kept_at)


def _between(asking: str, kept_at: str) -> Column:
    if asking == kept_at:
        return Column.OWN
    for line in LINES:
        if asking in line and kept_at in line:
            return Column.CHILD if line.index(asking) < line.index(kept_at) else Column.PARENT
    return Column.SIBLING


def columns_of(role: Role, asked: Iterable[Asked]) -> set[Column]:
    """Those in which somebody of the role asks for an address that the role has: where it has none, it is refused before anybody's file is
    looked for, and the column says nothing.
    """
    told = {
        column_of(SEATS[seat], subject)
        for seat, page, subject in asked
        if SEATS[seat].role is role and role in PAGES[page].roles
    }
    return {column for column in told if column is not None}


def columns_there_are(role: Role) -> set[Column]:
    """Those that a role can have: what the district keeps only roles of the district open, so that the village alone asks further up; below a
    village there is no office, the district has one of each kind, and only of files somebody keeps out. An institution stands beside the
    district and opens no file, sealed or not: it is answered about whomever it sent.
    """
    places = {seat.place for seat in SEATS.values() if seat.role is role and not seat.keeps_out}
    if role is Role.INSTITUTION_CLERK:
        return {Column.OWN, Column.SIBLING, Column.OTHER_DISTRICT}
    possible = set(Column)
    if DISTRICT in places:
        possible -= {Column.SIBLING}
    if places <= {line[-1] for line in LINES if len(line) > 2}:
        possible -= {Column.CHILD}
    else:
        possible -= {Column.PARENT}
    return possible if role in PAGES["keeping_out"].roles else possible - {Column.EXCLUDED}


def roles_with_files() -> set[Role]:
    """Whoever opens pages about somebody, and the institutions, which are told of theirs."""
    opening = {role for page in PAGES.values() if page.about in ("person", "reply") for role in page.roles}
    return {role for role in opening if any(seat.role is role for seat in SEATS.values())}
