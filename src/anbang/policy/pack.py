"""A jurisdiction pack: the figures and clauses of one district's document."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from anbang.policy.language.rulebook import nearest
from anbang.policy.language.values import NEVER, Figure
from anbang.policy.reading_toml import FaultyFile

UNITS = {
    **dict.fromkeys(("days", "months", "years", "times", "members", "percent", "yuan", "hour"), int),
    "word": str,
    "truth": bool,
}
LARGEST_FIGURE = 1000
LARGEST_YUAN = 100_000
LAST_HOUR = 23
# How many pairs of days are remembered: decades of them, in a few megabytes.
MOST_DAYS = 20_000


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
    alternatives_zh: tuple[str, ...] = ()

    def refusal(self, value: object) -> str:
        """What the value should have been; empty if it may stand."""
        kind = UNITS[self.unit]
        if type(value) is not kind:
            return {int: "a whole number", str: "a word", bool: "true or false"}[kind]
        if self.allowed and value not in self.allowed:
            return "one of " + ", ".join(json.dumps(one, ensure_ascii=False) for one in self.allowed)
        largest = {"yuan": LARGEST_YUAN, "hour": LAST_HOUR}.get(self.unit, LARGEST_FIGURE)
        if isinstance(value, int) and not 0 <= value <= largest:
            return f"a whole number from 0 to {largest}"
        return ""

    def on(self, day: date, known_on: date | None = None) -> Figure:
        """The value in force on a day, as far as it was known by another (by the same day, if none is named). What began before the
        document is judged by its first figure.
        """
        asked_on = known_on or day
        known = (dated for dated in reversed(self.values) if dated.from_on <= day and dated.known_on(asked_on))
        return next((dated.value for dated in known), self.values[0].value)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its id, its number in the document's own numbering, and in our own words what it demands and what it is about.

    The title is a few words, and empty where the pack gives none.
    """

    id: str
    citation: str
    zh: str
    en: str
    title_zh: str = ""
    title_en: str = ""


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
            {
                dated.announced_on
                for parameter in parameters.values()
                for dated in parameter.values
                if dated.announced_on
            }
        )
        self._in_force: dict[tuple[int, int], Mapping[str, Figure]] = {}
        self._of_days: dict[tuple[date, date], Mapping[str, Figure]] = {}
        self.digest = self._digest()

    def parameter(self, name: str, on: date, known_on: date | None = None) -> Figure:
        """The figure in force on a day. Raises FaultyFile for a name that the pack does not have."""
        return self._parameter(name).on(on, known_on or on)

    def in_force(self, on: date, known_on: date | None = None, /) -> Mapping[str, Figure]:
        """All figures as in force on a day, as far as they were made known by another (by the same day, if none is named)."""
        days = on, known_on or on
        found = self._of_days.get(days)
        if found is None:
            if len(self._of_days) >= MOST_DAYS:
                self._of_days.clear()
            found = self._of_days[days] = self._of_stretch(*days)
        return found

    def _of_stretch(self, on: date, known_on: date) -> Mapping[str, Figure]:
        """Between two changes of any figure all days share one mapping."""
        stretch = bisect_right(self._changes, on), bisect_right(self._told, known_on)
        if stretch not in self._in_force:
            self._in_force[stretch] = {name: one.on(on, known_on) for name, one in self.parameters.items()}
        return self._in_force[stretch]

    def next_change(self, after: date, names: Iterable[str]) -> date:
        """The first day after a day on which one of these figures is another; NEVER where none will be."""
        days = (dated.from_on for name in names for dated in self._parameter(name).values if dated.from_on > after)
        return min(days, default=NEVER)

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

    def as_plain(self) -> dict[str, Any]:
        """The whole pack as data that JSON can hold."""
        return {
            "name": self.name,
            "document": self.document,
            "issued_on": self.issued_on.isoformat(),
            "parameters": [_plain_parameter(parameter) for parameter in self.parameters.values()],
            "clauses": [asdict(clause) for clause in self.clauses.values()],
        }

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> "Pack":
        """The pack that was written so."""
        parameters = [_parameter_of_plain(told) for told in plain["parameters"]]
        clauses = [Clause(**told) for told in plain["clauses"]]
        return cls(
            plain["name"],
            plain["document"],
            date.fromisoformat(plain["issued_on"]),
            {parameter.name: parameter for parameter in parameters},
            {clause.id: clause for clause in clauses},
        )

    def _parameter(self, name: str) -> DatedParameter:
        if found := self.parameters.get(name):
            return found
        raise FaultyFile(f"The pack {self.name} has no parameter {name!r}.{nearest(name, self.parameters)}")

    def _digest(self) -> str:
        content = [
            [asdict(self.parameters[name]) for name in sorted(self.parameters)],
            [_digested(self.clauses[name]) for name in sorted(self.clauses)],
        ]
        text = json.dumps([self.name, self.document, content], ensure_ascii=False, default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _digested(clause: Clause) -> dict[str, str]:
    """A clause without a title is digested as before there were any: packs that are kept stay the same."""
    return {name: told for name, told in asdict(clause).items() if told or not name.startswith("title_")}


def _plain_parameter(parameter: DatedParameter) -> dict[str, Any]:
    def plain(value: object) -> object:
        return value.isoformat() if isinstance(value, date) else value

    values = [{name: plain(value) for name, value in asdict(dated).items()} for dated in parameter.values]
    return {**asdict(parameter), "values": values}


def _parameter_of_plain(told: Mapping[str, Any]) -> DatedParameter:
    values = []
    for dated in told["values"]:
        days = {name: _day(value) for name, value in dated.items() if name.endswith("_on")}
        values.append(DatedFigure(**{**dated, **days}))
    lists = {"alternatives": tuple(told["alternatives"]), "allowed": tuple(told["allowed"])}
    return DatedParameter(**{**told, **lists, "values": tuple(values)})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
