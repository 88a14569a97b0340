"""Folders for servers of their own: pytest's are closed to the user that root's server runs as."""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
_numbers = itertools.count(1)


@contextmanager
def folder_for_a_server() -> Iterator[Path]:
    """A folder in the project that every user may pass; removed afterwards."""
    folder = PROJECT / "var" / f"test-{os.getpid()}-{next(_numbers)}"
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
