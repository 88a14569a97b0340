"""Days as people write them in lists."""

import re
import unicodedata
from datetime import date, datetime, timedelta

_SEPARATED = re.compile(r"(\d{4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_OF_A_YEAR = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?|(\d{1,2})\s*[-/.]\s*(\d{1,2})")
_SPOKEN = {"前天": -2, "昨天": -1, "今天": 0, "明天": 1}
YEARS = range(
    1900, 2101
)  # other years are slips of the keyboard: nobody of these lists was born or is released in them
_MIDNIGHT = re.compile(r"[ T]00:00(:00)?(\.0+)?$")


def read_date(cell: object) -> date | None:
    """The day that a cell names: a date cell, 2026-11-03, 2026/11/3, 2026.11.03, 20261103, 2026年11月3日. None if it names none."""
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return day if day.year in YEARS else None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool) or not isinstance(cell, str | int):
        return None
    text = _MIDNIGHT.sub("", unicodedata.normalize("NFKC", str(cell)).strip())
    if found := _SEPARATED.fullmatch(text):
        return _day(found[1], found[3], found[4])
    if found := _COMPACT.fullmatch(text) or _CHINESE.fullmatch(text):
        return _day(found[1], found[2], found[3])
    return None


def read_day(text: str, *, today: date) -> date | None:
    """What somebody types into a field: a day as in a list; 今天, 昨天, 前天, 明天; or 11月3日, 11-3, 11.3 and 11/3 without the year, which is the
    one in which that day is nearest to `today`. None if it names none.
    """
    told = unicodedata.normalize("NFKC", text).strip()
    if told in _SPOKEN:
        return today + timedelta(days=_SPOKEN[told])
    if found := _OF_A_YEAR.fullmatch(told):
        days = (_day(str(today.year + more), found[1] or found[3], found[2] or found[4]) for more in (-1, 0, 1))
        return min((one for one in days if one), key=lambda one: abs(one - today), default=None)
    return read_date(text)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year in YEARS else None
