"""Lengths of sentences as people write them: 三年六个月, 3年6个月, 42个月, 无期徒刑."""

import re
import unicodedata
from dataclasses import dataclass

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_FOR_LIFE = re.compile(r"(?:判处)?无期(?:徒刑)?")
_NUMBER = r"(\d{1,4}|[〇零一二两三四五六七八九十]+)"
_TERM = re.compile(rf"(?:判处)?(?:有期徒刑|拘役|管制)?(?:{_NUMBER}年)?(?:零|又)?(?:{_NUMBER}个?月)?(?:有期徒刑)?")
MONTHS_OF_A_YEAR = 12
LONGEST_MONTHS = 100 * MONTHS_OF_A_YEAR  # more is a slip of the keyboard, not a sentence


@dataclass(frozen=True, slots=True)
class Term:
    """A sentence in months, or for life."""

    months: int | None
    for_life: bool = False


def read_term(text: str) -> Term | None:
    """The term that a text names, or None. Half a year (半年) counts six months."""
    plain = (
        re.sub(r"[\s,，。]", "", unicodedata.normalize("NFKC", text))
        .replace("年半", "年六个月")
        .replace("半年", "六个月")
    )
    if _FOR_LIFE.fullmatch(plain):
        return Term(None, for_life=True)
    found = _TERM.fullmatch(plain)
    if not found or not (found[1] or found[2]):
        return None
    years, months = (read_number(part) if part else 0 for part in found.groups())
    if years is None or months is None:
        return None
    total = years * MONTHS_OF_A_YEAR + months
    return Term(total) if 0 < total <= LONGEST_MONTHS else None


def read_number(text: str) -> int | None:
    """A number below a hundred in Chinese numerals, or any in Arabic ones."""
    if text.isascii() and text.isdigit():
        return int(text)
    tens, found, ones = text.partition("十")
    if not found:
        return _DIGITS.get(text)
    if (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS):
        return None
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
