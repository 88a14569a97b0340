"""In the file that goes back the name of a closed row stands in no other row, but for somebody open of the same name."""

import io
import zipfile
from contextlib import nullcontext

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.hyperlink import Hyperlink

from anbang.exchange.batch import markup
from anbang.exchange.batch.actions import correct_row
from anbang.exchange.batch.markup import RowMarks, marked_up
from anbang.lib.visible import BLANK, UNSEEN
from anbang.lib.workbook import marking_child
from anbang.lib.workbook.marking_child import Hidden
from tests.exchange import lists
from tests.exchange.lists import everything_in
from tests.support.people import TODAY

HEADINGS = ("姓名", "身份证号", "出生日期", "户籍镇街", "释放日期", "联系人", "帮教建议", "备注")
NUMBER = "510231200705293416"
SECRET = ("秘少年", NUMBER, "2007-05-29", "盘龙镇", "2027-01-03", "母亲", "复学", "")
OPEN = ("张三", "510231198506121232", "1985-06-12", "昌元街道", "2027-01-19")
STARS = "＊＊"


def workbook(*rows: tuple[object, ...]) -> bytes:
    """Headings, a closed row 2, and the others."""
    made = Workbook()
    for row in (HEADINGS, SECRET, *rows):
        made.active.append(row)
    return saved(made)


def saved(made: Workbook) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def back(
    content: bytes, *, closed: bool = True, cells: dict[str, str] | None = None, more: int = 0
) -> list[tuple[object, ...]]:
    """The rows as they come back: the closed one, the open one, and as many open ones more."""
    told = [RowMarks("", 2, (), closed=closed), RowMarks("", 3, (), closed=False, cells=cells or {})]
    told += [RowMarks("", number, (), closed=False) for number in range(4, 4 + more)]
    sheet = load_workbook(io.BytesIO(marked_up(content, told))).active
    return [tuple(cell.value for cell in row) for row in sheet]


TOLD = {
    "秘少年（弟弟） 138": f"{STARS}（弟弟） 138",
    "与秘少年同案": f"与{STARS}同案",
    "秘 少　年、秘\u200b少年": f"{STARS}、{STARS}",
    "与秘\u3164少\ufeff年同案": f"与{STARS}同案",
    f"其弟{NUMBER}在押": f"其弟{STARS}在押",
    "其弟５１０２３１２００７０５２９３４１６": f"其弟{STARS}",
    "秘少年": STARS,
    "秘少秘少年": f"秘少{STARS}",
    "少年": "少年",
    "母亲": "母亲",
}


@pytest.mark.parametrize("column", [5, 6, 7])
def test_stars_stand_for_the_name_and_the_number_of_a_closed_row_in_an_open_one(column: int):
    rows = [(*OPEN, *(told if place == column else "" for place in (5, 6, 7))) for told in TOLD]
    came_back = [row[column] for row in back(workbook(*rows), more=len(rows) - 1)[2:]]
    assert dict(zip(TOLD, came_back, strict=True)) == TOLD


def test_control_where_no_row_is_closed_the_same_cell_stays():
    assert back(workbook((*OPEN, "秘少年（弟弟）")), closed=False)[2][5] == "秘少年（弟弟）"


def test_control_were_it_not_sought_the_name_would_leave(monkeypatch):
    monkeypatch.setattr(markup, "_hidden", lambda listed, closed: [])
    assert back(workbook((*OPEN, "秘少年（弟弟）")))[2][5] == "秘少年（弟弟）"


def test_control_without_what_is_known_of_unseen_signs_the_name_would_leave(monkeypatch):
    monkeypatch.setattr("anbang.lib.workbook.marking.UNSEEN", "\0")
    assert back(workbook((*OPEN, "秘\u200b少年（弟弟）")))[2][5] == "秘\u200b少年（弟弟）"


def test_a_number_that_is_a_number_leaves_no_trace_either():
    assert back(workbook((*OPEN, 510231070529341)))[2][5] == 510231070529341, "control: nobody closed has it"
    closed_by_it = Workbook()
    for row in (HEADINGS, (SECRET[0], "510231070529341", *SECRET[2:]), (*OPEN, 510231070529341)):
        closed_by_it.active.append(row)
    assert back(saved(closed_by_it))[2][5] == STARS


def test_a_number_written_another_way_in_the_closed_row_is_sought_as_it_is_read():
    made = Workbook()
    for row in (HEADINGS, (SECRET[0], f"'{NUMBER}", *SECRET[2:]), (*OPEN, f"其弟{NUMBER}")):
        made.active.append(row)
    assert back(saved(made))[2][5] == f"其弟{STARS}"


def test_somebody_open_of_the_same_name_keeps_it():
    row = back(workbook(("秘少年", *OPEN[1:], "秘少年的父亲")))[2]
    assert (row[0], row[1], row[5]) == ("秘少年", OPEN[1], f"{STARS}的父亲")


def test_a_name_of_one_sign_is_not_sought():
    made = Workbook()
    for row in (HEADINGS, ("秘", *SECRET[1:]), (*OPEN, "秘书")):
        made.active.append(row)
    assert back(saved(made))[2][5] == "秘书"


def test_a_correction_that_names_a_closed_row_is_starred_too():
    cells = {"姓名": "秘少年", "联系人": "秘少年之兄"}
    row = back(workbook((*OPEN, "某人")), cells=cells)[2]
    assert (row[0], row[5]) == ("秘少年", f"{STARS}之兄")


def test_a_csv_comes_back_with_stars_too(clerk):
    child = lists.child("秘少年")
    batch = lists.staged([child, lists.person(1, 联系人="秘少年（弟弟）", 帮教建议="与秘少年同案")], by=clerk)
    correct_row(lists.rows_of(batch)[1].pk, {"罪名": "与秘少年共同盗窃"}, by=clerk)
    content = lists.given_back(batch.pk, by=clerk, on=TODAY)
    assert "秘少年" not in everything_in(content)
    sheet = load_workbook(io.BytesIO(content)).active
    told = [cell.value for cell in sheet[3]]
    assert (f"{STARS}（弟弟）" in told, f"与{STARS}同案" in told, f"与{STARS}共同盗窃" in told) == (True, True, True)


@pytest.mark.parametrize(
    ("texts", "value", "told"),
    [
        (["周小俊", "小俊明"], "周小俊明", STARS),
        (["周小", "周小俊"], "周小俊", STARS),
        (["ab"], "xＡＢy", f"x{STARS}y"),
        (["式会"], "㍿", STARS),
        (["周小俊"], None, None),
        (["周小俊"], 7, 7),
        ([], "周小俊", "周小俊"),
    ],
)
def test_names_that_overlap_and_signs_that_are_several_leave_nothing(texts, value, told):
    assert Hidden(texts, UNSEEN + BLANK).without(value) == told


# Links of the sender


def linked() -> bytes:
    """A link at a cell with a text, one at an empty cell, one over many cells and one within the file."""
    made = Workbook()
    for row in (HEADINGS, SECRET, (*OPEN, "某人")):
        made.active.append(row)
    made.active["F3"].hyperlink = "file://evil/x"
    made.active["A1"].hyperlink = Hyperlink(ref="A1", location="名单!A1")
    made.active["H3"] = "x"
    made.active["H3"].hyperlink = "https://evil.example/y"
    content = saved(made)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            # As other programs leave it: a link and no text.
            archive.writestr(name, source.read(name).replace(b'ref="H3"', b'ref="J9:K10"'))
    return target.getvalue()


@pytest.mark.parametrize("closed", [False, True])
def test_no_link_of_the_sender_comes_back_and_no_cell_is_filled_by_one(closed):
    told = [RowMarks("", 2, (), closed=closed), RowMarks("", 3, (), closed=False)]
    content = marked_up(linked(), told)
    everything = everything_in(content)
    assert [sign for sign in ("evil", "hyperlink", "location=") if sign in everything] == []
    sheet = load_workbook(io.BytesIO(content)).active
    assert (sheet["F3"].value, sheet["J9"].value) == ("某人", None)


def test_control_without_the_guard_the_links_come_back(monkeypatch):
    monkeypatch.setattr(marking_child, "links_left_out", nullcontext)
    told = everything_in(marking_child.written(marking_child.opened(linked())))
    assert "file://evil/x" in told


def test_a_workbook_is_opened_with_links_again_afterwards():
    marking_child.opened(linked())
    assert load_workbook(io.BytesIO(linked())).active["F3"].hyperlink.target == "file://evil/x"
