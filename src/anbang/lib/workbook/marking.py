"""The parent's side of marking: a workbook comes back with coloured cells and comments, made by a child under limits."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from anbang.lib.visible import BLANK, UNSEEN
from anbang.lib.workbook.limits import LIMITS, Limits
from anbang.lib.workbook.reading import Cell, Sheet, UnreadableWorkbook, run_limited

CHILD = Path(__file__).with_name("marking_child.py")
ZIP = b"PK\x03\x04"
CORRECTED = "corrected"
# Writing holds every cell with its looks. Measured with twenty thousand people and two marks each: 17 s and 600 MB.
MARKING_LIMITS = replace(LIMITS, memory_bytes=1024 * 1024 * 1024, seconds=60)


@dataclass(frozen=True, slots=True)
class CellMark:
    """A cell (numbers from 1), what it is (`error`, `warning` or `corrected`), and the words of its comment."""

    row: int
    column: int
    severity: str
    words: str


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """The marks of one sheet (its name, or nothing in a format without names), the rows that must not leave, all rows that are
    somebody's, the columns where an open row tells its own name and number, and the cells that say something else now: (row,
    column, text).
    """

    sheet: str
    cells: Sequence[CellMark]
    closed: Sequence[int]
    listed: Sequence[int]
    own: Sequence[int] = ()
    corrected: Sequence[tuple[int, int, str]] = ()


@dataclass(frozen=True, slots=True)
class Closing:
    """What stands in a closed row, if anything, and the names and numbers of closed rows, which stand nowhere but where an open row tells its
    own.
    """

    note: str
    hidden: Sequence[str]


def mark_workbook(
    content: bytes,
    sheets: Sequence[Sheet],
    marks: Sequence[SheetMarks],
    closing: Closing,
    *,
    author: str,
    mark: str = "",
    masked: bool = False,
    limits: Limits = MARKING_LIMITS,
) -> bytes:
    """`content` as an xlsx with marks; `sheets` are its cells as `read_workbook` gave them. UnreadableWorkbook over the limits. `mark` stands
    at the foot of every page and in the properties of the file; `masked`: numbers that lead to somebody are hidden in every cell.

    An xlsx keeps its looks. Other formats, and an xlsx that only our reader can open, come back as a plain workbook.
    """
    told = {"marks": [asdict(mark) for mark in marks], **asdict(closing), "author": author, "unseen": UNSEEN + BLANK}
    told |= {"mark": mark, "masked": masked}
    told["marks"] = [{**mark, "cells": [list(cell.values()) for cell in mark["cells"]]} for mark in told["marks"]]
    if content.startswith(ZIP):
        try:
            return _marked(told, content, limits)
        except UnreadableWorkbook as refused:
            if refused.code != "file_damaged":
                raise
    plain = [{"name": sheet.name, "rows": [list(map(_plain, row)) for row in sheet.rows]} for sheet in sheets]
    return _marked({**told, "sheets": plain}, b"", limits)


def _marked(told: dict[str, Any], content: bytes, limits: Limits) -> bytes:
    line = json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode()
    return run_limited(CHILD, [], line + b"\n" + content, limits=limits)


def _plain(cell: Cell) -> Any:
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell
