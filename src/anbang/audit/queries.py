"""Questions to the trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet

from anbang.audit.models import Event, Look


def events_of(person_id: int) -> QuerySet[Event]:
    """Everything that happened about a person, newest first."""
    return Event.objects.filter(person_id=person_id).order_by("-id")


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What one member of staff opened of a person's, at which office: how often, first and last."""

    what: str
    staff_id: int
    office_id: int
    times: int
    first: datetime
    last: datetime


def looks_at(person_id: int) -> list[LookedAt]:
    """Who looked at a person's file and at what, the last look first; as far as whoever asks sees the person."""
    each = Look.objects.filter(person_id=person_id).values_list("what", "staff_id", "office_id")
    counted = each.annotate(times=Count("id"), first=Min("looked_at"), last=Max("looked_at"))
    return [LookedAt(*row) for row in counted.order_by("-last", "what")]


def day_of_step(action: str, request_id: UUID) -> date | None:
    """The day that counts in law of a step, as the reader sees it in the trail."""
    return Event.objects.filter(action=action, request_id=request_id).values_list("happened_on", flat=True).first()


def touched_after(request_ids: Sequence[UUID], person_ids: Sequence[int], *, undone: Sequence[UUID] = ()) -> set[int]:
    """Those of `person_ids` about whom anything happened, other than by these requests, after the first of them began. What was
    `undone`, and the undoing, has not happened.

    By sequence, never by clock.
    """
    first = Event.objects.filter(request_id__in=request_ids).aggregate(first=Min("id"))["first"]
    if first is None:
        return set()
    others = Event.objects.filter(id__gt=first, person_id__in=person_ids).exclude(
        request_id__in=[*request_ids, *undone]
    )
    return {person_id for person_id in others.values_list("person_id", flat=True).distinct() if person_id is not None}
