"""Numbers that lead to somebody, with their middle hidden: identity numbers and telephones, wherever in a text they stand."""

import re
from datetime import date

# Digits, with single blanks or hyphens between them, and the last letter that an identity number may have.
RUN = re.compile(r"(?<![0-9])[0-9](?:[ \-]?[0-9])*(?:[ \-]?[Xx])?")
# As input methods write them, sign by sign.
NARROW = str.maketrans("０１２３４５６７８９Ｘｘ－　", "0123456789Xx- ")
SHORTEST_TELEPHONE, DIGITS_OF_A_DAY, SHORTEST_IDENTITY = 7, 8, 15
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
HIDDEN = "*" * 8


def mask_numbers(text: str) -> str:
    """The text with every number hidden that may be an identity number or a telephone; days and shorter numbers stay."""
    folded = text.translate(NARROW)
    masked = RUN.sub(lambda found: _masked(found[0]), folded)
    return text if masked == folded else masked


def masked_identity(number: str) -> str:
    """An identity number as lists show it: the county, and the last four."""
    return f"{number[:6]}{HIDDEN}{number[-4:]}"


def _masked(run: str) -> str:
    signs = run.replace(" ", "").replace("-", "")
    if len(signs) < SHORTEST_TELEPHONE or _is_a_day(signs):
        return run
    return masked_identity(signs) if len(signs) >= SHORTEST_IDENTITY else f"{signs[:3]}****{signs[-4:]}"


def _is_a_day(signs: str) -> bool:
    if len(signs) != DIGITS_OF_A_DAY or not signs.isdigit():
        return False
    try:
        return EARLIEST_YEAR <= date(int(signs[:4]), int(signs[4:6]), int(signs[6:])).year <= LATEST_YEAR
    except ValueError:
        return False
