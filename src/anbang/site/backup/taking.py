"""Takes a backup while the product runs: one snapshot of the database, every file that its rows name, and the book of seals up to it."""

import fcntl
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import psycopg

from anbang.lib.postgres.contents import contents, sequences
from anbang.lib.postgres.dumping import dumped
from anbang.lib.sealed_stream import seal_stream
from anbang.lib.sealing import SealBroken
from anbang.site.backup.faults import BackupRefused
from anbang.site.backup.keys import Keys
from anbang.site.backup.manifest import (
    DATABASE,
    FILES,
    SEALS,
    Manifest,
    NewestSeal,
    Part,
    Rows,
    backups_in,
    write_manifest,
)
from anbang.site.environment import OFFICE_ZONE
from anbang.site.telling import Tell, step

PURPOSE = "backup"
LOCK = ".anbang-backup.lock"
DRAFT = ".draft"
TRIES = 3
TELL_EVERY_FILES = 500
# A scan that was removed has no file any more, nor has a list whose strangers were sent back; all others have theirs.
NAMED_FILES = """
select f.id from papers_sealedfile f
where not exists (select 1 from papers_paper p where p.file_id = f.id and p.removed_on is not null)
and not exists (select 1 from exchange_batch b where b.file_id = f.id and b.file_gone_on is not null) order by f.id"""
NEWEST_SEAL = "select number, digest from audit_seal order by number desc limit 1"


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up: the database at its owner's address, the folders in which sealed files may lie, the book of seals, and the
    keys. `as_of`: the moment at which the database stands, where that is not now.
    """

    installation: str
    address: str = field(repr=False)
    roles: dict[str, str]
    folders: Sequence[Path]
    book: Path
    keys: Keys
    as_of: datetime | None = None


class _Overtaken(Exception):
    """A file that the snapshot names was removed by its office meanwhile."""


def take(source: Source, to: Path, tell: Tell) -> tuple[Path, Manifest]:
    """A new backup in the folder `to`: its own folder and its manifest. It has a draft's name until it is whole; what is interrupted, or finds
    the disk full, is removed again. Raises BackupRefused, ClusterFault, OSError.
    """
    to.mkdir(parents=True, exist_ok=True)
    with _alone_in(to):
        for left in to.glob(f"*{DRAFT}"):
            shutil.rmtree(left)
        for _ in range(TRIES):
            with suppress(_Overtaken):
                return _take(source, to, tell)
    raise BackupRefused("Files are being removed all the while; try again in a moment.")


@contextmanager
def _alone_in(to: Path) -> Iterator[None]:
    """One backup at a time: a draft that lies there then is of one that was cut off."""
    with (to / LOCK).open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefused(f"Another backup is just being written to {to}; wait for its end.") from None
        yield


def _take(source: Source, to: Path, tell: Tell) -> tuple[Path, Manifest]:
    now = datetime.now(UTC)  # noqa: TID251  # a moment of the machine, not a day of the office
    place = _free_name(to, source.installation, source.as_of or now)
    draft = place.with_name(place.name + DRAFT)
    draft.mkdir(mode=0o700)
    try:
        earlier = [folder for folder, _ in backups_in(to, of=source.installation)][-1:]
        with psycopg.connect(source.address) as connection:
            manifest = _write_parts(source, connection, _Folder(draft, earlier, tell), now)
        os.sync()
        write_manifest(manifest, draft, source.keys.signer)
        os.sync()
        draft.rename(place)
        os.sync()
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return place, manifest


def _free_name(to: Path, installation: str, moment: datetime) -> Path:
    """Named for the moment at which it stands, in the office's time."""
    name = f"anbang-{installation}-{moment.astimezone(ZoneInfo(OFFICE_ZONE)):%Y-%m-%dT%H%M%S}"
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next(to / one for one in names if not (to / one).exists())


class _Folder:
    """The draft of a backup, in which files are written and measured."""

    def __init__(self, draft: Path, earlier: Sequence[Path], tell: Tell) -> None:
        self.draft, self.earlier, self.tell = draft, earlier, tell
        self.parts: dict[str, Part] = {}

    @contextmanager
    def written(self, name: str) -> Iterator[BinaryIO]:
        """A new file of the backup, for writing."""
        path = self.draft / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("xb") as file:
            measured = _Measured(file)
            yield measured  # type: ignore[misc]  # as much of a file as is needed
        self.parts[name] = Part(bytes=measured.size, sha256=measured.digest.hexdigest())

    def put(self, name: str, content: bytes) -> None:
        """A file with this content: linked to that of the backup before, where it is there and still the same, and written anew otherwise."""
        path, digest = self.draft / name, hashlib.sha256(content).hexdigest()
        for folder in self.earlier:
            with suppress(OSError):
                if hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest:
                    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    os.link(folder / name, path)
                    self.parts[name] = Part(bytes=len(content), sha256=digest)
                    return
        with self.written(name) as file:
            file.write(content)


class _Measured:
    def __init__(self, file: BinaryIO) -> None:
        self.file, self.size, self.digest = file, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write it, and remember what was written."""
        self.size += len(data)
        self.digest.update(data)
        return self.file.write(data)


def _write_parts(source: Source, connection: psycopg.Connection, folder: _Folder, now: datetime) -> Manifest:
    backup, tell = uuid.uuid4().hex, folder.tell
    connection.isolation_level, connection.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
    [snapshot] = connection.execute("select pg_export_snapshot()").fetchone() or [""]
    # Before the dump: the numbers it writes down are these or higher ones.
    numbers = sequences(connection)
    broken = _write_files(source, connection, folder)
    with (
        step("writing down the database", tell),
        folder.written(DATABASE) as file,
        dumped(source.address, snapshot=snapshot) as pieces,
    ):
        seal_stream(pieces, file, source.keys.keyring, purpose=PURPOSE, place=place_of(backup))
    with step("counting every table, with its checksum", tell):
        tables = contents(connection)
    seal = connection.execute(NEWEST_SEAL).fetchone()
    with folder.written(SEALS) as file:
        for line in _lines_until(source.book, seal[0] if seal else 0):
            file.write(line)
    return Manifest(
        backup=backup,
        installation=source.installation,
        made_at=now.isoformat(timespec="seconds"),
        as_of=(source.as_of or now).isoformat(timespec="microseconds"),
        version=version("anbang"),
        server=connection.info.server_version,
        roles=source.roles,
        migrations=connection.execute("select app, name from django_migrations order by app, name").fetchall(),
        tables={name: Rows(rows=table.rows, sha256=table.sha256) for name, table in tables.items()},
        sequences=numbers,
        keys=source.keys.fingerprints,
        seal=NewestSeal(number=seal[0], digest=seal[1]) if seal else None,
        broken=broken,
        parts=folder.parts,
    )


def place_of(backup: str) -> str:
    """Where the database of a backup is sealed for."""
    return f"backup:{backup}:{DATABASE}"


def _write_files(source: Source, connection: psycopg.Connection, folder: _Folder) -> list[str]:
    """Every file that the snapshot names. Returns those that are nowhere to be had whole: the backup is made all the same, and says so."""
    named = [row[0].hex for row in connection.execute(NAMED_FILES)]
    broken = []
    with step(f"copying {len(named):,} sealed files", folder.tell):
        for done, name in enumerate(named, 1):
            content = _whole(source, name)
            if content is not None:
                folder.put(f"{FILES}/{name[:2]}/{name}", content)
            elif _was_removed(source.address, name) and source.as_of is None:
                raise _Overtaken
            else:
                broken.append(name)
            if done % TELL_EVERY_FILES == 0:
                folder.tell(f"{done:,} of {len(named):,} sealed files")
    return broken


def _whole(source: Source, name: str) -> bytes | None:
    """The sealed bytes of a file from the first place where it opens."""
    for folder in source.folders:
        with suppress(FileNotFoundError, SealBroken):
            content = (folder / name[:2] / name).read_bytes()
            source.keys.keyring.open(content, purpose="file", place=f"papers_sealedfile:{uuid.UUID(name)}:content")
            return content
    return None


def _was_removed(address: str, name: str) -> bool:
    with psycopg.connect(address) as connection:
        named = {row[0].hex for row in connection.execute(NAMED_FILES)}
    return name not in named


def _lines_until(book: Path, number: int) -> Iterable[bytes]:
    """The book's lines up to the seal of this number. What it does not tell yet is told by the database later."""
    if not book.is_file():
        return
    with book.open("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                return
            if int(json.loads(line)["number"]) <= number:
                yield line


def prune(to: Path, *, of: str, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups of an installation in the folder. Returns those removed."""
    old = [folder for folder, _ in backups_in(to, of=of)][:-keep]
    for folder in old:
        # Without its manifest it is no backup any more, however far the removal comes.
        (folder / "manifest.json").unlink()
        shutil.rmtree(folder)
    return old
