"""Many random people, as rows for the one way of asking and as columns for the other: every day a boundary, everything maybe unknown."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from anbang.policy import DEFAULT_PACK, LIFE, NEVER, RULES, Pack, Value
from anbang.policy.language.symbols import Event, Fact
from anbang.policy.language.values import Type, after_days, after_months
from anbang.policy.population import Coded, CodedSets, Population

AS_OF = date(2026, 11, 5)
TOWNS = ("outside", "500153001", "500153002", "none")

# Every reading the other way, and a share that leaves fen.
OTHER_READINGS = DEFAULT_PACK.with_figures(
    {
        "late_month": "started",
        "late_from": "release",
        "prison_and_corrections": "longer",
        "allowance_standard": "residence",
        "allowance_share_percent": 55,
        "reoffence_counts": "suspicion",
        "follow_up_for": "everybody",
        "registration_form_from": "every_institution",
        "short_sentence_months": 6,
        "priority_contact": False,
    }
)


@dataclass(frozen=True)
class Crowd:
    """People on a day: what is known of each, by name; and the figures that count."""

    as_of: date
    pack: Pack
    values: Mapping[str, Sequence[Value | None]]

    @property
    def rows(self) -> int:
        return len(next(iter(self.values.values())))

    def person(self, row: int) -> dict[str, Value]:
        """What `answer` takes for one of them."""
        return {name: column[row] for name, column in self.values.items() if column[row] is not None}

    def population(self) -> Population:
        """The same for `answer_many`, as arrays where that is what callers have."""
        return Population({name: as_array(RULES.inputs[name], column) for name, column in self.values.items()})


def as_array(declared: Event | Fact, column: Sequence[Any]) -> object:
    """A column as arrays, coded where it holds words."""
    masked = [value is None for value in column]
    match Type.DAY if isinstance(declared, Event) else declared.type:
        case Type.DAY:
            return np.array(column, "datetime64[D]")
        case Type.NUMBER:
            return np.array([np.nan if value is None else float(value) for value in column])
        case Type.TRUTH:
            return np.ma.masked_array([bool(value) for value in column], masked)
        case Type.WORD:
            words = tuple(declared.choices or TOWNS)
            return Coded(np.array([-1 if value is None else words.index(value) for value in column], np.int8), words)
        case Type.WORDS:
            words = tuple(declared.choices)
            bits = [sum(1 << words.index(word) for word in value or ()) for value in column]
            return CodedSets(np.ma.masked_array(bits, masked), words)


def crowd(seed: int, rows: int, as_of: date, pack: Pack) -> Crowd:
    """So many random people. Of the first nothing is known, of the second everything."""
    chance = random.Random(seed)
    days = boundary_days(as_of, pack)
    numbers = [0, 1, 2, 3, 459, 460, 461, 59, 60, 61, 5, 6, 7, 12.5, LIFE]
    values = {}
    for name, declared in RULES.inputs.items():
        kind = Type.DAY if isinstance(declared, Event) else declared.type
        pool: list[Any] = {
            Type.DAY: days,
            Type.NUMBER: numbers,
            Type.TRUTH: [True, False],
            Type.WORD: list(getattr(declared, "choices", None) or TOWNS),
            Type.WORDS: some_sets(chance, list(getattr(declared, "choices", ()))),
        }[kind]
        known = chance.choices(pool, k=rows)
        seldom = chance.random() * 0.5
        known[2:] = [None if chance.random() < seldom else value for value in known[2:]]
        values[name] = [None, *known[1:]]
    return Crowd(as_of, pack, values)


def some_sets(chance: random.Random, words: list[str]) -> list[frozenset[str]]:
    """The empty set, the full one and some between."""
    return [
        frozenset(),
        frozenset(words),
        *(frozenset(word for word in words if chance.random() < 0.3) for _ in range(9)),
    ]


def boundary_days(as_of: date, pack: Pack) -> list[date]:
    """Days that lie a figure of the pack before the day of the question, a day more or less; month ends, 29 February, NEVER."""
    figures = {
        (parameter.unit, dated.value)
        for parameter in pack.parameters.values()
        for dated in parameter.values
        if parameter.unit in ("days", "months", "years")
    }
    moves = {"days": after_days, "months": after_months, "years": lambda day, years: after_months(day, years * 12)}
    starts = [moves[unit](as_of, -figure) for unit, figure in figures]
    starts += [dated.from_on for parameter in pack.parameters.values() for dated in parameter.values]
    starts += [
        dated.announced_on for parameter in pack.parameters.values() for dated in parameter.values if dated.announced_on
    ]
    starts += [date(2016, 2, 29), date(2020, 2, 29), date(2016, 12, 31), date(2017, 1, 31), date(2017, 3, 31), as_of]
    starts = [max(start, date(1900, 1, 1)) for start in starts]
    return sorted({start + timedelta(more) for start in starts for more in (-1, 0, 1)}) + [NEVER] * 9
