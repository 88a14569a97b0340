"""Which of the planted names, numbers, offences and papers may stand on a page, by who reads it."""

from collections.abc import Iterator

from anbang.organisations.kinds import Role
from tests.web.matrix import CLOSED, HERE, READING_THE_OFFENCE, SEATS, THERE
from tests.web.planted import ANSWERED, ANSWERED_THERE, EVIDENCE, NAMES, NUMBERS, OFFENCES, OPINIONS, REFUSED

# Beyond the files within reach: what came back to each institution, and the rows of lists that the bureau's clerks read.
OF_THE_LISTS = frozenset({HERE, THERE, ANSWERED, ANSWERED_THERE, REFUSED})
ANSWERS = {
    "institution clerk": frozenset({ANSWERED, REFUSED}),
    "clerk of another institution": frozenset({ANSWERED_THERE}),
    "bureau clerk": OF_THE_LISTS,
    "aftercare officer": OF_THE_LISTS - {REFUSED},
}
# The people whose forms are answered live where the other two do.
BESIDE = {HERE: ANSWERED, THERE: ANSWERED_THERE}
PAGES_OF_LISTS = frozenset({"list", "list_progress", "confirm_preview", "correct_row", "lists"})


def foreign_marks(seat: str, page: str, subject: str, body: str) -> Iterator[str]:
    """The marks on a page that its reader may not see there."""
    reads = SEATS[seat].role
    known = known_from(seat) - ({CLOSED} if subject != CLOSED else set())
    for whose, name in NAMES.items():
        if name in body and whose not in known:
            yield name
    for whose in (HERE, THERE, CLOSED):
        for kind, marks in (("offence", OFFENCES), ("opinion", OPINIONS)):
            if marks[whose] in body and (
                whose not in known or reads not in READING_THE_OFFENCE or (kind, whose) == ("offence", CLOSED)
            ):
                yield marks[whose]
        if NUMBERS[whose] in body and not (reads is Role.BUREAU_CLERK and page in PAGES_OF_LISTS and whose != CLOSED):
            yield NUMBERS[whose]
    for whose, evidence in EVIDENCE.items():
        if evidence in body and whose not in known:
            yield evidence


def known_from(seat: str) -> set[str]:
    """Whose names somebody in that seat may read."""
    reaches = SEATS[seat].reaches
    return {*reaches, *(BESIDE[whose] for whose in reaches if whose in BESIDE), *ANSWERS.get(seat, ())}
