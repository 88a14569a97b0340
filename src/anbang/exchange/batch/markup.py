"""The sender's own file with each fault at its cell, for correcting it there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from anbang.exchange.batch.checks import ERROR, text_of
from anbang.exchange.batch.columns import ID_NUMBER, NAME
from anbang.exchange.batch.messages import fault_message
from anbang.exchange.batch.reading import ListedSheet, listed_sheets, people_in
from anbang.lib.identity_number import read_identity_number
from anbang.lib.workbook import CORRECTED, CellMark, Closing, SheetMarks, mark_workbook, read_workbook


@dataclass(frozen=True, slots=True)
class RowMarks:
    """What is told of one row: its sheet and number, its faults as (column, code, severity), whether it is closed, and its cells
    as they stand now (column → text; nothing of a closed row).
    """

    sheet: str
    row: int
    faults: tuple[tuple[str, str, str], ...]
    closed: bool
    cells: Mapping[str, str] = field(default_factory=dict)


def marked_up(
    content: bytes, marks: Sequence[RowMarks], *, mark: str = "", masked: bool = False, says_closed: bool = True
) -> bytes:
    """The file as an xlsx: faulty cells red, warnings amber, a comment in words at each; cells that were corrected in place hold
    the correction, so that the file can come back without undoing it. UnreadableWorkbook or MissingColumns as for reading.

    A closed row comes back empty but for a note (`says_closed`: that it is), and so does a row without marks: it was removed from the list, and whether it
    was closed is known no more. The names and numbers of such rows stand nowhere, but for an open row's own name and number:
    somebody open may have the same name. `mark` and `masked`: as `mark_workbook` has them.
    """
    sheets = read_workbook(content)
    found = {(mark.sheet, mark.row): mark for mark in marks}
    listed = [(one, _open_marks(one, found), _closed_rows(one, found)) for one in listed_sheets(sheets)]
    hidden = [text for one, _marks, closed in listed for text in _hidden(one, closed)]
    closing = Closing(note=_("（此行已封闭，内容不在本文件中）") if says_closed else "", hidden=hidden)
    told = [
        SheetMarks(
            sheet=one.sheet.name,
            cells=[cell for mark in open_marks for cell in _cell_marks(one, mark)],
            closed=closed,
            listed=[mark.row for mark in open_marks],
            own=[index + 1 for index in _own_columns(one)],
            corrected=[(mark.row, index + 1, text) for mark in open_marks for index, text in _corrected(one, mark)],
        )
        for one, open_marks, closed in listed
    ]
    return mark_workbook(content, sheets, told, closing, author=_("名单核对"), mark=mark, masked=masked)


Found = Mapping[tuple[str, int], RowMarks]


def _open_marks(listed: ListedSheet, found: Found) -> list[RowMarks]:
    return [mark for (sheet, _row), mark in sorted(found.items()) if sheet == listed.name and not mark.closed]


def _closed_rows(listed: ListedSheet, found: Found) -> list[int]:
    marks = [(person.row, found.get((listed.name, person.row))) for person in people_in(listed)]
    return [row for row, mark in marks if mark is None or mark.closed]


def _hidden(listed: ListedSheet, closed: Sequence[int]) -> list[str]:
    """The names and numbers of the closed rows, as the file has them; a number as it is read, too."""
    lines = [listed.sheet.rows[row - 1] for row in closed]
    texts = [text_of(cells[index]) for cells in lines for index in _own_columns(listed) if index < len(cells)]
    return texts + [number for text in texts if (number := read_identity_number(text).number)]


def _own_columns(listed: ListedSheet) -> list[int]:
    """Where somebody's own name and number stand."""
    return [listed.layout.columns[column] for column in (NAME, ID_NUMBER) if column in listed.layout.columns]


def _corrected(listed: ListedSheet, mark: RowMarks) -> list[tuple[int, str]]:
    """The cells of a row that say something else now than in the file: their index and what they say."""
    stood = listed.sheet.rows[mark.row - 1]
    return [
        (index, mark.cells[column])
        for column, index in listed.layout.columns.items()
        if column in mark.cells and mark.cells[column] != text_of(stood[index] if index < len(stood) else None)
    ]


def _cell_marks(listed: ListedSheet, mark: RowMarks) -> list[CellMark]:
    """One mark a cell, however many faults it has; that a cell was corrected is told beside what is still wrong with it, in the
    colour of the fault. A fault of a column that the file lacks stands at the row's first cell.
    """
    at: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for fault in mark.faults:
        at[listed.layout.columns.get(fault[0], 0)].append(fault)
    corrected = {index for index, _text in _corrected(listed, mark)}
    return [
        CellMark(
            row=mark.row,
            column=index + 1,
            severity=_strongest(at[index]),
            words="\n".join(
                [
                    *([_("已在系统中更正。")] if index in corrected else []),
                    *(_words(fault[0], fault[1]) for fault in at[index]),
                ]
            ),
        )
        for index in sorted(corrected | at.keys())
    ]


def _strongest(faults: Sequence[tuple[str, str, str]]) -> str:
    told = {severity for _column, _code, severity in faults}
    return ERROR if ERROR in told else next(iter(told), CORRECTED)


def _words(column: str, code: str) -> str:
    what, accepted = fault_message(code)
    return _("%(column)s：%(what)s") % {"column": gettext(column), "what": what} + f"\n{accepted}"
