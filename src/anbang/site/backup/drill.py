"""Rehearses all of it beside the installation, by the commands themselves: whether what would be needed on the worst day works today."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from anbang.lib.postgres.contents import Content, contents
from anbang.site.backup.checking import check
from anbang.site.backup.faults import BackupRefused
from anbang.site.backup.keys import fingerprints_in
from anbang.site.backup.manifest import DATABASE, NAME, SEALS, Manifest, read_manifest
from anbang.site.backup.places import remove
from anbang.site.backup.roles import OWNER, ROLES
from anbang.site.environment import OFFICE_ZONE
from anbang.site.instance import ARCHIVE_BESIDE, Instance
from anbang.site.telling import Tell

Say = Callable[[str], None]


@dataclass
class _Drill:
    """One rehearsal of the installation `name`, in a folder that is removed afterwards."""

    name: str
    folder: Path
    say: Say
    began: float = field(default_factory=time.monotonic)

    @contextmanager
    def part(self, what: str) -> Iterator[None]:
        """Tell a part and its seconds, when it is done."""
        began = time.monotonic()
        yield
        self.say(f"{time.monotonic() - began:7.1f} s  {what}")

    def environment(self, folder: Path) -> dict[str, str]:
        """That of an installation of its own, with the embedded database, an archive, and no keys but those of their backup."""
        ours = {*ROLES.values(), "ANBANG_KEYS"}
        outside = {name: value for name, value in os.environ.items() if name not in ours}
        return {**outside, "ANBANG_FOLDER": str(folder), "ANBANG_ARCHIVE": ARCHIVE_BESIDE}

    def run(self, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        """One of our commands. BackupRefused with its own words where it refuses."""
        line = [sys.executable, "-m", "anbang.site.entry", arguments[0], "--instance", self.name, *arguments[1:]]
        told = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if told.returncode:
            raise BackupRefused((told.stderr.strip().splitlines() or ["it left no word"])[-1])


def drill(instance: Instance, place: Path, *, say: Say, tell: Tell) -> int:
    """Back up the installation; see that a flipped bit is refused; restore it elsewhere; change everything there and go back to the moment
    before. Returns the exit status, 0 where every table came back as it was. Leaves nothing behind.
    """
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="anbang-drill-", dir=place) as folder:
        rehearsed = _Drill(instance.name, Path(folder), say)
        # The server of the rehearsal may run as another user, who has to pass.
        rehearsed.folder.chmod(0o711)
        try:
            _rehearse(rehearsed)
        except BackupRefused as fault:
            say(f"the drill failed: {fault}")
            return 1
        finally:
            tell("removing what the drill made")
            for made in ("restored", "again"):
                remove(rehearsed.folder / made)
    say(f"{time.monotonic() - rehearsed.began:7.1f} s  in all: what is backed up today can be restored")
    return 0


def _rehearse(drill: _Drill) -> None:
    keys, passphrases = drill.folder / "keys" / "keys.anbang", _passphrases(drill.folder)
    keys.parent.mkdir()
    with drill.part("backup of the data"):
        drill.run("backup", "data", "--to", str(drill.folder / "backups"))
    [backup] = (drill.folder / "backups").glob("anbang-*")
    with drill.part("backup of the keys, by two people"):
        drill.run("backup", "keys", "--to", str(keys), "--passphrases", *passphrases)
    with drill.part("a flipped bit is refused"):
        manifest = _flip_bits(backup, keys)
    with_keys = ("--keys", str(keys), "--passphrases", *passphrases)
    restored = drill.environment(drill.folder / "restored")
    with drill.part(f"restore, {len(manifest.tables)} tables with {manifest.rows:,} rows: every checksum the same"):
        drill.run("restore", str(backup), *with_keys, environment=restored)
    moment, before = _change_everything(drill, Instance(drill.name, dict(restored)))
    with drill.part(f"back to {moment.astimezone(ZoneInfo(OFFICE_ZONE)):%Y-%m-%d %H:%M:%S}, into a backup"):
        to = drill.folder / "moments"
        drill.run("backup", "moment", "--at", moment.isoformat(), "--to", str(to), environment=restored)
    [past] = (drill.folder / "moments").glob("anbang-*")
    _compare(before, read_manifest(past))
    with drill.part(f"restore of that moment, {len(before)} tables: every checksum as before the changes"):
        drill.run("restore", str(past), *with_keys, environment=drill.environment(drill.folder / "again"))


def _passphrases(folder: Path) -> list[str]:
    files = [folder / name for name in ("first", "second")]
    for file in files:
        file.write_text(secrets.token_urlsafe(24))
    return [str(file) for file in files]


def _flip_bits(backup: Path, keys: Path) -> Manifest:
    """Flip a bit in each kind of file: each must be refused, and put right again it must not."""
    manifest = check(backup, _silent)
    files = [backup / name for name in (DATABASE, NAME, SEALS, *manifest.files[:1]) if (backup / name).stat().st_size]
    for file in (*files, keys):
        whole = file.read_bytes()
        byte = secrets.randbelow(len(whole))
        file.write_bytes(whole[:byte] + bytes([whole[byte] ^ 1 << secrets.randbelow(8)]) + whole[byte + 1 :])
        try:
            check(backup, _silent)
            fingerprints_in(keys)
        except BackupRefused:
            file.write_bytes(whole)
            continue
        raise BackupRefused(f"A flipped bit in {file.name} was not noticed.")
    fingerprints_in(keys)
    return check(backup, _silent)


def _silent(_: str) -> None:
    """Nobody listens."""


def _change_everything(drill: _Drill, restored: Instance) -> tuple[datetime, Mapping[str, Content]]:
    """Keep a copy of the whole, note a moment and what every table holds then, and empty all of them. Returns the moment and what was there."""
    with restored.kept("anbang backup drill", _silent):
        cluster = restored.cluster
        if cluster.archive is None:
            raise BackupRefused("The drill keeps no archive.")
        with drill.part("copy of the whole, for going back to a moment"):
            cluster.archive.take_base(cluster.superuser_url(), at=datetime.now(UTC))  # noqa: TID251  # a moment of the machine
        owner = restored.environment[OWNER]
        with drill.part("every table emptied"), psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
            before = _contents(owner)
            told = connection.execute("select clock_timestamp()").fetchone()
            connection.execute("set session_replication_role = replica")
            connection.execute(sql.SQL("truncate {}").format(sql.SQL(", ").join(map(sql.Identifier, before))))
            after = _contents(owner)
    if same := [name for name, content in before.items() if content.rows and after[name] == content]:
        raise BackupRefused(f"The control failed: {same[0]} was emptied and its checksum did not notice.")
    if told is None:
        raise BackupRefused("The server of the drill does not tell the time.")
    return told[0], before


def _contents(address: str) -> dict[str, Content]:
    with psycopg.connect(address) as connection:
        return contents(connection)


def _compare(before: Mapping[str, Content], past: Manifest) -> None:
    """BackupRefused, with their names, where tables did not come back as they were."""
    found = {name: Content(table.rows, table.sha256) for name, table in past.tables.items()}
    if others := sorted(name for name in before.keys() | found.keys() if before.get(name) != found.get(name)):
        raise BackupRefused(f"Not as they were at that moment: {', '.join(others)}.")
