"""Other programs of the product for the proofs, on the database of the test: started, killed without a word, and ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from tests.support.database import Server

PROJECT = Path(__file__).parents[2]


def environment(server: Server, database: str) -> dict[str, str]:
    """What a program needs to work on `database` and the files of the test."""
    return {**os.environ, **server.addresses(database), "ANBANG_FOLDER": str(settings.FOLDER)}


def start(arguments: Sequence[str], told: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """A Python program of the project, alone in its session."""
    with log.open("ab") as words:
        return subprocess.Popen(
            [sys.executable, *arguments], env=told, cwd=PROJECT, stdout=words, stderr=words, start_new_session=True
        )


def kill(program: subprocess.Popen[bytes]) -> None:
    """Without a word, with all that it started."""
    os.killpg(program.pid, signal.SIGKILL)
    program.wait()


@contextmanager
def running(arguments: Sequence[str], told: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program for the length of the block."""
    program = start(arguments, told, log)
    try:
        yield program
    finally:
        if program.poll() is None:
            kill(program)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where programs leave their words."""
    return tmp_path / "words"
