"""二（三）3: how long care lasts, from the clause: five years after release, three after community corrections."""

import pytest

from anbang.policy import DEFAULT_PACK, NEVER, answer, explain
from tests.policy.stories import on

LONGER = DEFAULT_PACK.with_figures({"prison_and_corrections": "longer"})


@pytest.mark.parametrize(
    ("released", "ends"),
    [
        ("2016-01-10", "2021-01-10"),
        ("2016-02-28", "2021-02-28"),
        ("2016-02-29", "2021-02-28"),
        ("2016-03-01", "2021-03-01"),
        ("2019-02-28", "2024-02-28"),
        ("2015-12-31", "2020-12-31"),
    ],
)
def test_five_years_after_release_end_on_the_same_day_or_the_last_of_february(released, ends):
    assert answer("term_after_release", as_of=on(released), released_on=on(released)) == on(ends)


@pytest.mark.parametrize(
    ("completed", "ends"),
    [
        ("2017-12-01", "2020-12-01"),
        ("2020-02-29", "2023-02-28"),
        ("2021-02-28", "2024-02-28"),
        ("2021-03-01", "2024-03-01"),
    ],
)
def test_three_years_after_corrections_end_on_the_same_day_or_the_last_of_february(completed, ends):
    assert answer("term_after_corrections", as_of=on(completed), corrections_completed_on=on(completed)) == on(ends)


@pytest.mark.parametrize(
    ("began", "day", "in_care"),
    [
        ("released_on", "2016-02-28", False),
        ("released_on", "2016-02-29", True),
        ("released_on", "2021-02-28", True),
        ("released_on", "2021-03-01", False),
        ("corrections_completed_on", "2016-02-28", False),
        ("corrections_completed_on", "2016-02-29", True),
        ("corrections_completed_on", "2019-02-28", True),
        ("corrections_completed_on", "2019-03-01", False),
    ],
)
def test_the_last_day_of_the_term_is_a_day_of_care_and_the_next_is_not(began, day, in_care):
    assert answer("in_care", as_of=on(day), **{began: on("2016-02-29")}) is in_care


@pytest.mark.parametrize("ends_by", ["died_on", "reoffended_on"])
def test_death_and_a_reoffence_end_care_on_their_day(ends_by):
    facts = {"released_on": on("2016-01-10"), ends_by: on("2017-05-05")}
    assert answer("in_care", as_of=on("2017-05-04"), **facts) is True
    assert answer("in_care", as_of=on("2017-05-05"), **facts) is False


def test_after_prison_and_corrections_the_term_that_ends_first_counts_or_as_a_reading_the_longer_one():
    both = {"released_on": on("2016-01-10"), "corrections_completed_on": on("2017-12-01")}
    assert answer("term_ends", as_of=on("2018-01-01"), **both) == on("2020-12-01")
    assert answer("term_ends", as_of=on("2018-01-01"), pack=LONGER, **both) == on("2021-01-10")
    assert answer("later_term_counts", as_of=on("2018-01-01"), **both) is False
    assert answer("later_term_counts", as_of=on("2018-01-01"), pack=LONGER, **both) is True


@pytest.mark.parametrize(("began", "ends"), [("released_on", "2021-01-10"), ("corrections_completed_on", "2019-01-10")])
def test_under_either_reading_one_beginning_alone_gives_its_own_term(began, ends):
    for pack in (DEFAULT_PACK, LONGER):
        assert answer("term_ends", as_of=on("2016-01-10"), pack=pack, **{began: on("2016-01-10")}) == on(ends)


@pytest.mark.parametrize(("released", "due"), [("2016-01-10", "2021-01-26"), ("2016-02-29", "2021-03-16")])
def test_the_end_of_care_is_due_fifteen_days_after_the_day_after_the_term(released, due):
    assert answer("end_of_care_due", as_of=on(released), released_on=on(released)) == on(due)


def test_whose_care_has_not_begun_is_not_in_care_and_has_no_end_of_it():
    assert answer("in_care", as_of=on("2016-01-10")) is False
    assert answer("end_of_care_due", as_of=on("2016-01-10")) == NEVER


def test_the_reasons_name_the_release_and_the_figure():
    told = explain("term_ends", as_of=on("2016-01-10"), released_on=on("2016-01-10"))
    assert "released_on" in told.because
    assert f"{DEFAULT_PACK.label('care_years_after_release')[0]}：5" in "\n".join(told.as_lines("zh"))
