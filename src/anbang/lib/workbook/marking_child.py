"""The child that writes a stranger's workbook back with marks. Runs alone in a fresh interpreter under limits.

In: one line of JSON that says what to mark, then the file, or nothing where the cells come in the JSON. Out: an xlsx.
"""

import io
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import date
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import PatternFill
from openpyxl.worksheet._reader import WorksheetReader
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from anbang.lib.masking import mask_numbers
from anbang.lib.workbook.formulas import looks_like_a_formula

FILLS = {
    severity: PatternFill("solid", start_color=colour)
    for severity, colour in (
        *(("error", "FFF4B6B6"), ("warning", "FFFFE3A3")),
        *(("closed", "FFD9D9D9"), ("corrected", "FFCDE8D0")),
    )
}
STYLE_TABLES = (
    *(
        "_fonts",
        "_fills",
        "_borders",
        "_alignments",
        "_protections",
        "_number_formats",
        "_cell_styles",
        "_named_styles",
    ),
    *("_date_formats", "_timedelta_formats", "_colors", "loaded_theme", "epoch"),
)
TEXT = "@"
COMMENT_WIDTH, COMMENT_HEIGHT = 320, 120
HIDDEN = "＊＊"
SHORTEST_HIDDEN = 2  # one sign alone would blank half a page


class InMemoryWriter(ExcelWriter):  # type: ignore[misc]  # openpyxl has no types
    """Writes sheets without the file on the disk that openpyxl would take: a list must not lie there in plain words."""

    def write_worksheet(self, ws: Worksheet) -> None:
        """As in openpyxl, into memory."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        target = io.BytesIO()
        writer = WorksheetWriter(ws, out=target)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], target.getvalue())
        self.manifest.append(ws)


class Folds(dict[str, str]):
    """Each sign as it counts in a name or number: nothing of a blank or of a sign that nobody sees, one width, one case."""

    def __init__(self, unseen: str) -> None:
        super().__init__()
        self._left_out = re.compile(rf"[\s{unseen}]")

    def __missing__(self, sign: str) -> str:
        told = "" if self._left_out.match(sign) else unicodedata.normalize("NFKC", sign).upper()
        self[sign] = "".join(told.split())
        return self[sign]


class Hidden:
    """The names and numbers of closed rows, found however somebody spells them."""

    def __init__(self, texts: Iterable[str], unseen: str) -> None:
        self._folds = Folds(unseen)
        self._texts = {"".join(self._folded(text)) for text in texts}
        # How each begins → how long those are, the longest first: twenty thousand are sought as fast as one.
        lengths: dict[str, set[int]] = defaultdict(set)
        for text in self._texts:
            lengths[text[:SHORTEST_HIDDEN]].add(len(text))
        self._lengths = {beginning: sorted(found, reverse=True) for beginning, found in lengths.items()}

    def _folded(self, text: str) -> list[str]:
        return [self._folds[sign] for sign in unicodedata.normalize("NFC", text)]

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where they begin and end in a folded text."""
        found = []
        for start in range(len(text) - SHORTEST_HIDDEN + 1):
            lengths = self._lengths.get(text[start : start + SHORTEST_HIDDEN], ())
            length = next((length for length in lengths if text[start : start + length] in self._texts), 0)
            if length:
                found.append((start, start + length))
        return found

    def tells(self, value: object) -> bool:
        """Whether a cell names somebody who is closed."""
        return bool(self._spans("".join(self._folded(str(value)))))

    def without(self, value: Any) -> Any:
        """A cell's value with stars where it names somebody who is closed."""
        pieces = self._folded(str(value)) if value is not None else []
        spans = self._spans("".join(pieces))
        if not spans:
            return value
        if not isinstance(value, str):
            return HIDDEN
        inside = {place for start, end in spans for place in range(start, end)}
        said, place, before = [], 0, False
        for sign, piece in zip(unicodedata.normalize("NFC", value), pieces, strict=True):
            # What is left out of a name (a blank in its midst) goes with it.
            within = not inside.isdisjoint(range(place, place + len(piece))) if piece else before and place in inside
            if not within:
                said.append(sign)
            elif not before:
                said.append(HIDDEN)
            place, before = place + len(piece), within
        return "".join(said)


def put(cell: Cell, value: Any) -> None:
    """Write a value. A text that a spreadsheet would take for a formula stays a text."""
    if isinstance(value, dict):
        cell.value, cell.number_format = date.fromisoformat(value["day"]), "yyyy-mm-dd"
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    keep_as_text(cell)


def keep_as_text(cell: Cell) -> None:
    """Make sure that no spreadsheet calculates a cell, now or when somebody types into it or saves it in another format."""
    if isinstance(cell.value, str) and looks_like_a_formula(cell.value):
        cell.data_type = "s"
        cell.quotePrefix = True


def made_of(sheets: list[dict[str, Any]]) -> Workbook:
    """A plain workbook of cells that were read from another format."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for sheet in sheets:
        target = workbook.create_sheet(sheet["name"] or "Sheet1")
        for row, cells in enumerate(sheet["rows"], 1):
            for column, value in enumerate(cells, 1):
                if value is not None:
                    put(target.cell(row, column), value)
    return workbook


@contextmanager
def links_left_out() -> Iterator[None]:
    """Open a workbook without the links of its cells: nobody presses on a stranger's. Once bound, a link has put its address
    into an empty cell, and nothing tells it from what somebody wrote there.
    """
    bind = WorksheetReader.bind_hyperlinks
    WorksheetReader.bind_hyperlinks = lambda _reader: None
    try:
        yield
    finally:
        WorksheetReader.bind_hyperlinks = bind


def opened(content: bytes) -> Workbook:
    """The workbook as it came, with the values that stood in its formulas, and no formula and no link left."""
    with links_left_out():
        workbook = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    for sheet in workbook.worksheets:
        for cell in sheet._cells.values():
            keep_as_text(cell)
    return workbook


def without_closed(source: Workbook, marks: list[dict[str, Any]], hidden: Hidden) -> Workbook:
    """A new workbook with the cells and their looks, and nothing of the closed rows.

    What is copied is named here, so nothing can slip through with a chart's memory, a validation list, a comment or the
    properties of the file. Sheets without people are left out. Where a cell outside the list tells a name or number of a closed
    row it is left empty; in an open row stars stand for it.
    """
    target = Workbook()
    target.remove(target.active)
    for table in STYLE_TABLES:
        setattr(target, table, getattr(source, table))
    for mark in marks:
        sheet = sheet_of(source, mark["sheet"])
        title = "Sheet" if hidden.tells(sheet.title) else sheet.title
        copied = target.create_sheet(title)
        mark["sheet"] = copied.title
        copy_sheet(sheet, copied, mark, hidden)
    return target


def copy_sheet(source: Worksheet, target: Worksheet, mark: dict[str, Any], hidden: Hidden) -> None:
    """Cells, widths, heights, merged ranges and the frozen pane; of closed rows nothing."""
    closed, listed, own = set(mark["closed"]), set(mark["listed"]), set(mark["own"])
    for (row, column), cell in sorted(source._cells.items()):
        if row in closed or isinstance(cell, MergedCell):
            continue
        copied = target.cell(row, column)
        copied._style = copy(cell._style)
        if row in listed:
            copied.value = cell.value if column in own else hidden.without(cell.value)
        elif not hidden.tells(cell.value):
            copied.value = cell.value
        keep_as_text(copied)
    for letter, width in source.column_dimensions.items():
        target.column_dimensions[letter].width = width.width
    for row, height in source.row_dimensions.items():
        if row not in closed and height.height:
            target.row_dimensions[row].height = height.height
    for area in source.merged_cells.ranges:
        if closed.isdisjoint(range(area.min_row, area.max_row + 1)):
            target.merge_cells(area.coord)
    target.freeze_panes = source.freeze_panes


def mask(workbook: Workbook) -> None:
    """Hide the numbers that lead to somebody, in every cell and comment that is left."""
    for sheet in workbook.worksheets:
        for cell in sheet._cells.values():
            told = str(int(cell.value)) if isinstance(cell.value, float) and cell.value.is_integer() else cell.value
            if (
                isinstance(told, str | int)
                and not isinstance(told, bool)
                and (hidden := mask_numbers(str(told))) != str(told)
            ):
                cell.value = hidden
            keep_as_text(cell)


def say_where_from(workbook: Workbook, mark: str) -> None:
    """Who took it out of the system, on every page and in the properties of the file, in place of what the sender's said there."""
    for sheet in workbook.worksheets:
        sheet.oddFooter.center.text = mark.replace("&", "&&")
    workbook.properties = DocumentProperties(creator="", description=mark)


def sheet_of(workbook: Workbook, name: str) -> Worksheet:
    """The sheet of that name; the only one where the format has no names."""
    return workbook[name] if name else workbook.worksheets[0]


def mark_sheet(sheet: Worksheet, mark: dict[str, Any], hidden: Hidden, *, note: str, author: str) -> None:
    """Write what was corrected, colour the cells, say at each what is wrong, and write the note into closed rows."""
    for row, column, text in mark["corrected"]:
        cell = shown_cell(sheet, row, column)
        put(cell, (text if column in mark["own"] else hidden.without(text)) or None)
        cell.number_format = TEXT  # a number or a day that somebody typed stays as it was typed
    for row in mark["closed"] if note else ():
        cell = sheet.cell(row, 1)
        cell.value, cell.fill = note, FILLS["closed"]
    for row, column, severity, words in mark["cells"]:
        cell = shown_cell(sheet, row, column)
        cell.fill = FILLS[severity]
        said = f"{words}\n\n{cell.comment.text}" if cell.comment else words
        cell.comment = Comment(said, author, width=COMMENT_WIDTH, height=COMMENT_HEIGHT)


def shown_cell(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell, or the one that stands for it where cells are merged."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
        return sheet.cell(area.min_row, area.min_col)
    return cell


def written(workbook: Workbook) -> bytes:
    """The workbook as an xlsx."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        InMemoryWriter(workbook, archive).write_data()
    return target.getvalue()


def main() -> None:
    """Mark the workbook on the standard input."""
    line, content = sys.stdin.buffer.read().split(b"\n", 1)
    told = json.loads(line)
    workbook = opened(content) if content else made_of(told["sheets"])
    hidden = Hidden(told["hidden"], told["unseen"])
    # What is masked is made anew like what hides somebody: charts, lists and comments would tell the numbers.
    if told["masked"] or any(mark["closed"] for mark in told["marks"]):
        workbook = without_closed(workbook, told["marks"], hidden)
    for mark in told["marks"]:
        mark_sheet(sheet_of(workbook, mark["sheet"]), mark, hidden, note=told["note"], author=told["author"])
    if told["masked"]:
        mask(workbook)
    if told["mark"]:
        say_where_from(workbook, told["mark"])
    sys.stdout.buffer.write(written(workbook))


if __name__ == "__main__":
    main()
