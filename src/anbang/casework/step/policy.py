"""By which figures steps are judged: those of the installation, or for a scenario those that it asks for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from anbang.policy import DEFAULT_PACK, Pack

_asked_for: ContextVar[Pack | None] = ContextVar("pack", default=None)


def pack_in_force() -> Pack:
    """The pack that steps are judged by."""
    return _asked_for.get() or DEFAULT_PACK


@contextmanager
def judged_by(pack: Pack) -> Iterator[None]:
    """Steps taken inside are judged by another pack."""
    token = _asked_for.set(pack)
    try:
        yield
    finally:
        _asked_for.reset(token)
