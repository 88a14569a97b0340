"""Births before all memory or still to come, and days before a birth: slips of the keyboard, told at their cell. Nobody is closed for one."""

from datetime import date, timedelta

import pytest

from anbang.exchange.batch import checks
from anbang.lib.identity_number import NumberFault, read_identity_number
from tests.exchange.lists import child, outcomes, person, rows_of, staged
from tests.exchange.numbers import identity_number
from tests.support.people import TODAY

NO_NUMBER = {"身份证号": "", "性别": "男"}
TOMORROW = TODAY + timedelta(days=1)


def told(clerk, **different: str) -> tuple[str, list[tuple[str, str]], bool]:
    """What a row becomes, its errors, and whether it is closed."""
    batch = staged([person(1, **different)], by=clerk)
    (row,) = rows_of(batch)
    errors = [(column, code) for column, code, severity in row.faults if severity == "error"]
    return row.outcome, errors, row.closed


def born(day: date | str) -> dict[str, str]:
    """A number with that birth, and the column empty."""
    text = day if isinstance(day, str) else f"{day:%Y%m%d}"
    return {"身份证号": identity_number(_AsTyped(text), sequence=1), "出生日期": ""}


class _AsTyped:
    """Eight digits where a day is asked for."""

    def __init__(self, digits: str) -> None:
        self.digits = digits

    def __format__(self, _spec: str) -> str:
        return self.digits


@pytest.mark.parametrize("day", ["00010101", "18000101", "18991231", TOMORROW, "20990101", "99991231"])
def test_a_birth_in_the_number_that_cannot_be_is_told_at_the_number(clerk, day):
    assert told(clerk, **born(day)) == ("refused", [("身份证号", "id_date")], False)


@pytest.mark.parametrize("day", ["19000101", "20040229"])
def test_control_a_birth_in_the_number_that_can_be_is_no_fault(clerk, day):
    assert told(clerk, **born(day))[:2] == ("new", [])


def test_the_first_year_of_a_number_is_that_of_every_day():
    assert read_identity_number(identity_number(date(1899, 12, 31), sequence=1)).fault is NumberFault.DATE
    assert read_identity_number(identity_number(date(1900, 1, 1), sequence=1)).fault is None


@pytest.mark.parametrize("day", ["1899-12-31", TOMORROW.isoformat(), "2101-01-01"])
def test_a_birth_in_the_column_that_cannot_be_is_told_there(clerk, day):
    assert told(clerk, **NO_NUMBER, 出生日期=day) == ("refused", [("出生日期", "date_unreadable")], False)


def test_a_birth_to_come_in_the_column_contradicts_the_number_where_there_is_one(clerk):
    assert told(clerk, 出生日期=TOMORROW.isoformat()) == ("refused", [("出生日期", "born_mismatch")], False)


@pytest.mark.parametrize("column", ["作案日期", "收押日期", "释放日期"])
def test_a_day_before_the_birth_that_the_number_tells_is_told_at_the_day(clerk, column):
    early = {column: "1960-01-01"}
    if column == "释放日期":
        early["收押日期"] = ""
    assert told(clerk, **early) == ("refused", [(column, "date_unreadable")], False)


def test_without_a_number_it_is_the_birth_that_is_asked_for_once(clerk):
    late = {**NO_NUMBER, "出生日期": "2025-06-01"}
    outcome, errors, _closed = told(clerk, **late)
    assert (outcome, errors) == ("refused", [("出生日期", "date_unreadable")])


def test_whoever_may_be_a_child_stays_closed_although_a_day_is_mistyped(clerk):
    """Seventeen on the way in, the year of the offence twenty too early: nothing shows that this is a grown-up."""
    (row,) = rows_of(staged([person(1, **born("20080601"), 作案日期="2004-01-10", 收押日期="2025-01-20")], by=clerk))
    assert (row.outcome, row.closed) == ("refused", True)


def test_control_without_the_check_whoever_was_born_after_the_offence_is_taken_in(clerk, monkeypatch):
    monkeypatch.setattr(checks, "_refuse_days_before_birth", lambda row: None)
    assert outcomes(staged([person(1, 作案日期="1960-01-01")], by=clerk)) == ["new"]


LATE_OFFENCES = {
    "after the admission": {"作案日期": "2025-01-21"},
    "after the release": {"作案日期": "2026-06-02", "收押日期": "", "释放日期": "2026-06-01"},
    "still to come": {"作案日期": TOMORROW.isoformat(), "收押日期": ""},
    "a slip of the year": {"作案日期": "2029-06-29", "收押日期": ""},
}


@pytest.mark.parametrize("late", LATE_OFFENCES.values(), ids=LATE_OFFENCES)
def test_an_offence_after_admission_release_or_today_is_told_at_its_cell(clerk, late):
    assert told(clerk, **late) == ("refused", [("作案日期", "date_unreadable")], False)


@pytest.mark.parametrize("on_the_day", [{}, {"收押日期": ""}], ids=["of the admission", "of the list"])
def test_control_an_offence_on_the_last_day_that_can_be_is_no_fault(clerk, on_the_day):
    day = "2025-01-20" if not on_the_day else TODAY.isoformat()
    assert told(clerk, **{**on_the_day, "作案日期": day}) == ("new", [], False)


@pytest.mark.parametrize("late", LATE_OFFENCES.values(), ids=LATE_OFFENCES)
def test_a_child_whose_offence_is_mistyped_into_a_later_year_stays_closed(clerk, late):
    (row,) = rows_of(staged([person(1, **{**born("20090101"), **late})], by=clerk))
    assert (row.outcome, row.closed) == ("refused", True)


def test_control_with_the_day_as_told_the_childs_row_would_stand_open(clerk, monkeypatch):
    monkeypatch.setattr(checks, "_refuse_offence_to_come", lambda row, on: None)
    late = {**born("20090101"), **LATE_OFFENCES["a slip of the year"]}
    (row,) = rows_of(staged([person(1, **late)], by=clerk))
    assert (row.outcome, row.closed) == ("new", False)


@pytest.mark.parametrize("day", [TOMORROW.isoformat(), "2027-01-10", "2027-01-19"])
def test_an_admission_to_come_is_told_at_its_cell(clerk, day):
    assert told(clerk, 收押日期=day) == ("refused", [("收押日期", "date_unreadable")], False)


def test_control_an_admission_on_the_day_of_the_list_is_no_fault(clerk):
    assert told(clerk, 收押日期=TODAY.isoformat()) == ("new", [], False)


def test_control_without_the_check_an_admission_to_come_is_taken_in(clerk, monkeypatch):
    monkeypatch.setattr(checks, "_refuse_admission_to_come", lambda row, on: None)
    assert told(clerk, 收押日期="2027-01-10") == ("new", [], False)


def test_a_child_whose_admission_is_mistyped_into_a_later_year_stays_closed(clerk):
    (row,) = rows_of(staged([child(收押日期="2027-01-10")], by=clerk))
    assert (row.outcome, row.closed) == ("refused", True)
