"""One definition, evaluated in two ways that must agree; and what "not known" promises."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from anbang.policy.language import printing
from anbang.policy.language.evaluation import Evaluation
from anbang.policy.language.missing import facts_that_matter
from anbang.policy.language.operators import LESS
from anbang.policy.language.symbols import Operation
from anbang.policy.language.values import NOT_KNOWN
from anbang.policy.language.words import any_of, as_of, happened, parameter, when
from tests.policy.graphs import (
    DAYS,
    EVENTS,
    TRUTHS,
    WORDS,
    asked,
    everything_known,
    printed_value,
    rule_of,
    some_days,
    some_expressions_of_days,
    some_expressions_of_facts,
    some_expressions_of_truth,
    something_known,
)

A_DAY = date(2016, 5, 17)
WORDS_HAVE_ONE = any_of(WORDS, "one")
any_expression = some.one_of(some_expressions_of_truth(), some_expressions_of_days())


@settings(max_examples=400, deadline=None)
@given(any_expression, something_known, some_days)
def test_the_printed_function_and_the_walk_over_the_graph_agree(body, facts, on):
    book, rule = rule_of(body)
    question = asked(facts, on)
    assert printed_value(book, rule, question) == Evaluation(book, question).value(rule)


def test_control_an_operator_printed_wrongly_is_noticed():
    wrong = replace(LESS, python="({0} <= {1})")
    book, rule = rule_of(Operation(wrong, (DAYS[0], DAYS[0])))
    question = asked({"day_0": A_DAY})
    assert printed_value(book, rule, question) != Evaluation(book, question).value(rule)


def test_a_conclusion_used_twice_is_calculated_once():
    body = DAYS[0] < as_of
    book, rule = rule_of((body & TRUTHS[0]) | (body & TRUTHS[1]))
    text = printing.printed("asked", rule, book.resolve)[1]
    assert text.count("facts.get('day_0'") == text.count(" < ") == 1


@settings(max_examples=300, deadline=None)
@given(any_expression, everything_known, some.data())
def test_what_is_known_stays_as_it_is_whatever_else_becomes_known(body, facts, data):
    hidden = data.draw(some.sets(some.sampled_from(sorted(name for name in facts if not name.startswith("event")))))
    book, rule = rule_of(body)
    partly = printed_value(book, rule, asked({name: value for name, value in facts.items() if name not in hidden}))
    assume(partly is not NOT_KNOWN)
    assert partly == printed_value(book, rule, asked(facts))


@settings(max_examples=300, deadline=None)
@given(any_expression, everything_known, some.data())
def test_an_answer_never_becomes_known_by_facts_that_were_not_named_as_missing(body, facts, data):
    hidden = data.draw(some.sets(some.sampled_from(sorted(name for name in facts if not name.startswith("event")))))
    book, rule = rule_of(body)
    known = {name: value for name, value in facts.items() if name not in hidden}
    missing = facts_that_matter(Evaluation(book, asked(known)), rule)
    assert set(missing) <= hidden
    learnt = {name: value for name, value in facts.items() if name not in missing}
    answers = {printed_value(book, rule, asked(known)), printed_value(book, rule, asked(learnt))}
    assert len(answers) == 1 or (not missing and NOT_KNOWN in answers)


def matters_by_trying_everything(book, rule, known):
    """The definition itself: the unknown facts that turn the answer in some world."""
    names = [fact.name for fact in TRUTHS if fact.name not in known]
    for place, name in enumerate(names):
        for world in product((False, True), repeat=len(names)):
            turned = (*world[:place], not world[place], *world[place + 1 :])
            one, other = (
                printed_value(book, rule, asked({**known, **dict(zip(names, case, strict=True))}))
                for case in (world, turned)
            )
            if one != other:
                yield name
                break


@settings(max_examples=300, deadline=None)
@given(
    some_expressions_of_facts(), some.dictionaries(some.sampled_from([fact.name for fact in TRUTHS]), some.booleans())
)
def test_the_missing_facts_are_exactly_those_that_turn_the_answer_in_some_world(body, known):
    book, rule = rule_of(body)
    if printed_value(book, rule, asked(known)) is NOT_KNOWN:
        expected = tuple(sorted(matters_by_trying_everything(book, rule, known)))
        assert facts_that_matter(Evaluation(book, asked(known)), rule) == expected


def test_control_a_fact_inside_an_unknown_part_that_cannot_turn_the_answer_is_not_named():
    one, other, *_ = TRUTHS
    book, rule = rule_of((one & ~one) | other)
    assert facts_that_matter(Evaluation(book, asked({})), rule) == ("truth_1",)


def test_a_fact_that_something_known_has_decided_is_not_asked_for():
    book, rule = rule_of((WORDS_HAVE_ONE & TRUTHS[0]) | (DAYS[0] < as_of))
    assert facts_that_matter(Evaluation(book, asked({})), rule) == ("day_0", "truth_0", "words")
    assert facts_that_matter(Evaluation(book, asked({"truth_0": False})), rule) == ("day_0",)
    assert facts_that_matter(Evaluation(book, asked({"truth_0": True, "words": frozenset(["one"])})), rule) == ()


def test_of_a_choice_that_is_open_the_condition_and_both_branches_are_asked_for():
    book, rule = rule_of(when(TRUTHS[0], DAYS[0], DAYS[1]))
    assert facts_that_matter(Evaluation(book, asked({})), rule) == ("day_0", "day_1", "truth_0")
    assert facts_that_matter(Evaluation(book, asked({"truth_0": True})), rule) == ("day_0",)


def test_an_event_left_out_has_not_happened_and_is_never_asked_for():
    book, rule = rule_of(happened(EVENTS[0]) & TRUTHS[0])
    assert printed_value(book, rule, asked({})) is False
    assert facts_that_matter(Evaluation(book, asked({"event_0": A_DAY})), rule) == ("truth_0",)


@pytest.mark.parametrize("on_the_day", [2, 9])
def test_a_figure_is_the_one_in_force_on_the_day_it_is_asked_for(on_the_day):
    book, rule = rule_of(parameter("figure", on=DAYS[0]) == parameter("figure"))
    facts = {"day_0": date(2015, 12, 31)}
    assert printed_value(book, rule, asked(facts, date(2015, 12, on_the_day))) is True
    assert printed_value(book, rule, asked(facts, date(2016, 1, on_the_day))) is False


def test_of_a_choice_whose_condition_no_answer_turns_only_the_branch_that_is_taken_is_asked_for():
    one, other, *_ = TRUTHS
    first, second = DAYS[:2]
    for condition, wanted in (((one | ~one), first.name), ((one & ~one), second.name)):
        book, rule = rule_of(when(condition, first, second))
        assert facts_that_matter(Evaluation(book, asked({})), rule) == (wanted,)
    book, rule = rule_of(when(one | other, first, second))
    assert facts_that_matter(Evaluation(book, asked({})), rule) == tuple(
        sorted((first.name, second.name, one.name, other.name))
    ), "the control: an open condition leaves both open"
