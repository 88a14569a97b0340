"""Reads a jurisdiction pack from its folder and checks it in full: what is wrong stops the start with a sentence."""

import re
from datetime import timedelta
from pathlib import Path

from anbang.policy.language.rulebook import Rulebook
from anbang.policy.language.values import Type
from anbang.policy.pack import UNITS, Clause, DatedFigure, DatedParameter, Pack
from anbang.policy.reading_standards import read_standards
from anbang.policy.reading_toml import FaultyFile, Table, read_table

FOLDER = Path(__file__).parent / "packs"
TYPES = {int: Type.NUMBER, str: Type.WORD, bool: Type.TRUTH}
NUMBERED = re.compile(r"[1-9](\.[1-9]\d*){1,3}")
NUMERALS = "零一二三四五六七八九"


def read_pack(folder: Path) -> Pack:
    """The pack in a folder. Raises FaultyFile, naming file, key and what was expected."""
    about = read_table(folder / "pack.toml")
    figures = {table.key: _parameter(table) for table in read_table(folder / "parameters.toml").tables()}
    standards = {standard.name: standard for standard in read_standards(folder / "standards.csv")}
    if twice := sorted(figures.keys() & standards.keys()):
        raise FaultyFile(f"{folder.name}/parameters.toml, {', '.join(twice)}: stands in standards.csv already.")
    pack = Pack(
        folder.name,
        about.text("document"),
        about.day("issued_on"),
        {**figures, **standards},
        {table.key: _clause(table) for table in read_table(folder / "clauses.toml").tables()},
    )
    about.refuse_the_rest()
    return pack


def load_pack(name: str, book: Rulebook) -> Pack:
    """The pack of that name, or the one in a folder (a name with a stroke), which has every figure and clause that the rules ask for.

    Raises FaultyFile.
    """
    known = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
    if "/" in name and not Path(name).is_dir():
        raise FaultyFile(f"There is no folder {name!r}.")
    if "/" not in name and name not in known:
        raise FaultyFile(f"There is no pack {name!r}; there are {', '.join(known)}.")
    pack = read_pack(Path(name).resolve() if "/" in name else FOLDER / name)
    complete(pack, book)
    return pack


def complete(pack: Pack, book: Rulebook) -> None:
    """Raises FaultyFile unless the pack has every figure that the rules ask for, of the right type, and every clause."""
    for name, wanted in book.parameter_types.items():
        parameter = pack.parameters.get(name)
        found = TYPES[UNITS[parameter.unit]] if parameter else "nothing"
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
    part, section, item, point = (*clause_id.split("."), "", "", "")[:4]
    return (
        NUMERALS[int(part)]
        + (f"（{NUMERALS[int(section)]}）" if section else "")
        + item
        + (f"（{point}）" if point else "")
    )


def _clause(table: Table) -> Clause:
    if not ("citation" in table or NUMBERED.fullmatch(table.key)):
        raise table.fault("citation", "how a clause outside the document is cited", "")
    cited = table.text("citation") if "citation" in table else citation(table.key)
    title_zh, title_en = (table.text(name) if name in table else "" for name in ("title_zh", "title_en"))
    if bool(title_zh) != bool(title_en):
        raise table.fault("title_zh and title_en", "the title in both languages or in none", "one of them")
    clause = Clause(table.key, cited, table.text("zh"), table.text("en"), title_zh, title_en)
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
        alternatives_zh=table.texts("alternatives_zh"),
    )
    table.refuse_the_rest()
    if parameter.reading and not parameter.alternatives:
        raise table.fault("alternatives", "the other readings that were weighed", "none")
    if len(parameter.alternatives_zh) not in (0, len(parameter.alternatives)):
        raise table.fault(
            "alternatives_zh",
            f"{len(parameter.alternatives)} texts, as many as alternatives",
            len(parameter.alternatives_zh),
        )
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
