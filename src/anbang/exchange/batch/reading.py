"""From a workbook's sheets to the rows that are people."""

from collections.abc import Sequence
from typing import Any

from anbang.exchange.batch.checks import SentRow, text_of
from anbang.exchange.batch.columns import NEEDED, Layout, MissingColumns, find_layout, is_a_person, missing
from anbang.lib.workbook import Sheet

LARGEST_LIST = 20_000


class NobodyInIt(Exception):
    """The sheets have headings and nobody under them."""


class ListTooLong(Exception):
    """More people than one list may have."""


def rows_of(sheets: Sequence[Sheet]) -> list[SentRow]:
    """Everybody in the sheets that have the needed headings. MissingColumns names what the nearest sheet lacks."""
    laid_out = [(sheet, layout) for sheet in sheets if (layout := find_layout(sheet.rows)) is not None]
    usable = [(sheet, layout) for sheet, layout in laid_out if not missing(layout)]
    if not usable:
        nearest = max((layout for _, layout in laid_out), key=lambda layout: layout.matches, default=None)
        raise MissingColumns(missing(nearest) if nearest else NEEDED)
    rows = [
        row for sheet, layout in usable for row in _people(sheet, layout, name=sheet.name if len(usable) > 1 else "")
    ]
    if not rows:
        raise NobodyInIt
    if len(rows) > LARGEST_LIST:
        raise ListTooLong
    return rows


def _people(sheet: Sheet, layout: Layout, *, name: str) -> list[SentRow]:
    first = layout.first + layout.lines
    return [
        _sent(cells, layout, sheet=name, row=number)
        for number, cells in enumerate(sheet.rows[first:], first + 1)
        if is_a_person(cells, layout)
    ]


def _sent(cells: Sequence[Any], layout: Layout, *, sheet: str, row: int) -> SentRow:
    told = {column: cells[index] for column, index in layout.columns.items() if index < len(cells)}
    extra = {heading: text_of(cells[index]) for index, heading in layout.extra.items() if index < len(cells)}
    return SentRow(sheet, row, told, {heading: text for heading, text in extra.items() if text})
