"""A jurisdiction pack: the figures and clauses of one district's document, read from a folder and checked in full."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from anbang.policy.language.rulebook import Rulebook, nearest
from anbang.policy.language.values import Figure, Type
from anbang.policy.reading_toml import FaultyFile, Table, read_table

FOLDER = Path(__file__).parent / "packs"
UNITS = {"days": int, "months": int, "years": int, "times": int, "members": int, "word": str, "truth": bool}
LARGEST_FIGURE = 1000
NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class DatedFigure:
    """A value of a parameter, from one day to another (both included; no end: until further notice), and who says so."""

    from_on: date
    to_on: date | None
    value: Figure
    source: str


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
        if self.allowed:
            return (
                ""
                if any(value is one or (value == one and type(value) is type(one)) for one in self.allowed)
                else ("one of " + ", ".join(json.dumps(one, ensure_ascii=False) for one in self.allowed))
            )
        if type(value) is not UNITS[self.unit]:
            return {int: "a whole number", str: "a word", bool: "true or false"}[UNITS[self.unit]]
        if isinstance(value, int) and not 0 <= value <= LARGEST_FIGURE:
            return f"a whole number from 0 to {LARGEST_FIGURE}"
        return ""

    def on(self, day: date) -> Figure:
        """The value in force on a day. What began before the document is judged by its first figure."""
        return next((dated.value for dated in reversed(self.values) if dated.from_on <= day), self.values[0].value)


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
        self._in_force: dict[int, Mapping[str, Figure]] = {}
        self.digest = self._digest()

    def parameter(self, name: str, on: date) -> Figure:
        """The figure in force on a day. Raises FaultyFile for a name that the pack does not have."""
        return self._parameter(name).on(on)

    def in_force(self, on: date) -> Mapping[str, Figure]:
        """All figures as in force on a day."""
        place = bisect_right(self._changes, on)
        if place not in self._in_force:
            self._in_force[place] = {name: parameter.on(on) for name, parameter in self.parameters.items()}
        return self._in_force[place]

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


def read_pack(folder: Path) -> Pack:
    """The pack in a folder. Raises FaultyFile, naming file, key and what was expected."""
    about = read_table(folder / "pack.toml")
    pack = Pack(
        folder.name,
        about.text("document"),
        about.day("issued_on"),
        {table.key: _parameter(table) for table in read_table(folder / "parameters.toml").tables()},
        {table.key: _clause(table) for table in read_table(folder / "clauses.toml").tables()},
    )
    about.refuse_the_rest()
    return pack


def load_pack(name: str, book: Rulebook) -> Pack:
    """The pack of that name, which has every figure and clause that the rules ask for. Raises FaultyFile."""
    known = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
    if name not in known:
        raise FaultyFile(f"There is no pack {name!r}; there are {', '.join(known)}.")
    pack = read_pack(FOLDER / name)
    complete(pack, book)
    return pack


def complete(pack: Pack, book: Rulebook) -> None:
    """Raises FaultyFile unless the pack has every figure that the rules ask for, of the right type, and every clause."""
    for name, wanted in book.parameter_types.items():
        parameter = pack.parameters.get(name)
        found = {int: Type.NUMBER, str: Type.WORD, bool: Type.TRUTH}[UNITS[parameter.unit]] if parameter else "nothing"
        if found != wanted:
            raise FaultyFile(f"The pack {pack.name}, parameters.toml, {name}: expected a {wanted}, found {found}.")
    for row in book.table():
        if row.clause not in pack.clauses:
            raise FaultyFile(f"The pack {pack.name}, clauses.toml: expected {row.clause}, which {row.name} cites.")
    for parameter in pack.parameters.values():
        if parameter.clause not in pack.clauses:
            raise FaultyFile(
                f"The pack {pack.name}, clauses.toml: expected {parameter.clause}, which {parameter.name} cites."
            )


def citation(clause_id: str) -> str:
    """The document's own numbering of a clause: 2.4.1.3 is 二（四）1（3）."""
    part, *rest = (int(number) for number in clause_id.split("."))
    forms = ["（{}）", "{}", "（{}）"]
    texts = [
        form.format(NUMERALS[number] if place == 0 else number)
        for place, (form, number) in enumerate(zip(forms, rest, strict=False))
    ]
    return NUMERALS[part] + "".join(texts)


def _clause(table: Table) -> Clause:
    cited = table.text("citation") if "citation" in table else citation(table.key)
    clause = Clause(table.key, cited, table.text("zh"), table.text("en"))
    table.refuse_the_rest()
    return clause


def _parameter(table: Table) -> DatedParameter:
    parameter = DatedParameter(
        name=table.key,
        clause=table.text("clause"),
        unit=table.one_of("unit", UNITS),
        zh=table.text("zh"),
        en=table.text("en"),
        reading=table.truth("reading", False),
        alternatives=table.texts("alternatives"),
        allowed=table.figures("allowed"),
        values=tuple(_dated(row) for row in table.rows("values")),
    )
    table.refuse_the_rest()
    if parameter.reading and not parameter.alternatives:
        raise table.fault("alternatives", "the other readings that were weighed", "none")
    _refuse_overlaps(table, parameter)
    return parameter


def _dated(row: Table) -> DatedFigure:
    to_on = row.day("to") if "to" in row else None
    dated = DatedFigure(row.day("from"), to_on, row.figure("value"), row.text("source"))
    row.refuse_the_rest()
    if to_on and to_on < dated.from_on:
        raise row.fault("to", f"a day not before {dated.from_on}", to_on)
    return dated


def _refuse_overlaps(table: Table, parameter: DatedParameter) -> None:
    """One figure on every day: each follows the one before it without a gap, and the last has no end."""
    for dated in parameter.values:
        if refusal := parameter.refusal(dated.value):
            raise table.fault("values", refusal, dated.value)
    for earlier, later in zip(parameter.values, parameter.values[1:], strict=False):
        ends_on = earlier.to_on or later.from_on - timedelta(1)
        if later.from_on <= max(earlier.from_on, ends_on):
            raise table.fault(
                "values", f"no overlap: the next figure begins after {max(earlier.from_on, ends_on)}", later.from_on
            )
        if later.from_on > ends_on + timedelta(1):
            raise table.fault("values", f"no gap: the next figure begins on {ends_on + timedelta(1)}", later.from_on)
    if not parameter.values or parameter.values[-1].to_on:
        raise table.fault("values", "a last figure without an end", "none")
