"""Workbooks from strangers: read in a child process with narrow limits, written back with marks."""

from anbang.lib.workbook.limits import LIMITS, Limits
from anbang.lib.workbook.marking import CORRECTED, CellMark, Closing, SheetMarks, mark_workbook
from anbang.lib.workbook.reading import Sheet, UnreadableWorkbook, read_workbook

__all__ = [
    "CORRECTED",
    "LIMITS",
    "CellMark",
    "Closing",
    "Limits",
    "Sheet",
    "SheetMarks",
    "UnreadableWorkbook",
    "mark_workbook",
    "read_workbook",
]
