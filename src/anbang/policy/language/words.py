"""The words a rule is written with. Everything a module of rules needs comes from here."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from anbang.policy.language import operators
from anbang.policy.language.definitions import DutyDefinition, PeriodicDuty
from anbang.policy.language.symbols import (
    Conclusion,
    Constant,
    DayOfQuestion,
    Department,
    Event,
    Fact,
    NotAnExpression,
    Occasion,
    Operation,
    Parameter,
    Reference,
    Span,
    Symbol,
    symbol,
)
from anbang.policy.language.values import NEVER, Type

as_of = DayOfQuestion()
never = Constant(NEVER)
always = Constant(True)


def event(name: str, zh: str, en: str) -> Event:
    """The day on which something happened. Absent: it has not happened."""
    return Event(name, zh, en)


def day(name: str, zh: str, en: str) -> Fact:
    """A day that is known or not, such as the day of birth."""
    return Fact(name, Type.DAY, zh, en)


def number(name: str, zh: str, en: str) -> Fact:
    """A number that is known or not."""
    return Fact(name, Type.NUMBER, zh, en)


def truth(name: str, zh: str, en: str) -> Fact:
    """Something that is so, is not so, or is not known."""
    return Fact(name, Type.TRUTH, zh, en)


def word(name: str, zh: str, en: str, choices: Mapping[str, tuple[str, str]]) -> Fact:
    """One word out of a closed list, or not known."""
    return Fact(name, Type.WORD, zh, en, choices)


def words(name: str, zh: str, en: str, choices: Mapping[str, tuple[str, str]]) -> Fact:
    """Any number of words out of a closed list; an empty list is known to be empty. Absent: not known."""
    return Fact(name, Type.WORDS, zh, en, choices)


def decided_by(department: str, zh: str, en: str) -> Department:
    """A condition that a department decides by rules of its own, said in both languages. It stays open here."""
    return Department(department, zh, en)


def parameter(name: str, *, of: Type = Type.NUMBER, on: Symbol | None = None) -> Parameter:
    """A dated figure of the pack, as in force `on` a day; left out, on the day of the question."""
    return Parameter(name, of, on)


def conclusion(name: str) -> Reference:
    """What another part of the document concludes."""
    return Reference(name)


def each(happening: Event) -> Occasion:
    """In a duty's `opens` and `due`: the event each time it happens, that is, the first one since the duty last ended."""
    return Occasion("each", happening)


def afterwards(happening: Event) -> Occasion:
    """In a duty's `met`: the first time the event happens once the duty has opened. Without it an earlier one counts too."""
    return Occasion("afterwards", happening)


def days(amount: object) -> Span:
    """So many days."""
    return Span("days", symbol(amount))


def months(amount: object) -> Span:
    """So many months: the same day of the month, else that month's last day."""
    return Span("months", symbol(amount))


def years(amount: object) -> Span:
    """So many years, counted as months are."""
    return Span("months", symbol(amount) * 12)


def when(condition: object, then: object, otherwise: object) -> Symbol:
    """`then` if the condition holds, else `otherwise`; while it is not known, what both agree on."""
    return Operation(operators.WHEN, (symbol(condition), symbol(then), symbol(otherwise)))


def surely(condition: object) -> Symbol:
    """Whether the condition is known to hold; while it is not known, it does not."""
    return Operation(operators.SURELY, (symbol(condition),))


def first_known(*of: object) -> Symbol:
    """The first of these days that has come about."""
    return Operation(operators.FIRST_KNOWN, tuple(map(symbol, of)))


def earliest(*of: object) -> Symbol:
    """The earliest of these days; what has not happened is later than every day."""
    return Operation(operators.SMALLEST, tuple(map(symbol, of)))


def latest(*of: object) -> Symbol:
    """The latest of these days: as long as one has not happened, it has not come about."""
    return Operation(operators.LARGEST, tuple(map(symbol, of)))


def at_least(value: object, floor: object) -> Symbol:
    """The value, but never below the floor."""
    return Operation(operators.LARGEST, (symbol(value), symbol(floor)))


def at_most(value: object, ceiling: object) -> Symbol:
    """The value, but never above the ceiling."""
    return Operation(operators.SMALLEST, (symbol(value), symbol(ceiling)))


def happened(happening: object) -> Symbol:
    """Whether the day has come about at all."""
    return Operation(operators.HAPPENED, (symbol(happening),))


def contains(of: object, wanted: object) -> Symbol:
    """Whether the wanted word is among the words."""
    return any_of(of, wanted)


def any_of(of: object, *wanted: object) -> Symbol:
    """Whether at least one of the wanted words is among the words."""
    return Operation(operators.HAS_ANY, (symbol(of), *map(symbol, wanted)))


def months_completed(since: object, until: object) -> Symbol:
    """How many whole months lie between two days; none before."""
    return Operation(operators.MONTHS_COMPLETED, (symbol(since), symbol(until)))


def months_begun(since: object, until: object) -> Symbol:
    """How many months between two days have at least begun; none before."""
    return Operation(operators.MONTHS_BEGUN, (symbol(since), symbol(until)))


def first_of_month(of: object) -> Symbol:
    """The first day of a day's month."""
    return Operation(operators.FIRST_OF_MONTH, (symbol(of),))


def share_of(amount: object, percent: object) -> Symbol:
    """So many hundredths of an amount, to the fen."""
    return Operation(operators.SHARE_OF, (symbol(amount), symbol(percent)))


def lacking(of: object, *wanted: object) -> Symbol:
    """Those of the wanted words that are not among the words."""
    return Operation(operators.LACKING, (symbol(of), *map(symbol, wanted)))


def rule(clause: str, *, zh: str, en: str) -> Callable[[Callable[[], object]], Conclusion]:
    """Turns a function of one expression into the conclusion of a clause. It is called here, once, with symbols.

    Raises NotAnExpression, naming the rule, where the function asks Python to decide.
    """

    def made(function: Callable[[], object]) -> Conclusion:
        try:
            body = symbol(function())
        except NotAnExpression as mistake:
            where = f"{function.__module__}.{function.__name__}, line {inspect.getsourcelines(function)[1]}"
            raise NotAnExpression(f"{where}: {mistake}") from None
        return Conclusion(function.__name__, clause, zh, en, body)

    return made


duty = DutyDefinition


def periodic(name: str, clause: str, *, applies: object = True, **said: Any) -> PeriodicDuty:
    """A duty in each period of the calendar; it applies always where nothing else is said."""
    return PeriodicDuty(name, clause, applies=symbol(applies), **said)
