"""What `compose.yaml` starts of PostgreSQL is started without containers: the same commands, with folders of the machine in the place of volumes."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import yaml

from anbang.lib.postgres.binaries import find_binaries
from anbang.lib.postgres.ordinary_user import OrdinaryUser, reachable_binaries
from tests.support.patience import LONGEST_SECONDS, until
from tests.support.places import PROJECT

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
MOUNTED = re.compile(r"(?P<place>.+):(?P<inside>/[^:]+?)(?P<only_read>:ro)?")
ARCHIVE = "${ARCHIVE:-./archive}"


def mounted(name: str) -> dict[str, str]:
    """Each path inside a container, and what lies there."""
    found = [MOUNTED.fullmatch(volume) for volume in SERVICES[name]["volumes"]]
    return {one["inside"]: one["place"] for one in found if one}


class Machine:
    """A folder whose parts are the volumes. All runs as the user of servers under test."""

    def __init__(self, root: Path) -> None:
        self.root, self.user = root, OrdinaryUser.for_this_process()
        self.programs = reachable_binaries(find_binaries(), self.user, self.user.own(root / "home")).folder
        for volume in (
            "archive",
            "archive/wal",
            "archive/bases",
            "database",
            "database/cluster",
            "moment",
            "socket",
            "then",
        ):
            self.user.own(root / volume)

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    def place(self, volume: str) -> Path:
        """What is mounted: a volume, or a copy of a file of ours, which the user may not reach where it lies."""
        if not volume.startswith("./"):
            return self.archive if volume == ARCHIVE else self.root / volume
        copied = self.root / Path(volume).name
        shutil.copy(PROJECT / volume, copied)
        copied.chmod(0o644)
        return copied

    def command(self, name: str, **settings: str) -> list[str]:
        """What a container starts, with the paths of this machine."""
        line = list(SERVICES[name]["command"])
        for inside, volume in sorted(mounted(name).items(), key=lambda pair: len(pair[0]), reverse=True):
            line = [word.replace(inside, str(self.place(volume))) for word in line]
        for setting, value in settings.items():
            line = [word.replace(f"${{{setting}:-}}", value) for word in line]
        return line

    def _told(self, **environment: str) -> dict[str, Any]:
        path = f"{self.programs}:{os.environ['PATH']}"
        return {"env": {"PATH": path, **environment}, "cwd": "/", "stdin": subprocess.DEVNULL, **self.user.popen}

    def run(self, line: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a command beside the server, and wait for its end."""
        told = self._told(PGHOST=str(self.root / "socket"))
        return subprocess.run(line, capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS, **told)

    @contextmanager
    def server(self, line: list[str], socket: str) -> Iterator[str]:
        """A server until the end of the block; the address of its database. AssertionError with its log where it ends by itself."""
        place = self.root / socket
        further = ("listen_addresses=", f"unix_socket_directories={place}", "shared_buffers=16MB")
        address = f"host={place} user=postgres dbname=postgres"
        with (
            (place / "log").open("w+") as log,
            subprocess.Popen(
                [*line, *(word for one in further for word in ("-c", one))],
                stdout=log,
                stderr=log,
                **self._told(PGDATA=str(self.root / "database" / "cluster")),
            ) as process,
        ):
            try:
                until(lambda: process.poll() is not None or answers(address), what="an answer of the server")
                assert process.poll() is None, (place / "log").read_text()
                yield address
            finally:
                process.send_signal(signal.SIGINT)


def answers(address: str) -> bool:
    """Whether a server lets somebody in."""
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True
