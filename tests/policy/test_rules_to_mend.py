"""Where a rule does not say what its clause says. Each test fails until the rule is mended as its docstring proposes; then the mark goes."""

import shutil
from datetime import timedelta

import pytest

from anbang.policy import DEFAULT_PACK, RULES, answer
from anbang.policy.reading_pack import FOLDER, read_pack
from tests.policy.stories import on

to_mend = pytest.mark.xfail(strict=True, raises=AssertionError, reason="the rule is to be mended")
TODAY = on("2017-12-31")
HERE = {"identity_known": True, "registered_town": "500153001"}


@to_mend
@pytest.mark.parametrize("release", ["2017-06-30", "2016-02-29"])
def test_a_notice_is_late_exactly_from_the_day_after_its_due_day(release):
    """notice_late: `release_on - months(parameter("release_notice_months")) < as_of`.

    A month after 31 May is 30 June, but a month before 30 June is 30 May: on 31 May the notice is a day late.
    """
    due = answer("notice_due", as_of=TODAY, release_on=on(release))
    for day in range(-3, 4):
        asked_on = due + timedelta(day)
        assert answer("notice_late", as_of=asked_on, release_on=on(release)) is (asked_on > due)


@to_mend
@pytest.mark.parametrize("late_month", ["completed", "started"])
def test_who_reports_in_in_time_loses_no_month_under_any_reading(late_month):
    """late_months: `when(earliest(reported_in_on, as_of) <= report_in_due, 0, when(... as now ...))`.

    Counted from release, a month is over within the thirty days after 10 February, and has begun on the first of them.
    """
    pack = DEFAULT_PACK.with_figures({"late_from": "release", "late_month": late_month})
    facts = {"released_on": on("2015-02-10"), "reported_in_on": on("2015-03-12"), **HERE}
    assert answer("report_in_due", as_of=TODAY, **facts) == on("2015-03-12")
    assert answer("late_months", as_of=TODAY, pack=pack, **facts) == 0


@to_mend
@pytest.mark.parametrize(
    "facts", [HERE, {"released_on": on("2016-01-10"), "identity_known": True, "registered_town": "outside"}]
)
def test_no_month_is_granted_to_whom_the_allowance_is_not_for(facts):
    """months_granted: `when(allowance_is_ours, at_least(parameter("allowance_months") - late_months, 0), 0)`.

    Now somebody who was never released, or is registered elsewhere, is granted six.
    """
    assert answer("months_granted", as_of=on("2016-01-20"), **facts) == 0


@to_mend
def test_nobody_has_met_them_before_the_day():
    """somebody_met_them: `received_on <= as_of`, as the two promises below it are written."""
    assert answer("somebody_met_them", as_of=on("2016-01-09"), received_on=on("2016-01-10")) is False


@to_mend
def test_a_figure_of_later_does_not_move_a_day_to_report_in_that_was_given_before(tmp_path):
    """report_in_due: `parameter("report_in_days", on=released_on)`; allowance_months, late_month and late_from likewise.

    The term of care does so already. Otherwise a shorter time makes people late who were told the longer one.
    """
    folder = shutil.copytree(FOLDER / "rongchang-2015-20", tmp_path / "county-2020")
    file = folder / "parameters.toml"
    old = 'values = [{ from = 2015-08-31, value = 30, source = "荣昌府发〔2015〕20号" }]'
    new = old.replace("}]", '}, { from = 2020-01-01, value = 7, source = "later" }]')
    head, found, tail = file.read_text(encoding="utf-8").partition("[report_in_days]")
    assert old in tail
    file.write_text(head + found + tail.replace(old, new, 1), encoding="utf-8")
    pack = read_pack(folder)
    released = {"released_on": on("2019-12-20")}
    assert answer("report_in_due", as_of=on("2019-12-20"), pack=pack, **released) == on("2020-01-19")
    assert answer("report_in_due", as_of=on("2020-01-15"), pack=pack, **released) == on("2020-01-19")


@to_mend
def test_an_employer_has_to_take_somebody_on_to_be_supported():
    """employer_may_have_support: `takes_people_on & (decided_by(*BY_TAX) | decided_by(*BY_HRSS))`.

    With `takes_people_on = truth("takes_people_on", "吸纳刑满释放人员就业", "takes released persons on")`. Now it reads no fact at all.
    """
    assert RULES.inputs_of(RULES.resolve("employer_may_have_support"))
