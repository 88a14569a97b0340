"""Days as people write them in lists."""

from datetime import date, datetime, time

import pytest

from anbang.lib.reading_dates import read_date, read_day
from anbang.lib.terms import Term, read_term
from anbang.lib.workbook import LIMITS, UnreadableWorkbook, read_workbook

THIRD = date(2026, 11, 3)


@pytest.mark.parametrize(
    "cell",
    [
        THIRD,
        datetime.combine(THIRD, time(8)),
        "2026-11-03",
        "2026/11/3",
        "2026.11.03",
        "20261103",
        20261103,
        "2026年11月3日",
        "２０２６-11-03",
    ],
)
def test_a_day_is_read_however_it_is_written(cell: object):
    assert read_date(cell) == THIRD


@pytest.mark.parametrize(
    "cell",
    ["年底", "", None, True, 1.5, "2026-13-01", "0001-01-02", "9999-12-31", date(9999, 12, 31), date(1899, 12, 31)],
)
def test_what_is_no_day_of_a_life_is_none(cell: object):
    assert read_date(cell) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11月30日", date(2026, 11, 30)),
        ("11月30号", date(2026, 11, 30)),
        ("11-30", date(2026, 11, 30)),
        ("12.1", date(2026, 12, 1)),
        ("6/3", date(2026, 6, 3)),
        ("5/3", date(2027, 5, 3)),
        ("6月5日", date(2026, 6, 5)),
        ("2月29日", None),
        ("昨天", date(2026, 11, 30)),
        ("今天", date(2026, 12, 1)),
        ("2026年11月3日", THIRD),
        ("13月1日", None),
        ("30", None),
    ],
)
def test_in_a_field_a_day_may_be_told_without_its_year(text: str, day: date | None):
    """The nearest one is meant, of the years beside today."""
    assert read_day(text, today=date(2026, 12, 1)) == day


def test_a_term_of_thousands_of_digits_is_none_and_costs_nothing():
    assert read_term("9" * 5000 + "年") is None
    assert read_term("三年六个月") == Term(42)


def test_a_quotation_mark_that_never_closes_does_not_swallow_the_lines_below():
    with pytest.raises(UnreadableWorkbook, match="file_damaged"):
        read_workbook('姓名,身份证号\n"张三,1\n李四,2\n'.encode(), limits=LIMITS)
    assert len(read_workbook('姓名,身份证号\n"张,三",1\n李四,2\n'.encode(), limits=LIMITS)[0].rows) == 3
