"""Which of the planted names, numbers, offences and papers may stand on a page, by who reads it."""

from collections.abc import Iterator

from anbang.organisations.kinds import Role
from tests.web.asking import ASKED, ASKED_FOR_THE_CHILD
from tests.web.matrix import AWAY, CARED, CLOSED, FILES, HERE, LEFT, LEFT_ROW, OF_CLOSED_FILES, RECORD, SEATS, THERE
from tests.web.names import (
    ANSWERED,
    ANSWERED_THERE,
    CAME,
    CAME_CLOSED,
    CONSENT,
    CONTACT,
    EVIDENCE,
    FAMILY,
    HARDSHIP,
    IN_CARE,
    IN_CARE_THERE,
    LEARNT,
    LETTERS,
    NAMES,
    NUMBERS,
    OF_THE_INSTITUTION,
    OF_THE_OFFICE,
    OF_THE_VILLAGE,
    OF_THOSE_WHO_LEFT,
    OFFENCES,
    OFFICER,
    OPINIONS,
    PRIORITY_WORDS,
    REFUSED,
    SEARCH,
    SENT_AWAY,
    SIGN,
    TEAM,
)
from tests.web.roles import OF_FILES, READING_THE_OFFENCE

# Beyond the files within reach: what came back to each institution, and the rows of lists that the bureau's clerks read.
OF_THE_LISTS = frozenset({HERE, THERE, CARED, AWAY, LEFT, ANSWERED, ANSWERED_THERE, REFUSED})
ANSWERS = {
    "institution clerk": frozenset({ANSWERED, REFUSED}),
    "clerk of another institution": frozenset({ANSWERED_THERE, SENT_AWAY}),
    "bureau clerk": OF_THE_LISTS | {SENT_AWAY, CAME},
    "aftercare officer who keeps out": frozenset({ANSWERED_THERE, IN_CARE}),
    "town officer who keeps out": frozenset({IN_CARE}),
    "bureau clerk who keeps out": (OF_THE_LISTS - {HERE, CARED, ANSWERED}) | {SENT_AWAY, IN_CARE},
    "justice assistant who keeps out": frozenset({IN_CARE}),
    "aftercare officer": OF_THE_LISTS - {REFUSED},
    # Whoever asked knows what was told to them; whoever is asked, who stands there.
    "justice assistant": frozenset({CAME, CAME_CLOSED}),
    "second justice assistant": frozenset({CAME}),
    "justice assistant elsewhere": frozenset({CAME, CAME_CLOSED}),
    "keeper of closed files": frozenset({CAME_CLOSED}),
}
# They typed it in themselves.
ASKED_THEMSELVES = "justice assistant elsewhere"
# The people whose forms are answered live where the other two do.
BESIDE = {HERE: (ANSWERED, IN_CARE), THERE: (ANSWERED_THERE, IN_CARE_THERE)}
# What was written about the person in care: who may read it, beside the village that wrote two of them itself.
WORDS = {
    OF_THE_VILLAGE: OF_FILES | {Role.VILLAGE_CADRE},
    HARDSHIP: OF_FILES | {Role.VILLAGE_CADRE},
    CONTACT: OF_FILES | {Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS_OFFICER, Role.POLICE_OFFICER},
    OF_THE_OFFICE: OF_FILES,
    TEAM: OF_FILES,
    OFFICER: OF_FILES | {Role.POLICE_OFFICER},
    SEARCH: OF_FILES,
    PRIORITY_WORDS: READING_THE_OFFENCE,
    SIGN: READING_THE_OFFENCE,
    ASKED: READING_THE_OFFENCE,
}
# What passed between the sides about the person of this town: what home has not told is not the institution's yet.
BETWEEN_THE_SIDES = {
    LEARNT: frozenset[str](),
    FAMILY: frozenset[str](),
    CONSENT: frozenset[str](),
    OF_THE_INSTITUTION: frozenset({"institution clerk"}),
}
PAGES_OF_SIGNS = (
    "signs",
    "take_step_about confirm-sign",
    "take_step_about tell-police",
    "take_step_about police-receipt",
)
PAGES_OF_SIGNS += ("take_step_about answer-sign", "take_step_about unfounded-sign")
PAGES_OF_SIGNS += ("take_step_about withdraw-sign", "take_step_about redact-sign")
# Where a row of a list is put right, which is on record.
WITH_WHOLE_NUMBERS = frozenset({"correct_row"})


def foreign_marks(seat: str, page: str, subject: str, body: str) -> Iterator[str]:
    """The marks on a page that its reader may not see there."""
    reads = SEATS[seat].role
    hidden = {CLOSED, LEFT_ROW} if seat == ASKED_THEMSELVES else {CLOSED, CAME_CLOSED, LEFT_ROW}
    known = known_from(seat) - (set() if subject in OF_CLOSED_FILES else hidden)
    for whose, name in NAMES.items():
        if name in body and whose not in known:
            yield name
    if ASKED_FOR_THE_CHILD in body and subject not in OF_CLOSED_FILES & known:
        yield ASKED_FOR_THE_CHILD
    yield from _numbers(reads, page, subject, body)
    yield from _words_about_care(seat, page, body)
    yield from _between_the_sides(seat, body)
    yield from _of_those_who_left(seat, body)
    for whose in FILES:
        for kind, marks in (("offence", OFFENCES), ("opinion", OPINIONS)):
            if marks[whose] in body and (
                whose not in known
                or reads not in READING_THE_OFFENCE
                or ((kind, whose) == ("offence", CLOSED) and subject != RECORD)
            ):
                yield marks[whose]
    for whose, words in (*EVIDENCE.items(), *LETTERS):
        if words in body and whose not in known:
            yield words


def _numbers(reads: Role, page: str, subject: str, body: str) -> Iterator[str]:
    """Whole numbers that stand there: they do where one row is put right, an open one by a clerk, a closed one by a keeper."""
    by_a_clerk = reads is Role.BUREAU_CLERK and page in WITH_WHOLE_NUMBERS
    for whose, number in NUMBERS.items():
        may = whose == subject if whose == LEFT_ROW else by_a_clerk and whose != CLOSED
        if number in body and not may:
            yield number


def _words_about_care(seat: str, page: str, body: str) -> Iterator[str]:
    """Words about the person in care that stand before somebody else than those for whom they are, or a sign anywhere but on its pages."""
    for mark, readers in WORDS.items():
        is_theirs = CARED in SEATS[seat].reaches and SEATS[seat].role in readers
        if mark in body and not (is_theirs and (mark != SIGN or page in PAGES_OF_SIGNS)):
            yield mark


def _between_the_sides(seat: str, body: str) -> Iterator[str]:
    """Words between the sides that stand before somebody else than the offices of the file, and the institution that told them."""
    for mark, readers in BETWEEN_THE_SIDES.items():
        is_theirs = HERE in SEATS[seat].reaches and SEATS[seat].role in OF_FILES
        if mark in body and not (is_theirs or seat in readers):
            yield mark


def _of_those_who_left(seat: str, body: str) -> Iterator[str]:
    """What was written of those who belong to another district now, before somebody who does not open their file."""
    for whose, mark in OF_THOSE_WHO_LEFT.items():
        if mark in body and not (whose in SEATS[seat].reaches and SEATS[seat].role in OF_FILES):
            yield mark


def known_from(seat: str) -> set[str]:
    """Whose names somebody in that seat may read."""
    reaches = SEATS[seat].reaches
    return {*reaches, *(beside for whose in reaches for beside in BESIDE.get(whose, ())), *ANSWERS.get(seat, ())}
