"""What a test needed for a moment is given back: every process that is begun later would carry it along."""

import ctypes
import gc
from pathlib import Path

import pytest

MEGABYTES = 256  # pages of 4 kB
TOO_MUCH_MORE = 200 * MEGABYTES
STATM = Path("/proc/self/statm")
_after_the_last: list[int] = []


def resident() -> int:
    """How many pages of memory the process holds; none where that is not told."""
    return int(STATM.read_text().split()[1]) if STATM.exists() else 0


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """After a test that grew the process a lot."""
    if not _after_the_last:
        _after_the_last.append(resident())
    if resident() > _after_the_last[0] + TOO_MUCH_MORE:
        gc.collect()
        if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # glibc's
            trim(0)
        _after_the_last[0] = resident()
