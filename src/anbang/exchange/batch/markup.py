"""The sender's own file with each fault at its cell, for correcting it there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anbang.exchange.batch.checks import ERROR, text_of
from anbang.exchange.batch.columns import ID_NUMBER, NAME
from anbang.exchange.batch.messages import fault_message
from anbang.exchange.batch.reading import ListedSheet, listed_sheets
from anbang.lib.workbook import CellMark, Closing, SheetMarks, mark_workbook, read_workbook

SHORTEST_HIDDEN = 2


@dataclass(frozen=True, slots=True)
class RowMarks:
    """What is told of one row: its sheet and number, its faults as (column, code, severity), and whether it is closed."""

    sheet: str
    row: int
    faults: tuple[tuple[str, str, str], ...]
    closed: bool


def marked_up(content: bytes, marks: Sequence[RowMarks]) -> bytes:
    """The file as an xlsx: faulty cells red, warnings amber, a comment in words at each. A closed row comes back empty but for
    a note, and the names and numbers of closed rows stand nowhere. UnreadableWorkbook or MissingColumns as for reading.
    """
    sheets = read_workbook(content)
    rows: Mapping[str, list[RowMarks]] = _by_sheet(marks)
    listed = listed_sheets(sheets)
    hidden = [text for one in listed for text in _hidden(one, rows[one.name])]
    closing = Closing(note=_("（此行已封闭，内容不在本文件中）"), hidden=hidden)
    told = [_sheet_marks(one, rows[one.name]) for one in listed]
    return mark_workbook(content, sheets, told, closing, author=_("名单核对"))


def _by_sheet(marks: Iterable[RowMarks]) -> Mapping[str, list[RowMarks]]:
    found: dict[str, list[RowMarks]] = defaultdict(list)
    for mark in marks:
        found[mark.sheet].append(mark)
    return found


def _hidden(listed: ListedSheet, rows: Iterable[RowMarks]) -> list[str]:
    """The names and numbers of the closed rows, as the file has them."""
    indexes = [listed.layout.columns[column] for column in (NAME, ID_NUMBER) if column in listed.layout.columns]
    lines = [listed.sheet.rows[mark.row - 1] for mark in rows if mark.closed]
    texts = [text_of(cells[index]) for cells in lines for index in indexes if index < len(cells)]
    return [text for text in texts if len(text) >= SHORTEST_HIDDEN]


def _sheet_marks(listed: ListedSheet, rows: Sequence[RowMarks]) -> SheetMarks:
    return SheetMarks(
        sheet=listed.sheet.name,
        cells=[cell for mark in rows if not mark.closed for cell in _cell_marks(listed, mark)],
        closed=[mark.row for mark in rows if mark.closed],
        listed=[mark.row for mark in rows if not mark.closed],
    )


def _cell_marks(listed: ListedSheet, mark: RowMarks) -> list[CellMark]:
    """One mark a cell, however many faults it has. A fault of a column that the file lacks stands at the row's first cell."""
    at: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for fault in mark.faults:
        at[listed.layout.columns.get(fault[0], 0)].append(fault)
    return [
        CellMark(
            row=mark.row,
            column=index + 1,
            severity=ERROR if any(severity == ERROR for _column, _code, severity in faults) else faults[0][2],
            words="\n".join(_words(column, code) for column, code, _severity in faults),
        )
        for index, faults in sorted(at.items())
    ]


def _words(column: str, code: str) -> str:
    what, accepted = fault_message(code)
    return f"{column}：{what}\n{accepted}"
