"""How long a newcomer waits: from the command to the line `ready:`, the first time and the second."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.result import Result, at_most

PROJECT = Path(__file__).parents[1]
FOLDER = PROJECT / "var" / "bench-start"
FIRST_SECONDS, SECOND_SECONDS = 40, 5
TIMES = 3


def results() -> Iterator[Result]:
    """The first start makes the database and plays the demo; the second finds both. Installation is not counted."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    try:
        first = seconds_to_ready()
        again = [seconds_to_ready() for _ in range(TIMES)]
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
    limit = "what a newcomer waits for"
    yield at_most("first start of the demo, once", first, "s", goal=FIRST_SECONDS, against=limit)
    told = f"second start, median of {TIMES}, slowest {max(again):.1f} s"
    yield at_most(told, statistics.median(again), "s", goal=SECOND_SECONDS, against=limit)


def seconds_to_ready() -> float:
    """One start, ended as soon as it is ready. Raises RuntimeError with the last line where it does not come so far."""
    environment = {**os.environ, "ANBANG_FOLDER": str(FOLDER)}
    command = [str(Path(sys.executable).with_name("anbang")), "demo", "--port", "0"]
    began, line = time.perf_counter(), ""
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("ready: "):
                taken = time.perf_counter() - began
                process.terminate()
                process.stdout.read()
                return taken
    raise RuntimeError(f"the demo did not start: {line.strip()}")
