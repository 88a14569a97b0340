"""The keeper of the archive: a copy of the whole every day, every sealed file beside it, and nothing longer than it need be."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from anbang.lib.postgres import ClusterFault
from anbang.site import archiving
from anbang.site.archiving import DAYS, keep, keep_files
from anbang.site.backup.faults import BackupRefused
from anbang.site.backup.moment import moment_of, take_moment
from anbang.site.instance import ADDRESSES, DEMO, MAIN, SCENARIOS, Instance
from tests.site.test_instance import OUTSIDE, silent

NOW = datetime(2026, 11, 5, 8, 0, tzinfo=UTC)


@pytest.fixture
def installation(place: Path) -> Callable[..., Instance]:
    def of(name: str = MAIN, **environment: str) -> Instance:
        return Instance(name, {"ANBANG_FOLDER": str(place / "installation"), **environment})

    return of


def sealed(folder: Path, name: str, content: bytes = b"sealed") -> Path:
    path = folder / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


# Whose


def test_the_districts_own_installation_keeps_one_unless_told_otherwise(
    installation: Callable[..., Instance], place: Path
):
    archive = installation().cluster.archive
    assert archive is not None
    assert archive.root == installation().cluster.home / "archive"
    elsewhere = installation(ANBANG_ARCHIVE=str(place / "disk")).cluster.archive
    assert elsewhere is not None
    assert elsewhere.root == place / "disk"
    assert installation(ANBANG_ARCHIVE="off").cluster.archive is None
    for made_up in (DEMO, SCENARIOS):
        assert installation(made_up).cluster.archive is None
        assert installation(made_up, ANBANG_ARCHIVE="beside").cluster.archive is not None


def test_every_start_of_the_server_hands_over_its_log(installation: Callable[..., Instance]):
    """Were one start without it, what was written then would be a gap."""
    for kept in ("kept", "used"):
        with (
            getattr(installation(), kept)("a test", silent) as one,
            psycopg.connect(one.environment["DATABASE_OWNER_URL"]) as connection,
        ):
            assert connection.execute("show archive_mode").fetchone() == ("on",)
            assert one.keeps_an_archive
    with installation(ANBANG_ARCHIVE="off").kept("a test", silent) as one:
        assert not one.keeps_an_archive, "the control"


def test_a_disk_on_which_nothing_can_be_written_is_told_at_the_start(installation: Callable[..., Instance]):
    with (
        pytest.raises(ClusterFault, match=r"The archive cannot be kept in /proc/nowhere: .+\."),
        installation(ANBANG_ARCHIVE="/proc/nowhere").kept("a test", silent),
    ):
        pass


# What is due


def test_a_copy_of_the_whole_is_taken_once_a_day(installation: Callable[..., Instance]):
    with installation().kept("a test", silent) as one:
        cluster, archive = one.cluster, one.cluster.archive
        assert archive is not None
        now = datetime.now(UTC)
        for later in (timedelta(0), timedelta(hours=1), timedelta(hours=25)):
            keep(cluster, archive, one.folder / "files", at=now + later)
        assert len(archive.bases()) == 2


def test_sealed_files_are_kept_with_it_without_taking_room_and_for_some_days_after_they_were_destroyed(tmp_path: Path):
    files, kept = tmp_path / "files", tmp_path / "kept"
    stays, goes = sealed(files, "aa" * 16), sealed(files, "bb" * 16)
    keep_files(files, kept, at=NOW)
    assert (kept / "aa" / stays.name).stat().st_ino == stays.stat().st_ino
    goes.unlink()
    keep_files(files, kept, at=NOW)
    marked = kept / "bb" / f"{goes.name}.gone"
    os.utime(marked, (NOW.timestamp(), NOW.timestamp()))
    keep_files(files, kept, at=NOW + timedelta(days=DAYS))
    assert (kept / "bb" / goes.name).read_bytes() == b"sealed"
    keep_files(files, kept, at=NOW + timedelta(days=DAYS, seconds=1))
    assert sorted(path.name for path in kept.rglob("*") if path.is_file()) == [stays.name]


def test_on_another_disk_they_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def elsewhere(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(archiving.os, "link", elsewhere)
    path = sealed(tmp_path / "files", "aa" * 16)
    keep_files(tmp_path / "files", tmp_path / "kept", at=NOW)
    [copy] = (tmp_path / "kept").rglob(path.name)
    assert (copy.read_bytes(), copy.stat().st_ino != path.stat().st_ino) == (b"sealed", True)


# A moment of it


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-11-05 14:30", "2026-11-05T14:30:00+08:00"),
        ("2026-11-05T14:30:00+00:00", "2026-11-05T14:30:00+00:00"),
    ],
)
def test_a_moment_is_one_of_the_office(written: str, told: str):
    moment = moment_of(written)
    assert moment is not None
    assert moment.isoformat() == told
    assert moment_of("latest") is None


def test_of_a_database_from_outside_there_is_none(installation: Callable[..., Instance], tmp_path: Path):
    with pytest.raises(BackupRefused, match="The archive is that of the embedded database"):
        take_moment(installation(**OUTSIDE), None, tmp_path, silent)
    assert set(OUTSIDE) == set(ADDRESSES)


@pytest.mark.parametrize("archive", ["", "off"])
def test_where_nothing_is_kept_that_is_said(installation: Callable[..., Instance], tmp_path: Path, archive: str):
    with pytest.raises(BackupRefused, match="No archive is kept of the installation 'main'"):
        take_moment(installation(ANBANG_ARCHIVE=archive), None, tmp_path, silent)
