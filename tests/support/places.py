"""Folders for servers of their own: pytest's are closed to the user that root's server runs as."""

import hashlib
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
MEMORY = Path("/dev/shm")  # where it is large enough, servers under test write to memory
NEEDED_BYTES = 6 * 1024**3
_numbers = itertools.count(1)


def place_for_servers() -> Path:
    """Where servers under test keep their files. A test's database is gone in a second: no disk need spin for it."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > NEEDED_BYTES and os.access(MEMORY, os.W_OK):
        return MEMORY / f"anbang-{hashlib.sha256(str(PROJECT).encode()).hexdigest()[:8]}"
    return PROJECT / "var"


@contextmanager
def folder_for_a_server() -> Iterator[Path]:
    """A folder that every user may pass; removed afterwards."""
    folder = place_for_servers() / f"test-{os.getpid()}-{next(_numbers)}"
    folder.mkdir(mode=0o755, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def place() -> Iterator[Path]:
    """The same, for one test."""
    with folder_for_a_server() as folder:
        yield folder
