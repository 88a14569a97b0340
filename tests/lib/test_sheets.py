"""Every sheet of a workbook is read, or the file is refused: none is left out, none is taken for another."""

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from anbang.lib.workbook import LIMITS, read_workbook
from tests.lib.workbooks import names_in, refusal, xlsx


def test_too_many_sheets_are_refused_and_just_enough_are_read():
    def sheets(count: int) -> bytes:
        return xlsx(lambda book: [book.add_worksheet().write(0, 0, "x") for _ in range(count)])

    assert refusal(sheets(LIMITS.sheets + 1)) == "too_many_sheets"
    assert len(read_workbook(sheets(LIMITS.sheets))) == LIMITS.sheets


def test_sheets_that_could_not_be_told_apart_are_refused():
    def named(first: str, second: str) -> bytes:
        content = xlsx(lambda book: [book.add_worksheet(name).write(0, 0, "x") for name in ("AAAA", "BBBB")])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            told = {name: archive.read(name) for name in archive.namelist()}
        book = told["xl/workbook.xml"].replace(b"AAAA", first.encode()).replace(b"BBBB", second.encode())
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for name, part in {**told, "xl/workbook.xml": book}.items():
                archive.writestr(name, part)
        return target.getvalue()

    assert names_in(read_workbook(named("一", "二"))) == ["一", "二"]
    assert refusal(named("一", "一")) == "file_damaged"
    assert refusal(named("一", "二" * 32)) == "file_damaged"


def two_sheets(change: Callable[[dict[str, bytes]], object]) -> bytes:
    """A chart and two sheets; `change` may spoil the parts."""

    def fill(book: xlsxwriter.Workbook) -> None:
        for name in ("一", "二"):
            book.add_worksheet(name).write(0, 0, "x")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=一!$A$1:$A$1"})
        book.add_chartsheet("图").set_chart(chart)

    with zipfile.ZipFile(io.BytesIO(xlsx(fill))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


SECOND = "xl/worksheets/sheet2.xml"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda parts: parts.update({SECOND: parts[SECOND][: len(parts[SECOND]) // 2]}),
        lambda parts: parts.update({SECOND: b"rubbish"}),
        lambda parts: parts.pop(SECOND),
    ],
    ids=["cut off", "rubbish", "gone"],
)
def test_a_sheet_that_cannot_be_read_is_never_left_out(spoil):
    """Whoever stands on it would be lost without a word."""
    assert refusal(two_sheets(spoil)) == "file_damaged"


def test_control_whole_sheets_beside_a_chart_are_read():
    assert names_in(read_workbook(two_sheets(lambda _: None))) == ["一", "二"]
