"""What is sealed to the disk lies in folders that nobody else may even list."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from anbang.organisations.acting import ActingStaff
from tests.exchange.lists import handed_in, person


@pytest.fixture
def _generous() -> Iterator[None]:
    """A process that takes nothing away from a mode by itself."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes_below(folder: Path) -> dict[str, str]:
    """Folder or file, by its depth → its mode."""
    found = [folder, *sorted(folder.rglob("*"))]
    return {"/".join("*" for _ in one.relative_to(folder).parts): f"{one.stat().st_mode & 0o777:o}" for one in found}


@pytest.mark.usefixtures("_generous")
def test_every_folder_of_a_stored_file_is_closed_to_others(clerk: ActingStaff):
    handed_in([person(1)], by=clerk)
    assert modes_below(Path(settings.FOLDER) / "files") == {"": "700", "*": "700", "*/*": "600"}


@pytest.mark.usefixtures("_generous")
def test_a_folder_of_an_older_installation_is_closed_as_well(clerk: ActingStaff):
    (Path(settings.FOLDER) / "files").mkdir(mode=0o755, parents=True)
    handed_in([person(1)], by=clerk)
    assert modes_below(Path(settings.FOLDER) / "files")[""] == "700"


def test_an_open_folder_would_be_noticed(tmp_path: Path):
    """The control."""
    (tmp_path / "ab").mkdir()
    (tmp_path / "ab").chmod(0o755)
    assert modes_below(tmp_path)["*"] == "755"
