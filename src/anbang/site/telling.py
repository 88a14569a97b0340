"""How a start tells what it does: one line a step, with its seconds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[str], None]


@contextmanager
def step(what: str, tell: Tell) -> Iterator[None]:
    """Tell `what` when it is done, and how long it took."""
    began = time.monotonic()
    yield
    tell(f"{what} ({time.monotonic() - began:.1f} s)")
