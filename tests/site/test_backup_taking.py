"""A backup is taken while the product runs: one moment of it, whole or not at all, and nothing legible in it."""

import errno
import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.removing import remove_strangers
from anbang.exchange.batch.status import BatchStatus
from anbang.organisations.acting import acting
from anbang.organisations.unattended import unattended
from anbang.papers.actions import store_file
from anbang.papers.models import Paper, PaperKind, SealedFile
from anbang.papers.scans import destroy_scan
from anbang.site.backup import taking
from anbang.site.backup.checking import check
from anbang.site.backup.faults import BackupRefused
from anbang.site.backup.manifest import DATABASE, NAME, SEALS, Manifest
from anbang.site.backup.restoring import refuse_other_contents
from anbang.site.backup.taking import DRAFT, LOCK, Source, prune, take
from tests.site.backups import Elsewhere, backup, elsewhere, folder, installed, keys_of, silent, source
from tests.support.people import TODAY

__all__ = ["backup", "elsewhere", "folder", "installed", "source"]


def rows_of(source: Source, table: str) -> int:
    with psycopg.connect(source.address) as connection:
        told = connection.execute(f"select count(*) from {table}").fetchone()
    return told[0] if told else -1


def write_one(source: Source) -> None:
    """Somebody works while the backup is taken."""
    with psycopg.connect(source.address) as connection:
        connection.execute("insert into django_session values (gen_random_uuid()::text, 'x', now())")


# What it holds


def test_it_tells_every_table_with_its_rows_and_every_file_that_they_name(backup: Path, source: Source):
    manifest = check(backup, silent)
    assert len(manifest.tables) > 70
    assert {
        name: manifest.tables[name].rows for name in ("casework_person", "exchange_batch", "papers_sealedfile")
    } == {
        "casework_person": 2,
        "exchange_batch": 1,
        "papers_sealedfile": 1,
    }
    assert manifest.rows == sum(rows_of(source, name) for name in manifest.tables)
    [file] = SealedFile.objects.using("owner").all()
    assert manifest.files == [f"files/{file.id.hex[:2]}/{file.id.hex}"]
    assert sorted(path.name for path in backup.iterdir()) == [DATABASE, "files", NAME, SEALS]


def test_it_tells_which_keys_it_needs_and_no_key(backup: Path, source: Source):
    told = (backup / NAME).read_text()
    assert set(source.keys.fingerprints) == {"key 1", "index 1", "seal"}
    assert all(fingerprint in told for fingerprint in source.keys.fingerprints.values())
    keyring = source.keys.keyring
    for key in (one.secret for one in (*keyring.masters.values(), *keyring.indexes.values())):
        assert key.hex() not in told
        assert not any(key in path.read_bytes() for path in backup.rglob("*") if path.is_file())


def test_nothing_legible_lies_in_it(backup: Path, source: Source):
    content = b"".join(path.read_bytes() for path in backup.rglob("*") if path.is_file())
    assert not [name for name in ("张三", "李四", "昌元街道") if name.encode() in content]
    with psycopg.connect(source.address) as connection:
        [snapshot] = connection.execute("select pg_export_snapshot()").fetchone() or [""]
        with taking.dumped(source.address, snapshot=snapshot) as pieces:
            plain = b"".join(pieces)
    assert b"PGDMP" in plain, "the control: without the seal it is the database's own form"
    assert b"PGDMP" not in content


def test_what_is_written_meanwhile_is_in_the_next_one(
    source: Source, tmp_path: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
):
    plain = taking.dumped

    @contextmanager
    def written_meanwhile(address: str, *, snapshot: str) -> Iterator[Iterator[bytes]]:
        write_one(source)
        with plain(address, snapshot=snapshot) as pieces:
            yield pieces

    monkeypatch.setattr(taking, "dumped", written_meanwhile)
    place, manifest = take(source, tmp_path / "backups", silent)
    assert manifest.tables["django_session"].rows == 0
    assert rows_of(source, "django_session") == 1
    elsewhere.restore(place, keys=keys_of(source))


def test_control_a_dump_of_another_moment_is_not_what_the_manifest_says(
    source: Source, tmp_path: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
):
    plain = taking.dumped

    @contextmanager
    def of_another_moment(address: str, *, snapshot: str) -> Iterator[Iterator[bytes]]:
        write_one(source)
        with psycopg.connect(address) as connection:
            [later] = connection.execute("select pg_export_snapshot()").fetchone() or [""]
            with plain(address, snapshot=later) as pieces:
                yield pieces

    monkeypatch.setattr(taking, "dumped", of_another_moment)
    place, _ = take(source, tmp_path / "backups", silent)
    with pytest.raises(BackupRefused, match="What was restored is not what was backed up: django_session"):
        elsewhere.restore(place, keys=keys_of(source))


# Files


@pytest.fixture
def scan(installed: Path, take: Callable, assistant) -> Paper:
    """A scan among somebody's papers."""
    case = take(name="赵六", id_number=None)
    with acting(assistant):
        file = store_file(b"%PDF-scan", name="scan.pdf", media_type="application/pdf")
        return Paper.objects.create(
            person_id=case.person_id,
            kind=PaperKind.OTHER,
            author_id=assistant.office_id,
            dated_on=TODAY,
            file=file,
            attached_by_id=assistant.staff_id,
        )


def test_a_scan_that_was_removed_is_not_missed(scan: Paper, assistant, source: Source, tmp_path: Path):
    assert len(take(source, tmp_path / "one", silent)[1].files) == 2
    with acting(assistant):
        destroy_scan(
            Paper.objects.select_for_update(of=["self"]).get(pk=scan.pk), "of another person", by=assistant, on=TODAY
        )
    _, manifest = take(source, tmp_path / "two", silent)
    assert (len(manifest.files), manifest.broken) == (1, [])


def test_the_file_of_a_list_that_was_destroyed_is_not_missed(scan: Paper, source: Source, tmp_path: Path):
    Batch.objects.using("owner").update(status=BatchStatus.CANCELLED)
    later = TODAY + timedelta(days=400)
    remove_strangers(by=unattended("test", on=later), on=later)
    assert Batch.objects.using("owner").exclude(file_gone_on=None).count() == 1
    _, manifest = take(source, tmp_path / "one", silent)
    assert (len(manifest.files), manifest.broken) == (1, [])


def test_a_file_that_is_gone_is_told_and_the_rest_is_backed_up(scan: Paper, source: Source, tmp_path: Path):
    [path] = source.folders[0].glob(f"*/{scan.file_id.hex}")
    path.unlink()
    place, manifest = take(source, tmp_path / "backups", silent)
    assert manifest.broken == [scan.file_id.hex]
    assert check(place, silent).broken == manifest.broken


def test_a_file_that_no_longer_opens_is_told(scan: Paper, source: Source, tmp_path: Path):
    [path] = source.folders[0].glob(f"*/{scan.file_id.hex}")
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert take(source, tmp_path / "backups", silent)[1].broken == [scan.file_id.hex]
    (tmp_path / "earlier" / path.parent.name).mkdir(parents=True)
    (tmp_path / "earlier" / path.parent.name / path.name).write_bytes(content)
    other = replace(source, folders=(*source.folders, tmp_path / "earlier"))
    assert take(other, tmp_path / "backups", silent)[1].broken == [], "another place has it whole"


def test_a_file_that_the_backup_before_has_takes_no_room(source: Source, tmp_path: Path):
    first, manifest = take(source, tmp_path / "backups", silent)
    second, _ = take(source, tmp_path / "backups", silent)
    [name] = manifest.files
    assert (first / name).stat().st_ino == (second / name).stat().st_ino
    assert (first / DATABASE).stat().st_ino != (second / DATABASE).stat().st_ino


def test_one_that_rotted_in_the_backup_before_is_written_anew(source: Source, tmp_path: Path):
    first, manifest = take(source, tmp_path / "backups", silent)
    [name] = manifest.files
    content = (first / name).read_bytes()
    (first / name).write_bytes(b"\0" + content[1:])
    second, _ = take(source, tmp_path / "backups", silent)
    assert (second / name).read_bytes() == content
    check(second, silent)


# Whole or not at all


class Full:
    """A disk on which there is room for the first pieces only."""

    def __init__(self, file) -> None:
        self.file, self.pieces = file, 0

    def write(self, data: bytes) -> int:
        self.pieces += 1
        if self.pieces > 1:
            raise OSError(errno.ENOSPC, "No space left on device", "database")
        return self.file.write(data)


def test_a_full_disk_leaves_nothing(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    plain = taking.seal_stream
    monkeypatch.setattr(
        taking,
        "seal_stream",
        lambda pieces, target, *rest, **more: plain(iter([b"1", b"2"]), Full(target), *rest, **more),
    )
    with pytest.raises(OSError, match="No space left"):
        take(source, tmp_path / "backups", silent)
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [LOCK]


def test_an_interruption_leaves_nothing(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(taking, "contents", interrupted)
    with pytest.raises(KeyboardInterrupt):
        take(source, tmp_path / "backups", silent)
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [LOCK]


def test_what_a_killed_one_left_is_no_backup_and_the_next_one_removes_it(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as killed:
        killed.setattr(taking, "contents", lambda *_: 1 / 0)
        killed.setattr(taking.shutil, "rmtree", lambda *_, **__: None)  # nobody tidies up after a kill
        with pytest.raises(ZeroDivisionError):
            take(source, tmp_path / "backups", silent)
    [draft] = (tmp_path / "backups").glob(f"*{DRAFT}")
    assert (draft / DATABASE).stat().st_size, "the control: much of it is there"
    with pytest.raises(BackupRefused, match="is no backup, or one that was not finished"):
        check(draft, silent)
    take(source, tmp_path / "backups", silent)
    assert not list((tmp_path / "backups").glob(f"*{DRAFT}"))


def test_two_at_once_do_not_meet(source: Source, tmp_path: Path):
    (tmp_path / "backups").mkdir()
    with (tmp_path / "backups" / LOCK).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(BackupRefused, match="Another backup is just being written"):
            take(source, tmp_path / "backups", silent)
    take(source, tmp_path / "backups", silent)  # the control


def test_of_many_the_newest_are_kept(source: Source, tmp_path: Path):
    to = tmp_path / "backups"
    taken = [take(source, to, silent)[0] for _ in range(3)]
    another = take(replace(source, installation="demo"), to, silent)[0]
    assert prune(to, of="main", keep=2) == taken[:1]
    assert sorted(to.glob("anbang-*")) == sorted([*taken[1:], another])
    assert isinstance(check(taken[1], silent), Manifest)


def test_a_table_that_changed_and_a_number_given_twice_are_noticed(source: Source, tmp_path: Path):
    """The control of every comparison: the very database that was backed up, a moment later."""
    _, manifest = take(source, tmp_path / "backups", silent)
    refuse_other_contents(source.address, manifest)
    with psycopg.connect(source.address) as connection:
        connection.execute(
            "update casework_person set name = name || '甲' where id = (select min(id) from casework_person)"
        )
        connection.execute("select setval('casework_person_id_seq', 1, false)")
    with pytest.raises(
        BackupRefused, match="not what was backed up: audit_change, casework_person, casework_person_id_seq"
    ):
        refuse_other_contents(source.address, manifest)
