"""Whoever asks for what is dear to make runs in one process, however many there are."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
CONFTEST = """
import pytest
from tests.support.sharing import in_one_process

@pytest.fixture
def dear(): ...

def pytest_collection_modifyitems(config, items):
    if hasattr(config, "workerinput"):
        in_one_process(items, {names})
"""
TESTS = """
import pytest

@pytest.mark.parametrize("number", range(8))
def test_dear(number, dear): ...

@pytest.mark.parametrize("number", range(8))
def test_cheap(number): ...
"""


def processes(folder: Path, names: tuple[str, ...]) -> dict[str, set[str]]:
    """Which tests ran in which of two processes."""
    (folder / "conftest.py").write_text(CONFTEST.format(names=names))
    (folder / "test_some.py").write_text(TESTS)
    flags = ("-n2", "--dist=loadgroup", "-v", "-p", "no:randomly", "-p", "no:cacheprovider", "--rootdir", str(folder))
    told = subprocess.run(
        [sys.executable, "-m", "pytest", *flags, str(folder)],
        env={name: told for name, told in os.environ.items() if "PYTEST" not in name} | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    ran = re.findall(r"^\[(gw\d)\] .*PASSED \S+::test_(\w+)", told, re.MULTILINE)
    assert len(ran) == 16, told
    return {test: {process for process, one in ran if one == test} for test in ("dear", "cheap")}


@pytest.mark.parametrize("names", [("dear",), ()])
def test_the_dear_is_asked_for_in_one_process_and_without_the_grouping_in_both(tmp_path: Path, names: tuple[str, ...]):
    assert len(processes(tmp_path, names)["dear"]) == (1 if names else 2)
