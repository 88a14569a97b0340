"""Several rules asked at once of one person: the same answers as one by one, from one function made for the figures of the day."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from anbang.policy import DEFAULT_PACK, NOT_KNOWN, RULES, UnknownName, WrongFact, answer, answers
from anbang.policy.language import printing_together
from anbang.policy.language.evaluation import Evaluation
from anbang.policy.language.printing_together import FiguresPrinter, RulesTogether, printed_together
from anbang.policy.language.words import as_of, parameter, when
from tests.policy.crowd import AS_OF, OTHER_READINGS, crowd
from tests.policy.graphs import (
    DAYS,
    TRUTHS,
    asked,
    rule_of,
    some_days,
    some_expressions_of_days,
    some_expressions_of_truth,
    some_expressions_of_words,
    some_expressions_with_departments,
    something_known,
)

EVERY_RULE = tuple(RULES.conclusions)
any_expression = some.one_of(
    some_expressions_of_truth(),
    some_expressions_of_days(),
    some_expressions_with_departments(),
    some_expressions_of_words(),
)


def together(book, question):
    in_force = question.pack.in_force
    figures = in_force(question.as_of)
    function = printed_together(book, ("asked",), figures, {})
    return function(question.facts, question.facts, figures, question.as_of, in_force)["asked"]


@settings(max_examples=400, deadline=None)
@given(any_expression, something_known, some_days)
def test_the_function_for_the_figures_of_a_day_and_the_walk_over_the_graph_agree(body, facts, on):
    book, rule = rule_of(body)
    question = asked(facts, on)
    assert together(book, question) == Evaluation(book, question).value(rule)


@pytest.mark.parametrize(("day", "pack"), [(date(2017, 6, 30), DEFAULT_PACK), (date(2024, 2, 29), OTHER_READINGS)])
def test_all_rules_at_once_answer_what_each_answers_alone(day, pack):
    assert differing_rules(day, pack) == set()


def differing_rules(day, pack):
    people = crowd(7, 500, day, pack)
    figures, in_force = pack.in_force(day), pack.in_force
    function = RulesTogether(RULES).function(EVERY_RULE, figures, pack.steady)
    functions = {name: RULES.function(rule) for name, rule in RULES.conclusions.items()}
    different = set()
    for facts in map(people.person, range(people.rows)):
        found = function(facts, facts, figures, day, in_force)
        different |= {
            name for name, alone in functions.items() if alone(facts, facts, figures, day, in_force) != found[name]
        }
    return different


def test_control_a_figure_that_is_wrongly_held_to_be_steady_is_noticed(monkeypatch):
    pack = DEFAULT_PACK.with_figures({})
    monkeypatch.setitem(pack.__dict__, "steady", {**pack.steady, "care_years_after_release": 4})
    assert "term_ends" in differing_rules(date(2024, 2, 29), pack)


def test_control_a_choice_that_is_made_wrongly_beforehand_is_noticed(monkeypatch):
    book, rule = rule_of(when(parameter("figure") > 5, DAYS[0] < as_of, TRUTHS[0]))
    question = asked({"day_0": date(2017, 5, 30), "truth_0": False}, date(2017, 5, 31))
    assert together(book, question) is Evaluation(book, question).value(rule) is True
    monkeypatch.setattr(printing_together, "applied", lambda operator, values: not operator.compute(*values))
    assert together(book, question) is False


def test_of_a_choice_that_figures_have_made_only_the_branch_taken_is_printed():
    printer = FiguresPrinter(RULES.resolve, DEFAULT_PACK.in_force(AS_OF), DEFAULT_PACK.steady)
    printer.value(RULES.resolve("late_months"))
    text = "\n".join(printer.lines)
    assert "months_completed(" in text
    assert "months_begun(" not in text
    assert "figures[" not in text


def test_a_figure_is_steady_while_it_has_one_value():
    assert DEFAULT_PACK.steady["care_years_after_release"] == 5
    assert "child_years" not in DEFAULT_PACK.steady
    assert "dibao_urban_yuan" not in DEFAULT_PACK.steady
    for name, figure in DEFAULT_PACK.steady.items():
        assert {DEFAULT_PACK.parameter(name, day) for day in (date.min, date(2016, 1, 1), date.max)} == {figure}


def test_a_function_is_kept_for_the_figures_it_was_made_for_and_no_others(monkeypatch):
    monkeypatch.setattr(printing_together, "KEPT", 2)
    rules = RulesTogether(RULES)
    for months in range(1, 6):
        pack = DEFAULT_PACK.with_figures({"allowance_months": months})
        figures = pack.in_force(AS_OF)
        function = rules.function(("months_granted",), figures, pack.steady)
        assert rules.function(("months_granted",), figures, pack.steady) is function
        facts = {"identity_known": False, "released_on": AS_OF}
        assert function(facts, {}, figures, AS_OF, pack.in_force) == {"months_granted": months}


def test_answers_are_those_of_each_rule():
    facts = {
        "released_on": date(2026, 1, 31),
        "family_on_dibao": True,
        "housing_difficulty": None,
        "emergency": ["fire"],
    }
    names = ("term_ends", "may_have_housing_aid", "may_have_temporary_aid", "in_care")
    found = answers(names, as_of=AS_OF, **facts)
    assert found == {name: answer(name, as_of=AS_OF, **facts) for name in names}
    assert found["may_have_housing_aid"] is NOT_KNOWN


def test_facts_and_rules_are_refused_as_for_one():
    with pytest.raises(UnknownName, match="No rule is called 'in_car'"):
        answers(("in_car",), as_of=AS_OF)
    with pytest.raises(UnknownName, match="No rule reads 'relased_on'"):
        answers(("in_care",), as_of=AS_OF, relased_on=AS_OF)
    with pytest.raises(WrongFact, match="supporter must be out of none, unable, able, not 'rich'"):
        answers(("in_care",), as_of=AS_OF, supporter="rich")
    with pytest.raises(WrongFact, match="disabled must be true or false, not 1"):
        answers(("in_care",), as_of=AS_OF, disabled=1)
