"""What differs between two packs: figures, their dated values, clauses; and what only one of them has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from anbang.policy.pack import Clause, DatedFigure, DatedParameter, Pack

# What is told of a figure and of a clause, beside the dated values.
ASPECTS = ("clause", "unit", "zh", "en", "reading", "alternatives", "allowed")
SAID = ("citation", "title_zh", "title_en", "zh", "en")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same: `what` (such as "value"), as the one has it and as the other has it."""

    what: str
    one: Any
    other: Any


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure or a clause that both have, and what differs."""

    name: str
    clause: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between two packs."""

    figures: tuple[Changed, ...]
    clauses: tuple[Changed, ...]
    figures_only_in_one: tuple[str, ...]
    figures_only_in_other: tuple[str, ...]
    clauses_only_in_one: tuple[str, ...]
    clauses_only_in_other: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the packs say the same."""
        return not any(getattr(self, name) for name in Comparison.__dataclass_fields__)


def compared(one: Pack, other: Pack) -> Comparison:
    """What differs between two packs, in the order of the first one's files."""
    return Comparison(
        tuple(
            Changed(name, figure.clause, found)
            for name, figure in one.parameters.items()
            if name in other.parameters and (found := tuple(_of_figure(figure, other.parameters[name])))
        ),
        tuple(
            Changed(name, name, found)
            for name, clause in one.clauses.items()
            if name in other.clauses and (found := tuple(_of_clause(clause, other.clauses[name])))
        ),
        _only(one.parameters, other.parameters),
        _only(other.parameters, one.parameters),
        _only(one.clauses, other.clauses),
        _only(other.clauses, one.clauses),
    )


def _only(one: Mapping[str, object], other: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(name for name in one if name not in other)


def _of_clause(one: Clause, other: Clause) -> Iterator[Difference]:
    for name in SAID:
        if getattr(one, name) != getattr(other, name):
            yield Difference(name, getattr(one, name), getattr(other, name))


def _of_figure(one: DatedParameter, other: DatedParameter) -> Iterator[Difference]:
    for name in ASPECTS:
        if getattr(one, name) != getattr(other, name):
            yield Difference(name, getattr(one, name), getattr(other, name))
    ours, theirs = ({dated.from_on: dated for dated in figure.values} for figure in (one, other))
    for day in sorted({*ours, *theirs}):
        if _said(ours.get(day)) != _said(theirs.get(day)):
            yield Difference(f"from {day}", _said(ours.get(day)), _said(theirs.get(day)))


def _said(dated: DatedFigure | None) -> dict[str, Any] | None:
    """A dated value as far as it counts: how much, until when, known since when. Who says so is no difference of its own."""
    if dated is None:
        return None
    told = {"value": dated.value, "to": dated.to_on, "announced_on": dated.announced_on}
    return {key: value for key, value in told.items() if value is not None}
