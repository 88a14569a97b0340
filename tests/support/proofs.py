"""What the long proofs hand in, and the page that is written of it when all of them held."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "proofs.md"
HEAD = """# Proofs

Written by `make prove`, never by hand: what each experiment of `tests/proofs` found at full length. Every one has a control, which takes the guard
away or goes the naive way, and must fail. `make test` runs a short sample of each, control included. The journeys of `tests/journeys` are played with
them, by real clicks from the desks of all whom a life concerns: on wide screens, and once more on phones.

| experiment | what is done | length | result | control and its result |
|---|---|---|---|---|
"""


@dataclass
class Row:
    """One experiment."""

    name: str
    done: str
    length: str = ""
    result: str = ""
    control: str = ""

    def __str__(self) -> str:
        return f"| {self.name} | {self.done} | {self.length} | {self.result} | {self.control} |"


@dataclass
class Proof:
    """What a test says of its experiment. Its module has the name and what is done as NAME and DONE."""

    row: Row
    config: pytest.Config
    is_full: bool

    def progress(self, done: int, of: int, what: str) -> None:
        """Tell how far it is, ten times."""
        if of >= 10 and done * 10 // of != (done - 1) * 10 // of:
            self._say(f"  {self.row.name}: {done} of {of} {what}")

    def result(self, length: str, result: str) -> None:
        """The experiment held."""
        self.row.length, self.row.result = length, result
        self._say(f"  {self.row.name}: {length}: {result}")

    def control(self, result: str) -> None:
        """The control failed, as it must. An experiment may have several, in any order."""
        self.row.control = _joined(self.row.control, result)
        self._say(f"  {self.row.name}: control: {result}")

    def _say(self, line: str) -> None:
        if self.is_full and self.config.pluginmanager.hasplugin("terminalreporter"):
            with self.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
                self.config.pluginmanager.getplugin("terminalreporter").write_line(line)


ROWS = pytest.StashKey[dict[str, Row]]()


def lengths(sample: int, full: int) -> pytest.MarkDecorator:
    """Runs a test at `length` of a sample in the suite, and at full length in `make prove`."""
    return pytest.mark.parametrize(
        "length", [pytest.param(sample, id="sample"), pytest.param(full, id="full", marks=pytest.mark.proof)]
    )


def pytest_configure(config: pytest.Config) -> None:
    """Nothing is handed in yet."""
    config.stash[ROWS] = {}


@pytest.fixture
def proof(request: pytest.FixtureRequest) -> Proof:
    """Takes down what a test found. Only a full length is spoken of."""
    module, config = request.module, request.config
    is_full = request.node.get_closest_marker("proof") is not None
    row = Row(module.NAME, module.DONE)
    if is_full:
        row = config.stash[ROWS].setdefault(module.__name__, row)
    return Proof(row, config, is_full)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what one of several processes found; an experiment may lie in two of them."""
    rows = node.config.stash[ROWS]
    for name, told in getattr(node, "workeroutput", {}).get("proofs", {}).items():
        row = rows.setdefault(name, Row(told["name"], told["done"]))
        row.length, row.result = row.length or told["length"], row.result or told["result"]
        row.control = _joined(row.control, told["control"])


def _joined(*told: str) -> str:
    """What was told once more is told once: a short control may find what the long one does."""
    return "; ".join(dict.fromkeys(part for one in told for part in one.split("; ") if part))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the page of a whole run in which everything held; one of several processes hands in its part."""
    rows = session.config.stash[ROWS]
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["proofs"] = {name: asdict(row) for name, row in rows.items()}
        return
    if exitstatus == 0 and _is_whole(session.config):
        PAGE.write_text(HEAD + "".join(f"{rows[name]}\n" for name in sorted(rows)), encoding="utf-8")


def _is_whole(config: pytest.Config) -> bool:
    """Whether nothing but the proofs was asked for, all of them, and every experiment handed in its result and its control's."""
    asked = (
        config.option.markexpr == "proof" and not config.option.keyword and config.args == config.getini("testpaths")
    )
    rows = config.stash[ROWS].values()
    return asked and bool(rows) and all(row.result and row.control for row in rows)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Each experiment in words."""
    rows = config.stash[ROWS]
    if not rows:
        return
    terminalreporter.section("proofs")
    for name in sorted(rows):
        row = rows[name]
        terminalreporter.write_line(f"{row.name}: {row.length}: {row.result or 'FAILED'}")
        terminalreporter.write_line(f"    control: {row.control or 'FAILED'}")
    terminalreporter.write_line(
        f"written to {PAGE.name}" if _is_whole(config) and not terminalreporter.stats.get("failed") else "not written"
    )
