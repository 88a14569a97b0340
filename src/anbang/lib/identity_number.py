"""The resident identity number (GB 11643): folded from what people type, converted from fifteen digits, and checked.

Region codes are history (a county that was renamed left its people with the old number), so they are told and never judged.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from anbang.lib.reading_dates import YEARS

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
LONG, SHORT = 18, 15


class NumberFault(StrEnum):
    """Why a number is not one."""

    LENGTH = "id_length"
    DATE = "id_date"
    CHECK_DIGIT = "id_check_digit"


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """What was read: the eighteen characters (empty at fault), how it had to be folded, and what is wrong."""

    number: str
    was_full_width: bool = False
    was_short: bool = False
    fault: NumberFault | None = None

    @property
    def born_on(self) -> date:
        """The day of birth inside."""
        return date(int(self.number[6:10]), int(self.number[10:12]), int(self.number[12:14]))

    @property
    def is_male(self) -> bool:
        """An odd sequence number is a man's."""
        return int(self.number[16]) % 2 == 1

    @property
    def region(self) -> str:
        """The six digits of the county that gave the number."""
        return self.number[:6]


def check_character(seventeen: str) -> str:
    """The eighteenth character for seventeen digits (ISO 7064, MOD 11-2)."""
    return CHECK_CHARACTERS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, seventeen, strict=True)) % 11]


def read_identity_number(text: str) -> IdentityNumber:
    """Read a number as typed: blanks, a leading apostrophe and full-width characters are folded, fifteen digits converted."""
    folded = unicodedata.normalize("NFKC", text)
    wide = folded != text and any("\uff01" <= letter <= "\uff5e" for letter in text)
    number = "".join(folded.split()).lstrip("'’‘`").upper()
    if len(number) == SHORT and _digits(number):
        return _checked(_lengthened(number), wide=wide, short=True)
    if len(number) != LONG or not _digits(number[:17]) or not (_digits(number[17]) or number[17] == "X"):
        return IdentityNumber("", was_full_width=wide, fault=NumberFault.LENGTH)
    return _checked(number, wide=wide, short=False)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _lengthened(short: str) -> str:
    """Fifteen digits were given to people born in the twentieth century only."""
    seventeen = f"{short[:6]}19{short[6:]}"
    return seventeen + check_character(seventeen)


def _checked(number: str, *, wide: bool, short: bool) -> IdentityNumber:
    read = IdentityNumber(number, was_full_width=wide, was_short=short)
    if not _has_a_birth(read):
        return IdentityNumber("", wide, short, NumberFault.DATE)
    if check_character(number[:17]) != number[17]:
        return IdentityNumber("", wide, short, NumberFault.CHECK_DIGIT)
    return read


def _has_a_birth(read: IdentityNumber) -> bool:
    """Whether the eight digits are a day, in a year in which somebody of these lists can be born."""
    try:
        return read.born_on.year in YEARS
    except ValueError:
        return False
