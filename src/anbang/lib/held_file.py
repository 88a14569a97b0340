"""A file that is replaced or taken away by one process at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def held(path: Path) -> Iterator[BinaryIO | None]:
    """The file, open for reading: whoever replaces it or takes it away holds it too, and waits. None where it is gone by then."""
    while True:
        try:
            opened = path.open("rb")
        except FileNotFoundError:
            yield None
            return
        with opened:
            fcntl.flock(opened, fcntl.LOCK_EX)
            if _is_there(path, opened):
                yield opened
                return


def _is_there(path: Path, opened: BinaryIO) -> bool:
    """Whether it was not replaced while its turn was waited for."""
    try:
        return os.path.samestat(os.fstat(opened.fileno()), path.stat())
    except FileNotFoundError:
        return False
