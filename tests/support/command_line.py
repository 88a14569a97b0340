"""The command `anbang` as people and programs run it: a process of its own, with nothing of this suite in its environment."""

import os
import subprocess
import sys
from pathlib import Path


def outside(place: Path, **more: str) -> dict[str, str]:
    """The environment of a user: nothing of this suite, and a folder of the test."""
    ours = ("DATABASE_", "ANBANG_", "DJANGO_")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**plain, "ANBANG_FOLDER": str(place / "installation"), **more}


def anbang(*arguments: str | Path, place: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return module("anbang.site.command", *arguments, place=place, **more)


def module(name: str, *arguments: str | Path, place: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a module of ours to its end."""
    line = [sys.executable, "-m", name, *map(str, arguments)]
    return subprocess.run(line, env=outside(place, **more), capture_output=True, text=True, check=False, timeout=300)
