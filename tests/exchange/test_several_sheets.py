"""People on several sheets: all of them are read, or the file is refused with the name of the sheet. Nobody is left out silently."""

import io

import pytest
from xlsxwriter import Workbook

from anbang.exchange.batch import reading
from anbang.exchange.batch.columns import MissingColumns
from anbang.exchange.batch.messages import failure_message
from anbang.exchange.batch.reading import rows_of
from anbang.exchange.command import import_batch
from anbang.lib.workbook import read_workbook
from anbang.organisations.kinds import OfficeKind
from tests.exchange import lists
from tests.support.people import office

FIRST, SECOND = [lists.person(1), lists.person(2)], [lists.person(3), lists.person(4)]


def workbook(*sheets: tuple[str, list[str], list[dict[str, str]]]) -> bytes:
    """Each sheet: its name, the headings it has, and its people."""
    target = io.BytesIO()
    with Workbook(target) as made:
        for name, headings, people in sheets:
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, headings)
            for number, person in enumerate(people, 1):
                sheet.write_row(number, 0, [person.get(heading, "") for heading in headings])
    return target.getvalue()


ALL = list(lists.COLUMNS)
WITHOUT = [column for column in ALL if column != "释放日期"]


def test_everybody_of_both_sheets_is_read():
    rows = rows_of(read_workbook(workbook(("一月", ALL, FIRST), ("二月", ALL, SECOND))))
    assert [(row.sheet, row.row) for row in rows] == [("一月", 2), ("一月", 3), ("二月", 2), ("二月", 3)]


@pytest.mark.parametrize("order", [1, -1], ids=["below", "above"])
def test_a_sheet_with_people_that_lacks_a_needed_column_refuses_the_file_and_is_named(order):
    sheets = [("一月", ALL, FIRST), ("二月", WITHOUT, SECOND)][::order]
    with pytest.raises(MissingColumns) as refused:
        rows_of(read_workbook(workbook(*sheets)))
    assert (refused.value.sheet, refused.value.columns) == ("二月", ("释放日期",))


@pytest.mark.parametrize(
    "beside",
    [
        ("模板", WITHOUT, []),
        ("说明", ["填表说明"], [{"填表说明": "每人一行"}]),
        ("统计", ["镇街", "人数"], [{"镇街": "昌元", "人数": "3"}]),
    ],
    ids=["headings alone", "instructions", "figures"],
)
def test_a_sheet_without_people_is_no_obstacle(beside):
    assert len(rows_of(read_workbook(workbook(("一月", ALL, FIRST), beside)))) == len(FIRST)


def test_control_were_such_sheets_passed_over_their_people_would_be_lost(monkeypatch):
    monkeypatch.setattr(reading, "missing", lambda layout: [] if "释放日期" in layout.columns else ["释放日期"])
    whole = reading.people_in
    monkeypatch.setattr(
        reading, "people_in", lambda listed: whole(listed) if "释放日期" in listed.layout.columns else []
    )
    assert len(rows_of(read_workbook(workbook(("一月", ALL, FIRST), ("二月", WITHOUT, SECOND))))) == len(FIRST)


def test_page_and_command_name_the_sheet(clerk, tmp_path, capsys):
    content = workbook(("一月", ALL, FIRST), ("二月", WITHOUT, SECOND))
    failure = lists.staged(content, by=clerk).failure
    assert "二月" in (words := failure_message(failure["code"], failure["about"]))
    assert "释放日期" in words
    file = tmp_path / "list.xlsx"
    file.write_bytes(content)
    assert import_batch([str(file), "--institution", office(OfficeKind.PRISON).name]) == 2
    told = capsys.readouterr().err
    assert all(part in told for part in ("二月", "释放日期"))
