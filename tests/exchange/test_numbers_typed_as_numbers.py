"""An ID number in a cell that is a number: a spreadsheet keeps fifteen digits and makes the rest zeros."""

from datetime import date

import pytest

from anbang.exchange.batch import checks
from anbang.exchange.batch.checks import CheckedRow, IntakeRules, SentRow, check_row
from anbang.exchange.batch.places import AreaRecord, Gazetteer
from tests.exchange.lists import person

GAZETTEER = Gazetteer(
    city="重庆市",
    district="荣昌区",
    towns=[AreaRecord(1, "昌元街道", None)],
    villages=[AreaRecord(2, "玉屏社区居民委员会", 1)],
)
RULES = IntakeRules(lambda *_: False, lambda *_: False)


def checked(cell: object) -> CheckedRow:
    row = SentRow("", 2, {**person(1, 性别="", 出生日期=""), "身份证号": cell})
    return check_row(row, gazetteer=GAZETTEER, rules=RULES, on=date(2026, 11, 5))


def codes(row: CheckedRow) -> list[str]:
    return [fault.code for fault in row.faults if fault.column == "身份证号"]


@pytest.mark.parametrize("cell", [510231198506121232.0, 5.10231198506121e17])
def test_eighteen_digits_that_were_a_number_are_no_id_number(cell: float):
    row = checked(cell)
    assert codes(row) == ["id_length"]
    assert row.id_number is None


def test_fifteen_digits_survive_and_are_read():
    assert codes(checked(510231850612123.0)) == ["id_15_digits"]


def test_control_were_its_digits_believed_another_fault_would_be_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checks, "_number_as_typed", lambda cell: str(int(cell)))
    assert codes(checked(510231198506121200.0)) != ["id_length"]
