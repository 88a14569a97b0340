"""Worked examples of the rules: facts, a day, and the answer that the clause gives. Pages show them; a test asks each of its rule."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from anbang.policy import DEFAULT_PACK, LIFE, RULES, Explanation, Pack, Value, explain
from anbang.policy.language.rulebook import UnknownName
from anbang.policy.language.symbols import Event, Fact
from anbang.policy.language.values import DEPARTMENT_DECIDES, NEVER, NOT_KNOWN
from anbang.policy.reading_toml import FaultyFile, Table, read_table

FOLDER = Path(__file__).with_name("examples")
# What TOML has no value for.
WORDS: dict[str, Value] = {
    "not known": NOT_KNOWN,
    "never": NEVER,
    "decided by the department": DEPARTMENT_DECIDES,
    "life": LIFE,
}


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a rule. `answer` was taken from the clause, not from the rule."""

    rule: str
    zh: str
    en: str
    on: date
    facts: dict[str, Value]
    figures: dict[str, object]
    answer: Value

    def explained(self, pack: Pack = DEFAULT_PACK) -> Explanation:
        """What the rule answers, and why."""
        asked = pack.with_figures(self.figures) if self.figures else pack
        return explain(self.rule, as_of=self.on, pack=asked, **self.facts)

    def given(self) -> list[tuple[Event | Fact, Value]]:
        """What is known in the example, with its reading."""
        return [(RULES.inputs[name], value) for name, value in self.facts.items()]


@cache
def examples(folder: Path = FOLDER) -> dict[str, tuple[Example, ...]]:
    """Rule → its examples. Raises FaultyFile, naming file, rule and what was expected."""
    found: dict[str, tuple[Example, ...]] = {}
    for file in sorted(set(folder.glob("*.toml")) - {folder / "stories.toml"}):  # those are of the duties
        whole = read_table(file)
        for rule in whole.content:
            try:
                RULES.resolve(rule)
            except UnknownName as mistake:
                raise FaultyFile(f"{file.parent.name}/{file.name}: {mistake}") from mistake
            if rule in found:
                raise FaultyFile(f"{file.parent.name}/{file.name}, {rule}: its examples stand in another file already.")
            found[rule] = tuple(_example(rule, row) for row in whole.rows(rule))
    return found


def _example(rule: str, row: Table) -> Example:
    facts = {name: _value(value) for name, value in _named(row, "facts").items()}
    figures = _named(row, "figures")
    if "answer" not in row:
        raise row.fault("answer", "what the rule answers", "")
    example = Example(
        rule, row.text("zh"), row.text("en"), row.day("on"), facts, figures, _value(row.content["answer"])
    )
    row.refuse_the_rest()
    return example


def _named(row: Table, key: str) -> dict[str, object]:
    found = row.content[key] if key in row else {}
    if not isinstance(found, dict):
        raise row.fault(key, "names with their values", found)
    return found


def _value(written: object) -> Value:
    if isinstance(written, list):
        return frozenset(written)
    if isinstance(written, str):
        return WORDS.get(written, written)
    assert isinstance(written, date | int | float | frozenset)
    return written
