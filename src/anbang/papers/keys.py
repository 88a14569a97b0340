"""The installation's keyring, opened once a process."""

from functools import cache

from django.conf import settings

from anbang.lib.sealing import Keyring


@cache
def keyring() -> Keyring:
    """The keyring of this installation; made on first use, mode 0600, apart from database and files."""
    folder = settings.FOLDER / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Keyring.load_or_create(folder / "keyring.json")
