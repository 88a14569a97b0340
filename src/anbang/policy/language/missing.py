"""Which unknown facts can still change an answer that is not known: these are the questions worth asking."""

from collections.abc import Iterable, Iterator
from itertools import product

from anbang.policy.language.evaluation import Evaluation
from anbang.policy.language.operators import BOTH, EITHER, NOT, WHEN
from anbang.policy.language.symbols import Conclusion, Fact, Operation, Symbol
from anbang.policy.language.values import NOT_KNOWN, Type, Value

# Above this many open yes-or-no questions all of them are named: 2 ** 12 cases are still tried in milliseconds.
MOST_QUESTIONS = 12

CONNECTIVES = (BOTH, EITHER, NOT, WHEN)


def facts_that_matter(evaluation: Evaluation, node: Symbol) -> tuple[str, ...]:
    """The names of the unknown facts whose value can still change the node's value, sorted; empty if it is known.

    Where and, or, not and choice join yes-or-no questions (an unknown fact, a comparison with one), the questions are tried
    in every combination, and one counts if in any of them its answer turns the whole. Two questions about one fact are
    tried apart, so that a fact is rather named once too often than not at all.
    """
    return tuple(sorted(set(_missing(evaluation, node))))


def _missing(evaluation: Evaluation, node: Symbol) -> Iterator[str]:
    node = evaluation.here(node)
    if evaluation.value(node) is not NOT_KNOWN:
        return
    if isinstance(node, Fact):
        yield node.name
    elif _joins(node) and evaluation.book.type_of(node) is Type.TRUTH:
        for question in _turning(evaluation, node):
            yield from _missing(evaluation, question)
    else:
        for part in _deciding(evaluation, node):
            yield from _missing(evaluation, part)


def _deciding(evaluation: Evaluation, node: Symbol) -> tuple[Symbol, ...]:
    """The parts that decide a node; of a choice by a condition that no answer turns, the branch that is taken whatever is learnt."""
    if isinstance(node, Operation) and node.operator is WHEN:
        condition, taken, other = node.parts
        if evaluation.value(condition) is NOT_KNOWN and not any(True for _ in _turning(evaluation, condition)):
            questions = _each_once(_open_questions(evaluation, condition))
            holds = _supposed(evaluation, condition, questions, (False,) * len(questions))
            return (taken if holds is True else other,)
    return evaluation.decisive(node)


def _joins(node: Symbol) -> bool:
    return isinstance(node, Conclusion) or (isinstance(node, Operation) and node.operator in CONNECTIVES)


def _turning(evaluation: Evaluation, node: Symbol) -> Iterator[Symbol]:
    """The open questions whose answer turns the value of the node in at least one combination of the others."""
    questions = _each_once(_open_questions(evaluation, node))
    if len(questions) > MOST_QUESTIONS:
        yield from questions
        return
    cases = product((False, True), repeat=len(questions))
    values = {case: _supposed(evaluation, node, questions, case) for case in cases}
    for place, question in enumerate(questions):
        if any(values[case] != values[(*case[:place], True, *case[place + 1 :])] for case in values if not case[place]):
            yield question


def _each_once(questions: Iterable[Symbol]) -> list[Symbol]:
    return list({id(question): question for question in questions}.values())


def _open_questions(evaluation: Evaluation, node: Symbol) -> Iterator[Symbol]:
    """The unknown nodes below which there is no and, or, not or choice any more."""
    node = evaluation.here(node)
    if evaluation.value(node) is not NOT_KNOWN:
        return
    if not _joins(node):
        yield node
        return
    for part in evaluation.decisive(node):
        yield from _open_questions(evaluation, part)


def _supposed(evaluation: Evaluation, node: Symbol, questions: list[Symbol], case: tuple[bool, ...]) -> Value:
    """The value of the node if the questions were answered so."""
    supposed: dict[int, Value] = {id(question): answer for question, answer in zip(questions, case, strict=True)}
    return Evaluation(evaluation.book, evaluation.circumstances, supposed).value(node)
