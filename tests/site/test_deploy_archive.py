"""The archive of a PostgreSQL in a container makes any moment again that it holds, and says so where it does not."""

import gzip
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from anbang.site.archiving import DAYS
from anbang.site.environment import OFFICE_ZONE
from tests.support.containers import ARCHIVE, COMPOSE, SERVICES, Machine, mounted
from tests.support.patience import until
from tests.support.places import folder_for_a_server

NAME, TYPED = "%Y-%m-%dT%H%M%SZ", "%Y-%m-%d %H:%M:%S"


class Kept:
    """A database in which words are written, and its archive."""

    before: datetime
    moment: datetime

    def __init__(self, machine: Machine, address: str) -> None:
        self.machine, self.address, self.archive = machine, address, machine.archive

    def write(self, *words: str) -> datetime:
        """Write words; a moment of a whole second that comes after them and is over."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute("create table if not exists words (word text)")
            for word in words:
                connection.execute("insert into words values (%s)", [word])
        moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
        until(lambda: datetime.now(UTC) > moment, what="the end of the second")
        return moment

    def empty(self) -> None:
        """Somebody empties the table; the piece of the log that tells of it is handed over."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute("delete from words")
            [piece] = connection.execute("select pg_walfile_name(pg_switch_wal())").fetchone() or [""]
        until((self.archive / "wal" / f"{piece}.gz").exists, what="the piece of the log")

    def look(self, archive: Path | None = None) -> str:
        """What the container of the archive does again and again, once, with this archive or a copy of it; what it says of a fault."""
        loop = self.machine.command("archive")[-1]
        [once] = [part.removeprefix("do ") for part in loop.split("; ") if part.startswith("do ")]
        sh, script, kept, days = once.split()
        assert int(days) == DAYS, "as long as the embedded database keeps its own"
        done = self.machine.run([sh, script, str(archive or kept), days])
        assert bool(done.returncode) == bool(done.stderr), done
        return done.stderr

    def asked(self, moment: str, archive: Path | None = None) -> list[str]:
        """How the container of the moment is started, of this archive or a copy of it."""
        sh, script, kept, *rest = self.machine.command("moment", MOMENT=moment)
        return [sh, script, str(archive or kept), *rest]

    def words_at(self, moment: str) -> list[str]:
        with (
            self.machine.server(self.asked(moment), "then") as address,
            psycopg.connect(address, autocommit=True) as connection,
        ):
            assert connection.execute("select pg_is_in_recovery()").fetchone() == (False,)
            return [word for (word,) in connection.execute("select word from words order by word")]

    def refused(self, moment: str, archive: Path | None = None) -> str:
        """What the container says that makes no moment."""
        told = self.machine.run(self.asked(moment, archive))
        assert told.returncode == 1
        return told.stderr


def typed(moment: datetime) -> str:
    """A moment as people of the office write it."""
    return moment.astimezone(ZoneInfo(OFFICE_ZONE)).strftime(TYPED)


@pytest.fixture(scope="module")
def kept() -> Iterator[Kept]:
    """A copy of the whole with two words, a third word, a moment, a fourth word, and somebody who empties the table."""
    with folder_for_a_server() as root:
        machine = Machine(root)
        how = SERVICES["database"]["environment"]["POSTGRES_INITDB_ARGS"].split()
        made = machine.run(["initdb", "--pgdata", str(root / "database" / "cluster"), "--username=postgres", *how])
        assert made.returncode == 0, made.stderr
        with machine.server(machine.command("database"), "socket") as address:
            database = Kept(machine, address)
            database.before = database.write("one", "two")
            assert database.look() == ""
            database.moment = database.write("three")
            database.write("four")
            database.empty()
            yield database


@pytest.fixture
def copy(kept: Kept) -> Iterator[Path]:
    """A copy of the archive, in which something may be spoilt."""
    copied = copy_of(kept.archive, kept.machine.root / "copied")
    yield copied
    shutil.rmtree(copied)


def copy_of(folder: Path, to: Path) -> Path:
    """A copy that belongs to whom the folder belongs."""
    shutil.copytree(folder, to)
    for path in (to, *to.rglob("*")):
        shutil.chown(path, folder.stat().st_uid, folder.stat().st_gid)
    return to


def copies_in(archive: Path) -> list[Path]:
    return sorted((archive / "bases").iterdir())


def pieces_in(archive: Path) -> list[Path]:
    return [piece for piece in sorted((archive / "wal").glob("*.gz")) if len(piece.name) == len("0" * 24 + ".gz")]


def flip(file: Path, at: int) -> None:
    spoilt = bytearray(file.read_bytes())
    spoilt[at] ^= 1
    file.write_bytes(spoilt)


# What compose.yaml says


def test_the_log_is_handed_over_to_a_place_outside_the_volume_of_the_database():
    told = SERVICES["database"]["command"]
    assert {"archive_mode=on", "archive_timeout=60s"} < set(told)
    assert all(mounted(name)["/srv/archive"] == ARCHIVE for name in ("database", "archive", "moment"))


def test_the_moment_changes_nothing_of_the_archive_and_is_the_database_of_nobody_but_the_one_who_asks_for_it():
    assert f"{ARCHIVE}:/srv/archive:ro" in SERVICES["moment"]["volumes"]
    assert SERVICES["moment"]["networks"] == {"past": {"aliases": ["database"]}}
    assert {name for name, service in SERVICES.items() if "past" in service["networks"]} == {"moment", "past"}
    assert SERVICES["past"]["networks"] == ["past"], "there the database is the one of the moment"
    assert COMPOSE["networks"]["past"]["internal"] is True
    assert not mounted("moment").keys() & mounted("past").keys()


# Moments


def test_a_moment_is_made_again_as_the_office_writes_it(kept: Kept):
    assert kept.words_at(typed(kept.moment)) == ["one", "three", "two"]


def test_a_moment_may_be_written_in_the_time_of_another_zone(kept: Kept):
    assert kept.words_at(f"{kept.moment:{TYPED}}+00") == ["one", "three", "two"]


def test_control_the_last_moment_is_that_of_the_empty_table(kept: Kept):
    assert kept.words_at("latest") == []


def test_what_is_no_moment_is_refused(kept: Kept):
    for told in ("", "yesterday", "14:39", "2026-13-45 14:39", "2026-11-05 14:39 or so"):
        assert kept.refused(told).startswith(f"moment: '{told}' is no moment")


def test_a_moment_before_the_first_copy_is_refused(kept: Kept):
    assert "does not reach back to that moment" in kept.refused(typed(kept.before - timedelta(seconds=1)))


def test_at_a_moment_that_the_log_does_not_reach_nobody_is_let_in(kept: Kept):
    with pytest.raises(AssertionError, match="recovery ended before configured recovery target was reached"):
        kept.words_at(typed(datetime.now(UTC) + timedelta(hours=1)))


# Flipped bits and gaps


def test_a_copy_that_was_altered_is_refused(kept: Kept, copy: Path):
    flip(max(copies_in(copy)[0].glob("base/*/*"), key=lambda file: file.stat().st_size), at=-9000)
    assert "is not as it was written" in kept.refused("latest", copy)


def test_a_piece_of_the_log_that_was_altered_is_refused(kept: Kept, copy: Path):
    flip(pieces_in(copy)[-1], at=-6)  # in its checksum: some bits of what is compressed may be either
    assert f"{pieces_in(copy)[-1]} is not as it was written" in kept.refused("latest", copy)


def test_a_gap_in_the_log_is_refused(kept: Kept, copy: Path):
    last = pieces_in(copy)[-1]
    number = int(last.name[:24], 16)
    last.rename(last.with_name(f"{number + 1:024X}.gz"))
    assert f"has a gap after {number - 1:024X}" in kept.refused("latest", copy)


# What is kept, and how long


def name_of(days_ago: float) -> str:
    return f"{datetime.now(UTC) - timedelta(days=days_ago):{NAME}}"


def test_there_is_one_copy_a_day(kept: Kept, copy: Path):
    [first] = copies_in(copy)
    assert kept.look(copy) == ""
    assert copies_in(copy) == [first]
    first.rename(first.with_name(name_of(1.1)))
    assert kept.look(copy) == ""
    assert len(copies_in(copy)) == 2


def test_what_no_moment_of_these_days_needs_goes(kept: Kept, copy: Path):
    [first] = copies_in(copy)
    for days_ago in (DAYS + 3, DAYS + 1, 2):
        copy_of(first, first.with_name(name_of(days_ago)))
    shutil.rmtree(first)
    oldest, needed, younger = copies_in(copy)
    [begins] = re.findall(
        r"^START WAL LOCATION: .* \(file (\w+)\)$", (needed / "backup_label").read_text(), re.MULTILINE
    )
    before = copy / "wal" / f"{int(begins, 16) - 1:024X}.gz"
    before.write_bytes(gzip.compress(b"before all copies"))
    pieces = [piece for piece in pieces_in(copy) if piece.name >= begins]
    assert kept.look(copy) == ""
    assert copies_in(copy)[:2] == [needed, younger]
    assert not oldest.exists()
    assert not before.exists()
    assert pieces_in(copy) == pieces != []


def test_the_archive_of_another_database_is_not_gone_on_with(kept: Kept, copy: Path):
    [first] = copies_in(copy)
    first = first.rename(first.with_name(name_of(2)))
    flip(first / "global" / "pg_control", at=0)  # the number of the cluster stands first
    assert "is of another database: put it aside" in kept.look(copy)
    assert copies_in(copy) == [first]
