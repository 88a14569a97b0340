"""Folders that installations of the tests live in, and the terminal of whoever keeps one."""

import pytest

from tests.site.installed import kept
from tests.support.places import place

__all__ = ["kept", "place"]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, database: str) -> None:
    """A terminal that is not set to Chinese, at an installation that nobody works at yet."""
    monkeypatch.setenv("LANG", "C.UTF-8")
