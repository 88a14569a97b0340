"""Questions to the trail."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from anbang.audit.models import Event, Look


def events_of(person_id: int) -> QuerySet[Event]:
    """Everything that happened about a person, newest first."""
    return Event.objects.filter(person_id=person_id).order_by("-id")


def looks_at(person_id: int) -> QuerySet[Look]:
    """Who opened the person's file, newest first."""
    return Look.objects.filter(person_id=person_id).order_by("-id")


def touched_since(person_ids: Sequence[int], *, request_id: UUID) -> set[int]:
    """Those of `person_ids` about whom anything happened in another request than `request_id`."""
    others = Event.objects.filter(person_id__in=person_ids).exclude(request_id=request_id)
    return set(others.values_list("person_id", flat=True).distinct())  # type: ignore[arg-type]
