"""A secret in a file of its own: made once, or replaced whole, and never read half."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def write_once(file: Path, make: Callable[[], str]) -> Path:
    """`file` itself (mode 0600), its content made on first use; two processes at once agree on one.

    It is written beside its place and linked into it whole, so that nobody ever reads half a secret.
    """
    if not file.exists():
        draft = write_beside(file, make().encode())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # another process was first; its file is the one
        finally:
            draft.unlink()
    return file


def replace_whole(file: Path, content: str) -> None:
    """Put `content` (mode 0600) in the place of `file`: whoever reads it meanwhile has the one or the other, whole."""
    write_beside(file, content.encode()).replace(file)
    keep_names(file.parent)


def write_beside(file: Path, content: bytes) -> Path:
    """A draft of `file` (mode 0600) in the same folder, flushed to the disk."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    return draft


def keep_names(folder: Path) -> None:
    """Flush what the files of a folder are called: without it a power cut could undo a replacing."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
