"""What we write into workbooks stays a text, whatever a spreadsheet would take it for, and comes back as the same text."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell

from anbang.lib.visible import visible
from anbang.lib.workbook import NewSheet, looks_like_a_formula, marking_child, read_workbook, write_workbook, writing

FORMULAS = (
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        '=HYPERLINK("http://example.org")',
        "＝1",
        "＋8613800000000",
        "－1",
        "＠x",
        "﹣1",
    ),
    *(" =1", "　=1", "\u00a0+1", "\u200b=1", "\t1", "\r1", "\n1", "  \u2800@x"),
)
TEXTS = ("张三", "1-2", "A=1", "a@b", "510231198506121232", "", "’=1", "13800000000")


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_calculate_is_known(text):
    assert looks_like_a_formula(text)


@pytest.mark.parametrize("text", TEXTS)
def test_what_it_would_not_is_left_alone(text):
    assert not looks_like_a_formula(text)


def cells(content: bytes, row: int) -> list[Cell]:
    return list(load_workbook(io.BytesIO(content)).active[row])


@pytest.mark.parametrize("headings", [None, 1, 2])
def test_a_new_workbook_keeps_every_text_a_text(headings):
    content = write_workbook([NewSheet("一", [TEXTS[:3], FORMULAS], headings=headings)])
    assert [(cell.data_type, cell.quotePrefix) for cell in cells(content, 2)] == [("s", True)] * len(FORMULAS)
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in cells(content, 1)[:3]] == [
        (text, "s", False) for text in TEXTS[:3]
    ]


def test_control_without_the_guard_nothing_marks_it_as_a_text(monkeypatch):
    monkeypatch.setattr(writing, "looks_like_a_formula", lambda text: False)
    content = write_workbook([NewSheet("一", [FORMULAS])])
    assert not any(cell.quotePrefix for cell in cells(content, 1))


def test_control_left_to_itself_the_library_would_write_a_formula(monkeypatch):
    monkeypatch.setattr(writing._Looks, "of", lambda *_, **__: None)
    monkeypatch.setattr(writing, "AS_IT_IS", {"in_memory": True})
    monkeypatch.setattr(writing, "_put", lambda sheet, place, value, *_, **__: sheet.write(*place, value))
    assert cells(write_workbook([NewSheet("一", [["=1+1"]])]), 1)[0].data_type == "f"


def test_what_was_written_comes_back_as_the_same_text():
    seen = [text for text in FORMULAS if text == visible(text) and text.isprintable()]
    assert len(seen) > 10
    (sheet,) = read_workbook(write_workbook([NewSheet("一", [seen])]))
    assert [str(cell).strip() for cell in sheet.rows[0]] == [text.strip() for text in seen]


def test_days_numbers_and_truths_are_what_they_are():
    content = write_workbook([NewSheet("一", [["日", "数"], [date(2026, 11, 5), 3, 1.5, True, None, "x"]])])
    assert [cell.value for cell in cells(content, 2)][1:] == [3, 1.5, True, None, "x"]
    assert read_workbook(content)[0].rows[1][0] == date(2026, 11, 5)


def test_the_mark_stands_at_the_foot_and_in_the_properties():
    book = load_workbook(io.BytesIO(write_workbook([NewSheet("一", [["x"]])], mark="Export 7 & more")))
    assert book.active.oddFooter.center.text == "Export 7 && more"
    assert book.properties.description == "Export 7 & more"


def test_the_child_that_marks_uses_the_same_guard(monkeypatch):
    made = marking_child.made_of([{"name": "名单", "rows": [["＝1+1", " +1", "张三"]]}])
    assert [cell.quotePrefix for cell in made.active[1]] == [True, True, False]
    monkeypatch.setattr(marking_child, "looks_like_a_formula", lambda text: False)
    made = marking_child.made_of([{"name": "名单", "rows": [["＝1+1"]]}])
    assert not made.active["A1"].quotePrefix, "the control"
