"""Questions to the trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet, Subquery

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


def events_after(
    request_ids: Sequence[UUID], *, about: QuerySet[Any, Any], undone: QuerySet[Any, Any]
) -> QuerySet[Event]:
    """Whatever happened to the people named by `about`, other than by these requests, after the first of them began. What requests named by
    `undone` did has not happened. Nothing, where nothing is known of these requests.

    By sequence, never by clock.
    """
    first = Event.objects.filter(request_id__in=request_ids).order_by("id").values("id")[:1]
    others = Event.objects.filter(id__gt=Subquery(first), person_id__in=about)
    return others.exclude(request_id__in=request_ids).exclude(request_id__in=undone)
