"""Every change of a database for some days: copies of the whole (bases) and all that was written since (its log), from which any moment is made again.

In the folder: `bases/<moment>/` with `base.tar.gz` and `about.json`, and `wal/` with every piece of the log, compressed. One folder a
cluster, by the number that PostgreSQL gave it: two logs never meet.
"""

import gzip
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import psycopg

from anbang.lib.postgres.binaries import Binaries, find_program
from anbang.lib.postgres.dumping import environment_of
from anbang.lib.postgres.faults import ClusterFault
from anbang.lib.postgres.ordinary_user import OrdinaryUser
from anbang.lib.postgres.server import Server, socket_folder_in

SCRIPT = "keep_wal.sh"
# A change is in the archive after so long at most, were the disk of the database to be lost.
WITHIN_SECONDS = 60
LEAST_FREE_KILOBYTES = 2 * 1024 * 1024
SEGMENT_BYTES = 16 * 1024 * 1024
SEGMENTS_A_FILE_NUMBER = 0x100000000 // SEGMENT_BYTES
# How long the name of a piece is; beside them lie small notes of longer names.
PIECE_SIGNS = 24
READ_BYTES = 1024 * 1024
BASE, ABOUT, DRAFT = "base.tar.gz", "about.json", ".draft"


@dataclass(frozen=True, slots=True)
class Base:
    """A copy of the whole database: it stands for every moment from `until` on, together with the log from the piece `first` on."""

    name: str
    until: str
    first: str
    sha256: str

    @property
    def moment(self) -> datetime:
        """When the copy was whole."""
        return datetime.fromisoformat(self.until)


class Archive:
    """What is kept of one cluster. `user`: as whom its server runs, who writes the log."""

    def __init__(self, root: Path, data: Path, user: OrdinaryUser) -> None:
        self.root, self.data, self.user = root, data, user

    @property
    def folder(self) -> Path:
        """Where the archive of this cluster lies."""
        number = int.from_bytes((self.data / "global" / "pg_control").read_bytes()[:8], sys.byteorder)
        return self.root / str(number)

    @property
    def wal(self) -> Path:
        """Where the log lies."""
        return self.folder / "wal"

    # Keeping

    def settings(self, home: Path) -> dict[str, str]:
        """What the server is started with, so that it hands over its log. Makes the folders, and the script where the server can run it."""
        try:
            for folder in (self.root, self.folder, self.wal):
                self.user.own(folder)
        except OSError as error:
            raise ClusterFault(f"The archive cannot be kept in {self.root}: {error.strerror}.") from error
        if not self.user.may_write(self.wal):
            raise ClusterFault(
                f"The archive cannot be kept in {self.root}: the user of the database may not write there."
            )
        script = home / SCRIPT
        shutil.copyfile(Path(__file__).with_name(SCRIPT), script)
        os.chown(script, self.user.uid, self.user.gid)
        line = ["sh", shlex.quote(str(script)), '"%p"', '"%f"', shlex.quote(str(self.wal)), str(LEAST_FREE_KILOBYTES)]
        # A sign of percent means something to the server, but for those of ours.
        told = " ".join(part if part in {'"%p"', '"%f"'} else part.replace("%", "%%") for part in line)
        return {"archive_mode": "on", "archive_command": told, "archive_timeout": f"{WITHIN_SECONDS}s"}

    def take_base(self, address: str, *, at: datetime) -> Base:
        """A copy of the whole, as it is now, while it is worked on; `address` is the superuser's. ClusterFault where it cannot be made."""
        name = f"{at:%Y-%m-%dT%H%M%S}"
        place, draft = self.folder / "bases" / name, self.folder / "bases" / f"{name}{DRAFT}"
        for left in (self.folder / "bases").glob(f"*{DRAFT}"):
            shutil.rmtree(left)
        draft.parent.mkdir(mode=0o700, exist_ok=True)
        line = [str(find_program("pg_basebackup")), f"--pgdata={draft}", "--format=tar", "--gzip", "--wal-method=fetch"]
        try:
            told = subprocess.run(  # noqa: S603
                [*line, "--checkpoint=fast", "--manifest-checksums=sha256", "--no-password"],
                env=environment_of(address),
                capture_output=True,
                text=True,
                check=False,
            )
            if told.returncode:
                raise ClusterFault(
                    f"The database could not be copied: {(told.stderr.strip().splitlines() or ['?'])[-1]}."
                )
            with psycopg.connect(address) as connection:
                [until] = connection.execute("select clock_timestamp()").fetchone() or [at]
            about = Base(name, until.isoformat(), _first_piece(draft / "backup_manifest"), _digest(draft / BASE))
            (draft / ABOUT).write_text(json.dumps(asdict(about)))
            os.sync()
            draft.rename(place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return about

    def bases(self) -> list[Base]:
        """The whole copies, the oldest first."""
        found = []
        for about in sorted((self.folder / "bases").glob(f"*/{ABOUT}")):
            try:
                found.append(Base(**json.loads(about.read_text())))
            except (OSError, ValueError, TypeError) as fault:
                raise ClusterFault(f"{about} is not as it was written.") from fault
        return sorted(found, key=lambda base: base.moment)

    def prune(self, *, at: datetime, days: int) -> None:
        """Let go of what no moment of the last `days` needs: older copies, and the log before the oldest that stays."""
        bases = self.bases()
        before = [base for base in bases if base.moment <= at - timedelta(days=days)]
        for base in before[:-1]:
            shutil.rmtree(self.folder / "bases" / base.name)
        kept = bases[max(len(before) - 1, 0) :]
        if kept:
            first = min(base.first for base in kept)
            for piece in self.wal.glob("*.gz"):
                if piece.name[: len(first)] < first and not piece.name.startswith("."):
                    piece.unlink()

    # Making a moment again

    def base_for(self, moment: datetime | None) -> Base:
        """The copy from which the moment (None: the last one there is) is made. ClusterFault where there is none that old."""
        bases = self.bases()
        old = [base for base in bases if moment is None or base.moment <= moment]
        if not old:
            told = (
                f"the oldest it can make is {_said(bases[0].moment + timedelta(seconds=1), like=moment)}"
                if bases
                else "it has no copy of the whole yet"
            )
            asked = _said(moment, like=moment) if moment else "any moment"
            raise ClusterFault(f"The archive in {self.folder} does not reach back to {asked}: {told}.")
        return old[-1]

    def check(self, base: Base) -> None:
        """Read all that a moment after this copy may need. ClusterFault naming what is not as it was written, or missing."""
        whole = self.folder / "bases" / base.name / BASE
        if not whole.is_file() or _digest(whole) != base.sha256:
            raise ClusterFault(f"{whole} is not as it was written: it was altered, or the disk has a fault.")
        pieces = sorted(piece for piece in self.wal.glob("*.gz") if piece.name >= base.first)
        for piece in pieces:
            if not _opens(piece):
                raise ClusterFault(f"{piece} is not as it was written: it was altered, or the disk has a fault.")
        names = [name for piece in pieces if len(name := piece.name.removesuffix(".gz")) == PIECE_SIGNS]
        for one, following in pairwise(names):
            if one[:8] == following[:8] and _number(following) != _number(one) + 1:
                raise ClusterFault(
                    f"{self.wal} has a gap after {one}: a moment after it can only be made from a copy of the whole that is newer."
                )

    @contextmanager
    def recovered(
        self, moment: datetime | None, binaries: Binaries, scratch: Path, *, address_at: Callable[[Path], str]
    ) -> Iterator[Path]:
        """A server of its own in `scratch` with the database as it was at that moment (None: the last one there is); gone afterwards. Yields
        the folder of its socket; `address_at` makes an address of that. ClusterFault where the archive does not hold the moment.
        """
        base = self.base_for(moment)
        self.check(base)
        shutil.rmtree(scratch, ignore_errors=True)
        socket_folder = self.user.own(socket_folder_in(self.user.own(scratch), self.user))
        data = scratch / "data"
        try:
            _unpack(self.folder / "bases" / base.name / BASE, data, self.user)
            (data / "recovery.signal").touch()
            server = Server(binaries, data, socket_folder, scratch / "log", self.user, self._towards(moment))
            with _running(server, lambda: psycopg.connect(address_at(socket_folder), connect_timeout=5), moment):
                yield socket_folder
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
            shutil.rmtree(socket_folder, ignore_errors=True)

    def _towards(self, moment: datetime | None) -> dict[str, str]:
        """Nobody is let in before the moment is reached. What was not handed over yet is read where the server itself has it."""
        kept, live = (
            shlex.quote(str(self.wal)).replace("%", "%%"),
            shlex.quote(str(self.data / "pg_wal")).replace("%", "%%"),
        )
        settings = {
            "restore_command": f'gzip -dc {kept}/"%f".gz >"%p" 2>/dev/null || cp {live}/"%f" "%p" 2>/dev/null',
            "hot_standby": "off",
            "archive_mode": "off",
            "fsync": "off",  # it is gone in a moment
            "recovery_target_action": "promote",
        }
        return settings | ({"recovery_target_time": moment.isoformat()} if moment else {})


@contextmanager
def _running(server: Server, connect: Callable[[], psycopg.Connection], moment: datetime | None) -> Iterator[None]:
    try:
        server.start(connect)
    except ClusterFault as fault:
        server.stop()
        if moment and "recovery ended before configured recovery target" in str(fault):
            told = f"The archive ends before {_said(moment, like=moment)}: ask for an earlier moment, or for `latest`."
            raise ClusterFault(told) from fault
        raise
    try:
        yield
    finally:
        server.stop()


def _said(moment: datetime, *, like: datetime | None) -> str:
    """A moment as it may be typed, in the zone in which it was asked for, whose name is told: two moments are compared in one."""
    zone = like.tzinfo if like and like.tzinfo else UTC
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S} ({zone})"


def _unpack(packed: Path, data: Path, user: OrdinaryUser) -> None:
    user.own(data)
    with tarfile.open(packed) as tar:
        # Our own copy, compared with its digest; the first Pythons of 3.11 know no filter.
        tar.extraction_filter = getattr(tarfile, "data_filter", None)
        tar.extractall(data)  # noqa: S202
    if user.drops:
        for path in data.rglob("*"):
            os.chown(path, user.uid, user.gid, follow_symlinks=False)


def _first_piece(manifest: Path) -> str:
    """The name of the piece of the log with which a copy begins."""
    told = json.loads(manifest.read_text())["WAL-Ranges"][0]
    high, low = (int(part, 16) for part in told["Start-LSN"].split("/"))
    return f"{told['Timeline']:08X}{high:08X}{low // SEGMENT_BYTES:08X}"


def _number(name: str) -> int:
    return int(name[8:16], 16) * SEGMENTS_A_FILE_NUMBER + int(name[16:24], 16)


def _opens(piece: Path) -> bool:
    """Whether a compressed piece is whole: its checksum covers every bit of what is in it."""
    size = 0
    try:
        with gzip.open(piece) as opened:
            while read := opened.read(READ_BYTES):
                size += len(read)
    except (OSError, EOFError, zlib.error):
        return False
    return size == SEGMENT_BYTES or len(piece.name.removesuffix(".gz")) != PIECE_SIGNS


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while read := opened.read(READ_BYTES):
            digest.update(read)
    return digest.hexdigest()
