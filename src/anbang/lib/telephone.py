"""Telephone numbers, however they are written, in one form: the same number is always the same text."""

import re

# As input methods write them.
NARROW = str.maketrans("０１２３４５６７８９＋－—–（）　", "0123456789+---() ")
GAP = "[ -]?"
# A mobile number has eleven digits, perhaps after that of the country.
MOBILE = rf"(?:(?:\+|00)?86{GAP})?(?P<mobile>1[3-9]\d{GAP}\d{{4}}{GAP}\d{{4}})"
# A fixed line has seven or eight, perhaps after that of the place, which whoever rings from nearby leaves out.
PLACE = r"0(?:10|2\d|[3-9]\d\d)"
FIXED = rf"(?:\(?{PLACE}\)?{GAP})?(?P<fixed>[2-9]\d{{2,3}}{GAP}\d{{4}})"
NUMBER = re.compile(rf"(?<!\d)(?:{MOBILE}|{FIXED})(?!\d)", re.ASCII)


def telephones_in(text: str) -> list[str]:
    """Every number in what somebody wrote, once each, in its order; of a fixed line without that of its place."""
    found = (_digits(one) for one in NUMBER.finditer(text.translate(NARROW)))
    return list(dict.fromkeys(found))


def telephone_meant(typed: str) -> str | None:
    """The one number that is typed, as `telephones_in` gives it; None where anything else stands beside it."""
    found = NUMBER.fullmatch(typed.translate(NARROW).strip())
    return _digits(found) if found else None


def _digits(found: re.Match[str]) -> str:
    return re.sub(r"\D", "", found["mobile"] or found["fixed"])
