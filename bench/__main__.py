"""Runs every bench, prints its figures, and writes them to `bench/results.json` with machine and commit."""

import json
import os
import pkgutil
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from bench.result import Result

HERE = Path(__file__).parent
NO_BENCH = {
    *("__main__", "database", "numpy_rules", "openfisca_rules", "people", "result"),
    *("copying", "lives", "load", "nights", "register", "renaming"),
}


def benches(wanted: list[str]) -> dict[str, Callable[[], Iterator[Result]]]:
    """Name of the module → its `results`, in the order of names: those that are wanted, or all. Of the others nothing is imported, for some need
    packages that only `make bench` installs.
    """
    names = sorted({module.name for module in pkgutil.iter_modules([str(HERE)])} - NO_BENCH)
    return {name: import_module(f"bench.{name}").results for name in names if not wanted or name in wanted}


def machine() -> str:
    """What the figures were measured on: processor, cores, memory, system, Python."""
    told = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = next((line.split(":")[1].strip() for line in told.splitlines() if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processor = model or platform.machine()
    system = f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}"
    return f"{processor}, {os.cpu_count()} cores, {memory:.0f} GB, {system}"


def commit() -> str:
    """The commit that was measured; marked where files differ from it."""
    told = _git("rev-parse", "--short=12", "HEAD")
    return (
        f"{told} with changes" if told and _git("status", "--porcelain", "--untracked-files=no") else told or "unknown"
    )


def _git(*arguments: str) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    return subprocess.run([git, *arguments], cwd=HERE, capture_output=True, text=True, check=False).stdout.strip()


def main(wanted: list[str]) -> None:
    """Run the benches named, or all; only a run of all is written down."""
    where, what = machine(), commit()
    figures = []
    for name, results in benches(wanted).items():
        for result in results():
            print(f"{name:<10} {result.name:<58} {result.value:>12,g} {result.unit:<20} {_judged(result)}", flush=True)
            figures.append({**asdict(result), "machine": where, "commit": what})
    if not wanted:
        written = json.dumps(figures, ensure_ascii=False, indent=1) + "\n"
        (HERE / "results.json").write_text(written, encoding="utf-8")


def _judged(result: Result) -> str:
    return f"goal {result.goal:g}: {'met' if result.met else 'NOT MET'}"


if __name__ == "__main__":
    main(sys.argv[1:])
