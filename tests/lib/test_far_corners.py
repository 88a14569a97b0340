"""A cell far from the list: the refusal names the sheet and how far it reaches, and looking for it costs no memory."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import asdict, replace

import pytest
import xlsxwriter

from anbang.lib.workbook import LIMITS, UnreadableWorkbook, child, read_workbook, reading
from tests.lib.workbooks import refusal, xlsx

SHEET = "xl/worksheets/sheet1.xml"
CORNER = "XFD1048576"
BLANKS = b" " * (45 << 20)


def cells_at(*cells: str, name: str = "名单 <&> 1") -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("说明").write("A1", "x")
        sheet = book.add_worksheet(name)
        for cell in cells:
            sheet.write(cell, "x")

    return xlsx(fill)


def rewritten(content: bytes, pattern: bytes, put: bytes | Callable[[re.Match[bytes]], bytes]) -> bytes:
    """Something in every part is another."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, re.sub(pattern, put, source.read(name)))
    return target.getvalue()


def told_about(content: bytes) -> tuple[str, str, str]:
    with pytest.raises(UnreadableWorkbook) as refused:
        read_workbook(content)
    return refused.value.code, refused.value.about.get("sheet", ""), refused.value.about.get("corner", "")


@pytest.mark.parametrize(
    ("cells", "corner"),
    [
        ((CORNER,), CORNER),
        (("A1", CORNER), CORNER),
        (("A1", "XFD3000"), "XFD3000"),
        (("A1", "CV1048576"), "CV1048576"),
        (("A1", "AA1", "B1048576", "XFC2"), "XFC1048576"),
        (("A20201",), "A20201"),
        (("A1", "CW1"), "CW1"),
    ],
)
def test_the_sheet_that_reaches_too_far_is_named_with_its_corner(cells, corner):
    assert told_about(cells_at(*cells)) == ("sheet_too_large", "名单 <&> 1", corner)


@pytest.mark.parametrize(
    ("pattern", "put"),
    [
        (rb"<dimension[^>]*/>", b""),
        (rb'r="XFD1048576"', b'r="XFD1048576" s="0"'),
        (rb'Target="worksheets/', b'Target="/xl/worksheets/'),
    ],
    ids=["no dimension", "a style", "paths from the root"],
)
def test_it_is_named_however_the_file_puts_it(pattern, put):
    content = rewritten(cells_at("A1", CORNER, name="名单"), pattern, put)
    assert told_about(content) == ("sheet_too_large", "名单", CORNER)


def test_a_far_cell_of_looks_alone_hinders_nobody():
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write("A1", "姓名")
        sheet.write_blank(CORNER, None, book.add_format({"bold": True}))

    content = xlsx(fill)
    assert read_workbook(content)[0].rows == [["姓名"]]
    assert child.refuse_far_corner(content, asdict(LIMITS)) == [], (
        "nor is it named where the memory gave out over others"
    )


def test_a_csv_names_its_corner_too():
    assert told_about(b"a,b,c\n" * 20_201) == ("sheet_too_large", "csv", "A20201")
    assert told_about(b"a" + b",a" * 100) == ("sheet_too_large", "csv", "CW1")


def test_control_calamine_alone_gives_out_at_such_a_cell(monkeypatch):
    monkeypatch.setattr(reading, "_far_corner", lambda content, limits: None)
    assert refusal(cells_at("A1", CORNER)) == "needs_too_much"


def test_a_sheet_within_the_limits_that_needs_too_much_is_not_told_to_be_too_large():
    content = xlsx(lambda book: book.add_worksheet().write("CV20200", "x"))
    assert child.refuse_far_corner(content, asdict(LIMITS)) == []


def test_a_cell_that_lies_across_two_pieces_is_seen(monkeypatch):
    content = cells_at("A1", CORNER)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for piece in range(1, 90):
            monkeypatch.setattr(child, "PIECE", piece)
            assert child.corner_of(archive, "xl/worksheets/sheet2.xml") == (1048576, 16384)


def test_control_without_what_was_before_it_is_missed(monkeypatch):
    monkeypatch.setattr(child, "LONGEST_CELL_TAG", 1)
    monkeypatch.setattr(child, "PIECE", 7)
    with zipfile.ZipFile(io.BytesIO(cells_at("A1", CORNER))) as archive:
        assert child.corner_of(archive, "xl/worksheets/sheet2.xml") != (1048576, 16384)


def test_looking_for_the_corner_takes_no_more_memory_than_a_piece():
    content = rewritten(cells_at("A1", CORNER), rb"<row r=.1048576.", lambda found: BLANKS + found[0])
    far = reading._far_corner(content, replace(LIMITS, memory_bytes=96 << 20))
    assert far is not None
    assert far.about["corner"] == CORNER


def test_tags_without_an_end_are_looked_at_once():
    """Fifty megabytes of beginnings would take hours if each were followed to the end."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<sheet name='x' r:id='a'/>" + "<sheet name='" * 1000)
        archive.writestr("xl/_rels/workbook.xml.rels", "<Relationship Id='a' Target='worksheets/sheet1.xml'/>")
        archive.writestr(SHEET, b"<c " * (4 << 20))
    assert reading._asked("corner", target.getvalue(), replace(LIMITS, seconds=10)) == []
