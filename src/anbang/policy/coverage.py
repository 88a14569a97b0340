"""Which demand of the document is met where. `anbang.policy.printing_coverage` prints it."""

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from anbang.policy import DEFAULT_PACK, RULES
from anbang.policy.language.rulebook import nearest
from anbang.policy.reading_toml import Table, read_table

DATA = Path(__file__).with_name("coverage.toml")
OPEN_ISSUES = range(5, 10)

HEAD = """# Where each demand is met

Made by `python -m anbang.policy.printing_coverage` from `src/anbang/policy/coverage.toml` and `sentences.toml`; a test compares. A demand
is met by a **rule** (or duty) of the policy package, by a **screen or record** (an address of the product, or the model that keeps it), is
**not yet** met (with the open issue that brings it), or is **not for software** (with the reason). Behind each rule and screen stands the
test that was written from the clause. Below, the same [sentence by sentence](#every-sentence).

| Demand | Clause | What must hold | Rule | Screen or record | Not yet | Not for software |
|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Met:
    """A rule or a screen that meets a demand, and the test behind it (file and function below tests/)."""

    name: str
    test: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What is still missing, and the open issue that brings it."""

    issue: int
    what: str


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand of the document or the law, in our own words."""

    id: str
    clause: str
    demand: str
    rules: tuple[Met, ...]
    screens: tuple[Met, ...]
    gaps: tuple[Gap, ...]
    not_for_software: str


def demands(data: Path = DATA) -> list[Demand]:
    """All demands in the order of the document. Raises FaultyFile."""
    return [_demand(table) for table in read_table(data).tables()]


def problems(of: list[Demand], tests: Path, shown: Collection[str]) -> Iterator[str]:
    """One sentence for each demand without a state, and for each rule, clause, issue, screen or test that does not exist.

    `tests` is the folder of the test suite; a test of a rule lies in its folder `policy`. `shown` are the addresses of the
    product and the models of its records, which this package does not know.
    """
    known = {*RULES.conclusions, *RULES.duties}
    for demand in of:
        yield from (f"{demand.id} {fault}" for fault in _faults(demand, known, shown))
        for met in (*demand.rules, *demand.screens):
            if not _exists(met.test, tests / "policy" if met in demand.rules else tests):
                yield f"{demand.id} names the test {met.test}, which does not exist."
    covered = {rule.name for demand in of for rule in demand.rules}
    yield from (f"The rule {row.name} meets no demand." for row in RULES.table() if row.name not in covered)


def _faults(demand: Demand, known: Collection[str], shown: Collection[str]) -> Iterator[str]:
    if not (demand.rules or demand.screens or demand.gaps or demand.not_for_software):
        yield "has no state."
    for clause in demand.clause.split(", "):
        if clause not in DEFAULT_PACK.clauses:
            yield f"cites {clause}, which the pack does not have."
    for gap in demand.gaps:
        if gap.issue not in OPEN_ISSUES:
            yield f"names issue {gap.issue}, which is not open."
    for rule in demand.rules:
        if rule.name not in known:
            yield f"names the rule {rule.name!r}.{nearest(rule.name, known)}"
    for screen in demand.screens:
        if screen.name not in shown:
            yield f"names {screen.name!r}, which is no address and no record.{nearest(screen.name, shown)}"


def printed(of: list[Demand]) -> str:
    """The first half of docs/policy/coverage.md."""
    lines = (
        f"| {demand.id} | {demand.clause} | {demand.demand} | {_met(demand.rules)} | {_met(demand.screens)} "
        f"| {'<br>'.join(f'{gap.what} (issue {gap.issue})' for gap in demand.gaps)} | {demand.not_for_software} |"
        for demand in of
    )
    return HEAD + "\n".join(lines) + "\n"


def _met(by: tuple[Met, ...]) -> str:
    return "<br>".join(f"`{met.name}` ({met.test})" for met in by)


def _exists(test: str, folder: Path) -> bool:
    file, _, function = test.partition("::")
    path = folder / file
    if not path.is_file():
        return False
    return any(
        isinstance(node, ast.FunctionDef) and node.name == function
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )


def _demand(table: Table) -> Demand:
    demand = Demand(
        table.key,
        table.text("clause"),
        table.text("demand"),
        tuple(_pair(row) for row in table.rows("rules")),
        tuple(_pair(row) for row in table.rows("screens")),
        tuple(_gap(row) for row in table.rows("gaps")),
        table.text("not_for_software") if "not_for_software" in table else "",
    )
    table.refuse_the_rest()
    return demand


def _pair(row: Table) -> Met:
    met = Met(row.text("name"), row.text("test"))
    row.refuse_the_rest()
    return met


def _gap(row: Table) -> Gap:
    gap = Gap(row.number("issue"), row.text("what"))
    row.refuse_the_rest()
    return gap
