"""Reads the dibao standards of a pack from a table that an officer keeps in a spreadsheet: standards.csv."""

import csv
from datetime import date
from pathlib import Path

from anbang.policy.pack import LARGEST_YUAN, DatedFigure, DatedParameter
from anbang.policy.reading_toml import FaultyFile, refuse_what_is_no_file

COLUMNS = ("effective_from", "announced_on", "urban_yuan_per_month", "rural_yuan_per_month", "confidence", "note")
# How sure the amount is: seen in a notice, derived from one, still to be checked, or made up for an example.
CONFIDENCES = ("seen", "derived", "unverified", "example")
MOST_DIGITS = 6
CLAUSE = "2.4.1.1"
STANDARDS = {
    "urban_yuan_per_month": ("dibao_urban_yuan", "城镇低保标准（元/月）", "urban dibao standard, yuan a month"),
    "rural_yuan_per_month": ("dibao_rural_yuan", "农村低保标准（元/月）", "rural dibao standard, yuan a month"),
}


def read_standards(file: Path) -> list[DatedParameter]:
    """The urban and the rural standard over time. Raises FaultyFile, naming line, column and what was expected."""
    rows = _rows(file)
    return [
        DatedParameter(
            name=name,
            clause=CLAUSE,
            unit="yuan",
            zh=zh,
            en=en,
            reading=False,
            alternatives=(),
            allowed=(),
            values=tuple(_dated(file, line, row, column) for line, row in rows),
        )
        for column, (name, zh, en) in STANDARDS.items()
    ]


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    refuse_what_is_no_file(file)
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened, strict=True)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise FaultyFile(f"{_name(file)}, line 1: expected the headings {', '.join(COLUMNS)}.")
            rows = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as mistake:
        raise FaultyFile(f"{_name(file)} is no readable table in UTF-8: {mistake}") from None
    if not rows:
        raise FaultyFile(f"{_name(file)}: expected at least one standard.")
    for line, row in rows:
        if any("\n" in cell for cell in row.values() if isinstance(cell, str)):
            raise FaultyFile(
                f"{_name(file)}, line {line}: expected one line for each standard; a quotation mark is not closed."
            )
        if len(row) > len(COLUMNS) or None in row.values():
            raise FaultyFile(
                f"{_name(file)}, line {line}: expected {len(COLUMNS)} cells; a cell with a comma needs quotation marks."
            )
    days = [_day(file, line, row, "effective_from") for line, row in rows]
    for (line, _), earlier, later in zip(rows[1:], days, days[1:], strict=False):
        if later <= earlier:
            raise FaultyFile(f"{_name(file)}, line {line}: expected a day after {earlier}, found {later}.")
    return rows


def _dated(file: Path, line: int, row: dict[str, str], column: str) -> DatedFigure:
    if row["confidence"] not in CONFIDENCES:
        accepted = ", ".join(CONFIDENCES)
        raise FaultyFile(
            f"{_name(file)}, line {line}, confidence: expected one of {accepted}, found {row['confidence']!r}."
        )
    source = "：".join(part for part in (row["confidence"], row["note"]) if part)
    announced_on = _day(file, line, row, "announced_on") if row["announced_on"] else None
    return DatedFigure(
        _day(file, line, row, "effective_from"), None, _yuan(file, line, row, column), source, announced_on
    )


def _day(file: Path, line: int, row: dict[str, str], column: str) -> date:
    try:
        return date.fromisoformat(row[column])
    except (ValueError, TypeError):
        raise FaultyFile(
            f"{_name(file)}, line {line}, {column}: expected a day such as 2015-08-31, found {row[column]!r}."
        ) from None


def _yuan(file: Path, line: int, row: dict[str, str], column: str) -> int:
    value = row[column] or ""
    if not (value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS) or int(value) > LARGEST_YUAN:
        raise FaultyFile(
            f"{_name(file)}, line {line}, {column}: expected whole yuan from 0 to {LARGEST_YUAN}, found {value!r}."
        )
    return int(value)


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"
