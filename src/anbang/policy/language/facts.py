"""Takes facts from callers: known names, declared types, closed lists of words; None is the same as left out."""

from collections.abc import Mapping
from typing import cast

from anbang.policy.language.rulebook import Rulebook, UnknownName, nearest
from anbang.policy.language.symbols import Event, Fact
from anbang.policy.language.values import NOT_KNOWN, Known, Type, Value, fits

EXPECTED = {
    Type.DAY: "a day",
    Type.NUMBER: "a number",
    Type.TRUTH: "true or false",
    Type.WORD: "a word",
    Type.WORDS: "a list of words",
}


class WrongFact(TypeError):
    """A fact given to a rule is of the wrong kind; the message says what was expected."""


def known_facts(book: Rulebook, given: Mapping[str, object]) -> dict[str, Value]:
    """The facts and events that are given, checked. Raises UnknownName, WrongFact."""
    known: dict[str, Value] = {}
    plain, closed = book.plain_types, book.closed_lists
    for name, value in given.items():
        # What most callers give is seen at a glance; the rest is looked at closely.
        if type(value) is plain.get(name) or (type(value) is str and value in closed.get(name, ())):
            known[name] = cast("Value", value)
            continue
        declared = declared_input(book, name)
        if value is not None and value is not NOT_KNOWN:
            known[name] = checked_fact(declared, value)
    return known


def declared_input(book: Rulebook, name: str) -> Event | Fact:
    """The fact or event of that name. Raises UnknownName."""
    if name in book.inputs:
        return book.inputs[name]
    raise UnknownName(f"No rule reads {name!r}.{nearest(name, book.inputs)}")


def checked_fact(declared: Event | Fact, value: object) -> Known:
    """A known value of a fact or event. Raises WrongFact."""
    if isinstance(value, list | tuple | set):
        value = frozenset(value)
    wanted = Type.DAY if isinstance(declared, Event) else declared.type
    if not fits(value, wanted):
        raise WrongFact(f"{declared.name} must be {EXPECTED[wanted]}, not {value!r}.")
    choices = declared.choices if isinstance(declared, Fact) else {}
    for word in value if isinstance(value, frozenset) else [value]:
        if choices and word not in choices:
            raise WrongFact(f"{declared.name} must be out of {', '.join(choices)}, not {word!r}.")
    return cast("Known", value)
