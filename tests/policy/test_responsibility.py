"""二（三）3: from when to when somebody is in care, and what ends duties with it."""

import pytest

from anbang.policy import DEFAULT_PACK, NEVER, answer
from tests.policy.stories import found, notice, on, released, told


@pytest.mark.parametrize(
    ("began", "day", "ends"),
    [
        ("released_on", "2016-01-10", "2021-01-10"),
        ("released_on", "2016-02-29", "2021-02-28"),
        ("corrections_completed_on", "2017-12-01", "2020-12-01"),
        ("corrections_completed_on", "2016-02-29", "2019-02-28"),
    ],
)
def test_the_term_is_five_years_after_release_and_three_after_corrections(began, day, ends):
    assert answer("term_ends", as_of=on(day), **{began: on(day)}) == on(ends)


def test_before_care_begins_there_is_no_end_of_it():
    assert answer("term_ends", as_of=on("2016-01-10")) == answer("care_begins", as_of=on("2016-01-10")) == NEVER


def test_care_stops_on_the_day_after_the_term_or_before_it_on_death_or_reoffending():
    began = {"released_on": on("2016-01-10")}
    assert answer("care_stops", as_of=on("2016-01-10"), **began) == on("2021-01-11")
    assert answer("care_stops", as_of=on("2016-01-10"), died_on=on("2018-05-05"), **began) == on("2018-05-05")
    assert answer("care_stops", as_of=on("2016-01-10"), reoffended_on=on("2017-05-05"), **began) == on("2017-05-05")


def test_the_last_day_of_the_term_still_makes_a_duty_overdue_and_the_next_makes_it_void():
    def form_on(day: str):
        return found("verify", released("2016-01-10"), told(day, "form_received"), as_of="2022-01-01")

    assert form_on("2020-12-10") == [("2020-12-10", "2021-01-10", "overdue", None)]
    assert form_on("2020-12-11") == [("2020-12-11", "2021-01-11", "void", None)]
    assert form_on("2021-01-10") == [("2021-01-10", "2021-02-10", "void", None)]
    assert form_on("2021-01-11") == []


def test_a_running_duty_is_open_until_the_term_is_over():
    story = [released("2016-01-10"), told("2020-12-20", "form_received")]
    assert found("verify", *story, as_of="2021-01-10") == [("2020-12-20", "2021-01-20", "open", None)]
    assert found("verify", *story, as_of="2021-01-11") == [("2020-12-20", "2021-01-20", "void", None)]


def test_a_reoffence_ends_what_is_not_overdue():
    story = [released("2016-01-10"), notice("2016-01-12", "2016-01-10", "no_home"), told("2016-01-14", "reoffended")]
    assert found("alert_priority", *story, as_of="2016-02-01") == [("2016-01-12", "2016-01-15", "void", None)]


def test_control_a_pack_with_another_term_ends_care_on_another_day():
    shorter = DEFAULT_PACK.with_figures({"care_years_after_release": 3})
    assert answer("term_ends", as_of=on("2016-01-10"), pack=shorter, released_on=on("2016-01-10")) == on("2019-01-10")
