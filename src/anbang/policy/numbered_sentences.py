"""Every sentence of the document in our own words, and what answers it: by its number within its clause (2.3.1-4)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from anbang.policy import DEFAULT_PACK, RULES
from anbang.policy.coverage import OPEN_ISSUES, Demand, Gap
from anbang.policy.language.rulebook import clause_order
from anbang.policy.official_text import PREAMBLE
from anbang.policy.reading_toml import Table, read_table

DATA = Path(__file__).with_name("sentences.toml")
OF_THE_LAW = "LAW-"

HEAD = """
# Every sentence

The document's sentences, numbered within their clause and told in our own words, from `src/anbang/policy/sentences.toml`: 2.3.1-4 is
the fourth sentence of 二（三）1, 0-1 the one before all clauses. A heading is no sentence. One sentence may demand several things; each has
its own state, and the test behind a rule or a screen stands above, in the line of its demand.
"""
COLUMNS = """
| Sentence | What it says | Demand | Rule | Screen or record | Not yet | Not for software |
|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a sentence demands, in one of four states; of the first three it names the demand."""

    demand: str = ""
    rules: tuple[str, ...] = ()
    screens: tuple[str, ...] = ()
    gap: Gap | None = None
    not_for_software: str = ""

    @property
    def states(self) -> int:
        """How many of the four it is in; one, if it is told rightly."""
        return sum(map(bool, (self.rules, self.screens, self.gap, self.not_for_software)))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the document: its number, what it says in our own words, its digest, and what answers it."""

    id: str
    zh: str
    en: str
    sha256: str
    entries: tuple[Entry, ...]

    @property
    def clause(self) -> str:
        """The clause it stands in."""
        return self.id.partition("-")[0]


def sentences(data: Path = DATA) -> list[Sentence]:
    """All sentences in the order of the file. Raises FaultyFile."""
    return [_sentence(table) for table in _part(data, "sentences").tables()]


def counts(data: Path = DATA) -> dict[str, int]:
    """How many sentences each clause has, counted in the document itself. Raises FaultyFile."""
    told = _part(data, "sentences_of_a_clause")
    return {clause: told.number(clause) for clause in told.content}


def problems(of: list[Sentence], counted: dict[str, int], demands: list[Demand]) -> Iterator[str]:
    """One sentence for each number that is missing or too many, each line without a state, and each name that does not hold."""
    yield from _misnumbered(of, counted)
    met = {demand.id: demand for demand in demands}
    for sentence in of:
        if not sentence.entries:
            yield f"{sentence.id} has no state."
        for entry in sentence.entries:
            yield from (f"{sentence.id} {fault}" for fault in _faults(entry, met.get(entry.demand), sentence.clause))
    yield from _unanswered(of, demands)


def printed(of: list[Sentence], counted: dict[str, int]) -> str:
    """The second half of docs/policy/coverage.md."""
    return HEAD + "".join(
        f"\n## {_cited(clause)}, {number} sentence{'s' * (number > 1)}\n{COLUMNS}"
        + "".join(_line(sentence) for sentence in of if sentence.clause == clause)
        for clause, number in counted.items()
    )


def _misnumbered(of: list[Sentence], counted: dict[str, int]) -> Iterator[str]:
    expected = [f"{clause}-{place}" for clause, number in counted.items() for place in range(1, number + 1)]
    given = [sentence.id for sentence in of]
    yield from (f"The sentence {number} has no line." for number in expected if number not in given)
    yield from (f"The sentence {number} is more than its clause has." for number in given if number not in expected)
    if given != sorted(given, key=clause_order):
        yield "The sentences are not in the order of the document."
    twice = Counter(sentence.sha256 for sentence in of)
    yield from (f"{sentence.id} has the digest of another sentence." for sentence in of if twice[sentence.sha256] > 1)


def _faults(entry: Entry, demand: Demand | None, clause: str) -> Iterator[str]:
    if entry.states != 1:
        yield f"has an entry in {entry.states} states."
    if entry.not_for_software and not entry.demand:
        return
    if demand is None:
        yield f"answers {entry.demand or 'nothing'}, which is no demand."
        return
    if clause not in demand.clause.split(", ") and not demand.id.startswith(OF_THE_LAW):
        yield f"answers {demand.id}, which is a demand of {demand.clause}."
    for kind, named, known in (
        ("rule", entry.rules, {rule.name for rule in demand.rules}),
        ("screen", entry.screens, {screen.name for screen in demand.screens}),
    ):
        yield from (f"names the {kind} {name!r}, which {demand.id} does not." for name in named if name not in known)
    if entry.gap and entry.gap.issue not in OPEN_ISSUES:
        yield f"names issue {entry.gap.issue}, which is not open."


def _unanswered(of: list[Sentence], demands: list[Demand]) -> Iterator[str]:
    """Each rule stands beside a sentence of its clause, and each demand beside one of each of its clauses."""
    named = {(sentence.clause, name) for sentence in of for entry in sentence.entries for name in entry.rules}
    answered = {(sentence.clause, entry.demand) for sentence in of for entry in sentence.entries}
    for row in RULES.table():
        if not row.clause.startswith(OF_THE_LAW) and (row.clause, row.name) not in named:
            yield f"The rule {row.name} answers no sentence of {row.clause}."
    for demand in demands:
        for clause in demand.clause.split(", "):
            if not clause.startswith(OF_THE_LAW) and (clause, demand.id) not in answered:
                yield f"{demand.id} is demanded by no sentence of {clause}."


def _cited(clause: str) -> str:
    return "Before all clauses" if clause == PREAMBLE else f"{DEFAULT_PACK.citation(clause)} ({clause})"


def _line(sentence: Sentence) -> str:
    cells = (
        sentence.id,
        f"{sentence.zh}<br>{sentence.en}",
        _joined(entry.demand for entry in sentence.entries),
        _joined(f"`{name}`" for entry in sentence.entries for name in entry.rules),
        _joined(f"`{name}`" for entry in sentence.entries for name in entry.screens),
        _joined(f"{entry.gap.what} (issue {entry.gap.issue})" for entry in sentence.entries if entry.gap),
        _joined(entry.not_for_software for entry in sentence.entries),
    )
    return f"| {' | '.join(cells)} |\n"


def _joined(told: Iterable[str]) -> str:
    return "<br>".join(dict.fromkeys(filter(None, told)))


def _part(data: Path, name: str) -> Table:
    whole = read_table(data)
    parts = {part.key: part for part in whole.tables()}
    for key in parts:
        if key not in {"sentences_of_a_clause", "sentences"}:
            raise whole.fault(key, "sentences_of_a_clause or sentences", key)
    if name not in parts:
        raise whole.fault(name, "a table", "")
    return parts[name]


def _sentence(table: Table) -> Sentence:
    sentence = Sentence(
        table.key,
        table.text("zh"),
        table.text("en"),
        table.text("sha256"),
        tuple(_entry(row) for row in table.rows("entries")),
    )
    table.refuse_the_rest()
    return sentence


def _entry(row: Table) -> Entry:
    entry = Entry(
        row.text("demand") if "demand" in row else "",
        row.texts("rules"),
        row.texts("screens"),
        Gap(row.number("issue"), row.text("what")) if "issue" in row else None,
        row.text("not_for_software") if "not_for_software" in row else "",
    )
    row.refuse_the_rest()
    return entry
