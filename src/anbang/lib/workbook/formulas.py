"""Texts that a spreadsheet would take for a formula: whatever we write into a workbook is told apart here, so that a text stays a text."""

import re

from anbang.lib.visible import BLANK, UNSEEN

# With what formulas begin, in the narrow, wide and small forms that input methods make of it; blanks and signs that nobody sees before it
# do not help. A tab or a return leads into the next cell where a sheet is saved as text.
SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫"
_FORMULA = re.compile(rf"[\t\r\n]|[\s{UNSEEN}{BLANK}]*[{SIGNS}]")


def looks_like_a_formula(text: str) -> bool:
    """Whether the text, typed into a cell or saved in another format, would be calculated."""
    return _FORMULA.match(text) is not None
