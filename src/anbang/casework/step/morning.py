"""A day comes: whoever's duties the mere date changes is settled, and whoever waits for a caseworker. What nothing happened to is not even read (clause 2.3.4, RHY-6)."""

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import DatabaseError
from django.db.models import Exists, OuterRef

from anbang.casework.charge.models import Caseworker, Responsibility
from anbang.casework.person.models import Case, Person
from anbang.casework.person.queries import closed_to_all_but, lock_people
from anbang.casework.step.hands import of_the_holder
from anbang.casework.step.named import hands_on_closed_files
from anbang.casework.step.settling import settle
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.models import Posting

AT_ONCE = 100
logger = logging.getLogger("anbang.morning")


@dataclass
class Came:
    """How many people were settled, and the ids of those who could not be: they are named and do not stop the others. Of closed files neither
    a number nor an id is told; `waits` says that one of them is still to be settled.
    """

    settled: int = 0
    broken: list[int] = field(default_factory=list)
    waits: bool = False


def let_the_day_come(today: date, *, by: ActingStaff, offices: Collection[int] | None = None) -> Came:
    """Settle everybody whose duties the mere date may have changed by `today`, and whoever waits for a caseworker at `offices` (None: at
    any). Done twice, the second time finds nobody.
    """
    came, of_closed_files = Came(), Came()
    for hand in (by, *hands_on_closed_files(by=by)):
        with acting(hand, reading_only=True):
            people = {*_whom_the_date_changes(today), *_who_waits_for_a_caseworker(today, offices)}
            if hand is not by:
                people = set(closed_to_all_but(hand).filter(pk__in=people).values_list("id", flat=True))
        of_them, called = (came, "") if hand is by else (of_closed_files, "a closed file")
        # What another hand could not settle is told once.
        for some in _chunks(sorted(people.difference(of_them.broken))):
            _settle(some, of_them, by=hand, called=called)
    came.waits = bool(of_closed_files.broken)
    return came


def _whom_the_date_changes(today: date) -> Iterator[int]:
    yield from Case.objects.filter(changes_on__lte=today).values_list("person_id", flat=True)


def _who_waits_for_a_caseworker(today: date, offices: Collection[int] | None) -> Iterator[int]:
    """In the hands of whoever has left the office, or in nobody's, while somebody is there who stays."""
    if offices is not None and not offices:
        return
    there = {} if offices is None else {"office__in": offices}
    stays = Posting.objects.on(today).filter(
        office=OuterRef("office"), role=Role.JUSTICE_ASSISTANT, staff__is_active=True, until_on__isnull=True
    )
    held = Caseworker.objects.filter(until_on__isnull=True, **there)
    left = held.filter(Exists(stays)).exclude(Exists(of_the_holder(today)))
    yield from left.values_list("person_id", flat=True)
    here = Responsibility.objects.on(today).filter(Exists(stays), until_on__isnull=True, **there)
    yield from here.exclude(Exists(held.filter(case=OuterRef("case")))).values_list("person_id", flat=True)


def _chunks(people: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(people), AT_ONCE):
        yield people[start : start + AT_ONCE]


def _settle(people: Sequence[int], came: Came, *, by: ActingStaff, called: str) -> None:
    """All of them in one transaction; if one breaks, by halves, until only the broken one is left out. `called`: what the log calls one of
    whom it may not tell who it is.
    """
    try:
        with acting(by):
            lock_people(people)
            settle(list(Person.objects.filter(pk__in=people).order_by("id")), today=by.today)
    except Exception as fault:
        if len(people) > 1:
            half = len(people) // 2
            _settle(people[:half], came, by=by, called=called)
            _settle(people[half:], came, by=by, called=called)
            return
        # Never the words of the error: those of a database repeat the row.
        why = getattr(getattr(fault.__cause__, "diag", None), "constraint_name", None) or type(fault).__name__
        logger.error("%s could not be settled: %s", called or f"person {people[0]}", why)
        came.broken.append(people[0])
        if isinstance(fault, DatabaseError) and not getattr(fault.__cause__, "diag", None):
            raise
        return
    came.settled += len(people)
