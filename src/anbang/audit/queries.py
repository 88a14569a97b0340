"""Questions to the trail."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Max, QuerySet

from anbang.audit.models import Event, Look


def events_of(person_id: int) -> QuerySet[Event]:
    """Everything that happened about a person, newest first."""
    return Event.objects.filter(person_id=person_id).order_by("-id")


def looks_at(person_id: int) -> QuerySet[Look]:
    """Who opened the person's file, newest first."""
    return Look.objects.filter(person_id=person_id).order_by("-id")


def touched_after(request_id: UUID, person_ids: Sequence[int]) -> set[int]:
    """Those of `person_ids` about whom anything happened after the last event of a request. By sequence, never by clock."""
    last = Event.objects.filter(request_id=request_id).aggregate(last=Max("id"))["last"]
    if last is None:
        return set()
    later = Event.objects.filter(id__gt=last, person_id__in=person_ids)
    return {person_id for person_id in later.values_list("person_id", flat=True).distinct() if person_id is not None}
