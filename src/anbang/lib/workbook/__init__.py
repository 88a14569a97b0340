"""Workbooks: those of strangers are read in a child process with narrow limits and written back with marks; new ones are written one way."""

from anbang.lib.workbook.formulas import looks_like_a_formula
from anbang.lib.workbook.limits import LIMITS, Limits
from anbang.lib.workbook.marking import CORRECTED, CellMark, Closing, SheetMarks, mark_workbook
from anbang.lib.workbook.reading import Cell, Sheet, UnreadableWorkbook, read_workbook
from anbang.lib.workbook.writing import NewSheet, write_workbook

__all__ = [
    "CORRECTED",
    "LIMITS",
    "Cell",
    "CellMark",
    "Closing",
    "Limits",
    "NewSheet",
    "Sheet",
    "SheetMarks",
    "UnreadableWorkbook",
    "looks_like_a_formula",
    "mark_workbook",
    "read_workbook",
    "write_workbook",
]
