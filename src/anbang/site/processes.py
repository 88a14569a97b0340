"""The pages and the worker as children of one process: started, waited for, started again when they die, and stopped together."""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import Never

from anbang.site.telling import Tell

HOST = "127.0.0.1"
PR_SET_PDEATHSIG = 1
THREADS = 8
MOST_PROCESSES = 4
BACKLOG = 128
LOOK_AGAIN_SECONDS = 0.05
TEND_AGAIN_SECONDS = 0.25
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
STOP_SECONDS = 15.0
LONGEST_LOG_BYTES = 5 * 1024 * 1024
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_libc = ctypes.CDLL(None, use_errno=True)


class ProcessFault(Exception):
    """The pages cannot be served; the message is one sentence that says what and what helps."""


def listen(port: int) -> socket.socket:
    """A listening socket of the loopback, or ProcessFault. The children inherit it, so the address stays ours while one of
    them is started again. Port 0 takes any free one.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise ProcessFault(
            f"Port {port} cannot be used ({_why(error)}): choose another, as in PORT={_another(port)}."
        ) from error
    listening.set_inheritable(True)
    return listening


def _why(error: OSError) -> str:
    return "another program has it" if error.errno == errno.EADDRINUSE else str(error.strerror).lower()


def _another(port: int) -> int:
    return port + 1 if 1024 <= port < 65535 else 8001


@dataclass
class Child:
    """One program that runs as long as we do."""

    name: str
    command: Sequence[str]
    log: Path
    keeps: tuple[int, ...] = ()
    when_orphaned: signal.Signals = signal.SIGTERM
    pause: float = FIRST_PAUSE_SECONDS
    started_at: float = 0.0
    again_at: float | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C in the terminal is for us, who stop it."""
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        ours = os.getpid()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  # our own commands
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.keeps,
                start_new_session=True,
                preexec_fn=lambda: _end_with(ours, self.when_orphaned),  # noqa: PLW1509  # two system calls, no lock can be held
            )
        self.started_at, self.again_at = time.monotonic(), None

    @property
    def ended(self) -> int | None:
        """Its exit status when it is no longer there."""
        return self.process.poll() if self.process else None

    def tend(self, tell: Tell) -> None:
        """Notice its death, and start it again after a pause that doubles while it keeps dying."""
        if self.ended is None:
            return
        now = time.monotonic()
        if self.again_at is None:
            steady = now - self.started_at > STEADY_SECONDS
            self.pause = FIRST_PAUSE_SECONDS if steady else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
            self.again_at = now + self.pause
            tell(f"{self.name} ended ({self.ended}) and is started again; its words are in {self.log}")
        elif now >= self.again_at:
            self.start()

    def ask_to_end(self) -> None:
        """SIGTERM: it ends after what it is doing."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def end(self, within: float) -> None:
        """Wait for its end, and make an end after `within` seconds; unfinished jobs are put back by the next worker."""
        if not self.process:
            return
        try:
            self.process.wait(timeout=max(within, 0))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def last_words(self) -> str:
        """The last line of its log."""
        lines = self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        return lines[-1].strip() if lines else "it left no word"


def _end_with(parent: int, signal_number: int) -> None:
    """Runs in the child: it gets the signal when the parent ends in whatever way, and ends if that was before this line."""
    _libc.prctl(PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != parent:
        os._exit(1)


def processes_of_the_pages() -> int:
    """One for each processor that we may use: threads of one process make pages in turn (ADR 0037)."""
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)


def web_line(bind: str) -> list[str]:
    """The program of the pages, answering there."""
    options = {
        "--bind": bind,
        "--worker-class": "anbang.site.serving.PatientWorker",
        "--workers": str(processes_of_the_pages()),
        "--threads": str(THREADS),
        "--log-level": "warning",
        "--graceful-timeout": "3",
    }
    told = [part for option in options.items() for part in option]
    return [sys.executable, "-m", "gunicorn", "anbang.site.wsgi:application", "--no-control-socket", *told]


def worker_line() -> list[str]:
    """The program of the jobs."""
    return [sys.executable, "-m", "anbang.site.worker"]


def product(listening: socket.socket, logs: Path) -> list[Child]:
    """The two programs of the product."""
    number = listening.fileno()
    return [
        Child("web", web_line(f"fd://{number}"), logs / "web.log", keeps=(number,)),
        # Its database goes with us, so that it could not even write down that it ends; the next worker puts its job back.
        Child("worker", worker_line(), logs / "worker.log", when_orphaned=signal.SIGKILL),
    ]


def keeper_of_the_archive(name: str, logs: Path) -> Child:
    """The program that keeps every change of the installation `name` for some days."""
    return Child("archive", [sys.executable, "-m", "anbang.site.archiving", name], logs / "archive.log")


@contextmanager
def until_asked() -> Iterator[None]:
    """The block, until we are asked to end: Ctrl-C, SIGTERM, or the terminal was closed. What it has begun is put away as after
    any interruption; asking again disturbs nothing, for the end has its own limit.
    """
    asked = False

    def ask(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if not asked:
            asked = True
            raise KeyboardInterrupt

    earlier = {number: signal.signal(number, ask) for number in SIGNALS}
    try:
        yield
    except KeyboardInterrupt:
        if not asked:
            raise
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


@contextmanager
def running(children: Sequence[Child], answers: Callable[[], bool]) -> Iterator[None]:
    """The children, from the moment the page answers to the end of the block.

    ProcessFault when one ends before the page answers; none is left behind in either case.
    """
    try:
        for child in children:
            _shorten(child.log)
            child.start()
        while not answers():
            for child in children:
                if child.ended is not None:
                    raise ProcessFault(f"The {child.name} did not start: {child.last_words()} ({child.log})")
            time.sleep(LOOK_AGAIN_SECONDS)
        yield
    finally:
        _end_all(children)


def tend(children: Sequence[Child], tell: Tell) -> Never:
    """Keep the children alive, for ever."""
    while True:
        for child in children:
            child.tend(tell)
        time.sleep(TEND_AGAIN_SECONDS)


def page_answers(port: int, host_name: str, path: str) -> bool:
    """Whether the page at `path` is there."""
    with closing(HTTPConnection(HOST, port, timeout=10)) as connection:
        try:
            connection.request("GET", path, headers={"Host": host_name})
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False


def _end_all(children: Sequence[Child]) -> None:
    for child in children:
        child.ask_to_end()
    until = time.monotonic() + STOP_SECONDS
    for child in children:
        child.end(until - time.monotonic())


def _shorten(log: Path) -> None:
    if log.exists() and log.stat().st_size > LONGEST_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
