"""From a workbook's sheets to the rows that are people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from anbang.exchange.batch.checks import SentRow, text_of
from anbang.exchange.batch.columns import NEEDED, Layout, MissingColumns, find_layout, is_a_person, missing
from anbang.lib.workbook import Sheet

LARGEST_LIST = 20_000


class NobodyInIt(Exception):
    """The sheets have headings and nobody under them."""


class ListTooLong(Exception):
    """More people than one list may have."""


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """A sheet that has people; `name` as its rows carry it: empty where only one sheet has them."""

    name: str
    sheet: Sheet
    layout: Layout


def listed_sheets(sheets: Sequence[Sheet]) -> list[ListedSheet]:
    """The sheets that have the needed headings. MissingColumns names what the nearest sheet lacks, or a sheet with people on
    it: beside others that are whole it would be left out, and everybody on it lost.
    """
    laid_out = [(sheet, layout) for sheet in sheets if (layout := find_layout(sheet.rows)) is not None]
    usable = [(sheet, layout) for sheet, layout in laid_out if not missing(layout)]
    if not usable:
        nearest = max((layout for _, layout in laid_out), key=lambda layout: layout.matches, default=None)
        raise MissingColumns(missing(nearest) if nearest else NEEDED)
    for sheet, layout in laid_out:
        if missing(layout) and people_in(ListedSheet(sheet.name, sheet, layout)):
            raise MissingColumns(missing(layout), sheet.name)
    return [ListedSheet(sheet.name if len(usable) > 1 else "", sheet, layout) for sheet, layout in usable]


def rows_of(sheets: Sequence[Sheet]) -> list[SentRow]:
    """Everybody in the sheets that have the needed headings. MissingColumns, NobodyInIt or ListTooLong otherwise."""
    rows = [row for listed in listed_sheets(sheets) for row in people_in(listed)]
    if not rows:
        raise NobodyInIt
    if len(rows) > LARGEST_LIST:
        raise ListTooLong
    return rows


def people_in(listed: ListedSheet) -> list[SentRow]:
    """Everybody in one sheet."""
    layout = listed.layout
    first = layout.first + layout.lines
    return [
        _sent(cells, layout, sheet=listed.name, row=number)
        for number, cells in enumerate(listed.sheet.rows[first:], first + 1)
        if is_a_person(cells, layout)
    ]


def _sent(cells: Sequence[Any], layout: Layout, *, sheet: str, row: int) -> SentRow:
    # A line that ends early has empty cells there; a column that the sheet lacks is no cell at all, and tells nothing.
    told = {column: cells[index] if index < len(cells) else None for column, index in layout.columns.items()}
    extra = {heading: text_of(cells[index]) for index, heading in layout.extra.items() if index < len(cells)}
    return SentRow(sheet, row, told, {heading: text for heading, text in extra.items() if text})
