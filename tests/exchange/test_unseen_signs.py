"""A sign that nobody sees changes nobody: not who is meant, nor what a cell says."""

import io

import pytest
import xlsxwriter
import xlwt

from anbang.exchange.batch.reading import rows_of
from anbang.lib.workbook import read_workbook, reading
from anbang.organisations.acting import ActingStaff
from tests.exchange import lists

UNSEEN = ("\u200b", "\u200e", "\ufeff", "\u00ad", "\u3164", "\u202e", "\u115f", "\uffa0", "\ufe0f")
WITHOUT_NUMBER = {**lists.person(1), "姓名": "王大山", "身份证号": ""}


def read_name(name: str) -> object:
    """What the reading makes of a name, before anything is judged."""
    return rows_of(read_workbook(lists.csv_of([{**lists.person(1), "姓名": name}])))[0].cells["姓名"]


@pytest.mark.parametrize("sign", UNSEEN)
def test_a_name_with_a_sign_that_nobody_sees_is_the_same_name(clerk: ActingStaff, sign: str):
    lists.applied([WITHOUT_NUMBER], by=clerk)
    again = [{**WITHOUT_NUMBER, "姓名": f"王{sign}大山"}, {**WITHOUT_NUMBER, "姓名": f"{sign}王大山"}]
    assert lists.outcomes(lists.staged(again, by=clerk)) == ["doubtful", "doubtful"]


def test_control_taken_as_it_came_the_name_would_be_another_persons(clerk: ActingStaff, monkeypatch):
    lists.applied([WITHOUT_NUMBER], by=clerk)
    monkeypatch.setattr(reading, "visible", lambda text: text)
    assert lists.outcomes(lists.staged([{**WITHOUT_NUMBER, "姓名": "王\u200b大山"}], by=clerk)) == ["new"]


def test_with_an_id_number_the_row_is_the_same_and_not_in_doubt(clerk: ActingStaff):
    known = lists.person(1)
    again = {**known, "姓名": "\u202e" + known["姓名"], "罪名": "盗\u200b窃罪", "联系人": known["联系人"] + "\ufeff"}
    assert lists.outcomes(lists.staged([known, again], by=clerk)) == ["new", "same"]


@pytest.mark.parametrize("sign", UNSEEN)
def test_a_name_of_nothing_that_is_seen_is_missing(clerk: ActingStaff, sign: str):
    row = lists.rows_of(lists.staged([lists.person(1, 姓名=sign * 2)], by=clerk))[0]
    assert [fault[1] for fault in row.faults] == ["name_missing"]


def test_a_name_is_kept_without_the_sign_that_turns_the_writing():
    assert read_name("\u202e张三") == "张三"


def test_numbers_places_days_and_terms_profit(clerk: ActingStaff):
    clean = lists.person(1)
    spoilt = {column: "\u200e\ufeff" + "\u200b".join(text) + "\u00ad" for column, text in clean.items()}
    rows = lists.rows_of(lists.staged([clean, spoilt], by=clerk))
    assert [(row.outcome, row.faults) for row in rows] == [("new", []), ("same", [])]


def test_a_heading_with_unseen_signs_is_the_heading(clerk: ActingStaff):
    content = lists.csv_of([lists.person(1)]).decode()
    batch = lists.staged(content.replace("姓名", "姓\u200b名").replace("释放日期", "释放\u3164日期").encode(), by=clerk)
    assert lists.outcomes(batch) == ["new"]


def of_xlsx(text: str) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, text)
    return target.getvalue()


def of_xls(text: str) -> bytes:
    target, book = io.BytesIO(), xlwt.Workbook()
    book.add_sheet("名单").write(0, 0, text)
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("made", [of_xlsx, of_xls, str.encode], ids=["xlsx", "xls", "csv"])
def test_every_format_is_read_without_them(made):
    assert read_workbook(made("张\u200b三\u202e"))[0].rows == [["张三"]]
