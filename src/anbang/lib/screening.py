"""Asking a virus scanner about a file before it is kept: a clamd by its own protocol (INSTREAM), or a command that reads the file.

The protocol is a length before each piece and a word at the end; the libraries that speak it hand over the name of a file, and here no file lies plain
on a disk.
"""

import ipaddress
import shlex
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

UNIX, TCP, COMMAND = "unix:", "tcp:", "command:"
EXAMPLES: Final = "unix:/run/clamav/clamd.ctl, tcp:127.0.0.1:3310 or command:/usr/bin/clamscan --no-summary -"
PIECE: Final = 1 << 16
PATIENCE_SECONDS: Final = 30
CLEAN, INFECTED = 0, 1
LONGEST_ANSWER: Final = 4096


class NoAnswer(Exception):
    """The scanner was not reached, or said something else than whether the file is clean; the message says what, and nothing of the file."""


def refuse_unusable(scanner: str) -> None:
    """ValueError for what names no scanner: nothing, or a place that another machine could answer from."""
    if scanner.startswith(UNIX):
        usable = Path(scanner.removeprefix(UNIX)).is_absolute()
    elif scanner.startswith(COMMAND):
        words = shlex.split(scanner.removeprefix(COMMAND))
        usable = bool(words) and Path(words[0]).is_absolute()
    else:
        host, _, port = scanner.removeprefix(TCP).rpartition(":")
        usable = scanner.startswith(TCP) and _is_loopback(host) and port.isdigit() and 0 < int(port) < 1 << 16
    if not usable:
        raise ValueError(f"must name a scanner of this machine: {EXAMPLES}")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def is_infected(content: bytes, *, scanner: str) -> bool:
    """Whether the scanner found something. NoAnswer where it did not say so or that it is clean."""
    if scanner.startswith(COMMAND):
        return _told_by_command(content, shlex.split(scanner.removeprefix(COMMAND)))
    answer = _asked(scanner, (b"zINSTREAM\0", *_pieces(content)))
    if answer.endswith(" FOUND"):
        return True
    if answer == "stream: OK":
        return False
    raise NoAnswer(f"it said {answer[-80:]!r}")


def answers(scanner: str) -> bool:
    """Whether a clamd is there. A command is asked when a file comes, and not before."""
    if scanner.startswith(COMMAND):
        return Path(shlex.split(scanner.removeprefix(COMMAND))[0]).exists()
    try:
        return _asked(scanner, (b"zPING\0",), patience=2) == "PONG"
    except NoAnswer:
        return False


def _pieces(content: bytes) -> Iterator[bytes]:
    for place in range(0, len(content), PIECE):
        piece = content[place : place + PIECE]
        yield len(piece).to_bytes(4) + piece
    yield bytes(4)


def _connected(scanner: str, patience: float) -> socket.socket:
    if scanner.startswith(UNIX):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(patience)
        try:
            connection.connect(scanner.removeprefix(UNIX))
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = scanner.removeprefix(TCP).rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=patience)


def _asked(scanner: str, parts: Iterator[bytes] | tuple[bytes, ...], *, patience: float = PATIENCE_SECONDS) -> str:
    """What a clamd answers. It may answer before it has read everything, and close: then what it said counts."""
    try:
        with closing(_connected(scanner, patience)) as connection:
            try:
                for part in parts:
                    connection.sendall(part)
            except (BrokenPipeError, ConnectionResetError):
                pass
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
                received = connection.recv(LONGEST_ANSWER)
                if not received:
                    break
                answer += received
    except OSError as fault:
        raise NoAnswer(f"it was not reached: {fault.strerror or type(fault).__name__}") from fault
    if not answer.endswith(b"\0"):
        raise NoAnswer("it broke off")
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _told_by_command(content: bytes, words: list[str]) -> bool:
    """By its exit status, as clamscan has it: 0 clean, 1 found. The file comes on its input; nothing of ours is in its environment."""
    try:
        done = subprocess.run(  # noqa: S603  # the command is a setting of whoever keeps the machine
            words, input=content, capture_output=True, timeout=PATIENCE_SECONDS, check=False, env={}
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise NoAnswer(f"the command did not end well: {type(fault).__name__}") from fault
    if done.returncode not in (CLEAN, INFECTED):
        raise NoAnswer(f"the command ended with {done.returncode}")
    return done.returncode == INFECTED
