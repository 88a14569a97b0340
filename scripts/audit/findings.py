"""What a scanner hands in, what of it is allowed with a reason, and how its tool is run."""

import os
import re
import subprocess
import tomllib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
# The tools, each kind in an environment of its own, and what they write meanwhile.
PLACE = PROJECT / "var" / "audit"
ALLOWED = HERE / "allowed.toml"
# What a tool draws for people is in the way of what it says.
WITHOUT_SCREEN = {**os.environ, "TERM": "dumb"}


class AuditFailed(Exception):
    """The audit does not hold; the message says in one sentence why."""


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """What one rule says of one place: a file, or an address."""

    rule: str
    where: str
    told: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.rule}: {self.where}: {self.told}".rstrip(": ")


@dataclass(frozen=True, slots=True)
class Looked:
    """How far a scanner came and what it found. `least`: with fewer it reached too little to be believed."""

    visited: int
    least: int
    told: str
    findings: Collection[Finding]


@dataclass(frozen=True, slots=True)
class Control:
    """Faults that were planted, and those among them that the scanner found."""

    planted: frozenset[str]
    found: frozenset[str]


@dataclass(frozen=True, slots=True)
class Served:
    """What runs while pages are scanned: the demo, and the product that is full of faults."""

    demo: str = ""
    faulty: str = ""


@dataclass(frozen=True, slots=True)
class Scanner:
    """A tool, what it does, how it looks at the product, and the control that shows that it would find something."""

    name: str
    kind: str
    does: str
    look: Callable[[Served], Looked]
    control: Callable[[Served], Control]


@dataclass(frozen=True, slots=True)
class Allowed:
    """A finding that is none, and why. One more of its kind in the same place is a finding; with 0 any number is right."""

    scanner: str
    rule: str
    where: str
    why: str
    times: int = 1

    def fits(self, finding: Finding) -> bool:
        """Whether it is about this finding."""
        return self.rule == finding.rule and self.where == finding.where


def allowed(scanner: str) -> list[Allowed]:
    """What is allowed of one scanner."""
    told = tomllib.loads(ALLOWED.read_text(encoding="utf-8"))["allowed"]
    return [one for entry in told if (one := Allowed(**entry)).scanner == scanner]


def judge(findings: Iterable[Finding], reasons: Sequence[Allowed]) -> tuple[list[Finding], list[Allowed]]:
    """The findings that nothing allows, and what is allowed although it is not found, or not as often any more."""
    found = sorted(findings)
    fitting = {reason: [one for one in found if reason.fits(one)] for reason in reasons}
    right = [
        one for reason, those in fitting.items() if len(those) <= reason.times or not reason.times for one in those
    ]
    return [one for one in found if one not in right], [one for one in reasons if len(fitting[one]) < max(one.times, 1)]


def tool(kind: str, name: str) -> str:
    """A tool in the environment of its kind."""
    return str(PLACE / kind / "bin" / name)


def run(*command: str, at: Path = PROJECT, seconds: float = 300, codes: Collection[int] = (0,)) -> str:
    """What a tool prints. AuditFailed where it breaks off or takes too long: silence must never look like peace."""
    try:
        done = subprocess.run(
            command,
            cwd=at,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
            env=WITHOUT_SCREEN,
        )
    except subprocess.TimeoutExpired as error:
        raise AuditFailed(f"{Path(command[0]).name} was not done after {seconds:.0f} seconds.") from error
    if done.returncode not in codes:
        raise AuditFailed(
            f"{Path(command[0]).name} ended with {done.returncode}: {(done.stderr or done.stdout)[-2000:]}"
        )
    return done.stdout


def version(kind: str, name: str) -> str:
    """Which version of a tool was pinned here."""
    told = run(tool(kind, "python"), "-c", f"from importlib.metadata import version; print(version('{name}'))")
    found = re.match(r"[\w.]+", told)
    return found.group() if found else "?"
