"""What subjects keep beside the acts in tables of their own, as far as it follows from the acts. How it is settled is handed down at the start,
as the kinds of acts are: a subject knows the step, and never the reverse.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # handed down before there are tables
    from anbang.casework.step.settled import Settled

Follow = Callable[[Sequence["Settled"]], None]

_follows: list[Follow] = []


def hand_down_what_follows(follow: Follow) -> None:
    """A subject's own projection: make its rows about these people what their acts say. Handed down twice, it is settled once."""
    if follow not in _follows:
        _follows.append(follow)


def settle_beside(settled: Sequence["Settled"]) -> None:
    """Everything that was handed down. The people are locked and still seen."""
    for follow in _follows:
        follow(settled)
