"""What rooms above keep of somebody whose file is closed (LAW-2): rows of lists. How those are closed is handed down at the start, as the kinds of
acts are; whoever closes a file, whatever told them to, closes them in the same step.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from anbang.organisations.acting import ActingStaff


class KeptElsewhere(Protocol):
    """What a room above keeps of people, and how it is closed."""

    def hold_still(self, *, by: ActingStaff) -> None:
        """Nothing new comes to be kept until the transaction ends. StepRefused where somebody is waiting for an answer and it takes too long."""

    def close_of(self, person_id: int) -> None:
        """Close what is kept of somebody. Called while the file still stands open."""

    def close_alike(self, *, by: ActingStaff) -> None:
        """Close what tells the number, or the name and the birth, of anybody whose file is closed."""

    def close_what_is_left(self, *, by: ActingStaff) -> None:
        """The same of everybody, where something was left open."""

    def waits_since(self, before: date) -> bool:
        """Whether something that is kept closed waits for a keeper since before that day."""


@dataclass(slots=True)
class _Waiting:
    """Whether files were closed since `closed_together` began."""

    is_asked: bool = False


_kept: list[KeptElsewhere] = []
_together: ContextVar[_Waiting | None] = ContextVar("closed_together", default=None)


def hand_down_what_is_kept_elsewhere(kept: KeptElsewhere) -> None:
    """Handed down twice, it is closed once."""
    if kept not in _kept:
        _kept.append(kept)


def hold_still_elsewhere(*, by: ActingStaff) -> None:
    """Before a file is closed. Call inside `acting(by)`, as all of these."""
    for kept in _kept:
        kept.hold_still(by=by)


def close_elsewhere(person_id: int) -> None:
    """What is kept of somebody whose file is about to be closed. While it is still open: who asks may not see it afterwards."""
    for kept in _kept:
        kept.close_of(person_id)


def close_alike_elsewhere(*, by: ActingStaff) -> None:
    """What is like a file that has just been closed, at once or at the end of `closed_together`."""
    if (waiting := _together.get()) is not None:
        waiting.is_asked = True
        return
    for kept in _kept:
        kept.close_alike(by=by)


def close_left_elsewhere(*, by: ActingStaff) -> None:
    """Every morning, by the installation: whatever was left open."""
    for kept in _kept:
        kept.close_what_is_left(by=by)


def waits_elsewhere_since(before: date) -> bool:
    """Whether something that is kept closed waits for a keeper since before that day, whoever that is. Call inside `acting(by)` of a job."""
    return any(kept.waits_since(before) for kept in _kept)


@contextmanager
def closed_together(*, by: ActingStaff) -> Iterator[None]:
    """Many files are closed in one step: what is like any of them is looked for once, at the end."""
    waiting = _Waiting()
    token = _together.set(waiting)
    try:
        yield
    finally:
        _together.reset(token)
    if waiting.is_asked:
        close_alike_elsewhere(by=by)
