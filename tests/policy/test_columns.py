"""The third way to evaluate the one definition: whole columns. It agrees with the other two, or refuses aloud."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from anbang.policy.language import column_days, columns, operators, values
from anbang.policy.language.column_days import FarDay
from anbang.policy.language.column_logic import LOGIC, NO, Logic
from anbang.policy.language.column_values import Coding, share_of
from anbang.policy.language.columns import Question, printed_columns, refuse_gaps
from anbang.policy.language.evaluation import Evaluation
from anbang.policy.language.operators import BOTH, LESS, SURELY
from anbang.policy.language.symbols import Operation
from anbang.policy.language.values import DEPARTMENT_DECIDES, NEVER, NOT_KNOWN
from anbang.policy.language.words import as_of, at_most, days, decided_by, first_known, months, parameter, surely, when
from anbang.policy.population import Answers, Population, answers_of
from tests.policy.graphs import (
    DAYS,
    DEPARTMENT,
    EVENTS,
    NUMBER,
    PLACES,
    TRUTHS,
    asked,
    printed_value,
    rule_of,
    some_days,
    some_expressions_of_days,
    some_expressions_of_truth,
    some_expressions_of_words,
    some_expressions_with_departments,
    something_known,
)

A_DAY = date(2017, 5, 31)
any_expression = some.one_of(
    some_expressions_of_truth(),
    some_expressions_of_days(),
    some_expressions_with_departments(),
    some_expressions_of_words(),
)


def question_on(on):
    pack = asked({}).pack
    steps = [(date.min, pack.in_force(date.min)["figure"]), (pack.changes_on, pack.in_force(pack.changes_on)["figure"])]
    return Question(on, pack.in_force(on), lambda name: steps)


def printed_for(body, people, on=A_DAY):
    """The printed function, and the columns that it was printed for."""
    book, rule = rule_of(body)
    names = sorted({name for facts in people for name in facts if name in book.inputs})
    columns_of_them = {name: [facts.get(name) for facts in people] for name in names}
    population = Population(columns_of_them, rows=len(people), book=book)
    return printed_columns([rule], book.resolve, question_on(on), population.columns), population


def answers(body, people, on=A_DAY) -> Answers:
    """The answers of one expression for people who are told apart by what is known of them."""
    printed, population = printed_for(body, people, on)
    return answers_of(printed, ["asked"], population)["asked"]


def agree(one, other):
    """Whether a value out of a column is the same as one that was calculated alone. Money is a float in columns."""
    if isinstance(one, float) and isinstance(other, Decimal | float):
        return Decimal(str(one)) == Decimal(str(other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)


@settings(max_examples=500, deadline=None)
@given(any_expression, some.lists(something_known, min_size=1, max_size=6), some_days)
def test_columns_the_printed_function_and_the_walk_over_the_graph_agree(body, people, on):
    book, rule = rule_of(body)
    found = answers(body, people, on)
    for row, facts in enumerate(people):
        question = asked(facts, on)
        walked = Evaluation(book, question).value(rule)
        assert printed_value(book, rule, question) == walked
        assert agree(found.at(row), walked)


@pytest.mark.parametrize(
    ("operator", "wrong"),
    [
        (operators.LESS, "{0} <= {1}"),
        (operators.HAPPENED, "{0} == NEVER"),
        (operators.MONTHS_BEGUN, "months_completed({0}, {1})"),
    ],
)
def test_control_an_operator_printed_wrongly_for_columns_is_noticed(monkeypatch, operator, wrong):
    bodies = {"less": DAYS[0] < as_of, "happened": Operation(operators.HAPPENED, (DAYS[0],))}
    body = bodies.get(operator.name, Operation(operator, (DAYS[0], as_of)))
    people = [{"day_0": A_DAY}, {"day_0": A_DAY - timedelta(1)}, {}]
    right = answers(body, people)
    monkeypatch.setitem(columns.STRICT, operator, wrong)
    assert [answers(body, people).at(row) for row in range(3)] != [right.at(row) for row in range(3)]


def test_control_a_mask_that_is_dropped_is_noticed(monkeypatch):
    people = [{"truth_0": True}, {"truth_1": True}]
    assert answers(TRUTHS[0] & TRUTHS[1], people).not_known.tolist() == [True, True]
    monkeypatch.setitem(
        LOGIC, BOTH, lambda logic, one, other: logic.truth(logic.both_masks(one.text, other.text), NO, NO)
    )
    assert answers(TRUTHS[0] & TRUTHS[1], people).not_known.tolist() == [False, False]


def test_control_a_department_that_comes_before_what_is_not_known_is_noticed(monkeypatch):
    assert answers(TRUTHS[0] & DEPARTMENT, [{}, {"truth_0": True}, {"truth_0": False}]).department_decides.tolist() == [
        False,
        True,
        False,
    ]
    right = Logic.both

    def wrong(logic, one, other):
        made = right(logic, one, other)
        return replace(made, not_known=made.department, department=made.not_known)

    monkeypatch.setitem(LOGIC, BOTH, wrong)
    assert answers(TRUTHS[0] & DEPARTMENT, [{}, {"truth_0": True}]).department_decides.tolist() != [False, True]


def test_an_operator_without_a_form_for_columns_stops_the_import():
    unheard_of = replace(LESS, name="unheard of")
    with pytest.raises(TypeError, match="no form for columns: unheard of"):
        refuse_gaps([LESS, {"of days": unheard_of}])
    refuse_gaps(vars(operators).values())


def test_an_operator_without_a_form_for_columns_is_not_printed():
    with pytest.raises(TypeError, match="'unheard of' has no form for columns"):
        answers(Operation(replace(LESS, name="unheard of"), (DAYS[0], as_of)), [{"day_0": A_DAY}])


def test_a_mask_exists_only_where_somebody_is_not_known():
    body = (DAYS[0] < as_of) & TRUTHS[0]
    everything = {"day_0": A_DAY, "truth_0": True}
    assert "not_known[" not in printed_for(body, [everything, everything])[0].text
    assert printed_for(body, [everything, {"day_0": A_DAY}])[0].text.count("not_known[") == 1


def test_what_is_the_same_for_everybody_is_calculated_once_and_not_in_every_row():
    body = when(parameter("figure") == 7, DAYS[0] + months(parameter("figure") * 12), EVENTS[0])
    text = printed_for(body, [{"day_0": A_DAY, "event_0": A_DAY}])[0].text
    assert "after_months(v" in text
    assert ", 84)" in text
    assert "event_0" not in text


def test_an_expression_used_twice_is_calculated_once_and_let_go_after_its_last_use():
    body = ((DAYS[0] < as_of) & TRUTHS[0]) | ((DAYS[0] < as_of) & TRUTHS[1])
    people = [{"day_0": A_DAY, "truth_0": True, "truth_1": False}]
    text = printed_for(body, people)[0].text
    assert text.count(" < ") == 1
    assert text.count("del ") >= 3


def test_a_condition_not_known_of_anybody_is_decided_where_both_branches_agree():
    same = when(TRUTHS[0], 5, NUMBER)
    assert [answers(same, [{"number": 5}, {"number": 6}]).at(row) for row in range(2)] == [5, NOT_KNOWN]


def test_of_days_that_come_first_one_not_known_is_not_passed_over():
    found = answers(first_known(EVENTS[0], DAYS[0], as_of), [{"event_0": A_DAY}, {}, {"day_0": NEVER}])
    assert [found.at(row) for row in range(3)] == [A_DAY, NOT_KNOWN, A_DAY]


def test_a_word_that_no_rule_knows_is_still_told_from_others():
    people = [{"place_0": "north", "place_1": "south"}, {"place_0": "south", "place_1": "south"}, {"place_0": "north"}]
    found = answers(PLACES[0] == PLACES[1], people)
    assert [found.at(row) for row in range(3)] == [False, True, NOT_KNOWN]
    assert [answers(when(TRUTHS[0], PLACES[0], PLACES[1]), people).at(row) for row in range(3)] == [
        NOT_KNOWN,
        "south",
        NOT_KNOWN,
    ]


def test_what_a_department_decides_is_surely_not_so():
    assert answers(surely(TRUTHS[0] & DEPARTMENT), [{"truth_0": True}]).at(0) is False
    two = decided_by("one", "", "") & decided_by("two", "", "") & TRUTHS[0]
    assert [answers(two, [{"truth_0": True}, {"truth_0": False}, {}]).at(row) for row in range(3)] == [
        DEPARTMENT_DECIDES,
        False,
        NOT_KNOWN,
    ]


# Days as numbers


every_day = some.dates(column_days.FIRST_GIVEN, column_days.LAST_GIVEN)
some_day_or_never = some.one_of(every_day, some.just(NEVER))


def numbers(*days):
    return np.array([column_days.number_of(day) for day in days], np.int32)


@given(some_day_or_never)
def test_a_day_comes_back_from_its_number(day):
    assert column_days.day_of(column_days.number_of(day)) == day
    given_days, are_near = column_days.numbers_of(np.array([day, "NaT"], "datetime64[D]"))
    written = np.empty(2, "datetime64[D]")
    column_days.write_days(given_days, written)
    assert are_near
    assert written.tolist() == [day, NEVER]


@settings(max_examples=300, deadline=None)
@given(some.lists(some_day_or_never, min_size=1), some.integers(-1000, 1000))
def test_days_and_months_are_counted_as_for_one_person(days, amount):
    for alone, together in [
        (values.after_days, column_days.after_days),
        (values.before_days, column_days.before_days),
        (values.after_months, column_days.after_months),
        (values.before_months, column_days.before_months),
    ]:
        expected = [alone(day, amount) for day in days]
        assert [*map(column_days.day_of, together(numbers(*days), amount).tolist())] == expected
        each = np.full(len(days), amount)
        assert [*map(column_days.day_of, together(numbers(*days), each).tolist())] == expected


@settings(max_examples=300, deadline=None)
@given(some.lists(some.tuples(some_day_or_never, some_day_or_never), min_size=1))
def test_months_between_are_counted_as_for_one_person(pairs):
    since, until = (numbers(*days) for days in zip(*pairs, strict=True))
    for name in ("months_completed", "months_begun"):
        expected = [getattr(values, name)(*pair) for pair in pairs]
        assert getattr(column_days, name)(since, until).tolist() == expected


def test_a_day_far_beyond_is_refused_as_it_is_for_one_person():
    for body in (as_of + days(NUMBER), as_of - days(NUMBER), as_of + months(NUMBER), DAYS[0] - months(NUMBER)):
        with pytest.raises(FarDay, match="outside the years 1600 to 2499"):
            answers(body, [{"number": 500_000, "day_0": A_DAY}, {"number": 1, "day_0": A_DAY}])
    with pytest.raises(FarDay):
        answers(DAYS[0] + days(300_000), [{"day_0": A_DAY}, {"day_0": NEVER}])


def test_days_are_counted_in_whole_numbers():
    with pytest.raises(TypeError, match="whole numbers"):
        answers(as_of + days(NUMBER), [{"number": 1.5}])


# Money and words


@settings(max_examples=500, deadline=None)
@given(
    some.lists(some.one_of(some.floats(-1e12, 1e12), some.decimals(-99999, 99999, places=3).map(float)), min_size=1),
    some.integers(0, 1000),
)
def test_a_share_is_the_same_to_the_fen_as_for_one_person(amounts, percent):
    shares = share_of(np.array(amounts), np.int64(percent))
    expected = [values.share_of(amount, percent) for amount in amounts]
    assert [float(share) for share in shares] == [float(share) for share in expected]


def test_half_a_fen_is_rounded_up_though_binary_fractions_lie_below_it():
    assert share_of(np.array([2.345, 1.005, 0.145, -0.145]), np.int64(100)).tolist() == [2.35, 1.01, 0.15, -0.15]
    assert share_of(np.array([0.05, 0.15]), np.int64(10)).tolist() == [0.01, 0.02]


def test_a_share_of_a_broken_percentage_is_refused():
    with pytest.raises(TypeError, match="whole hundredths"):
        answers(Operation(operators.SHARE_OF, (NUMBER, at_most(NUMBER, 50))), [{"number": 12.5}])


def test_more_words_than_there_are_bits_are_refused():
    with pytest.raises(OverflowError, match="more than 63 different words"):
        Coding().set_of(str(place) for place in range(64))


def test_surely_is_known_even_where_nothing_is():
    assert SURELY in LOGIC
    assert answers(surely(TRUTHS[0]), [{"truth_0": True}, {}]).values.tolist() == [True, False]
