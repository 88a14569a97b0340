"""A row is the same when it says what an earlier row says or what the register says; only then is a change looked for."""

import pytest

from anbang.casework.models import Case
from anbang.exchange.batch import comparison
from anbang.exchange.batch.sealed_rows import open_content
from tests.exchange.lists import applied, child, confirm, outcomes, person, rows_of, staged

KNOWN = person(1)
CHANGED = person(1, 罪名="抢劫罪")
OTHERWISE = person(1, 罪名="诈骗罪")
ROWS = {
    "known": ([KNOWN], ["same"]),
    "known twice": ([KNOWN, KNOWN], ["same", "same"]),
    "known below a change": ([CHANGED, KNOWN], ["update", "same"]),
    "known above and below a change": ([KNOWN, CHANGED, KNOWN], ["same", "update", "same"]),
    "a change again below what is known": ([CHANGED, KNOWN, CHANGED], ["update", "same", "same"]),
    "another change below what is known": ([CHANGED, KNOWN, OTHERWISE], ["update", "same", "update"]),
}


@pytest.mark.parametrize(("rows", "expected"), ROWS.values(), ids=ROWS.keys())
def test_whatever_equals_the_register_or_a_row_above_is_the_same(clerk, rows, expected):
    applied([KNOWN], by=clerk)
    assert outcomes(staged(rows, by=clerk)) == expected


def test_control_with_nobody_in_the_register_the_second_of_two_is_a_change(clerk):
    assert outcomes(staged([CHANGED, KNOWN], by=clerk)) == ["new", "update"]


def test_control_were_rows_below_not_compared_with_the_register_they_would_be_changes(clerk, monkeypatch):
    applied([KNOWN], by=clerk)
    judged = comparison._judge_by_register

    def told_of_no_equals(row, people):
        one = judged(row, people)
        one.outcome = comparison.Outcome.UPDATE
        return one

    monkeypatch.setattr(comparison, "_judge_by_register", told_of_no_equals)
    assert outcomes(staged([CHANGED, KNOWN], by=clerk)) == ["update", "update"]


def test_what_changes_next_follows_the_last_change_and_not_the_same_row_between(clerk):
    applied([KNOWN], by=clerk)
    batch = staged([CHANGED, KNOWN, OTHERWISE], by=clerk)
    assert open_content(rows_of(batch)[2]).changes == {"offence": ["抢劫罪", "诈骗罪"]}
    confirm(batch, by=clerk)
    assert Case.objects.using("owner").select_related("sentence").get().sentence.offence == "诈骗罪"


def test_of_a_closed_file_every_row_is_the_same_however_it_differs(clerk):
    applied([child()], by=clerk)
    assert outcomes(staged([child(罪名="抢劫罪"), child(), child(罪名="诈骗罪")], by=clerk)) == ["same"] * 3
