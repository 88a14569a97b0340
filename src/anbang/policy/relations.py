"""Which rule rests on which, which duties ask it, and which clause holds what: for pages and the printed table."""

from collections.abc import Iterator

from anbang.policy.language.rulebook import AnyDuty, Rulebook
from anbang.policy.language.symbols import Conclusion, Parameter, Reference, Symbol, parts_of


def rests_on(book: Rulebook, *nodes: Symbol) -> tuple[Conclusion, ...]:
    """The conclusions that these expressions name themselves, each once, in their order."""
    return tuple(book.resolve(name) for name in dict.fromkeys(name for node in nodes for name in _named(node)))


def used_by(book: Rulebook, rule: Conclusion) -> tuple[Conclusion, ...]:
    """The conclusions that name a rule themselves."""
    return tuple(one for one in book.conclusions.values() if rule.name in _named(one.body))


def asked_by(book: Rulebook, rule: Conclusion) -> tuple[AnyDuty, ...]:
    """The duties whose days depend on a rule, be it through others."""
    return tuple(
        duty
        for duty in book.duties.values()
        if any(part is rule for node in duty.days.values() for part in book.reachable(node))
    )


def figures_of(*nodes: Symbol) -> tuple[str, ...]:
    """The figures that these expressions name themselves."""
    return tuple(dict.fromkeys(name for node in nodes for name in _figures(node)))


def _named(node: Symbol) -> Iterator[str]:
    if isinstance(node, Conclusion | Reference):
        yield node.name
    for part in parts_of(node):
        yield from _named(part)


def _figures(node: Symbol) -> Iterator[str]:
    if isinstance(node, Parameter):
        yield node.name
    for part in parts_of(node):
        yield from _figures(part)
