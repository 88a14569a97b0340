"""FACT=VALUE as people type it, by the type that the rules declare for the fact."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from anbang.lib.reading_dates import read_date
from anbang.policy import LIFE, RULES
from anbang.policy.language.rulebook import nearest
from anbang.policy.language.symbols import Event, Fact
from anbang.policy.language.values import LARGEST_NUMBER, Type

TRUTHS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}
FOR_LIFE = ("life", "无期")
ACCEPTED = {
    Type.DAY: "a day such as 2026-11-05",
    Type.NUMBER: "a number such as 24 (life for a life sentence)",
    Type.TRUTH: "true or false",
}


class Untypable(Exception):
    """A fact cannot be taken as it was typed; the message says what, where and what is accepted."""


def typed_facts(typed: Iterable[str]) -> dict[str, object]:
    """The facts by name, each of its declared type. Raises Untypable."""
    facts: dict[str, object] = {}
    for word in typed:
        name, equals, value = word.partition("=")
        if not equals:
            raise Untypable(f"{word!r} is no FACT=VALUE; write for example released_on=2026-10-01.")
        declared = RULES.inputs.get(name)
        if declared is None:
            raise Untypable(f"No rule reads {name!r}.{nearest(name, RULES.inputs) or _all_of_them()}")
        if name in facts:
            raise Untypable(f"{name} is given twice.")
        facts[name] = _value(declared, value.strip())
    return facts


def _all_of_them() -> str:
    return " `anbang policy table` lists what each rule reads."


def _value(declared: Event | Fact, text: str) -> object:
    wanted = Type.DAY if isinstance(declared, Event) else declared.type
    value: object = None
    if wanted is Type.DAY:
        value = read_date(text)
    elif wanted is Type.TRUTH:
        value = TRUTHS.get(text.lower())
    elif wanted is Type.NUMBER:
        value = _number(text)
    elif isinstance(declared, Fact):
        words = [word.strip() for word in text.replace("，", ",").split(",") if word.strip()]
        value = _words(declared, words) if wanted is Type.WORDS else _words(declared, [text])[0]
    if value is None:
        raise Untypable(f"{declared.name} must be {ACCEPTED[wanted]}, not {text!r}.")
    return value


def _number(text: str) -> int | Decimal | float | None:
    if text.lower() in FOR_LIFE:
        return LIFE
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > LARGEST_NUMBER:
        return None
    return int(number) if number == number.to_integral_value() else number


def _words(fact: Fact, words: list[str]) -> list[str]:
    """Each word by its code, or by its reading in either language."""
    codes = {reading: code for code, readings in fact.choices.items() for reading in (code, *readings)}
    for word in words:
        if not word or (codes and word not in codes):
            known = ", ".join(fact.choices) or "one word"
            raise Untypable(f"{fact.name} must be out of {known}, not {word!r}.")
    return [codes.get(word, word) for word in words]
