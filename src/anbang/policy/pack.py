"""A jurisdiction pack: the figures and clauses of one district's document."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property

from anbang.policy.language.rulebook import nearest
from anbang.policy.language.values import Figure
from anbang.policy.reading_toml import FaultyFile

UNITS = {
    **dict.fromkeys(("days", "months", "years", "times", "members", "percent", "yuan"), int),
    "word": str,
    "truth": bool,
}
LARGEST_FIGURE = 1000
LARGEST_YUAN = 100_000


@dataclass(frozen=True, slots=True)
class DatedFigure:
    """A value of a parameter, from one day to another (both included; no end: until further notice), and who says so.

    One that is announced later than it begins counts for those days too, but only for who asks on that day or after it.
    """

    from_on: date
    to_on: date | None
    value: Figure
    source: str
    announced_on: date | None = None

    def known_on(self, day: date) -> bool:
        """Whether the value was made known by a day."""
        return self.announced_on is None or self.announced_on <= day


@dataclass(frozen=True, slots=True)
class DatedParameter:
    """A figure of the document over time. A `reading` stands for words without a figure, with the alternatives weighed."""

    name: str
    clause: str
    unit: str
    zh: str
    en: str
    reading: bool
    alternatives: tuple[str, ...]
    allowed: tuple[Figure, ...]
    values: tuple[DatedFigure, ...]

    def refusal(self, value: object) -> str:
        """What the value should have been; empty if it may stand."""
        kind = UNITS[self.unit]
        if type(value) is not kind:
            return {int: "a whole number", str: "a word", bool: "true or false"}[kind]
        if self.allowed and value not in self.allowed:
            return "one of " + ", ".join(json.dumps(one, ensure_ascii=False) for one in self.allowed)
        largest = LARGEST_YUAN if self.unit == "yuan" else LARGEST_FIGURE
        if isinstance(value, int) and not 0 <= value <= largest:
            return f"a whole number from 0 to {largest}"
        return ""

    def on(self, day: date, known_on: date) -> Figure:
        """The value in force on a day, as far as it was known by another. What began before the document is judged by its first
        figure.
        """
        known = (dated for dated in reversed(self.values) if dated.from_on <= day and dated.known_on(known_on))
        return next((dated.value for dated in known), self.values[0].value)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its id, its number in the document's own numbering, and in our own words what it demands."""

    id: str
    citation: str
    zh: str
    en: str


class Pack:
    """All figures and clauses of one jurisdiction. Immutable; `digest` changes with every figure and word of it."""

    def __init__(
        self,
        name: str,
        document: str,
        issued_on: date,
        parameters: Mapping[str, DatedParameter],
        clauses: Mapping[str, Clause],
    ) -> None:
        self.name = name
        self.document = document
        self.issued_on = issued_on
        self.parameters = parameters
        self.clauses = clauses
        self._changes = sorted({dated.from_on for parameter in parameters.values() for dated in parameter.values})
        self._told = sorted(
            {dated.announced_on for parameter in parameters.values() for dated in parameter.values if dated.announced_on}
        )
        self._in_force: dict[tuple[int, int], Mapping[str, Figure]] = {}
        self.digest = self._digest()

    def parameter(self, name: str, on: date, known_on: date | None = None) -> Figure:
        """The figure in force on a day. Raises FaultyFile for a name that the pack does not have."""
        return self._parameter(name).on(on, known_on or on)

    def in_force(self, on: date, known_on: date | None = None, /) -> Mapping[str, Figure]:
        """All figures as in force on a day, as far as they were made known by another (by the same day, if none is named)."""
        asked_on = known_on or on
        place = bisect_right(self._changes, on), bisect_right(self._told, asked_on)
        found = self._in_force.get(place)
        if found is None:
            found = {name: parameter.on(on, asked_on) for name, parameter in self.parameters.items()}
            self._in_force[place] = found
        return found

    @cached_property
    def steady(self) -> Mapping[str, Figure]:
        """The figures that have been the same on every day."""
        return {name: one.values[0].value for name, one in self.parameters.items() if len(one.values) == 1}

    def label(self, parameter: str) -> tuple[str, str]:
        """What a figure means, in Chinese and in English."""
        found = self._parameter(parameter)
        return found.zh, found.en

    def clause(self, clause_id: str) -> Clause:
        """A clause by its id. Raises FaultyFile for one that the pack does not have."""
        if found := self.clauses.get(clause_id):
            return found
        raise FaultyFile(f"The pack {self.name} has no clause {clause_id!r}.{nearest(clause_id, self.clauses)}")

    def citation(self, clause: str) -> str:
        """A clause as the document numbers it."""
        return self.clause(clause).citation

    def with_figures(self, figures: Mapping[str, object]) -> "Pack":
        """The same pack with other figures for all time: what a scenario or a rehearsal asks for.

        Raises FaultyFile for a figure that the pack does not have or that may not have this value.
        """
        changed = dict(self.parameters)
        for name, value in figures.items():
            parameter = self._parameter(name)
            if refusal := parameter.refusal(value):
                raise FaultyFile(f"The parameter {name} must be {refusal}, not {value!r}.")
            assert isinstance(value, int | bool | str)
            changed[name] = replace(parameter, values=(DatedFigure(date.min, None, value, "given"),))
        return Pack(self.name, self.document, self.issued_on, changed, self.clauses)

    def _parameter(self, name: str) -> DatedParameter:
        if found := self.parameters.get(name):
            return found
        raise FaultyFile(f"The pack {self.name} has no parameter {name!r}.{nearest(name, self.parameters)}")

    def _digest(self) -> str:
        content = [
            [asdict(self.parameters[name]) for name in sorted(self.parameters)],
            [asdict(self.clauses[name]) for name in sorted(self.clauses)],
        ]
        text = json.dumps([self.name, self.document, content], ensure_ascii=False, default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()
