"""What a field of a scenario may say: each kind takes what was written and gives the typed value, or says what was expected."""

import math
import re
import reprlib
import unicodedata
from collections.abc import Callable, Collection
from datetime import date

from anbang.scenario.areas import areas, outside

Kind = Callable[[object], object]

# Days beyond these are slips of the pen; periods are counted out far beyond a term of care.
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
LONGEST_TEXT = 1000
LONGEST_NAME = 300
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)

_short = reprlib.Repr()
_short.maxstring = _short.maxother = 80


class Unexpected(Exception):
    """What was written is not of the kind; the message says what was expected, and what was found."""

    def __init__(self, expected: str, found: object) -> None:
        super().__init__(f"expected {expected}, found {'nothing' if found is None else written(found)}")


def written(found: object) -> str:
    """What was found, as it stands in the file, cut where it is long."""
    return str(found).lower() if isinstance(found, bool) else _short.repr(found)


def on_one_line(name: str) -> str:
    """A name as it is, unless it would break the line or fill it."""
    return name if name.isprintable() and len(name) <= LONGEST_NAME else ascii(name[:LONGEST_NAME])


def text(value: object) -> str:
    """A text that says something."""
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT:
        raise Unexpected(f"a text of 1 to {LONGEST_TEXT} signs", value)
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in value):
        raise Unexpected("a text without control signs", value)
    return value


def truth(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Unexpected("true or false", value)
    return value


def day(value: object) -> date:
    """A day, with or without quotation marks."""
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise Unexpected("a day such as 2016-01-31", value)
    try:
        found = date.fromisoformat(value)
    except ValueError:
        raise Unexpected("a day of the calendar such as 2016-01-31", value) from None
    if not EARLIEST <= found <= LATEST:
        raise Unexpected(f"a day from {EARLIEST} to {LATEST}", value)
    return found


def month(value: object) -> str:
    """A month as a text such as 2016-05."""
    if not isinstance(value, str) or not MONTH.fullmatch(value):
        raise Unexpected("a month such as 2016-05", value)
    try:
        day(f"{value}-01")
    except Unexpected:
        raise Unexpected("a month of the calendar such as 2016-05", value) from None
    return value


def amount(value: object) -> int | float:
    """Yuan, with decimals where needed."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise Unexpected("an amount in yuan, 0 or more", value)
    return value


def one_of(*words: str) -> Kind:
    """A word of a closed list."""

    def kind(value: object) -> str:
        if not isinstance(value, str) or value not in words:
            raise Unexpected(" or ".join(words) if len(words) < 3 else f"one of {', '.join(words)}", value)
        return value

    return kind


def true_false_or(word: str) -> Kind:
    """True, false, or one word beside them."""

    def kind(value: object) -> bool | str:
        if isinstance(value, bool):
            return value
        if value == word:
            return word
        raise Unexpected(f"true, false or {word}", value)

    return kind


def list_of(words: Collection[str], least: int = 0) -> Kind:
    """Words of a closed list, any number of them, or at least some."""
    expected = f"a list of {'at least one' if least else 'any number'} of {', '.join(words)}"

    def kind(value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or len(value) < least:
            raise Unexpected(expected, value)
        wrong = [word for word in value if not isinstance(word, str) or word not in words]
        if wrong:
            raise Unexpected(expected, wrong[0])
        return tuple(value)

    return kind


def or_not_known(kind: Kind) -> Kind:
    """The kind, or null for what is not known."""

    def either(value: object) -> object:
        return None if value is None else kind(value)

    return either


def town(value: object) -> str:
    """The code of a town of the district."""
    return _code(value, areas().towns, "the code of a town of the district")


def district(value: object) -> str:
    """The code of the district."""
    return _code(value, {areas().district}, f"the code of the district, {areas().district}")


def town_or_district(value: object) -> str:
    """The code of the district or of one of its towns."""
    return _code(value, {areas().district, *areas().towns}, "the code of the district or of one of its towns")


def place(value: object) -> object:
    """A village of the district by its code, or a place outside by its name."""
    if isinstance(value, dict):
        if set(value) != {"outside"}:
            raise Unexpected("the code of a village, or {outside: the name of the place}", value)
        return outside(text(value["outside"]))
    code = _code(value, areas().villages, "the code of a village of the district, or {outside: the name of the place}")
    return areas().villages[code]


def _code(value: object, known: Collection[str], expected: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        raise Unexpected(f"{expected}, in quotation marks", value)
    if not isinstance(value, str) or value not in known:
        raise Unexpected(expected, value)
    return value
