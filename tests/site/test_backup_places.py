"""An installation is moved as a whole, with its database where that lies elsewhere, and never while somebody uses it."""

import fcntl
import json
from pathlib import Path

import pytest

from anbang.lib.postgres import ordinary_user
from anbang.lib.postgres.ordinary_user import OrdinaryUser
from anbang.site.backup.faults import BackupRefused
from anbang.site.backup.places import (
    draft_of,
    holds_something,
    home_of,
    move,
    name_aside,
    refuse_no_folder_of_its_own,
    remove,
)


@pytest.fixture
def folder(place: Path) -> Path:
    """An installation that nobody uses."""
    made = place / "main"
    (made / "keys").mkdir(parents=True)
    (made / "database").mkdir()
    (made / "database" / "lock").write_text(json.dumps({"pid": "7", "purpose": "anbang serve"}))
    return made


@pytest.fixture
def elsewhere(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As in root's home: the server's user cannot reach the folder, and its database lies elsewhere."""
    monkeypatch.setattr(ordinary_user, "ELSEWHERE", place / "elsewhere")
    monkeypatch.setattr(OrdinaryUser, "can_reach", lambda *_: False)
    return place / "elsewhere"


def test_it_is_moved_and_put_aside_under_a_name_that_is_free(folder: Path):
    aside = name_aside(folder)
    assert aside.name == "main.before-1"
    move(folder, aside)
    assert (holds_something(folder), holds_something(aside)) == (False, True)
    assert name_aside(folder).name == "main.before-2"


def test_its_database_goes_along_from_elsewhere(folder: Path, elsewhere: Path):
    home_of(folder).mkdir(parents=True)
    (home_of(folder) / "data").touch()
    aside = name_aside(folder)
    assert home_of(folder) != home_of(aside)
    move(folder, aside)
    assert (home_of(aside) / "data").exists()
    assert not home_of(folder).exists()
    remove(aside)
    assert not home_of(aside).exists()
    assert not aside.exists()


def test_what_somebody_uses_is_neither_moved_nor_removed(folder: Path):
    with (folder / "database" / "lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for step in (lambda: move(folder, name_aside(folder)), lambda: remove(folder)):
            with pytest.raises(BackupRefused, match=r"anbang serve \(process 7\) uses .*main: stop it first"):
                step()
    assert (folder / "keys").is_dir()
    remove(folder)
    assert not folder.exists(), "the control"


def test_a_folder_that_cannot_be_switched_in_by_its_name_is_refused(folder: Path, tmp_path: Path):
    refuse_no_folder_of_its_own(folder)
    refuse_no_folder_of_its_own(draft_of(folder))
    link = tmp_path / "link"
    link.symlink_to(folder)
    for place in (link, Path("/proc")):
        with pytest.raises(BackupRefused, match="set ANBANG_FOLDER to a folder inside it"):
            refuse_no_folder_of_its_own(place)
