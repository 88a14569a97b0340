"""Backups are taken while people are taken in, and restored: every table has the checksum that it had in the moment of the backup."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import psycopg
import pytest

from anbang.audit import keeping
from anbang.casework.custody.intake import Intake
from anbang.organisations.acting import ActingStaff
from anbang.site.backup import taking
from anbang.site.backup.faults import BackupRefused
from anbang.site.backup.keys import Keys
from anbang.site.backup.manifest import Manifest
from anbang.site.backup.taking import Source, take
from anbang.site.instance import MAIN
from tests.exchange.lists import handed_in, person
from tests.proofs.test_database_killed import writing
from tests.site.backups import ROLES, Elsewhere, flip, folder, keys_of, silent
from tests.support.database import Server
from tests.support.patience import until
from tests.support.proofs import Proof, lengths

__all__ = ["folder"]
NAME = "Backup and restore"
DONE = (
    "A backup is taken while two threads take people in, restored into an empty database, and every table's checksum compared;"
    " then a bit is flipped in one of its files"
)


@pytest.fixture
def source(clerk: ActingStaff, folder: Path, server: Server, database: str) -> Source:
    """An installation with a list in it."""
    handed_in([person(number) for number in range(20)], by=clerk)
    keeping.seal_now()
    return Source(
        installation=MAIN,
        address=server.at(database, "anbang_owner"),
        roles=ROLES,
        folders=(folder / "files",),
        book=folder / "seals" / "seals.jsonl",
        keys=Keys.of(folder / "keys"),
    )


def taken_amid_writes(source: Source, clerk: ActingStaff, intake: Intake, to: Path) -> tuple[Path, Manifest, int]:
    """A backup, with people taken in before, during and after it; how many were."""
    with writing(clerk, intake) as acknowledged:
        until(lambda: len(acknowledged.numbers) > 3, what="some people")
        place, manifest = take(source, to, silent)
        so_many = len(acknowledged.numbers)
        until(lambda: len(acknowledged.numbers) > so_many, what="a write after the backup")
    return place, manifest, len(acknowledged.numbers)


@contextmanager
def an_empty_one(server: Server, folder: Path) -> Iterator[Elsewhere]:
    """An empty installation, thrown away afterwards."""
    made = Elsewhere(server, folder)
    try:
        yield made
    finally:
        made.leave()


@lengths(1, 25)
def test_every_table_comes_back_as_it_was_in_that_moment(
    length: int, clerk: ActingStaff, intake: Intake, source: Source, server: Server, tmp_path: Path, proof: Proof
):
    random, rows, tables, people = Random(length), 0, 0, 0
    for number in range(length):
        place, manifest, many = taken_amid_writes(source, clerk, intake, tmp_path / "backups")
        with an_empty_one(server, tmp_path / f"whole-{number}") as elsewhere:
            assert elsewhere.restore(place, keys=keys_of(source)).faults == ""
        part = random.choice(sorted(path for path in place.rglob("*") if path.is_file()))
        where = flip(part, random)
        with an_empty_one(server, tmp_path / f"flipped-{number}") as elsewhere:
            with pytest.raises(BackupRefused, match=part.name):
                elsewhere.restore(place, keys=keys_of(source))
            assert elsewhere.is_untouched(), where
        rows, tables, people = rows + manifest.rows, len(manifest.tables), people + many
        proof.progress(number + 1, length, "backups")
    proof.result(
        f"{length} backups of {tables} tables",
        f"{rows:,} rows restored, every checksum the same, while {people:,} people were taken in; {length} of {length} flipped bits refused",
    )


@lengths(1, 5)
def test_control_what_is_dumped_in_another_moment_than_it_is_counted_is_noticed(
    length: int,
    clerk: ActingStaff,
    intake: Intake,
    source: Source,
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    proof: Proof,
):
    plain = taking.dumped

    @contextmanager
    def a_moment_later(address: str, *, snapshot: str) -> Iterator[Iterator[bytes]]:
        with psycopg.connect(address) as connection:
            asked = "select count(*) from casework_person"
            before = connection.execute(asked).fetchone()
            until(lambda: connection.execute(asked).fetchone() != before, what="a write in between")
            connection.rollback()
            [later] = connection.execute("select pg_export_snapshot()").fetchone() or [snapshot]
            with plain(address, snapshot=later) as pieces:
                yield pieces

    monkeypatch.setattr(taking, "dumped", a_moment_later)
    for number in range(length):
        place, _, _ = taken_amid_writes(source, clerk, intake, tmp_path / "backups")
        with (
            an_empty_one(server, tmp_path / f"naive-{number}") as elsewhere,
            pytest.raises(BackupRefused, match=r"What was restored is not what was backed up: .*casework_person"),
        ):
            elsewhere.restore(place, keys=keys_of(source))
    proof.control(f"dumped a moment after it was counted: {length} of {length} noticed")
