"""Where an installation lies on this machine, and how it is moved as a whole: made under a draft's name, switched in by its name, or put aside.

Keys in a place of their own (ANBANG_KEYS) may be where a disk is mounted: their files change places inside it.
"""

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from anbang.lib.postgres.ordinary_user import OrdinaryUser, reachable_home
from anbang.site.backup.faults import BackupRefused

RESTORING, BEFORE = ".restoring", ".before-"
KEYS_RESTORING, KEYS_BEFORE = "restoring", "before-"


def draft_of(folder: Path) -> Path:
    """Where what is to stand in `folder` is made."""
    return folder.with_name(folder.name + RESTORING)


def holds_something(folder: Path) -> bool:
    """Whether anything lies there."""
    return folder.exists() and any(folder.iterdir())


def refuse_no_folder_of_its_own(folder: Path) -> None:
    """BackupRefused where the folder cannot be switched in by its name."""
    if folder.is_mount() or folder.is_symlink():
        raise BackupRefused(
            f"{folder} is where a disk is mounted, or leads elsewhere: set ANBANG_FOLDER to a folder inside it, which can be put in place whole."
        )


def remove(folder: Path) -> None:
    """Remove an installation, its database too where that lies elsewhere. BackupRefused where somebody uses it."""
    for place in _places(folder):
        if place.exists():
            with _unused(folder):
                shutil.rmtree(place)


def move(folder: Path, to: Path) -> None:
    """Give an installation that nobody uses another name. Its database, where it lies elsewhere, goes first: a stop between the two leaves
    none in the place, and nothing half.
    """
    with _unused(folder):
        for place, new in zip(reversed(_places(folder)), reversed(_places(to)), strict=True):
            if place.exists():
                place.rename(new)


def name_aside(folder: Path) -> Path:
    """Where an installation is put that another one takes the place of."""
    names = (folder.with_name(f"{folder.name}{BEFORE}{number}") for number in count(1))
    return next(name for name in names if not any(place.exists() for place in _places(name)))


def files_in(folder: Path) -> list[Path]:
    """The files that lie there themselves; what is in folders below, such as keys that were put aside, is none of them."""
    return sorted(one for one in folder.iterdir() if one.is_file()) if folder.is_dir() else []


def draft_of_keys(place: Path) -> Path:
    """Where keys lie that are to stand in `place`; emptied of what a restore that was cut off left."""
    draft = place / KEYS_RESTORING
    if draft.exists():
        shutil.rmtree(draft)
    return draft


def switch_keys(place: Path) -> Path:
    """Have the keys of the draft stand in their place. Those that stood there are never removed: returns the folder that they lie in now."""
    aside = next(name for number in count(1) if not (name := place / f"{KEYS_BEFORE}{number}").exists())
    aside.mkdir(mode=0o700)
    for file in files_in(place):
        file.rename(aside / file.name)
    draft = place / KEYS_RESTORING
    for file in files_in(draft):
        file.rename(place / file.name)
    draft.rmdir()
    return aside


def _places(folder: Path) -> list[Path]:
    """The folder, and the home of its database where the server's user cannot reach that in the folder."""
    home = home_of(folder)
    return [folder] if home.is_relative_to(folder.absolute()) else [folder, home]


def home_of(folder: Path) -> Path:
    """Where the embedded database of an installation lies."""
    return reachable_home((folder / "database").absolute(), OrdinaryUser.for_this_process())


def refuse_while_used(folder: Path) -> None:
    """BackupRefused where a server keeps the database of the installation: before long work is begun that would end so."""
    with _unused(folder):
        pass


@contextmanager
def _unused(folder: Path) -> Iterator[None]:
    """While this lasts no server keeps the database of the installation."""
    lock = home_of(folder) / "lock"
    if not lock.exists():
        yield
        return
    with lock.open("r+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefused(f"{_keeper(lock)} uses {folder}: stop it first.") from None
        yield


def _keeper(lock: Path) -> str:
    try:
        holder = dict(json.loads(lock.read_text()))
    except (OSError, ValueError):
        return "Another process"
    return f"{holder.get('purpose', 'another process')} (process {holder.get('pid', 'unknown')})"
