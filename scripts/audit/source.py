"""The scanners that read the source: bandit with its own rules, semgrep with ours."""

import json
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scripts.audit.findings import HERE, PROJECT, AuditFailed, Control, Finding, Looked, Scanner, Served, run, tool

SOURCE = "src"
RULES = HERE / "rules.yaml"
PLANTED = HERE / "planted"
# Where a planted file is put to be looked at, in its first lines; and which of its lines are faults, for bandit by which test.
PLACED = re.compile(r"place: (\S+)")
FAULT = re.compile(r"# fault\b(?:: (B\d+))?")


def bandit(_served: Served) -> Looked:
    """Every Python file of the product."""
    told = _bandit(PROJECT, SOURCE)
    looked_at = {file for file in told["metrics"] if file != "_totals"}
    written = list((PROJECT / SOURCE).rglob("*.py"))
    return Looked(len(looked_at), len(written), f"{len(looked_at)} files", _of_bandit(told))


def _bandit(at: Path, folder: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        run(
            tool("source", "bandit"),
            "-q",
            "-c",
            str(HERE / "bandit.yaml"),
            "-r",
            folder,
            "-f",
            "json",
            at=at,
            codes=(0, 1),
        )
    )
    if told["errors"]:
        raise AuditFailed(f"bandit could not read {told['errors']}.")
    return told


def _of_bandit(told: dict[str, Any]) -> list[Finding]:
    return [
        Finding(one["test_id"], one["filename"].removeprefix("./"), f"line {one['line_number']}: {one['issue_text']}")
        for one in told["results"]
    ]


def bandit_control(_served: Served) -> Control:
    """The faults of the file planted for it, each by the test that is meant to find it."""
    file = PLANTED / "bandit.py"
    lines = enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
    planted = {f"{fault[1]} at {number}" for number, line in lines if (fault := FAULT.search(line)) and fault[1]}
    with TemporaryDirectory() as folder:
        shutil.copy(file, folder)
        told = _bandit(Path(folder), ".")
    found = {f"{one['test_id']} at {one['line_number']}" for one in told["results"]}
    return Control(frozenset(planted), frozenset(found))


def semgrep(_served: Served) -> Looked:
    """Every file of the product that a rule of ours may be about."""
    told = _semgrep(PROJECT)
    looked_at = [file for file in told["paths"]["scanned"] if file.endswith((".py", ".html"))]
    written = [
        file
        for kind in ("*.py", "*.html")
        for file in (PROJECT / SOURCE).rglob(kind)
        if file.stat().st_size and "migrations" not in file.parts
    ]
    findings = [
        Finding(
            one["check_id"].rpartition(".")[2], one["path"], f"line {one['start']['line']}: {one['extra']['message']}"
        )
        for one in told["results"]
    ]
    return Looked(len(looked_at), len(written), f"{len(looked_at)} files, {len(rules())} rules", findings)


def rules() -> list[str]:
    """The names of our rules."""
    return re.findall(r"^  - id: (\S+)$", RULES.read_text(encoding="utf-8"), re.MULTILINE)


def _semgrep(at: Path) -> dict[str, Any]:
    """What it says of the source in a folder. A file that it reads in part alone is a failure, for it says so in a whisper."""
    quiet = ("--metrics=off", "--disable-version-check", "--no-git-ignore", "--project-root", ".", "--jobs", "2")
    told: dict[str, Any] = json.loads(
        run(tool("source", "semgrep"), "scan", *quiet, "--config", str(RULES), "--json", "--quiet", SOURCE, at=at)
    )
    if told["errors"]:
        raise AuditFailed(
            f"semgrep could not read {[error.get('path', error.get('message')) for error in told['errors']]}."
        )
    return told


def semgrep_control(_served: Served) -> Control:
    """Each rule finds the lines planted for it, all of them and no other line of that file."""
    planted: set[str] = set()
    with TemporaryDirectory() as folder:
        for rule in rules():
            placed, faults = plant(rule, Path(folder))
            planted |= {f"{rule} in {placed} at {number}" for number in faults}
        told = _semgrep(Path(folder))
    # What another rule says of the same line is that rule's own.
    found = {
        f"{rule} in {one['path']} at {one['start']['line']}"
        for one in told["results"]
        if (rule := one["check_id"].rpartition(".")[2]) == Path(one["path"]).stem
    }
    return Control(frozenset(planted), frozenset(found))


def plant(rule: str, folder: Path) -> tuple[str, list[int]]:
    """Put the file planted for a rule where the rule looks; where that is, and which of its lines are faults."""
    [file] = PLANTED.glob(f"{rule}.*")
    text = file.read_text(encoding="utf-8")
    place = PLACED.search(text)
    if place is None:
        raise AuditFailed(f"{file.name} does not say where it is placed.")
    target = folder / place[1] / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    faults = [number for number, line in enumerate(text.splitlines(), start=1) if FAULT.search(line)]
    return target.relative_to(folder).as_posix(), faults


SCANNERS = (
    Scanner("bandit", "source", "reads the source for what Python does unsafely", bandit, bandit_control),
    Scanner(
        "semgrep",
        "source",
        "reads the source by our own rules, among them: no personal query outside the gate",
        semgrep,
        semgrep_control,
    ),
)
