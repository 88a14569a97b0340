"""Waiting for what happens in another process: asked again and again, never slept out, and given up in the end."""

import time
from collections.abc import Callable

LONGEST_SECONDS = 60.0
ASK_AGAIN_SECONDS = 0.02


def until(holds: Callable[[], object], *, what: str = "what was waited for") -> None:
    """Return as soon as `holds` does; fail with words when it does not for a minute."""
    give_up_at = time.monotonic() + LONGEST_SECONDS
    while not holds():
        if time.monotonic() > give_up_at:
            raise AssertionError(f"{what} did not happen")
        time.sleep(ASK_AGAIN_SECONDS)
