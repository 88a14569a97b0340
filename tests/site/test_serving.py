"""Requests that never end do not stop the office: whoever sends slower than any line is let go, and the threads are free again."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from anbang.site import processes, serving
from anbang.site.processes import HOST, THREADS, listen, product
from anbang.site.serving import PatientSocket, PatientWorker
from tests.support.patience import until

HALF = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\na="
SERVER = """
import sys
from anbang.site import serving
serving.PATIENCE_SECONDS = float(sys.argv.pop(1))
from gunicorn.app.wsgiapp import run
run()
"""
ECHO = """
import sys
def application(environ, start_response):
    body = environ["wsgi.input"].read()
    if body == b"turn":
        body = str(sys.getswitchinterval()).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[PatientSocket, socket.socket]]:
    """Our end of a connection, and the other."""
    monkeypatch.setattr(serving, "PATIENCE_SECONDS", 0.05)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield PatientSocket(ours), theirs


# A connection


def test_whoever_sends_nothing_more_is_let_go(pair: tuple[PatientSocket, socket.socket]):
    ours, theirs = pair
    theirs.sendall(b"some")
    assert ours.recv(10) == b"some"
    with pytest.raises(ConnectionResetError):
        ours.recv(10)


def test_patience_is_for_the_whole_request_and_not_for_each_piece(pair: tuple[PatientSocket, socket.socket]):
    """A byte now and then never ends, piece by piece."""
    ours, theirs = pair
    ours.waited = 10.0
    theirs.sendall(b"a")
    assert ours.recv(10) == b"a", "what is there is taken"
    with pytest.raises(ConnectionResetError):
        ours.recv(10)
    ours.begin()
    assert ours.waited == 0.0, "the next request has its own"


def test_control_a_line_that_is_slow_but_brings_something_has_longer(pair: tuple[PatientSocket, socket.socket]):
    ours, theirs = pair
    ours.came = 60 * 1024 * 1024
    ours.waited = 3000.0
    threading.Timer(0.2, theirs.sendall, [b"more"]).start()
    assert ours.recv(10) == b"more"


def test_whoever_takes_no_answer_is_let_go(pair: tuple[PatientSocket, socket.socket], monkeypatch: pytest.MonkeyPatch):
    ours, _theirs = pair
    monkeypatch.setattr(serving, "SLOWEST_BYTES_A_SECOND", 10**9)
    with pytest.raises(ConnectionResetError):
        ours.sendall(b"a" * 10_000_000)


def test_a_shorter_limit_of_gunicorns_own_stays_its_own(pair: tuple[PatientSocket, socket.socket], monkeypatch):
    ours, _theirs = pair
    monkeypatch.setattr(serving, "PATIENCE_SECONDS", 30.0)
    ours.settimeout(0.01)
    with pytest.raises(TimeoutError):
        ours.recv(10)
    assert ours.gettimeout() == 0.01


# The server


@contextmanager
def served(folder: Path, worker: str, patience: float) -> Iterator[int]:
    """A server of two threads that answers with what it was sent."""
    (folder / "echo.py").write_text(ECHO)
    listening = listen(0)
    number = listening.fileno()
    command = [sys.executable, "-c", SERVER, str(patience), "echo:application", "--bind", f"fd://{number}"]
    command += ["--worker-class", worker, "--threads", "2", "--chdir", str(folder), "--graceful-timeout", "1"]
    running = subprocess.Popen(command, pass_fds=(number,), stderr=subprocess.DEVNULL)
    try:
        port = listening.getsockname()[1]
        until(lambda: answers(port, within=5), what="the server")
        yield port
    finally:
        running.terminate()
        running.wait()
        listening.close()


def answers(port: int, *, within: float) -> bool:
    """Whether a whole request is answered with what it said."""
    try:
        return answer(port, b"whole", within=within) == b"whole"
    except OSError:
        return False


def answer(port: int, body: bytes, *, within: float) -> bytes:
    """What comes back for a request."""
    connection = HTTPConnection(HOST, port, timeout=within)
    try:
        connection.request("POST", "/", body=body)
        return connection.getresponse().read()
    finally:
        connection.close()


@contextmanager
def half_sent(port: int, count: int) -> Iterator[None]:
    """So many requests that stop in their midst and stay."""
    made = [socket.create_connection((HOST, port)) for _ in range(count)]
    try:
        for connection in made:
            connection.sendall(HALF)
        yield
    finally:
        for connection in made:
            connection.close()


def test_half_sent_requests_hold_the_threads_for_a_while_only(tmp_path: Path):
    with served(tmp_path, "anbang.site.serving.PatientWorker", 0.5) as port, half_sent(port, 8):
        assert answers(port, within=30)


def test_control_gunicorns_own_worker_waits_for_them_for_ever(tmp_path: Path):
    with served(tmp_path, "gthread", 0.5) as port, half_sent(port, 8):
        assert not answers(port, within=8)


def test_pages_that_are_made_at_once_take_short_turns(tmp_path: Path):
    with served(tmp_path, "anbang.site.serving.PatientWorker", 0.5) as port:
        assert float(answer(port, b"turn", within=10)) == pytest.approx(serving.TURN_SECONDS)


def test_control_by_gunicorns_own_worker_the_turns_are_pythons(tmp_path: Path):
    with served(tmp_path, "gthread", 0.5) as port:
        assert float(answer(port, b"turn", within=10)) == pytest.approx(sys.getswitchinterval())
        assert sys.getswitchinterval() > serving.TURN_SECONDS


def test_the_product_is_served_by_this_worker(tmp_path: Path):
    with listen(0) as listening:
        web, _worker = product(listening, tmp_path)
    told = dict(zip(web.command, web.command[1:], strict=False))
    assert told["--worker-class"] == f"{PatientWorker.__module__}.{PatientWorker.__name__}"
    assert told["--threads"] == str(THREADS) == str(processes.THREADS)
    assert told["--workers"] == str(processes.processes_of_the_pages())


@pytest.mark.parametrize(("processors", "processes_there"), [(1, 1), (2, 2), (64, processes.MOST_PROCESSES)])
def test_each_processor_makes_pages_and_no_more_than_a_few(
    processors: int, processes_there: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(processes.os, "sched_getaffinity", lambda _process: set(range(processors)))
    assert processes.processes_of_the_pages() == processes_there
