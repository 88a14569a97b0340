"""What the auditor reads of the trail, the newest first: what happened, who looked, and what became of every row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import connections
from django.db.models import Model, QuerySet
from django.utils import timezone

from anbang.audit.models import EMERGENCY_JUDGED, GLASS_BROKEN, OF_EMERGENCIES, Change, Event, Look
from anbang.audit.sealing import AUDITOR

RESTORED = "restored"
NOBODY = 0  # whose hand it was when nobody was signed in
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows of the trail are asked for: of these members of staff (None: of anybody), about this person, from a day until another,
    both included, and numbered below `before`. `by_people`: what people did, or (False) what the system did by itself.
    """

    staff: frozenset[int] | None = None
    person: int | None = None
    from_on: date | None = None
    until_on: date | None = None
    before: int | None = None
    by_people: bool | None = None


def events(asked: Asked) -> QuerySet[Event]:
    """What happened."""
    return _asked_of(Event.objects.using(AUDITOR), asked, "recorded_at")


def looks(asked: Asked) -> QuerySet[Look]:
    """Who looked."""
    return _asked_of(Look.objects.using(AUDITOR), asked, "looked_at")


def changes(asked: Asked, *, outside: bool = False) -> QuerySet[Change]:
    """What became of every row; with `outside` only what was done without a step, under another name than those of the product: by
    whoever keeps the database.
    """
    rows = _asked_of(Change.objects.using(AUDITOR), asked, "changed_at")
    if not outside:
        return rows
    of_the_product = [str(connections[alias].settings_dict["USER"]) for alias in ("default", "overseer")]
    return rows.filter(request_id__isnull=True).exclude(role__in=of_the_product)


def emergencies_unjudged() -> int:
    """How often a file was opened in an emergency about which nobody has judged yet."""
    told = Event.objects.using(AUDITOR).filter(action__in=OF_EMERGENCIES).values_list("action", "data__emergency")
    of_each = {action: {number for one, number in told if one == action} for action in OF_EMERGENCIES}
    return len(of_each[GLASS_BROKEN] - of_each[EMERGENCY_JUDGED])


def steps_of(changes: Iterable[Change]) -> dict[UUID, list[str]]:
    """The steps in which these changes were made: request → what each was, as the trail calls it."""
    requests = {change.request_id for change in changes if change.request_id is not None}
    told = (
        Event.objects.using(AUDITOR).filter(request_id__in=requests).order_by("id").values_list("request_id", "action")
    )
    found: dict[UUID, list[str]] = {}
    for request, action in told:
        if action not in found.setdefault(request, []):
            found[request].append(action)
    return found


def _asked_of(rows: QuerySet[Row], asked: Asked, moment: str) -> QuerySet[Row]:
    if asked.staff is not None:
        rows = rows.filter(staff_id__in=asked.staff)
    if asked.person is not None:
        rows = rows.filter(person_id=asked.person)
    if asked.from_on is not None:
        rows = rows.filter(**{f"{moment}__gte": _begins(asked.from_on)})
    if asked.until_on is not None:
        rows = rows.filter(**{f"{moment}__lt": _begins(asked.until_on + timedelta(days=1))})
    if asked.by_people is not None:
        rows = rows.exclude(staff_id=NOBODY) if asked.by_people else rows.filter(staff_id=NOBODY)
    if asked.before is not None:
        rows = rows.filter(id__lt=asked.before)
    return rows.order_by("-id")


def _begins(on: date) -> datetime:
    """The moment at which a day of the office begins."""
    return datetime.combine(on, time.min, tzinfo=timezone.get_default_timezone())


def restores() -> QuerySet[Event]:
    """Every time at which the installation was restored from a backup. `data`: `backup`, `as_of` (the moment at which it stands), `seal` (its
    last one), and `newest_known` (the last one that any book told of, 0 where there was none).
    """
    return Event.objects.using(AUDITOR).filter(action=RESTORED).order_by("id")
