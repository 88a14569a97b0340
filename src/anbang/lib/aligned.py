"""Columns for a terminal, in which a Chinese sign takes two places."""

from collections.abc import Sequence
from unicodedata import combining, east_asian_width

GAP = "  "


def width(text: str) -> int:
    """How many places a text takes."""
    return sum(0 if combining(sign) else 1 + (east_asian_width(sign) in "WF") for sign in text)


def cut(text: str, places: int) -> str:
    """A text in so many places at most; what does not fit is cut, and … says so."""
    if width(text) <= places:
        return text
    kept, taken = "", 1
    for sign in text:
        taken += width(sign)
        if taken > places:
            break
        kept += sign
    return kept.rstrip() + "…"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as lines, each column as wide as its widest cell; the last one is left as it is."""
    columns = max(map(len, rows), default=0)
    widths = [max((width(row[place]) for row in rows if place < len(row)), default=0) for place in range(columns)]
    return [
        GAP.join(
            cell if place == len(row) - 1 else cell + " " * (widths[place] - width(cell))
            for place, cell in enumerate(row)
        ).rstrip()
        for row in rows
    ]
