"""Which unknown facts can still change an answer that is not known: these are the questions worth asking."""

from collections.abc import Iterable, Iterator
from itertools import product

from anbang.policy.language.evaluation import Evaluation
from anbang.policy.language.operators import BOTH, EITHER, NOT, WHEN
from anbang.policy.language.symbols import Conclusion, Fact, Operation, Symbol, parts_of
from anbang.policy.language.values import NOT_KNOWN, Type, Value

# Above this many open yes-or-no questions all of them are named: 2 ** 12 cases are still tried in milliseconds.
MOST_QUESTIONS = 12

CONNECTIVES = (BOTH, EITHER, NOT, WHEN)


def facts_that_matter(evaluation: Evaluation, node: Symbol) -> tuple[str, ...]:
    """The names of the unknown facts whose value can still change the node's value, sorted; empty if it is known.

    The open yes-or-no questions of the answer (an unknown fact, a comparison with one) are tried in every combination; a
    question counts if in one of them its answer turns the whole. Two questions about one fact are tried apart, so that a
    fact is rather named once too often than not at all.
    """
    if evaluation.value(node) is not NOT_KNOWN:
        return ()
    questions = list({id(question): question for question in _open_questions(evaluation, node)}.values())
    if evaluation.book.type_of(node) is Type.TRUTH and len(questions) <= MOST_QUESTIONS:
        questions = list(_turning(evaluation, node, questions))
    return tuple(sorted({name for question in questions for name in _unknown_facts(evaluation, question)}))


def _open_questions(evaluation: Evaluation, node: Symbol) -> Iterator[Symbol]:
    """The unknown nodes below which there is no and, or, not or choice any more."""
    node = evaluation.here(node)
    if evaluation.value(node) is not NOT_KNOWN:
        return
    if isinstance(node, Conclusion):
        yield from _open_questions(evaluation, node.body)
    elif isinstance(node, Operation) and node.operator in CONNECTIVES:
        for part in node.parts:
            yield from _open_questions(evaluation, part)
    else:
        yield node


def _turning(evaluation: Evaluation, node: Symbol, questions: list[Symbol]) -> Iterator[Symbol]:
    """The questions whose answer turns the value of the node in at least one combination of the others."""
    answers = {
        case: _suppose(evaluation, node, questions, case) for case in product((False, True), repeat=len(questions))
    }
    for place, question in enumerate(questions):
        if any(answers[case] != answers[_turned(case, place)] for case in answers if not case[place]):
            yield question


def _turned(case: tuple[bool, ...], place: int) -> tuple[bool, ...]:
    return *case[:place], not case[place], *case[place + 1 :]


def _suppose(evaluation: Evaluation, node: Symbol, questions: Iterable[Symbol], case: tuple[bool, ...]) -> Value:
    supposed: dict[int, Value] = {id(question): answer for question, answer in zip(questions, case, strict=True)}
    return Evaluation(evaluation.book, evaluation.circumstances, supposed).value(node)


def _unknown_facts(evaluation: Evaluation, node: Symbol) -> Iterator[str]:
    """The unknown facts inside a question: a known part cannot change, whatever it is made of."""
    node = evaluation.here(node)
    if evaluation.value(node) is not NOT_KNOWN:
        return
    if isinstance(node, Fact):
        yield node.name
    for part in (node.body,) if isinstance(node, Conclusion) else parts_of(node):
        yield from _unknown_facts(evaluation, part)
