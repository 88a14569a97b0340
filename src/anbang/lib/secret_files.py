"""A secret in a file of its own, made once and never overwritten."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def write_once(file: Path, make: Callable[[], str]) -> Path:
    """`file` itself (mode 0600), its content made on first use; two processes at once agree on one.

    It is written beside its place and linked into it whole, so that nobody ever reads half a secret.
    """
    if not file.exists():
        draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
            target.write(make())
            target.flush()
            os.fsync(target.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # another process was first; its file is the one
        finally:
            draft.unlink()
    return file
