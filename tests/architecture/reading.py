"""Reads our own code, and copies it to where a fault may be planted."""

import os
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
SOURCE = PROJECT / "src"
PACKAGE = SOURCE / "anbang"
WRITTEN = (
    ".py",
    ".html",
    ".css",
    ".js",
    ".toml",
    ".md",
    ".txt",
    ".csv",
    ".yaml",
    ".json",
    ".po",
    ".svg",
    ".cfg",
    ".sh",
)


@cache
def pyproject() -> dict[str, Any]:
    """The project's own settings of its tools."""
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


def modules() -> list[Path]:
    """Every Python file of the product but the generated first migrations."""
    return [file for file in sorted(PACKAGE.rglob("*.py")) if not file.match("migrations/0001_initial.py")]


def python_files() -> list[Path]:
    """Every Python file that people write, tests and scripts too."""
    tests_and_tools = [file for folder in ("tests", "bench", "scripts") for file in (PROJECT / folder).rglob("*.py")]
    return [*modules(), *sorted(tests_and_tools)]


def copy_of_the_source(place: Path) -> Path:
    """A copy of source and settings below `place`, for planting; returns the copied package."""
    shutil.copytree(SOURCE, place / "src", ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    shutil.copy(PROJECT / "pyproject.toml", place)
    return place / "src" / "anbang"


def run_tool(name: str, *arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment in the folder `at`, its source first on the path."""
    return subprocess.run(
        [str(Path(sys.executable).with_name(name)), *arguments],
        cwd=at,
        env={**os.environ, "PYTHONPATH": str(at / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
