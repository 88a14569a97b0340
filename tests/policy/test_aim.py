"""一（二）: the four promises, asked of one person on one day."""

import pytest

from anbang.policy import answer
from tests.policy.stories import on

RELEASED = on("2016-01-10")


def test_somebody_met_them_from_the_day_they_were_met():
    asked = [
        answer("somebody_met_them", as_of=on(day), met_on=on("2016-01-10")) for day in ("2016-01-10", "2020-01-01")
    ]
    assert asked == [True, True]
    assert answer("somebody_met_them", as_of=RELEASED, released_on=RELEASED) is False


@pytest.mark.parametrize(
    ("day", "in_charge"),
    [("2016-01-09", False), ("2016-01-10", True), ("2021-01-10", True), ("2021-01-11", False)],
)
def test_somebody_is_in_charge_from_the_first_to_the_last_day_of_care(day, in_charge):
    known = {"released_on": RELEASED, "town_in_charge": "east"}
    assert answer("somebody_in_charge", as_of=on(day), team_members=2, **known) is in_charge
    assert answer("somebody_in_charge", as_of=on(day), team_members=1, **known) is False
    away = {**known, "town_in_charge": "outside"}
    assert answer("somebody_in_charge", as_of=on(day), team_members=2, **away) is False


@pytest.mark.parametrize(
    ("rule", "event"),
    [("somebody_helped_with_work", "work_helped_on"), ("somebody_helped_with_hardship", "hardship_helped_on")],
)
def test_help_counts_from_its_day_on(rule, event):
    helped = {event: on("2016-02-29")}
    days = ("2016-02-28", "2016-02-29", "2016-03-01")
    assert [answer(rule, as_of=on(day), **helped) for day in days] == [False, True, True]
    assert answer(rule, as_of=on("2016-03-01")) is False
