"""The archive makes any moment again that it holds, and says so where it does not: too old, too new, a gap, a flipped bit."""

import gzip
import subprocess
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import psycopg
import pytest

from anbang.lib.postgres import Cluster, ClusterFault
from anbang.lib.postgres.archive import SCRIPT, SEGMENT_BYTES, Archive, Base
from anbang.lib.postgres.ordinary_user import OrdinaryUser
from tests.support.patience import until
from tests.support.places import folder_for_a_server

KEEP = Path(__file__).parents[2] / "src" / "anbang" / "lib" / "postgres" / SCRIPT


def words(address: str) -> list[str]:
    with psycopg.connect(address) as connection:
        return [row[0] for row in connection.execute("select word from words order by word")]


class Kept:
    """A database in which words are written, and when."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        assert cluster.archive is not None
        self.archive = cluster.archive
        self.moments: dict[str, datetime] = {}
        self.with_three = Path()

    def write(self, *written: str) -> None:
        """Write words, each in its own transaction, and remember the moment after each."""
        for word in written:
            with psycopg.connect(self.cluster.superuser_url(), autocommit=True) as connection:
                connection.execute("create table if not exists words (word text)")
                connection.execute("grant all on words to keeper_owner")
                connection.execute("insert into words values (%s)", [word])
                [self.moments[word]] = connection.execute("select clock_timestamp()").fetchone() or [None]

    def base(self) -> Base:
        return self.archive.take_base(self.cluster.superuser_url(), at=datetime.now(UTC))

    def hand_over(self) -> Path:
        """Begin a new piece of the log, and wait until the one before is in the archive. That piece."""
        with psycopg.connect(self.cluster.superuser_url(), autocommit=True) as connection:
            [name] = connection.execute("select pg_walfile_name(pg_switch_wal())").fetchone() or [""]
        piece = self.archive.wal / f"{name}.gz"
        until(piece.exists, what="the piece of the log")
        return piece

    def at(self, moment: datetime | None) -> list[str]:
        with self.cluster.recovered(moment) as address:
            return words(address)


@pytest.fixture(scope="module")
def kept() -> Iterator[Kept]:
    """Two words before the copy of the whole, two after it, the last one not handed over yet."""
    with (
        folder_for_a_server() as folder,
        Cluster(
            folder / "database",
            database="keeper",
            roles=("keeper_owner",),
            secrets=folder / "secrets",
            archive=Path("archive"),
        ) as cluster,
    ):
        made = Kept(cluster)
        made.write("one", "two")
        made.base()
        made.write("three")
        made.with_three = made.hand_over()
        made.write("four", "five")
        yield made


# Moments


def test_a_moment_is_made_again_while_the_server_works(kept: Kept):
    assert kept.at(kept.moments["three"]) == ["one", "three", "two"]
    assert {"four", "five"} < set(words(kept.cluster.superuser_url())), "the control: it went on"
    assert not (kept.cluster.home / "moment").exists(), "nothing is left of it"


def test_what_was_not_handed_over_yet_is_found_where_the_server_has_it(kept: Kept):
    assert kept.at(kept.moments["four"]) == ["four", "one", "three", "two"]


def test_the_last_moment_is_all_that_is_there(kept: Kept):
    assert kept.at(None) == words(kept.cluster.superuser_url())


def test_the_copy_is_the_server_of_nobody_else(kept: Kept):
    with kept.cluster.recovered(kept.moments["three"]) as address, psycopg.connect(address) as connection:
        connection.execute("delete from words")
    assert "one" in words(kept.cluster.superuser_url())


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC"])
def test_a_moment_before_the_first_copy_is_refused_and_both_are_told_in_the_zone_of_the_question(kept: Kept, zone: str):
    asked = kept.moments["one"].astimezone(ZoneInfo(zone))
    told = rf"does not reach back to {asked:%Y-%m-%d %H:%M:%S} \({zone}\): the oldest it can make is 20[\d :-]+ \({zone}\)\."
    with pytest.raises(ClusterFault, match=told):
        kept.at(asked)


def test_a_moment_after_the_last_change_is_refused(kept: Kept):
    with pytest.raises(ClusterFault, match=r"The archive ends before 20[\d :-]+ \(UTC\)"):
        kept.at(datetime.now(UTC) + timedelta(hours=1))


def test_without_an_archive_there_is_no_moment(tmp_path: Path):
    with (
        pytest.raises(ClusterFault, match="No archive is kept"),
        Cluster(tmp_path, database="none", roles=("owner",), secrets=tmp_path).recovered(None),
    ):
        pass


# What was altered

ENOUGH = 12


def flipped(file: Path, random: Random) -> bytes:
    content = bytearray(file.read_bytes())
    # Beyond the head of a compressed file, of which some bits mean nothing.
    content[random.randrange(10, len(content))] ^= 1 << random.randrange(8)
    return bytes(content)


@pytest.mark.parametrize("what", ["base", "piece"])
def test_a_flipped_bit_is_refused_by_the_name_of_its_file(kept: Kept, what: str):
    random, [base] = Random(40), kept.archive.bases()
    if what == "base":
        file = kept.archive.folder / "bases" / base.name / "base.tar.gz"
    else:
        file = kept.archive.wal / f"{base.first}.gz"
    whole, refused = file.read_bytes(), 0
    try:
        # Of a piece that is nearly all zeros most bits say nothing.
        for _ in range(400):
            file.write_bytes(whole)
            file.write_bytes(flipped(file, random))
            if refused == ENOUGH or is_still_the_same(file, whole):
                continue
            with pytest.raises(ClusterFault, match=f"{file.name} is not as it was written"):
                kept.at(kept.moments["three"])
            refused += 1
    finally:
        file.write_bytes(whole)
    kept.archive.check(base)  # the control
    assert refused == ENOUGH


def is_still_the_same(file: Path, whole: bytes) -> bool:
    """Whether the bit was one that says nothing: a run of zeros can be written in several ways, and all of them are read as the same."""
    try:
        return gzip.decompress(file.read_bytes()) == gzip.decompress(whole)
    except (OSError, EOFError, zlib.error):
        return False


@pytest.fixture
def unchecked(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """The check is off, and the disk of the database lost: what it had not handed over is not there any more."""
    folder = kept.archive.folder
    monkeypatch.setattr(Archive, "check", lambda *_: None)
    monkeypatch.setattr(Archive, "folder", folder)
    monkeypatch.setattr(kept.cluster, "archive", Archive(kept.archive.root, folder / "lost", kept.archive.user))
    return kept


def test_control_without_the_check_a_broken_piece_is_taken_for_the_end(unchecked: Kept):
    file = unchecked.with_three
    whole = file.read_bytes()
    assert "three" in unchecked.at(None)
    file.write_bytes(whole[:100])
    try:
        assert "three" not in unchecked.at(None)
    finally:
        file.write_bytes(whole)


def test_control_without_the_archived_log_the_moment_does_not_come_back(unchecked: Kept):
    aside = unchecked.with_three.rename(unchecked.with_three.with_suffix(".aside"))
    try:
        assert unchecked.at(None) == ["one", "two"]
        with pytest.raises(ClusterFault):
            unchecked.at(unchecked.moments["three"])
    finally:
        aside.rename(unchecked.with_three)


def test_a_gap_is_noticed(kept: Kept):
    kept.write("six")
    kept.hand_over()
    kept.write("seven")
    kept.hand_over()
    [base] = kept.archive.bases()
    pieces = sorted(piece for piece in kept.archive.wal.glob("*.gz") if piece.name >= base.first)
    aside = pieces[-2].with_suffix(".aside")
    pieces[-2].rename(aside)
    try:
        with pytest.raises(ClusterFault, match=f"has a gap after {pieces[-3].name.removesuffix('.gz')}"):
            kept.archive.check(base)
    finally:
        aside.rename(pieces[-2])
    kept.archive.check(base)  # the control


# How long


def test_what_no_moment_of_the_last_days_needs_is_let_go(tmp_path: Path):
    archive = made_up(tmp_path, ["0A", "0B", "0C", "0D"])
    now = datetime(2026, 11, 20, tzinfo=UTC)
    for number, day in enumerate((10, 12, 14, 19)):
        base_of(archive, now.replace(day=day), first=f"00000001000000000000000{'ABCD'[number]}")
    archive.prune(at=now, days=7)
    assert [base.moment.day for base in archive.bases()] == [12, 14, 19], (
        "any moment from the 13th on has one before it"
    )
    assert [piece.name[-5:-3] for piece in sorted(archive.wal.iterdir())] == ["0B", "0C", "0D"]


def test_the_only_copy_stays_however_old(tmp_path: Path):
    archive = made_up(tmp_path, ["0A", "0B"])
    base_of(archive, datetime(2026, 1, 1, tzinfo=UTC), first="00000001000000000000000A")
    archive.prune(at=datetime(2026, 11, 20, tzinfo=UTC), days=7)
    assert len(archive.bases()) == 1
    assert len(list(archive.wal.iterdir())) == 2


def made_up(place: Path, pieces: list[str]) -> Archive:
    (place / "data" / "global").mkdir(parents=True)
    (place / "data" / "global" / "pg_control").write_bytes(bytes(16))
    archive = Archive(place / "archive", place / "data", OrdinaryUser.for_this_process())
    archive.wal.mkdir(parents=True)
    for piece in pieces:
        (archive.wal / f"0000000100000000000000{piece}.gz").touch()
    return archive


def base_of(archive: Archive, moment: datetime, *, first: str) -> None:
    base = Base(f"{moment:%Y-%m-%d}", moment.isoformat(), first, "")
    folder = archive.folder / "bases" / base.name
    folder.mkdir(parents=True)
    (folder / "about.json").write_text(
        f'{{"name": "{base.name}", "until": "{base.until}", "first": "{base.first}", "sha256": ""}}'
    )


# Handing over


def keep(file: Path, folder: Path, *, least: int = 0) -> subprocess.CompletedProcess[str]:
    """What the server runs for each piece of its log."""
    line = ["sh", str(KEEP), str(file), file.name, str(folder), str(least)]
    return subprocess.run(line, capture_output=True, text=True, check=False)


@pytest.fixture
def piece(tmp_path: Path) -> Path:
    file = tmp_path / "000000010000000000000001"
    file.write_bytes(b"log" + bytes(SEGMENT_BYTES - 3))
    (tmp_path / "a folder's name, with %p").mkdir()
    return file


def test_a_piece_is_kept_compressed_and_handing_it_over_again_is_harmless(piece: Path):
    folder = piece.parent / "a folder's name, with %p"
    for _ in range(2):
        assert keep(piece, folder).returncode == 0
    [kept] = folder.iterdir()
    assert gzip.decompress(kept.read_bytes()) == piece.read_bytes()
    assert kept.stat().st_size < 100_000


def test_another_piece_of_the_same_name_is_never_put_in_its_place(piece: Path):
    folder = piece.parent / "a folder's name, with %p"
    keep(piece, folder)
    [kept] = folder.iterdir()
    before = kept.read_bytes()
    piece.write_bytes(b"another" + bytes(SEGMENT_BYTES - 7))
    assert keep(piece, folder).returncode == 1
    assert kept.read_bytes() == before


def test_where_it_cannot_be_kept_the_server_holds_it_until_its_disk_is_nearly_full(piece: Path):
    nowhere = piece.parent / "unplugged"
    held = keep(piece, nowhere)
    assert held.returncode == 1
    assert "could not be kept" in held.stderr
    let_go = keep(piece, nowhere, least=10**12)
    assert let_go.returncode == 0
    assert "is let go: only" in let_go.stderr
