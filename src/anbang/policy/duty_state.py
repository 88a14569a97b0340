"""What a duty is on a given day. The only place that says when something is overdue, or missed."""

from datetime import date
from enum import StrEnum


class DutyState(StrEnum):
    """`open` is due on the day or later; `overdue` was due before it; what is overdue may still become `done_late`.

    A duty of a period that has passed cannot be done any more: it is `missed`.
    """

    OPEN = "open"
    DONE = "done"
    DONE_LATE = "done_late"
    OVERDUE = "overdue"
    VOID = "void"
    MISSED = "missed"


def duty_state(opens: date, due: date, met: date | None, void: date | None, as_of: date) -> DutyState:
    """The state of a one-off duty on a day.

    An act on the due day is in time. A duty that was overdue before it became void stays overdue. Raises ValueError for a
    day before the duty opens: it is not yet a duty.
    """
    if as_of < opens:
        raise ValueError(f"The duty opens on {opens}; on {as_of} it has no state.")
    if met is not None and met <= as_of:
        return DutyState.DONE if met <= due else DutyState.DONE_LATE
    if void is not None and void <= as_of and void <= due:
        return DutyState.VOID
    return DutyState.OVERDUE if due < as_of else DutyState.OPEN


def period_state(due: date, met: date | None, void: date | None, as_of: date) -> DutyState:
    """The state of a duty of a period on a day; its period ends on the due day."""
    if met is not None and met <= min(due, as_of):
        return DutyState.DONE
    if void is not None and void <= min(due, as_of):
        return DutyState.VOID
    return DutyState.MISSED if due < as_of else DutyState.OPEN
