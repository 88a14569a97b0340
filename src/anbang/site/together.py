"""Several calls at once share one server: whoever started it waits for the others before it stops it."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from anbang.lib.postgres import AlreadyRunning

# A server that another call makes from nothing is ready in seconds; on a busy machine in a minute.
PATIENCE_SECONDS = 180.0
PAUSE_SECONDS = 0.2


@contextmanager
def used_together(folder: Path) -> Iterator[Callable[[], None]]:
    """Inside, what lies in `folder` is used beside others. What is handed out waits until nobody else does, and keeps newcomers out until
    the end. The lock lies beside the folder, and goes with the process that holds it.
    """
    folder.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        yield lambda: fcntl.flock(held, fcntl.LOCK_EX)


@contextmanager
def once_it_is_ready(opened: Callable[[], AbstractContextManager[object]]) -> Iterator[None]:
    """Open what another process is just starting as soon as it can be shared. Raises AlreadyRunning when it takes too long."""
    until = time.monotonic() + PATIENCE_SECONDS
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(opened())
                break
            except AlreadyRunning:
                if time.monotonic() > until:
                    raise
                time.sleep(PAUSE_SECONDS)
        yield
