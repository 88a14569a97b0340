"""How long a county waits for its scenarios: one call of `anbang scenario`, and how many files one process plays in a second."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.result import Result, at_least, at_most

PROJECT = Path(__file__).parents[1]
FOLDER = PROJECT / "var" / "bench-scenarios"
FILES = sorted((PROJECT / "scenarios").glob("*.yaml"))
CALL_SECONDS, FILES_A_SECOND = 4, 3
TIMES = 3


def results() -> Iterator[Result]:
    """The first call prepares the database that the others copy; it is not counted, as the installation is not."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    try:
        seconds(FILES[:1])
        calls = [seconds(FILES[:1]) for _ in range(TIMES)]
        whole = seconds(FILES)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
    limit = "what somebody waits for who tries a figure"
    told = f"anbang scenario, one file, median of {TIMES}, slowest {max(calls):.1f} s"
    yield at_most(told, statistics.median(calls), "s", goal=CALL_SECONDS, against=limit)
    told = f"anbang scenario, {len(FILES)} files in one call, start included"
    yield at_least(told, len(FILES) / whole, "files per second", goal=FILES_A_SECOND, against=limit)


def seconds(files: Sequence[Path]) -> float:
    """One call. Raises CalledProcessError where a file is not answered as it expects."""
    environment = {**os.environ, "ANBANG_FOLDER": str(FOLDER)}
    command = [str(Path(sys.executable).with_name("anbang")), "scenario", *map(str, files)]
    began = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began
