"""An installation of its own for the seals of a test."""

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where keys and the book of seals lie."""
    monkeypatch.setattr(settings, "FOLDER", tmp_path)
    monkeypatch.setattr(settings, "KEYS", tmp_path / "keys")
    return tmp_path
