"""Random expressions over a small vocabulary, and random circumstances, for the properties of the language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies

from anbang.policy.language.evaluation import Circumstances
from anbang.policy.language.rulebook import Rulebook
from anbang.policy.language.symbols import Conclusion, Symbol, symbol
from anbang.policy.language.values import Figure, Value
from anbang.policy.language.words import (
    any_of,
    as_of,
    at_least,
    at_most,
    day,
    days,
    decided_by,
    earliest,
    event,
    first_known,
    first_of_month,
    happened,
    lacking,
    latest,
    months,
    months_begun,
    months_completed,
    number,
    parameter,
    share_of,
    surely,
    truth,
    when,
    word,
    words,
)

TRUTHS = [truth(f"truth_{place}", "", "") for place in range(4)]
DAYS = [day(f"day_{place}", "", "") for place in range(2)]
EVENTS = [event(f"event_{place}", "", "") for place in range(3)]
NUMBER = number("number", "", "")
WORDS = words("words", "", "", {"one": ("", ""), "two": ("", "")})
OTHER_WORDS = words("other_words", "", "", {"three": ("", ""), "two": ("", ""), "one": ("", "")})
WORD = word("word", "", "", {"two": ("", ""), "three": ("", "")})
PLACES = [word(f"place_{place}", "", "", {}) for place in range(2)]
MONEY = number("money", "", "")
DEPARTMENT = decided_by("department", "", "")


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
some_money = strategies.one_of(
    strategies.integers(-3, 900),
    strategies.decimals(-3, 900, places=2).map(float),
    strategies.floats(-3, 900, allow_subnormal=False),
)


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
        strategies.builds(first_of_month, smaller),
        strategies.builds(
            lambda one, other: one + months(at_most(months_completed(other, as_of), 30)), smaller, smaller
        ),
        strategies.builds(lambda one, other: one - days(at_most(months_begun(other, one), 30)), smaller, smaller),
        strategies.builds(lambda one: one + days(at_most(NUMBER, 100)), smaller),
        strategies.builds(when, some_expressions_of_truth(2), smaller, smaller),
    )


def some_expressions_of_truth(leaves: int = 8) -> strategies.SearchStrategy[Symbol]:
    return strategies.recursive(strategies.sampled_from([*TRUTHS, *_questions()]), _larger_truths, max_leaves=leaves)


def some_expressions_with_departments() -> strategies.SearchStrategy[Symbol]:
    leaves = strategies.sampled_from([*TRUTHS, DEPARTMENT, *_questions()])
    return strategies.recursive(leaves, _larger_truths_surely, max_leaves=8)


def some_expressions_of_words() -> strategies.SearchStrategy[Symbol]:
    """A word, a set of words, or a number."""
    departments = some_expressions_with_departments()
    sets = strategies.sampled_from([WORDS, OTHER_WORDS, lacking(WORDS, "one", "three"), lacking(OTHER_WORDS, WORD)])
    places = strategies.sampled_from([*PLACES, WORD, symbol("outside")])
    numbers = strategies.sampled_from(
        [
            NUMBER,
            symbol(3),
            share_of(MONEY, 55),
            share_of(NUMBER, parameter("figure", on=DAYS[0])),
            months_begun(DAYS[0], DAYS[1]) - months_completed(EVENTS[0], DAYS[1]) * 2,
        ]
    )
    return strategies.one_of(strategies.builds(when, departments, branch, branch) for branch in (sets, places, numbers))


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
        any_of(WORDS, WORD),
        lacking(OTHER_WORDS, "two", "one") == WORDS,
        PLACES[0] == PLACES[1],
        PLACES[1] != "outside",
        WORD == "two",
        (TRUTHS[0] == TRUTHS[1]),
        months_completed(EVENTS[0], as_of) < months_begun(DAYS[0], EVENTS[1]),
        share_of(MONEY, 50) >= share_of(NUMBER, 101),
        DAYS[0] == first_of_month(DAYS[0]),
    ]


def _larger_truths(smaller: strategies.SearchStrategy[Symbol]) -> strategies.SearchStrategy[Symbol]:
    return strategies.one_of(
        strategies.builds(lambda one, other: one & other, smaller, smaller),
        strategies.builds(lambda one, other: one | other, smaller, smaller),
        strategies.builds(lambda one: ~one, smaller),
        strategies.builds(when, smaller, smaller, smaller),
    )


def _larger_truths_surely(smaller: strategies.SearchStrategy[Symbol]) -> strategies.SearchStrategy[Symbol]:
    return strategies.one_of(
        _larger_truths(smaller),
        strategies.builds(surely, smaller),
        strategies.builds(lambda one, other: one == other, smaller, smaller),
    )


def _values() -> dict[str, strategies.SearchStrategy[Value]]:
    named: dict[str, strategies.SearchStrategy[Value]] = {}
    named |= {known.name: strategies.booleans() for known in TRUTHS}
    named |= {known.name: some_days for known in [*DAYS, *EVENTS]}
    named[NUMBER.name] = some_numbers
    named[MONEY.name] = some_money
    named[WORDS.name] = strategies.frozensets(strategies.sampled_from(["one", "two"]))
    named[OTHER_WORDS.name] = strategies.frozensets(strategies.sampled_from(["one", "two", "three"]))
    named[WORD.name] = strategies.sampled_from(["two", "three"])
    named |= {place.name: strategies.sampled_from(["two", "here", "outside"]) for place in PLACES}
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
