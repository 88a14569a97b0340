"""The one way to write the trail."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from anbang.audit.models import Event, Look


class Actor(Protocol):
    """Whose hand it was."""

    @property
    def staff_id(self) -> int: ...  # noqa: D102
    @property
    def office_id(self) -> int: ...  # noqa: D102
    @property
    def request_id(self) -> UUID: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Happening:
    """An event before it is written: the person and case it is about, the clauses it answers, ids and codes. `on` where it
    happened on another day than that of the step which tells it.
    """

    person_id: int | None = None
    case_id: int | None = None
    clauses: Sequence[str] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    on: date | None = None


def record(action: str, *happenings: Happening, by: Actor, on: date) -> None:
    """Write one event for each of `happenings`, in the transaction of the step itself."""
    record_many(((action, happening) for happening in happenings), by=by, on=on)


def record_many(steps: Iterable[tuple[str, Happening]], *, by: Actor, on: date) -> None:
    """Write an event for each (action, happening), in order."""
    Event.objects.bulk_create(
        [
            Event(
                action=action,
                happened_on=happening.on or on,
                staff_id=by.staff_id,
                office_id=by.office_id,
                request_id=by.request_id,
                person_id=happening.person_id,
                case_id=happening.case_id,
                clauses=list(happening.clauses),
                data=dict(happening.data),
            )
            for action, happening in steps
        ],
        batch_size=2000,
    )


def record_looks(person_ids: Iterable[int], what: str, *, by: Actor) -> None:
    """The same of many people at once."""
    Look.objects.bulk_create(
        [
            Look(staff_id=by.staff_id, office_id=by.office_id, request_id=by.request_id, person_id=person_id, what=what)
            for person_id in person_ids
        ],
        batch_size=2000,
    )


def record_look(person_id: int, what: str, *, by: Actor) -> None:
    """Note that `by` is about to see `what` of a person. Commit it before showing anything."""
    Look.objects.create(
        staff_id=by.staff_id, office_id=by.office_id, request_id=by.request_id, person_id=person_id, what=what
    )
