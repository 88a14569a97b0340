"""Walks the graph for one person and remembers every value on the way: what explanations are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, cast

from anbang.policy.language.operators import BOTH, EITHER, FIRST_KNOWN, SMALLEST, WHEN, Operator
from anbang.policy.language.printing import Facts, Figures
from anbang.policy.language.rulebook import Rulebook
from anbang.policy.language.symbols import (
    Conclusion,
    Constant,
    DayOfQuestion,
    Department,
    Event,
    Fact,
    Occasion,
    Operation,
    Parameter,
    Reference,
    Symbol,
    parts_of,
)
from anbang.policy.language.values import DEPARTMENT_DECIDES, NEVER, NOT_KNOWN, Unknown, Value, open_of


class Jurisdiction(Protocol):
    """What rules and their explanations need of a pack."""

    def in_force(self, on: date, known_on: date | None = None, /) -> Figures:
        """All figures as in force on a day, as far as they were made known by another (by the same day, if none is named)."""

    def label(self, parameter: str) -> tuple[str, str]:
        """What a figure means, in Chinese and in English."""

    def citation(self, clause: str) -> str:
        """A clause as the document numbers it."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """One question: the day, what is known of the person, and whose figures count."""

    as_of: date
    facts: Facts
    pack: Jurisdiction


class Evaluation:
    """The value of any node under given circumstances. Supposed values take the place of the node's own."""

    def __init__(
        self, book: Rulebook, circumstances: Circumstances, supposed: Mapping[int, Value] | None = None
    ) -> None:
        self.book = book
        self.circumstances = circumstances
        self._values: dict[int, Value] = dict(supposed or {})

    def here(self, node: Symbol) -> Symbol:
        """The conclusion behind a reference; any other node itself."""
        return self.book.resolve(node.name) if isinstance(node, Reference) else node

    def value(self, node: Symbol) -> Value:
        """The value of a node; calculated once."""
        node = self.here(node)
        if id(node) not in self._values:
            self._values[id(node)] = self._calculate(node)
        return self._values[id(node)]

    def _calculate(self, node: Symbol) -> Value:
        asked = self.circumstances
        value: Value
        match node:
            case Constant():
                value = node.value
            case DayOfQuestion():
                value = asked.as_of
            case Department():
                value = DEPARTMENT_DECIDES
            case Event(name=name) | Occasion(event=Event(name=name)):
                value = asked.facts.get(name, NEVER)
            case Fact(name=name):
                value = asked.facts.get(name, NOT_KNOWN)
            case Parameter(name=name, on=on):
                day = asked.as_of if on is None else self.value(on)
                value = day if isinstance(day, Unknown) else _figures(asked, day)[name]
            case Conclusion(body=body):
                value = self.value(body)
            case Operation(operator=operator, parts=parts):
                value = applied(operator, [self.value(part) for part in parts])
            case _:
                raise TypeError(f"{type(node).__name__} has no value.")
        return value

    def decisive(self, node: Symbol) -> tuple[Symbol, ...]:
        """The parts of a node that made its value what it is.

        Of an "or" that holds or an "and" that fails, the parts that make it so; of a choice, the condition and the branch
        taken; of days of which the first counts, those up to it; of the earliest of several days, those that have come about;
        else all parts.
        """
        node = self.here(node)
        match node:
            case Conclusion(body=body):
                return (body,)
            case Operation(operator=operator, parts=parts):
                values = [self.value(part) for part in parts]
            case _:
                return parts_of(node)
        return tuple(
            part for part, decides in zip(parts, self._deciding(operator, values, node), strict=True) if decides
        )

    def _deciding(self, operator: Operator, values: list[Value], node: Symbol) -> list[bool]:
        """For each part, whether it decided."""
        if operator in (BOTH, EITHER) and self.value(node) is (operator is EITHER):
            return [value is (operator is EITHER) for value in values]
        if operator is WHEN and not isinstance(values[0], Unknown):
            return [True, values[0] is True, values[0] is False]
        if operator is FIRST_KNOWN:
            taken = next((place for place, value in enumerate(values) if value != NEVER), len(values) - 1)
            return [place <= taken for place in range(len(values))]
        if operator is SMALLEST and self.value(node) != NEVER:
            return [value != NEVER or self._knows(part) for value, part in zip(values, parts_of(node), strict=True)]
        return [True] * len(values)

    def _knows(self, node: Symbol) -> bool:
        """Whether a node is read from a fact: one that is known to be never has decided as well."""
        return any(isinstance(read, Fact) for read in self.book.inputs_of(node))


def _figures(asked: Circumstances, day: Value) -> Figures:
    return asked.pack.in_force(cast("date", day), asked.as_of)


def applied(operator: Operator, values: list[Value]) -> Value:
    """What an operator makes of the values of its parts."""
    if operator.strict and (found := open_of(*values)) is not None:
        return found
    return cast("Value", operator.compute(*values))
