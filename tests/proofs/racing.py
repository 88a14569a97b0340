"""Eight processes take right and wrong steps about the same few people at once, each over connections of its own."""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection

from django.db import connections

from anbang.casework.models import Case, Person
from anbang.casework.person.queries import get_person
from anbang.organisations.acting import ActingStaff
from tests.support.at_once import end_of
from tests.support.crew import TODAY, District, days
from tests.support.deeds import DEEDS, HANDS, MOVES, RIGHT, hand, places
from tests.support.telling import Told

PROCESSES = 8
BACK = (0, 0, 0, 1, 2, 3)
# What stands in the way of wrong rows in the database, for controls that go without the lock.
GUARDS = (
    "drop trigger case_in_care_has_a_responsible_office_every_day on casework_responsibility",
    "drop trigger case_is_in_care_while_an_office_is_responsible on casework_case",
    "alter table casework_responsibility drop constraint case_has_one_responsible_office_at_a_time",
    "alter table casework_transfer drop constraint case_has_one_open_transfer_at_a_time",
    "alter table casework_transfer drop constraint transfers_of_a_case_are_numbered",
    "alter table casework_caseworker drop constraint case_has_one_caseworker_at_a_time",
    "alter table casework_abode drop constraint person_has_one_abode_of_a_kind_at_a_time",
    "alter table casework_reach drop constraint reach_of_an_office_for_a_reason_is_given_once",
    "drop index duties_of_a_rule_in_a_case_are_numbered",
)


def unlocked(case_id: int, *, for_staff: ActingStaff) -> Person:
    """The person of a case, for controls that go without the lock."""
    person_id = Case.objects.values_list("person_id", flat=True).get(pk=case_id)
    return get_person(person_id, for_staff=for_staff)


def one(number: int, cases: Sequence[int], seconds: float, answer: Connection) -> None:
    """One process until its time is over; then it says how its steps ended."""
    ends = _steps(random.Random(number), cases, time.monotonic() + seconds)
    connections.close_all()
    answer.send(ends)
    answer.close()


def _steps(chance: random.Random, cases: Sequence[int], until: float) -> Counter[str]:
    district = District()
    somewhere, ends = places(district), Counter[str]()
    while time.monotonic() < until:
        deed, whose = chance.choice(sorted(MOVES)), chance.choice((RIGHT, RIGHT, chance.choice(HANDS)))
        told = Told(
            chance.choice(cases),
            TODAY - days(chance.choice(BACK)),
            chance.choice(somewhere),
            number=chance.randrange(2),
        )
        by = hand(district, whose, deed, told, today=TODAY)
        ends["steps"] += 1
        ends[end_of(lambda deed=deed, told=told, by=by: DEEDS[deed](told, by))] += 1  # type: ignore[misc]
    return ends


def race(cases: Sequence[Case], seconds: float, watch: Callable[[], object]) -> Counter[str]:
    """All at once; `watch` is asked again and again meanwhile. How the steps of all of them ended."""
    connections.close_all()  # a child must not speak on the connection of its parent
    children, ears = [], []
    fork = multiprocessing.get_context("fork")
    for number in range(PROCESSES):
        ear, mouth = fork.Pipe(duplex=False)
        told = (number, [case.pk for case in cases], seconds, mouth)
        children.append(fork.Process(target=one, args=told))
        ears.append(ear)
        children[-1].start()
        mouth.close()
    while any(child.is_alive() for child in children):
        watch()
        time.sleep(0.05)
    ends: Counter[str] = Counter()
    for child, ear in zip(children, ears, strict=True):
        ends.update(ear.recv())
        child.join()
    return ends
