"""An installation with people, a list and seals in it for the tests of backups, and another, empty one to restore it into."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from anbang.audit import keeping
from anbang.papers.keys import make_keyring
from anbang.site.backup.keys import Keys
from anbang.site.backup.restoring import Restored, Wanted, restore
from anbang.site.backup.roles import OWNER
from anbang.site.backup.taking import Source, take
from anbang.site.instance import MAIN, Instance
from anbang.site.refusals import COMMENT
from tests.exchange.lists import handed_in, person
from tests.support.database import Server, _point_django_at
from tests.support.people import TODAY

ROLES = {"app": "anbang_app", "owner": "anbang_owner", "overseer": "anbang_overseer", "auditor": "anbang_auditor"}
PAIR = ("the first long passphrase", "the second long passphrase")
Take = Callable[..., Path]
Restore = Callable[..., Restored]


def silent(_: str) -> None:
    """Nobody listens."""


@pytest.fixture
def installed(clerk, take, folder: Path) -> Path:
    """The folder of an installation at work: two people, a list that waits to be read, a seal."""
    take()
    take(name="李四", id_number=None)
    handed_in([person(1), person(2)], by=clerk)
    keeping.seal_now()
    return folder


@pytest.fixture
def folder(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files and keys of the installation lie."""
    place = tmp_path / "installed"
    place.mkdir()
    monkeypatch.setattr(settings, "FOLDER", place)
    monkeypatch.setattr(settings, "KEYS", place / "keys")
    make_keyring(on=TODAY)
    return place


@pytest.fixture
def source(installed: Path, server: Server, database: str) -> Source:
    """The installation, as what is backed up."""
    return Source(
        installation=MAIN,
        address=server.at(database, "anbang_owner"),
        roles=ROLES,
        folders=(installed / "files",),
        book=installed / "seals" / "seals.jsonl",
        keys=Keys.of(installed / "keys"),
    )


@pytest.fixture
def backup(source: Source, tmp_path: Path) -> Path:
    """A backup of it."""
    return take(source, tmp_path / "backups", silent)[0]


class Elsewhere:
    """An empty installation on an empty database of its own."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server, self.folder, self.database = server, folder, server.bare("restored")
        self.environment = {**server.addresses(self.database), "ANBANG_FOLDER": str(folder)}
        self.left = (settings.DATABASES["default"]["NAME"], settings.FOLDER)

    @property
    def instance(self) -> Instance:
        """As the command finds it."""
        return Instance(MAIN, self.environment)

    @property
    def owner(self) -> str:
        """The address of the owner."""
        return self.environment[OWNER]

    def restore(self, backup: Path, **different: object) -> Restored:
        """Restore a backup here; the product then works on this installation."""
        self.be_worked_at()
        try:
            return restore(self.instance, Wanted(backup, **different), silent)  # type: ignore[arg-type]
        except BaseException:
            self._point_at(*self.left)
            raise

    def be_worked_at(self) -> None:
        """Let the product of this process work here."""
        self._point_at(self.database, self.folder)

    def _point_at(self, database: str, folder: Path) -> None:
        _point_django_at(database, self.server.urls)
        settings.FOLDER, settings.KEYS = folder, folder / "keys"

    def leave(self) -> None:
        """Let the product work where it did before, and throw this one away."""
        self._point_at(*self.left)
        self.server.drop(self.database)

    def is_untouched(self) -> bool:
        """Whether nothing was made here: no table, no file, no key."""
        with psycopg.connect(self.owner) as connection:
            tables = connection.execute(
                "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
            ).fetchone()
            said = connection.execute(COMMENT).fetchone()
        made = [path for path in self.folder.rglob("*") if path.is_file() and path.parent.name != "secrets"]
        return (tables, said, made) == ((0,), (None,), [])


@pytest.fixture
def elsewhere(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Elsewhere]:
    """Where a backup is restored."""
    monkeypatch.setitem(os.environ, "DJANGO_SETTINGS_MODULE", "anbang.site.settings")
    made = Elsewhere(server, tmp_path / "elsewhere")
    yield made
    connections.close_all()
    server.drop(made.database)


def keys_of(source: Source) -> dict[str, bytes]:
    """The files of keys, as they come out of their backup."""
    return {file.name: file.read_bytes() for file in (source.folders[0].parent / "keys").iterdir()}


def flip(file: Path, random: Random) -> str:
    """Turn one bit of a file over; returns which."""
    content = bytearray(file.read_bytes())
    byte, bit = random.randrange(len(content)), random.randrange(8)
    content[byte] ^= 1 << bit
    file.write_bytes(content)
    return f"bit {bit} of byte {byte} of {file.name}"


@contextmanager
def changed(file: Path) -> Iterator[None]:
    """Whatever is done to the file is put right again."""
    content = file.read_bytes()
    try:
        yield
    finally:
        file.write_bytes(content)
