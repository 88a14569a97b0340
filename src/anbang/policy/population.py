"""Asks rules of many people at once, by the same definitions as `answer`. NumPy is loaded with this module and by no other way in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anbang.policy import DEFAULT_PACK, RULES, Pack
from anbang.policy.language import column_days
from anbang.policy.language.column_days import FarDay
from anbang.policy.language.column_facts import Coded, CodedSets, known_columns
from anbang.policy.language.columns import PrintedColumns, Question, printed_columns
from anbang.policy.language.rulebook import Rulebook
from anbang.policy.language.values import DEPARTMENT_DECIDES, NOT_KNOWN, Figure, Type, Value

__all__ = ["Answers", "Coded", "CodedSets", "FarDay", "Population", "answer_many"]

# So many people at once: what is calculated for them stays near the processor.
ROWS_AT_ONCE = 1 << 15

OPEN: dict[Type, Any] = {
    Type.DAY: np.datetime64("NaT"),
    Type.NUMBER: 0,
    Type.TRUTH: False,
    Type.WORD: -1,
    Type.WORDS: 0,
}


class Population:
    """What is known of many people: a column for each fact and event, a row for each person.

    Days: datetime64[D], NaT for what has not happened (of an event) or is not known (of a fact), 9999-12-31 for a day that has not
    come about; from 1800 to 2299. Numbers: whole or float64, NaN where not known. Truth values: bool. A word: `Coded`; lists of
    words: `CodedSets`. All of these may be masked arrays, the mask for what is not known. A plain sequence of what `answer` takes,
    None for what is not known, stands for each of them, but takes longer. A column left out: not known of anybody; `rows` says
    how many there are where no column does.

    Raises UnknownName; WrongFact for a wrong type or word, a day too far away, or columns of different lengths.
    """

    def __init__(self, columns: Mapping[str, object], *, rows: int = 0, book: Rulebook = RULES) -> None:
        self.columns = known_columns(book, columns)
        self.rows = len(next(iter(self.columns.values())).values) if self.columns else rows

    def __len__(self) -> int:
        return self.rows


@dataclass(frozen=True, eq=False, slots=True)
class Answers:
    """What a rule concludes of each person, row by row.

    `values`: days as datetime64[D] (9999-12-31: has not come about), numbers as int64 or float64 in the unit of the rule, truth
    values as bool, a word as its place in `words`, lists of words as bits, bit 0 for the first of `words`. `not_known` and
    `department_decides` (bool) say where there is no value: NaT, 0, false, -1 or no bit stands there.
    """

    rule: str
    type: Type
    values: NDArray[Any]
    not_known: NDArray[np.bool_]
    department_decides: NDArray[np.bool_]
    words: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.values)

    def at(self, row: int) -> Value:
        """The answer for one row, as `answer` gives it."""
        if self.not_known[row]:
            return NOT_KNOWN
        if self.department_decides[row]:
            return DEPARTMENT_DECIDES
        value: Any = self.values[row].item()
        match self.type:
            case Type.WORD:
                value = self.words[value]
            case Type.WORDS:
                value = frozenset(word for place, word in enumerate(self.words) if value >> place & 1)
        known: Value = value
        return known


def answer_many(
    rule_names: Sequence[str], population: Population, /, *, as_of: date, pack: Pack = DEFAULT_PACK
) -> dict[str, Answers]:
    """What each of these rules concludes of each person on a day, by the figures in force then, as `answer` does for one.

    Raises UnknownName, and FarDay where a day that is counted leaves the years 1600 to 2499.
    """
    question = Question(as_of, pack.in_force(as_of), lambda name: _steps(pack, name, as_of))
    nodes = [RULES.resolve(name) for name in rule_names]
    return answers_of(printed_columns(nodes, RULES.resolve, question, population.columns), rule_names, population)


def answers_of(printed: PrintedColumns, names: Sequence[str], population: Population) -> dict[str, Answers]:
    """The answers of a printed function, block by block."""
    answering = [
        _Answering(name, kind, printed.words_of_sets if kind is Type.WORDS else printed.words, population.rows)
        for name, kind in zip(names, printed.types, strict=True)
    ]
    columns = {name: column.values for name, column in population.columns.items()}
    masks = {name: column.not_known for name, column in population.columns.items() if column.not_known is not None}
    for start in range(0, population.rows, ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        found = printed.function(
            {name: values[rows] for name, values in columns.items()},
            {name: mask[rows] for name, mask in masks.items()},
        )
        for one, (values, not_known, department) in zip(answering, found, strict=True):
            one.write(rows, values, not_known, department)
    return {one.name: one.answers() for one in answering}


class _Answering:
    """The arrays of one rule's answers, filled block by block."""

    def __init__(self, name: str, kind: Type, words: tuple[str, ...], rows: int) -> None:
        self.name, self.kind, self.rows = name, kind, rows
        self.words = words if kind in (Type.WORD, Type.WORDS) else ()
        nowhere = np.broadcast_to(np.False_, rows)
        self.not_known: NDArray[np.bool_] = nowhere
        self.department: NDArray[np.bool_] = nowhere
        self.values: NDArray[Any] | None = None

    def write(self, rows: slice, values: Any, not_known: Any, department: Any) -> None:
        if self.values is None:
            self.values = self._empty(np.asarray(values).dtype)
            self.not_known = self.not_known if not_known is np.False_ else np.empty(self.rows, np.bool_)
            self.department = self.department if department is np.False_ else np.empty(self.rows, np.bool_)
        block = self.values[rows]
        if self.kind is Type.DAY:
            column_days.write_days(values, block)
        else:
            block[...] = values
        for mask, held in ((not_known, self.not_known), (department, self.department)):
            if mask is not np.False_:
                held[rows] = mask
                if self.kind is not Type.TRUTH:  # which is false there already
                    np.copyto(block, OPEN[self.kind], where=held[rows])

    def answers(self) -> Answers:
        values = self._empty(np.dtype(np.int64)) if self.values is None else self.values
        return Answers(self.name, self.kind, values, self.not_known, self.department, self.words)

    def _empty(self, found: np.dtype[Any]) -> NDArray[Any]:
        kinds: dict[Type, Any] = {Type.DAY: "datetime64[D]", Type.TRUTH: np.bool_}
        return np.empty(self.rows, kinds.get(self.kind, np.float64 if found.kind == "f" else np.int64))


def _steps(pack: Pack, name: str, known_on: date) -> list[tuple[date, Figure]]:
    """From which day on which figure counts, as far as it is known. A pack only says it for single days."""
    parameter = pack.parameters[name]
    changes = sorted({dated.from_on for dated in parameter.values})
    return [(day, parameter.on(day, known_on)) for day in (date.min, *changes)]
