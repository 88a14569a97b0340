"""Tests that share what is dear to make run in one process."""

from collections.abc import Iterable

import pytest
from _pytest.nodeid import NodeId


def in_one_process(items: Iterable[pytest.Item], dear: Iterable[str]) -> None:
    """Have every test that asks for one of these fixtures run where the others do that ask for it.

    xdist reads the group off a test's id. It puts it there itself for `xdist_group`, but in a place where pytest looks no more
    since 9.2 (pytest-xdist issue 1386), so that marked tests are dealt out like any others.
    """
    wanted = list(dear)
    for item in items:
        group = "_".join(name for name in wanted if name in item.fixturenames)  # type: ignore[attr-defined]
        if "walked" in item.fixturenames and hasattr(item, "callspec"):  # type: ignore[attr-defined]
            # Each seat is walked from by itself, so that several processes share the seats.
            group = f"walked from {item.callspec.params['seat']}"
        if group:
            item._id = NodeId.parse(f"{item.nodeid}@{group}")  # type: ignore[attr-defined]
