"""The server process: a direct child, ready when it answers, started again when it dies, gone when we are."""

import ctypes
import hashlib
import os
import re
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psycopg

from anbang.lib.postgres.binaries import Binaries
from anbang.lib.postgres.faults import ClusterFault
from anbang.lib.postgres.ordinary_user import OrdinaryUser

PORT = 5432
LONGEST_SOCKET_PATH = 100
PR_SET_PDEATHSIG = 1
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 10.0
ASK_AGAIN_SECONDS = 0.02
_libc = ctypes.CDLL(None, use_errno=True)

Connect = Callable[[], psycopg.Connection]


def socket_folder_in(home: Path, user: OrdinaryUser) -> Path:
    """The folder of the socket: in the home, or a short private one where the path would be too long for the system."""
    here = home / "socket"
    if len(str(here / f".s.PGSQL.{PORT}").encode()) <= LONGEST_SOCKET_PATH:
        return here
    digest = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"anbang-{user.uid}-{digest}"


def _end_with_the_parent() -> None:
    """Runs in the child: a fast stop is asked of it when its parent ends in whatever way."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)


# What a server says to whoever asks whether it answers yet, which is not why it ended.
ANSWERED_TO_US = re.compile(
    "the database system is (starting up|not yet accepting|not accepting|shutting down|in recovery)"
)


class Server:
    """`postgres` on one data folder, on a private socket only, with further `settings` of the server."""

    def __init__(
        self,
        binaries: Binaries,
        data: Path,
        socket_folder: Path,
        log: Path,
        user: OrdinaryUser,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.binaries = binaries
        self.data = data
        self.socket_folder = socket_folder
        self.log = log
        self.user = user
        self.settings = dict(settings or {})
        self.restarts = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._watch: threading.Thread | None = None

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        if self._process is None:
            raise ClusterFault("The server is not running.")
        return self._process.pid

    def start(self, connect: Connect) -> None:
        """Start and return when it answers. There is no limit while it recovers; an exit is a ClusterFault."""
        self._wait_for_an_orphan()
        self._launch()
        while not _answers(connect):
            if self._process is not None and self._process.poll() is not None:
                raise ClusterFault(f"The database in {self.data} did not start: {self.last_words()}")
            time.sleep(ASK_AGAIN_SECONDS)
        self._watch = threading.Thread(target=self._keep_alive, name="postgres watch", daemon=True)
        self._watch.start()

    def stop(self) -> None:
        """Fast stop: open transactions are rolled back, everything acknowledged is on the disk."""
        self._stopping.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait()
        if self._watch is not None:
            self._watch.join()

    def _launch(self) -> None:
        # A session of its own: Ctrl-C in the terminal is for us, who stop the server last.
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [
                    str(self.binaries.folder / "postgres"),
                    *("-D", str(self.data), "-k", str(self.socket_folder), "-p", str(PORT)),
                    *("-c", "listen_addresses=", "-c", "unix_socket_permissions=0700", "-c", "max_connections=80"),
                    *(part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                preexec_fn=_end_with_the_parent,  # noqa: PLW1509  # one prctl call, no lock can be held
                **self.user.popen,
            )

    def _keep_alive(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            started = time.monotonic()
            if self._process is not None:
                self._process.wait()
            if self._stopping.is_set():
                return
            pause = FIRST_PAUSE_SECONDS if time.monotonic() - started > LONGEST_PAUSE_SECONDS else pause * 2
            if self._stopping.wait(min(pause, LONGEST_PAUSE_SECONDS)):
                return
            self.restarts += 1
            self._launch()

    def _wait_for_an_orphan(self) -> None:
        """A server whose parent was killed is on its way out: two on one folder must never meet. A stale note of another
        process that now has its number is removed.
        """
        note = self.data / "postmaster.pid"
        while (pid := _first_number(note)) is not None and Path(f"/proc/{pid}").exists():
            if str(self.data).encode() not in _command_line(pid):
                note.unlink(missing_ok=True)
                return
            time.sleep(ASK_AGAIN_SECONDS)

    def last_words(self) -> str:
        """Why the server ended, as its log has it."""
        lines = self.log.read_text(errors="replace").strip().splitlines()
        told = [
            line.split("FATAL:")[-1].split("PANIC:")[-1].strip()
            for line in lines
            if ("FATAL" in line or "PANIC" in line) and not ANSWERED_TO_US.search(line)
        ]
        return (told or lines or ["it left no word"])[-1].rstrip(".") + "."


def _answers(connect: Connect) -> bool:
    try:
        with connect() as connection:
            connection.execute("select 1")
    except psycopg.OperationalError:
        return False
    return True


def _first_number(file: Path) -> int | None:
    try:
        return int(file.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _command_line(pid: int) -> bytes:
    try:
        return Path(os.fspath(f"/proc/{pid}/cmdline")).read_bytes()
    except OSError:
        return b""
