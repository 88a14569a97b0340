"""The sender's own file back: marks at the faulty cells, nothing of a closed row, no formula that a spreadsheet would run."""

import io
from csv import writer
from datetime import date, datetime

import pytest
import xlwt
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from anbang.exchange.batch.actions import correct_row
from anbang.exchange.batch.markup import RowMarks, marked_up
from anbang.lib.workbook import marking_child, read_workbook
from tests.exchange import lists
from tests.exchange.lists import everything_in
from tests.support.people import TODAY

HEADINGS = ("姓名", "公民身份号码", "出生日期", "户籍镇街", "释放日期", "备注")
OPEN = ("张三", "510231198506121232", date(1985, 6, 12), "昌元街道", "2026年底", "=1+1")
CHILD = ("周小俊", "510231200705293416", date(2007, 5, 29), "盘龙镇", "20270103", "母亲李某")
RED, AMBER, GREEN = "FFF4B6B6", "FFFFE3A3", "FFCDE8D0"


def workbook() -> Workbook:
    """A title over the headings in row 3, an open row 4 and one of a child in row 5, and looks of its own."""
    made = Workbook()
    sheet = made.active
    sheet.title = "名单"
    sheet["A1"] = "拟释放人员名单"
    sheet.merge_cells("A1:F1")
    sheet.column_dimensions["B"].width = 31
    for row, values in ((3, HEADINGS), (4, OPEN), (5, CHILD)):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value
    sheet["F4"].data_type = "s"
    sheet["D4"].font = Font(bold=True)
    return made


def saved(made: Workbook) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def marks(*, closed: bool = False) -> list[RowMarks]:
    """A wrong day and an unusual number in row 4; row 5 closed or not."""
    faults = (("身份证号", "region_unusual", "warning"), ("释放日期", "date_unreadable", "error"))
    return [RowMarks("", 4, faults, closed=False), RowMarks("", 5, (), closed=closed)]


def back(content: bytes, told: list[RowMarks]) -> Workbook:
    return load_workbook(io.BytesIO(marked_up(content, told)))


def test_an_error_is_red_and_a_warning_amber_each_with_its_words():
    sheet = back(saved(workbook()), marks()).active
    assert (sheet["E4"].fill.start_color.rgb, sheet["B4"].fill.start_color.rgb) == (RED, AMBER)
    assert "日期没有填写、无法识别或不可能" in sheet["E4"].comment.text
    assert "2026年11月3日" in sheet["E4"].comment.text, "what is accepted is said too"
    assert sheet["A4"].comment is None
    assert sheet["A4"].fill.fill_type is None


@pytest.mark.parametrize("closed", [False, True])
def test_the_rest_of_the_file_keeps_its_place_and_its_looks(closed):
    sheet = back(saved(workbook()), marks(closed=closed)).active
    assert sheet.title == "名单"
    assert sheet["A1"].value == "拟释放人员名单"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:F1"]
    assert sheet.column_dimensions["B"].width == 31
    assert sheet["D4"].font.bold
    assert sheet["C4"].value.date() == date(1985, 6, 12)


def test_without_a_closed_row_other_sheets_lists_and_comments_stay():
    made = workbook()
    made.create_sheet("说明")["A1"] = "填写说明"
    made.active["A4"].comment = Comment("请核对", "某人")
    made.active["E4"].comment = Comment("是年底吗", "某人")
    made.active.add_data_validation(DataValidation(type="list", formula1='"男,女"', sqref="G4"))
    result = back(saved(made), marks())
    assert result.sheetnames == ["名单", "说明"]
    assert result.active["A4"].comment.text == "请核对"
    assert result.active["E4"].comment.text.endswith("是年底吗")
    assert result.active.data_validations.dataValidation[0].formula1 == '"男,女"'


def told_everywhere() -> bytes:
    """The child's name and number in every corner of a workbook where they can stand."""
    made = workbook()
    sheet = made.active
    sheet["A2"] = "含未成年人 周 小俊"
    sheet["B9"] = "备注：510231200705293416 另案"
    sheet["A5"].comment = Comment("周小俊的母亲已联系", "狱警")
    sheet["H3"].hyperlink = "https://example.org/周小俊"
    sheet.add_data_validation(DataValidation(type="list", formula1='"周小俊,张三"', sqref="G4"))
    sheet.oddHeader.center.text = "周小俊"
    sheet.row_dimensions[5].height = 40
    made.create_sheet("汇总")["A1"] = "周小俊"
    made.properties.title, made.properties.keywords = "周小俊", "510231200705293416"
    return saved(made)


def test_nothing_of_a_closed_row_leaves_wherever_it_stood():
    content = marked_up(told_everywhere(), marks(closed=True))
    told = everything_in(content)
    for secret in ("周小俊", "周 小俊", "510231200705293416", "20270103", "盘龙镇", "母亲", "2007"):
        assert secret not in told, secret
    sheet = load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[5]] == ["（此行已封闭，内容不在本文件中）"] + [None] * (sheet.max_column - 1)
    assert sheet["A4"].value == "张三", "the others stay"


def test_control_the_same_secrets_are_found_where_no_row_is_closed():
    told = everything_in(marked_up(told_everywhere(), marks()))
    for secret in ("周小俊", "510231200705293416", "20270103", "盘龙镇", "母亲"):
        assert secret in told, secret


def test_a_closed_row_of_an_xls_and_of_a_csv_leaves_nothing_either():
    lines = [",".join(map(str, row)) for row in (HEADINGS, OPEN, CHILD)]
    told = [RowMarks("", 2, (), closed=False), RowMarks("", 3, (), closed=True)]
    for content in ("\n".join([*lines, "注：周小俊"]).encode("gb18030"), xls()):
        result = marked_up(content, told)
        assert "周小俊" not in everything_in(result)
        assert "51023120070529" not in everything_in(result)
        assert "张三" in everything_in(result)


def xls() -> bytes:
    made = xlwt.Workbook()
    sheet = made.add_sheet("名单")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for row, values in enumerate((HEADINGS, OPEN, CHILD)):
        for column, value in enumerate(values):
            sheet.write(row, column, value, day if isinstance(value, date) else xlwt.Style.default_style)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def test_an_xls_comes_back_as_an_xlsx_with_the_same_cells():
    fault = (("释放日期", "date_unreadable", "error"),)
    content = marked_up(xls(), [RowMarks("", 2, fault, closed=False), RowMarks("", 3, (), closed=False)])
    before, after = read_workbook(xls())[0], read_workbook(content)[0]
    assert list(map(list, after.rows)) == list(map(list, before.rows))
    assert load_workbook(io.BytesIO(content)).active["E2"].fill.start_color.rgb == RED


def test_cells_that_look_like_formulas_are_texts():
    texts = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.org")')
    made = workbook()
    for column, text in enumerate(texts, 7):
        made.active.cell(4, column).value = text
        made.active.cell(4, column).data_type = "s"
    csv = io.StringIO()
    writer(csv).writerows([HEADINGS, ("张三", "", "1985-06-12", "昌元街道", "20270103", "", *texts)])
    of_csv = [RowMarks("", 2, (), closed=False)]
    for content, told, row in (
        (saved(made), marks(), 4),
        (saved(made), marks(closed=True), 4),
        (csv.getvalue().encode(), of_csv, 2),
    ):
        marked = marked_up(content, told)
        found = [load_workbook(io.BytesIO(marked)).active.cell(row, column) for column in range(7, 7 + len(texts))]
        assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in found] == [
            (text, "s", True) for text in texts
        ]
        assert "<f>" not in everything_in(marked)


def test_texts_that_look_like_formulas_come_back_as_the_same_texts_however_often_the_file_goes_round():
    texts = ("=1+1", "+86 138", "＝1", "-1", "＠x")
    csv = io.StringIO()
    writer(csv).writerows([HEADINGS, ("张三", "", "1985-06-12", "昌元街道", "20270103", "", *texts)])
    content, told = csv.getvalue().encode(), [RowMarks("", 2, (), closed=False)]
    for _ in range(2):
        content = marked_up(content, told)
        (sheet,) = read_workbook(content)
        assert [str(cell) for cell in sheet.rows[1][6:]] == list(texts)
    cells = load_workbook(io.BytesIO(content)).active[2][6:]
    assert all((cell.data_type, cell.quotePrefix) == ("s", True) for cell in cells)


def test_a_formula_of_the_sender_comes_back_as_the_value_that_stood_there():
    made = workbook()
    made.active["G4"] = "=WEBSERVICE(A5)"
    assert "<f>" in everything_in(saved(made)), "control: the file has one"
    assert "<f>" not in everything_in(marked_up(saved(made), marks()))


def test_control_without_the_guard_a_text_becomes_a_formula(monkeypatch):
    monkeypatch.setattr(marking_child, "keep_as_text", lambda cell: None)
    made = marking_child.made_of([{"name": "名单", "rows": [["=1+1"]]}])
    assert "<f>" in everything_in(marking_child.written(made))


def test_a_fault_of_a_column_that_the_file_lacks_stands_at_the_first_cell_of_its_row():
    told = [RowMarks("", 4, (("罪名", "date_unreadable", "error"),), closed=False)]
    sheet = back(saved(workbook()), told).active
    assert sheet["A4"].fill.start_color.rgb == RED
    assert sheet["A4"].comment.text.startswith("罪名：")


def test_two_faults_of_one_cell_share_a_comment_and_the_graver_colour():
    told = [
        RowMarks("", 4, (("身份证号", "id_full_width", "warning"), ("身份证号", "id_length", "error")), closed=False)
    ]
    cell = back(saved(workbook()), told).active["B4"]
    assert cell.fill.start_color.rgb == RED
    assert "全角" in cell.comment.text
    assert "位数" in cell.comment.text


def test_a_fault_in_a_merged_cell_is_marked_where_it_is_seen():
    made = workbook()
    made.active.merge_cells("D4:E4")
    assert back(saved(made), marks()).active["D4"].fill.start_color.rgb == RED


def test_each_of_two_sheets_gets_its_own_marks():
    made = workbook()
    second = made.copy_worksheet(made.active)
    second.title = "第二批"
    fault = (("释放日期", "date_unreadable", "error"),)
    result = back(saved(made), [RowMarks("第二批", 4, fault, closed=False), RowMarks("名单", 5, (), closed=True)])
    assert result["第二批"]["E4"].fill.start_color.rgb == RED
    assert result["名单"]["E4"].fill.fill_type is None
    assert result["名单"]["B5"].value is None


def test_no_plain_copy_of_the_list_touches_a_disk(monkeypatch):
    def refuse(*_: object) -> str:
        raise PermissionError("a file on the disk was wanted")

    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", refuse)
    assert marking_child.written(workbook())
    with pytest.raises(PermissionError):  # control: openpyxl's own way wants one
        saved(workbook())


def test_a_row_that_the_list_has_no_more_is_treated_as_closed():
    sheet = back(saved(workbook()), marks()[:1]).active
    assert [cell.value for cell in sheet[5]][1:] == [None] * (sheet.max_column - 1)


# What was corrected in place

AS_SENT = dict(
    zip(("姓名", "身份证号", "出生日期", "户籍镇街", "释放日期"), (*OPEN[:2], "1985-06-12", *OPEN[3:5]), strict=True)
)


@pytest.mark.parametrize(("made", "row"), [(lambda: saved(workbook()), 4), (xls, 2)], ids=["xlsx", "xls"])
def test_a_cell_that_was_corrected_in_place_comes_back_corrected(made, row):
    told = RowMarks("", row, (), closed=False, cells={**AS_SENT, "释放日期": "2026-12-31"})
    cell = back(made(), [told, RowMarks("", row + 1, (), closed=False)]).active.cell(row, 5)
    assert (cell.value, cell.number_format) == ("2026-12-31", "@")
    assert cell.fill.start_color.rgb == GREEN
    assert "已在系统中更正" in cell.comment.text


def test_what_was_not_corrected_stays_as_it_was_typed():
    sheet = back(saved(workbook()), [RowMarks("", 4, (), closed=False, cells=AS_SENT), marks()[1]]).active
    assert [cell.value for cell in sheet[4]][:5] == [*OPEN[:2], datetime(1985, 6, 12), *OPEN[3:5]]  # noqa: DTZ001
    assert all(cell.comment is None for cell in sheet[4])


def test_a_correction_that_is_still_wrong_is_there_and_red():
    told = RowMarks("", 4, marks()[0].faults, closed=False, cells={**AS_SENT, "释放日期": "年底"})
    sheet = back(saved(workbook()), [told, marks()[1]]).active
    assert (sheet["E4"].value, sheet["E4"].fill.start_color.rgb) == ("年底", RED)


def test_a_correction_that_looks_like_a_formula_is_a_text():
    told = RowMarks("", 4, (), closed=False, cells={**AS_SENT, "户籍镇街": "=HYPERLINK(1)"})
    sheet = back(saved(workbook()), [told, marks()[1]]).active
    assert (sheet["D4"].data_type, sheet["D4"].quotePrefix) == ("s", True)


def test_the_file_that_comes_back_does_not_undo_what_was_corrected(clerk):
    batch = lists.staged([lists.person(1, 释放日期="年底"), lists.person(2, 户籍镇街="无此镇")], by=clerk)
    correct_row(lists.rows_of(batch)[0].pk, {"释放日期": "2027-01-19"}, by=clerk)
    again = lists.given_back(batch.pk, by=clerk, on=TODAY)
    assert lists.outcomes(lists.staged(again, by=clerk)) == ["new", "refused"]


def test_control_the_file_as_it_was_sent_would_undo_it(clerk):
    rows = [lists.person(1, 释放日期="年底"), lists.person(2, 户籍镇街="无此镇")]
    batch = lists.staged(rows, by=clerk)
    correct_row(lists.rows_of(batch)[0].pk, {"释放日期": "2027-01-19"}, by=clerk)
    assert lists.outcomes(lists.staged(lists.csv_of(rows) + b"\n", by=clerk)) == ["refused", "refused"]


def test_a_corrected_cell_that_still_has_a_hint_says_both_in_the_colour_of_the_hint(clerk):
    batch = lists.staged([lists.person(1, 释放日期="年底")], by=clerk)
    corrected = correct_row(lists.rows_of(batch)[0].pk, {"释放日期": "2026-11-20"}, by=clerk)
    assert ["释放日期", "late_notice", "warning"] in corrected.faults
    sheet = load_workbook(io.BytesIO(lists.given_back(batch.pk, by=clerk, on=TODAY))).active
    cell = sheet.cell(2, lists.COLUMNS.index("释放日期") + 1)
    assert cell.value == "2026-11-20"
    assert cell.fill.start_color.rgb == AMBER
    assert "已在系统中更正" in cell.comment.text
    assert "通知来得晚" in cell.comment.text
