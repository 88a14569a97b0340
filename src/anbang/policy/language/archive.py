"""Writes the graph of all rules as plain data, and makes it callable again: so that what an old version decided can be explained."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from anbang.policy.language import operators
from anbang.policy.language.definitions import DutyDefinition, Owner, PeriodicDuty, Place
from anbang.policy.language.operators import Operator
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
)
from anbang.policy.language.values import LIFE, NEVER, Type

Plain = dict[str, Any]
OPERATORS: Mapping[str, Operator] = {
    operator.name: operator
    for held in vars(operators).values()
    for operator in (held.values() if isinstance(held, dict) else [held])
    if isinstance(operator, Operator)
}


class UnreadableVersion(Exception):
    """A stored version speaks of an operator or kind of node that this software does not know; the message names it."""


def written(book: Rulebook) -> Plain:
    """All rules as data that JSON can hold."""
    return {
        "conclusions": [
            {"name": one.name, "clause": one.clause, "zh": one.zh, "en": one.en, "body": _node(one.body)}
            for one in book.conclusions.values()
        ],
        "duties": [_duty(duty) for duty in book.duties.values()],
    }


def read(plain: Plain) -> Rulebook:
    """The rules again. Raises UnreadableVersion."""
    reading = _Reading()
    conclusions = [
        Conclusion(one["name"], one["clause"], one["zh"], one["en"], reading.node(one["body"]))
        for one in plain["conclusions"]
    ]
    return Rulebook(conclusions, [reading.duty(duty) for duty in plain["duties"]])


def _node(node: Symbol) -> Plain:
    """A node; a conclusion inside another is written by its name."""
    plain: Plain
    match node:
        case Constant(value=value):
            plain = {"constant": _value(value)}
        case DayOfQuestion():
            plain = {"as_of": True}
        case Event(name=name, zh=zh, en=en):
            plain = {"event": name, "zh": zh, "en": en}
        case Fact(name=name, type=type_, zh=zh, en=en, choices=choices):
            readings = {word: list(reading) for word, reading in choices.items()}
            plain = {"fact": name, "type": type_.value, "zh": zh, "en": en, "choices": readings}
        case Department(name=name, zh=zh, en=en):
            plain = {"department": name, "zh": zh, "en": en}
        case Occasion(which=which, event=event):
            plain = {"occasion": which, "of": _node(event)}
        case Parameter(name=name, type=type_, on=on):
            plain = {"parameter": name, "type": type_.value, "on": None if on is None else _node(on)}
        case Conclusion(name=name) | Reference(name=name):
            plain = {"conclusion": name}
        case Operation(operator=operator, parts=parts):
            plain = {"operator": operator.name, "parts": [_node(part) for part in parts]}
        case _:
            raise TypeError(f"{type(node).__name__} cannot be written.")
    return plain


def _value(value: object) -> Plain:
    match value:
        case date():
            return {"day": value.isoformat()}
        case frozenset():
            return {"words": sorted(value)}
        case Decimal():
            return {"decimal": str(value)}
        case float():
            return {"life": True} if value == LIFE else {"decimal": str(Decimal(str(value)))}
    return {"plain": value}


def _duty(duty: DutyDefinition | PeriodicDuty) -> Plain:
    told: Plain = {"kind": type(duty).__name__}
    for field in fields(duty):
        value = getattr(duty, field.name)
        if isinstance(value, Symbol):
            value = _node(value)
        elif isinstance(value, Owner):
            value = {"kind": value.kind, "place": value.place.value}
        told[field.name] = dict(value) if isinstance(value, Mapping) else value
    return told


class _Reading:
    """Events and facts are declared once: the same name is the same node again."""

    def __init__(self) -> None:
        self.declared: dict[str, Event | Fact] = {}

    def node(self, plain: Plain) -> Symbol:
        """The node that was written. Raises UnreadableVersion."""
        match plain:
            case {"constant": value}:
                return Constant(self.value(value))
            case {"as_of": True}:
                return DayOfQuestion()
            case {"event": name, "zh": zh, "en": en}:
                return self.declared.setdefault(name, Event(name, zh, en))
            case {"fact": name, "type": type_, "zh": zh, "en": en, "choices": choices}:
                readings = {word: (reading[0], reading[1]) for word, reading in choices.items()}
                return self.declared.setdefault(name, Fact(name, Type(type_), zh, en, readings))
            case _:
                return self.inner(plain)

    def inner(self, plain: Plain) -> Symbol:
        """A node that holds others, or names one."""
        match plain:
            case {"department": name, "zh": zh, "en": en}:
                return Department(name, zh, en)
            case {"occasion": which, "of": event}:
                told = self.node(event)
                assert isinstance(told, Event)
                return Occasion(which, told)
            case {"parameter": name, "type": type_, "on": on}:
                return Parameter(name, Type(type_), None if on is None else self.node(on))
            case {"conclusion": name}:
                return Reference(name)
            case {"operator": name, "parts": parts} if name in OPERATORS:
                return Operation(OPERATORS[name], tuple(map(self.node, parts)))
        raise UnreadableVersion(f"This software does not know {plain!r}.")

    def value(self, plain: Plain) -> Any:
        """A constant's value."""
        match plain:
            case {"day": day}:
                return NEVER if day == NEVER.isoformat() else date.fromisoformat(day)
            case {"words": words}:
                return frozenset(words)
            case {"decimal": number}:
                return Decimal(number)
            case {"life": True}:
                return LIFE
        return plain["plain"]

    def duty(self, plain: Plain) -> DutyDefinition | PeriodicDuty:
        """The duty that was written."""
        told = {name: self.part(value) for name, value in plain.items() if name != "kind"}
        told["owner"] = Owner(plain["owner"]["kind"], Place(plain["owner"]["place"]))
        kinds: Mapping[str, Any] = {"DutyDefinition": DutyDefinition, "PeriodicDuty": PeriodicDuty}
        made: DutyDefinition | PeriodicDuty = kinds[plain["kind"]](told.pop("name"), told.pop("clause"), **told)
        return made

    def part(self, value: object) -> object:
        """A field of a duty: a node, or plain data."""
        is_node = isinstance(value, dict) and bool(
            {"constant", "as_of", "event", "fact", "department", "occasion", "parameter", "conclusion", "operator"}
            & {*value}
        )
        return self.node(value) if is_node and isinstance(value, dict) else value
