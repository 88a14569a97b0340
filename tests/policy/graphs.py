"""Random expressions over a small vocabulary, and random circumstances, for the properties of the language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies

from anbang.policy.language.evaluation import Circumstances
from anbang.policy.language.rulebook import Rulebook
from anbang.policy.language.symbols import Conclusion, Symbol
from anbang.policy.language.values import Figure, Value
from anbang.policy.language.words import (
    any_of,
    as_of,
    at_least,
    at_most,
    day,
    days,
    earliest,
    event,
    first_known,
    happened,
    latest,
    months,
    number,
    parameter,
    truth,
    when,
    words,
)

TRUTHS = [truth(f"truth_{place}", "", "") for place in range(4)]
DAYS = [day(f"day_{place}", "", "") for place in range(2)]
EVENTS = [event(f"event_{place}", "", "") for place in range(3)]
NUMBER = number("number", "", "")
WORDS = words("words", "", "", {"one": ("", ""), "two": ("", "")})


@dataclass(frozen=True)
class Figures:
    """A pack with one figure that changes once."""

    changes_on: date = date(2016, 1, 1)

    def in_force(self, on: date, known_on: date | None = None, /) -> Mapping[str, Figure]:
        return {"figure": 3 if on < self.changes_on else 7}

    def label(self, parameter: str) -> tuple[str, str]:
        return "数", "figure"

    def citation(self, clause: str) -> str:
        return clause


some_days = strategies.dates(date(2015, 1, 1), date(2020, 12, 31))
some_numbers = strategies.integers(-5, 70)


def some_expressions_of_days() -> strategies.SearchStrategy[Symbol]:
    leaves = strategies.sampled_from([*DAYS, *EVENTS, as_of])
    return strategies.recursive(leaves, _larger_days, max_leaves=5)


def _larger_days(smaller: strategies.SearchStrategy[Symbol]) -> strategies.SearchStrategy[Symbol]:
    return strategies.one_of(
        strategies.builds(lambda one, many: one + days(many), smaller, some_numbers),
        strategies.builds(lambda one, many: one - months(many), smaller, some_numbers),
        strategies.builds(lambda one, of: one + months(parameter("figure", on=of)), smaller, smaller),
        strategies.builds(earliest, smaller, smaller),
        strategies.builds(latest, smaller, smaller, smaller),
        strategies.builds(first_known, smaller, smaller),
        strategies.builds(when, some_expressions_of_truth(2), smaller, smaller),
    )


def some_expressions_of_truth(leaves: int = 8) -> strategies.SearchStrategy[Symbol]:
    return strategies.recursive(strategies.sampled_from([*TRUTHS, *_questions()]), _larger_truths, max_leaves=leaves)


def some_expressions_of_facts() -> strategies.SearchStrategy[Symbol]:
    """Only facts that are true, false or not known."""
    return strategies.recursive(strategies.sampled_from(TRUTHS), _larger_truths, max_leaves=10)


def _questions() -> list[Symbol]:
    return [
        DAYS[0] < DAYS[1],
        DAYS[0] + months(12) <= as_of,
        EVENTS[0] > DAYS[1],
        happened(EVENTS[1]),
        parameter("figure") <= NUMBER * 2,
        at_most(at_least(NUMBER, 1), 9) != 4,
        any_of(WORDS, "one"),
        any_of(WORDS, "one", "two"),
    ]


def _larger_truths(smaller: strategies.SearchStrategy[Symbol]) -> strategies.SearchStrategy[Symbol]:
    return strategies.one_of(
        strategies.builds(lambda one, other: one & other, smaller, smaller),
        strategies.builds(lambda one, other: one | other, smaller, smaller),
        strategies.builds(lambda one: ~one, smaller),
        strategies.builds(when, smaller, smaller, smaller),
    )


def _values() -> dict[str, strategies.SearchStrategy[Value]]:
    named: dict[str, strategies.SearchStrategy[Value]] = {}
    named |= {known.name: strategies.booleans() for known in TRUTHS}
    named |= {known.name: some_days for known in [*DAYS, *EVENTS]}
    named[NUMBER.name] = some_numbers
    named[WORDS.name] = strategies.frozensets(strategies.sampled_from(["one", "two"]))
    return named


everything_known = strategies.fixed_dictionaries(_values())
something_known = strategies.fixed_dictionaries({}, optional=_values())


def rule_of(body: Symbol) -> tuple[Rulebook, Conclusion]:
    """A rulebook with one rule."""
    rule = Conclusion("asked", "1.1", "问", "asked", body)
    return Rulebook([rule], []), rule


def asked(facts: Mapping[str, Value], on: date = date(2017, 5, 31)) -> Circumstances:
    """The circumstances of a question."""
    return Circumstances(on, facts, Figures())


def printed_value(book: Rulebook, rule: Conclusion, question: Circumstances) -> Value:
    """The value by the printed function."""
    in_force = question.pack.in_force
    return book.function(rule)(question.facts, question.facts, in_force(question.as_of), question.as_of, in_force)
