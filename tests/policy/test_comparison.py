"""What differs between two packs."""

from dataclasses import replace
from datetime import date

from anbang.policy import DEFAULT_PACK, Pack
from anbang.policy.comparison import Difference, compared
from anbang.policy.pack import DatedFigure

ONE = DEFAULT_PACK


def with_parameters(**parameters: object) -> Pack:
    return Pack(ONE.name, ONE.document, ONE.issued_on, {**ONE.parameters, **parameters}, ONE.clauses)


def test_a_pack_does_not_differ_from_itself():
    assert compared(ONE, ONE).is_empty


def test_a_figure_for_all_time_differs_from_its_first_day_on():
    (changed,) = compared(ONE, ONE.with_figures({"report_in_days": 10})).figures
    assert changed.name == "report_in_days"
    assert [one.what for one in changed.differences] == ["from 0001-01-01", "from 2015-08-31"]


def test_a_new_value_is_the_only_difference():
    figure = ONE.parameters["report_in_days"]
    ended = replace(figure.values[0], to_on=date(2026, 12, 31))
    later = DatedFigure(date(2027, 1, 1), None, 20, "甲")
    (changed,) = compared(ONE, with_parameters(report_in_days=replace(figure, values=(ended, later)))).figures
    assert changed.differences == (
        Difference("from 2015-08-31", {"value": 30}, {"value": 30, "to": date(2026, 12, 31)}),
        Difference("from 2027-01-01", None, {"value": 20}),
    )


def test_another_source_of_the_same_value_is_no_difference():
    figure = ONE.parameters["report_in_days"]
    cited = replace(figure, values=(replace(figure.values[0], source="甲"),))
    assert compared(ONE, with_parameters(report_in_days=cited)).is_empty


def test_a_reading_more_is_a_difference():
    figure = replace(ONE.parameters["team_days"], alternatives=("0: at once",))
    (changed,) = compared(ONE, with_parameters(team_days=figure)).figures
    assert [one.what for one in changed.differences] == ["alternatives"]


def test_clauses_are_compared_by_their_words():
    clauses = {**ONE.clauses, "1.1": replace(ONE.clauses["1.1"], zh="甲"), "9.9": replace(ONE.clauses["1.2"], id="9.9")}
    del clauses["3.5"]
    found = compared(ONE, Pack(ONE.name, ONE.document, ONE.issued_on, ONE.parameters, clauses))
    assert [(one.name, one.differences[0].what) for one in found.clauses] == [("1.1", "zh")]
    assert (found.clauses_only_in_one, found.clauses_only_in_other) == (("3.5",), ("9.9",))
    assert not found.is_empty
