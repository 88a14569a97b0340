"""Workbooks from strangers: read in a child process with narrow limits, written back with marks."""

from anbang.lib.workbook.limits import LIMITS, Limits
from anbang.lib.workbook.reading import Sheet, UnreadableWorkbook, read_workbook

__all__ = ["LIMITS", "Limits", "Sheet", "UnreadableWorkbook", "read_workbook"]
