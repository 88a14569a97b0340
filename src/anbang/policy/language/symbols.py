"""Symbols: what a rule's function is called with, so that its one expression becomes a graph instead of a value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

from anbang.policy.language import operators
from anbang.policy.language.operators import Operator
from anbang.policy.language.values import NEVER, Known, Type


class NotAnExpression(TypeError):
    """A rule used Python's own `if`, `and`, `or`, `not` or `in`, which would decide at import, before any person is known."""


class WrongType(TypeError):
    """A rule put together what does not go together, such as a day and a truth value."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: a number of days or of months, itself a symbol."""

    unit: str
    amount: "Symbol"


class Symbol:
    """A node of the graph. Operators on symbols make larger symbols; nothing is calculated."""

    __slots__ = ()

    def __add__(self, other: object) -> "Symbol":
        if isinstance(other, Span):
            return Operation(operators.AFTER[other.unit], (self, other.amount))
        return Operation(operators.PLUS, (self, symbol(other)))

    def __radd__(self, other: object) -> "Symbol":
        return symbol(other) + self

    def __sub__(self, other: object) -> "Symbol":
        if isinstance(other, Span):
            return Operation(operators.BEFORE[other.unit], (self, other.amount))
        return Operation(operators.MINUS, (self, symbol(other)))

    def __rsub__(self, other: object) -> "Symbol":
        return symbol(other) - self

    def __mul__(self, other: object) -> "Symbol":
        return Operation(operators.TIMES, (self, symbol(other)))

    __rmul__ = __mul__

    def __lt__(self, other: object) -> "Symbol":
        return Operation(operators.LESS, (self, symbol(other)))

    def __le__(self, other: object) -> "Symbol":
        return Operation(operators.LESS_OR_EQUAL, (self, symbol(other)))

    def __gt__(self, other: object) -> "Symbol":
        return Operation(operators.GREATER, (self, symbol(other)))

    def __ge__(self, other: object) -> "Symbol":
        return Operation(operators.GREATER_OR_EQUAL, (self, symbol(other)))

    def __eq__(self, other: object) -> "Symbol":  # type: ignore[override]
        return Operation(operators.EQUAL, (self, symbol(other)))

    def __ne__(self, other: object) -> "Symbol":  # type: ignore[override]
        return Operation(operators.UNEQUAL, (self, symbol(other)))

    def __and__(self, other: object) -> "Symbol":
        return Operation(operators.BOTH, (self, symbol(other)))

    __rand__ = __and__

    def __or__(self, other: object) -> "Symbol":
        return Operation(operators.EITHER, (self, symbol(other)))

    __ror__ = __or__

    def __invert__(self) -> "Symbol":
        return Operation(operators.NOT, (self,))

    def __hash__(self) -> int:
        return id(self)

    def __bool__(self) -> NoReturn:
        raise NotAnExpression(
            f"A rule is one expression over symbols; Python cannot decide {formula(self)} before a person is known. "
            "Write when(condition, then, otherwise) instead of if; & | ~ instead of and, or, not; "
            "and (a < b) & (b < c) instead of a < b < c."
        )

    def __contains__(self, item: object) -> NoReturn:
        raise NotAnExpression(f"Write contains({formula(self)}, {item!r}) instead of Python's `in`.")

    def __iter__(self) -> Iterator["Symbol"]:
        raise NotAnExpression(f"{formula(self)} cannot be walked through: a rule speaks of it as a whole.")


@dataclass(frozen=True, eq=False, slots=True)
class Constant(Symbol):
    """A value written into the rule itself."""

    value: Known


@dataclass(frozen=True, eq=False, slots=True)
class DayOfQuestion(Symbol):
    """The day on which the question is asked. There is no other clock."""


@dataclass(frozen=True, eq=False, slots=True)
class Event(Symbol):
    """The day on which something happened; absent means that it has not happened."""

    name: str
    zh: str
    en: str


@dataclass(frozen=True, eq=False, slots=True)
class Fact(Symbol):
    """Something known of a person; absent means not known, and stays so through and, or and not.

    A word comes from a closed list, each with its Chinese and English reading.
    """

    name: str
    type: Type
    zh: str
    en: str
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True)
class Occasion(Symbol):
    """An event seen by one run of a duty: `each` since the duty last ended, `afterwards` since it opened."""

    which: str
    event: Event


@dataclass(frozen=True, eq=False, slots=True)
class Parameter(Symbol):
    """A dated figure of the jurisdiction pack, as in force on a day (the day of the question, if none is named)."""

    name: str
    type: Type = Type.NUMBER
    on: Symbol | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Department(Symbol):
    """A condition that the document leaves to a department's own rules. This software does not decide it."""

    name: str
    zh: str
    en: str


@dataclass(frozen=True, eq=False, slots=True)
class Conclusion(Symbol):
    """What one clause concludes: a name, a clause, our own words for it, and the expression."""

    name: str
    clause: str
    zh: str
    en: str
    body: Symbol


@dataclass(frozen=True, eq=False, slots=True)
class Reference(Symbol):
    """A conclusion of another module, by name."""

    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Operation(Symbol):
    """An operator applied to symbols."""

    operator: Operator
    parts: tuple[Symbol, ...]


def symbol(value: object) -> Symbol:
    """The value as a symbol. Raises WrongType for what no rule can speak of."""
    if isinstance(value, Symbol):
        return value
    if isinstance(value, bool | int | float | Decimal | str | frozenset):
        return Constant(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return Constant(value)
    if isinstance(value, Span):
        raise WrongType("A length of time alone is no value: add it to a day or take it from one.")
    raise WrongType(f"A rule cannot speak of {value!r}: only of days, numbers, words, truth values and symbols.")


def parts_of(node: Symbol) -> tuple[Symbol, ...]:
    """The symbols directly inside one; a conclusion and a reference have none (they are looked up by name)."""
    match node:
        case Operation(parts=parts):
            return parts
        case Parameter(on=Symbol() as on):
            return (on,)
        case Occasion(event=event):
            return (event,)
        case _:
            return ()


def formula(node: Symbol) -> str:
    """The expression in a line of text: for messages, the printed table and the version of the rules."""
    match node:
        case Constant(value=value):
            text = "never" if value == NEVER else repr(sorted(value) if isinstance(value, frozenset) else value)
        case DayOfQuestion():
            text = "as_of"
        case Event() | Fact() | Conclusion() | Reference():
            text = node.name
        case Department(name=name):
            text = f"decided_by({name})"
        case Occasion(which=which, event=event):
            text = f"{which}({event.name})"
        case Parameter(name=name, on=on):
            text = f"parameter({name})" if on is None else f"parameter({name}, on={formula(on)})"
        case Operation(operator=operator, parts=parts):
            text = operator.text.format(*map(formula, parts), all=", ".join(map(formula, parts)))
        case _:
            raise WrongType(f"{type(node).__name__} has no written form.")
    return text
