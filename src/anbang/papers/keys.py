"""The installation's keyring as its file stands, in every process the same: it changes only while no step is under way."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings

from anbang.lib.sealing import Keyring, KeyringFault, Suite
from anbang.lib.secret_files import replace_whole, write_once

NAME = "keyring.json"
_Stamp = tuple[str, int, int, int, str]
_kept: tuple[_Stamp, Keyring] | None = None


def keys_folder() -> Path:
    """Where the keys of this installation lie, apart from database and files."""
    return Path(settings.KEYS)


def keyring_file() -> Path:
    """The file of the keyring."""
    return keys_folder() / NAME


def keyring() -> Keyring:
    """The keyring. Its file is looked at every time (some microseconds), so that a key that was added or taken away counts in every running
    process from its next step on. KeyringFault where it is missing or cannot be read: it is never made here.
    """
    global _kept  # noqa: PLW0603  # one keyring a process, exchanged whole
    kept, stamp = _kept, _stamp()
    if kept is None or kept[0] != stamp:
        kept = _kept = (stamp, Keyring.load(keyring_file(), suite=suite()))
    return kept[1]


def suite() -> Suite:
    """By which suite this installation seals."""
    return Suite[settings.SUITE.upper()]


def _stamp() -> _Stamp:
    """Another one whenever the file is another: it is replaced whole, so that its number in the folder changes. Asked for every value, so
    without a Path, which takes several times as long as the rest.
    """
    file = f"{settings.KEYS}/{NAME}"
    try:
        found = os.stat(file)  # noqa: PTH116
    except OSError as error:
        raise KeyringFault(f"The keyring {file} cannot be read: {error.strerror}.") from error
    return file, found.st_ino, found.st_mtime_ns, found.st_size, settings.SUITE


def make_keyring(*, on: date) -> None:
    """A keyring (0600, in a folder of 0700) where there is none yet. Only for a new installation: in the place of one that was lost it
    would make every value unreadable for good.
    """
    keys_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    write_once(keyring_file(), lambda: Keyring.new(on).written())


def change_keyring(change: Callable[[Keyring], Keyring]) -> Keyring:
    """Put a changed keyring in the place of the old one. Whoever calls holds all steps back (`anbang.organisations.acting.acting`): a step
    that had looked for an ID number under the old keys alone would not find who was written under the new one meanwhile.
    """
    changed = change(keyring())
    replace_whole(keyring_file(), changed.written())
    return changed
