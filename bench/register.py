"""A register of any size: some hundred lives played through the real steps, lived again on other days in other towns, and copied."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db import connections

from anbang.casework.act.models import Act
from anbang.casework.act.story import kept_place
from anbang.casework.person.actions import NewPerson, Place, leave_closed_files, open_files
from anbang.casework.person.models import Abode, Case, Person
from anbang.casework.person.routing import Desks
from anbang.casework.step.opening import settle_again
from anbang.casework.step.settling import settle
from anbang.organisations.acting import acting
from anbang.organisations.kinds import AreaKind, Role
from anbang.organisations.models import Area
from anbang.organisations.unattended import unattended
from anbang.papers.actions import next_ids
from anbang.policy.vocabulary import OUTSIDE, RECEIVING
from anbang.scenario.crew import Crew
from anbang.scenario.places import Gazetteer
from anbang.scenario.steps import PersonPlay
from bench.database import TODAY, hired
from bench.lives import kinds_of_lives

KINDS = 120
# Each is lived so many times: in the next town, some days earlier; once in each of the towns.
AGAIN = 21
EVERY_CLOSED = 100  # one file in a hundred is closed
AT_ONCE = 400
DAYS_APART = 5


def play_kinds() -> list[int]:
    """One person of each kind, by the steps that the pages take, each on its day. Returns their ids."""
    crew, places = Crew(), Gazetteer()
    played = []
    for _what, person in kinds_of_lives(KINDS, TODAY):
        one = PersonPlay(person, crew, places, TODAY)
        for event in person.events:
            one.take(event)
        played.append(one.person_id)
    by = unattended("bench", on=TODAY)
    with acting(by):
        settle_again(played, by=by)  # the days since their last step have come
    return played


class Towns:
    """The towns with their villages, so that a life can be lived somewhere else."""

    @cached_property
    def villages(self) -> dict[int, list[Area]]:
        """Town → its villages, in their order."""
        found: dict[int, list[Area]] = defaultdict(list)
        for area in Area.objects.using("owner").filter(kind__in=AreaKind.villages()).order_by("id"):
            found[area.parent_id or 0].append(area)
        return found

    @cached_property
    def order(self) -> list[int]:
        """The towns, in their order."""
        return sorted(self.villages)

    def town(self, area_id: int, further: int) -> int:
        """The town that is so much further in their order."""
        return self.order[(self.order.index(area_id) + further) % len(self.order)]

    def elsewhere(self, area_id: int, further: int) -> Area:
        """The village that is to another town what this one is to its own."""
        for number, town in enumerate(self.order):
            ids = [village.pk for village in self.villages[town]]
            if area_id in ids:
                there = self.villages[self.order[(number + further) % len(self.order)]]
                return there[ids.index(area_id) % len(there)]
        raise LookupError(f"area {area_id} is no village")


@dataclass(frozen=True, slots=True)
class Played:
    """A person of a kind as the register has it: where the file says they live, and what was recorded."""

    name: str
    born_on: date
    home: int
    acts: Sequence[Act]


def live_again(people: Sequence[int]) -> None:
    """Each of these lives again, in other towns and on other days, taken in and settled as lists are: many at a time, by the product."""
    hired(Role.SEALING_KEEPER)
    towns, by = Towns(), unattended("bench", on=TODAY)
    again = [(one, number) for number in range(1, AGAIN) for one in _as_played(people)]
    for start in range(0, len(again), AT_ONCE):
        some = list(enumerate(again))[start : start + AT_ONCE]
        with acting(by):
            desks = Desks(on=TODAY)
            cases = open_files(
                [_filed(one, number, place, towns, desks) for place, (one, number) in some], by=by, on=TODAY
            )
            acts = [
                act
                for case, (_, (one, number)) in zip(cases, some, strict=True)
                for act in _moved(one, number, case, towns)
            ]
            for key, act in zip(next_ids("casework_act", "id", len(acts), using=by.alias), acts, strict=True):
                act.pk = key
            Act.objects.bulk_create(acts, batch_size=2000)
            settle(list(Person.objects.filter(pk__in=[case.person_id for case in cases]).order_by("id")), today=TODAY)
            leave_closed_files(by=by)


def _as_played(people: Sequence[int]) -> list[Played]:
    acts: dict[int, list[Act]] = defaultdict(list)
    for act in Act.objects.using("owner").filter(person__in=people).order_by("id"):
        acts[act.person_id].append(act)
    homes = dict(
        Abode.objects.using("owner")
        .filter(person__in=people, kind="registered", act=None)
        .values_list("person", "area")
    )
    rows = Person.objects.using("owner").filter(pk__in=people).order_by("id")
    return [Played(one.name, one.born_on or TODAY, homes[one.pk] or 0, acts[one.pk]) for one in rows]


def _filed(one: Played, number: int, place: int, towns: Towns, desks: Desks) -> NewPerson:
    home = Place(towns.elsewhere(one.home, number).pk)
    closed, office = place % EVERY_CLOSED == 0, desks.for_places(home, home)
    named = desks.named_for_closed_files(office) if closed else ()
    return NewPerson(one.name, "male", one.born_on, None, home, home, closed, office, named)


def _moved(one: Played, number: int, case: Case, towns: Towns) -> Iterator[Act]:
    earlier = timedelta(number * DAYS_APART)
    for act in one.acts:
        told = dict(act.told)
        if told.get("release_on"):
            told["release_on"] = (date.fromisoformat(told["release_on"]) - earlier).isoformat()
        if "to" in told:
            told["to"] = kept_place(Abode(area=towns.elsewhere(int(told["to"]["village"]), number)))
        if told.get(RECEIVING, OUTSIDE) != OUTSIDE:
            told[RECEIVING] = str(towns.town(int(told[RECEIVING]), number))
        yield Act(
            person_id=case.person_id,
            case=case,
            kind=act.kind,
            on=act.on - earlier,
            told=told,
            office_id=act.office_id,
            recorded_by_id=act.recorded_by_id,
            recorded_on=act.recorded_on - earlier,
        )


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of a question, as the owner."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def change(sql: str, *values: Any) -> int:
    """Change rows as the owner, behind the product's back; how many."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)
