"""The one way in which a new workbook is written: texts are texts, nothing is calculated, and every page says where it came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from anbang.lib.workbook.formulas import looks_like_a_formula
from anbang.lib.workbook.reading import Cell

# Nothing is guessed from a text.
AS_IT_IS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
DAY, BOLD, QUOTED = "yyyy-mm-dd", {"bold": True}, {"quote_prefix": True}
LONGEST_FOOTER = 250  # of the 255 signs that a footer may have, without the code before it


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A sheet: its cells row by row, and in which row (from 1) the headings stand, if it has any that are to be kept in view."""

    name: str
    rows: Sequence[Sequence[Cell]]
    headings: int | None = None


def write_workbook(sheets: Sequence[NewSheet], *, mark: str = "", written_at: datetime | None = None) -> bytes:
    """An xlsx. `mark` stands at the foot of every page and in the properties of the file; `written_at` makes the same cells the same file."""
    content = BytesIO()
    with Workbook(content, AS_IT_IS) as book:
        book.set_properties({"comments": mark, **({"created": written_at} if written_at else {})})
        for sheet in sheets:
            _write(book, sheet, mark)
    return content.getvalue()


def as_footer(mark: str) -> str:
    """The mark as a spreadsheet's footer has it, in which & begins a code."""
    return mark.replace("&", "&&")[:LONGEST_FOOTER]


class _Looks:
    """The few looks of cells, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.heading, self.quoted_heading = book.add_format(BOLD), book.add_format({**BOLD, **QUOTED})
        self.quoted, self.day = book.add_format(QUOTED), book.add_format({"num_format": DAY})

    def of(self, text: str, *, is_heading: bool) -> Any:
        """That of a text. What a spreadsheet would take for a formula stays a text also once somebody types into it."""
        if looks_like_a_formula(text):
            return self.quoted_heading if is_heading else self.quoted
        return self.heading if is_heading else None


def _write(book: Workbook, new: NewSheet, mark: str) -> None:
    sheet, looks = book.add_worksheet(new.name), _Looks(book)
    if mark:
        sheet.set_footer(f"&C{as_footer(mark)}")
    for row, cells in enumerate(new.rows):
        for column, value in enumerate(cells):
            _put(sheet, (row, column), value, looks, is_heading=new.headings == row + 1)
    if new.headings is not None:
        sheet.freeze_panes(new.headings, 0)
        sheet.autofilter(new.headings - 1, 0, new.headings - 1, len(new.rows[new.headings - 1]) - 1)
        sheet.autofit()


def _put(sheet: Any, place: tuple[int, int], value: Cell, looks: _Looks, *, is_heading: bool) -> None:
    match value:
        case None:
            return
        case str():
            sheet.write_string(*place, value, looks.of(value, is_heading=is_heading))
        case bool():
            sheet.write_boolean(*place, value)
        case date():
            sheet.write_datetime(*place, value, looks.day)
        case _:
            sheet.write_number(*place, value)
