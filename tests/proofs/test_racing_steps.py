"""Eight processes race about the same people: at every moment exactly one office is responsible, and what is stored is what the acts say."""

from collections import Counter

import pytest
from django.db import connections, transaction

from anbang.casework.models import Case
from anbang.casework.step import opening
from tests.proofs.racing import GUARDS, PROCESSES, race, unlocked
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.support.database import Server
from tests.support.proofs import Proof, lengths
from tests.support.recomputed import differences

NAME = "Eight at once about the same people"
DONE = (
    "Eight processes move, take over, return, visit and withdraw, by right and wrong hands, about the same three people over connections of "
    "their own; meanwhile and at the end every row is compared with what the acts say"
)


class Watch:
    """Looks at all rows of one moment, again and again."""

    def __init__(self, cases: list[Case]) -> None:
        self.people = [case.person_id for case in cases]
        self.looks, self.found = 0, Counter[str]()

    def __call__(self) -> None:
        with transaction.atomic(using="owner"):
            with connections["owner"].cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read")
            self.found.update(differences(*self.people, today=TODAY))
        self.looks += 1


@pytest.fixture
def people(district: District) -> list[Case]:
    """Three people in care, of two towns."""
    since = TODAY - days(20)
    return [district.in_care(town, since=since) for town in (HOME, HOME, NEXT)]


@lengths(3, 60)
def test_at_every_moment_exactly_one_office_is_responsible(length: int, people: list[Case], proof: Proof):
    watch = Watch(people)
    ends = race(people, length, watch)
    watch()
    assert not watch.found, watch.found
    assert not [end for end in ends if end.startswith("fault")], ends
    assert ends["deadlock"] == ends["refused by a constraint"] == 0
    assert ends["done"]
    proof.result(
        f"{PROCESSES} processes, {length} seconds",
        f"{ends['steps']:,} steps, {ends['done']:,} done, {ends['refused']:,} refused; at {watch.looks:,} looks 0 gaps, 0 overlaps, 0 rows other "
        "than what the acts say; 0 deadlocks",
    )


@lengths(3, 20)
def test_control_without_lock_and_guards_rows_differ(
    length: int, people: list[Case], server: Server, scratch: str, monkeypatch: pytest.MonkeyPatch, proof: Proof
):
    monkeypatch.setattr(opening, "lock_person_of", unlocked)
    with server.as_superuser(scratch) as connection:
        for guard in GUARDS:
            connection.execute(guard)
    watch = Watch(people)
    ends = race(people, length, watch)
    watch()
    gaps = sum(number for found, number in watch.found.items() if "responsible, should be" in found)
    faults = sum(number for end, number in ends.items() if end.startswith("fault") or end == "deadlock")
    assert watch.found
    proof.control(
        f"without the lock and the guards, {ends['steps']:,} steps in {length} seconds: {watch.found.total():,} rows differ at {watch.looks:,} "
        f"looks, {gaps:,} days with the wrong office, none or two; {faults:,} steps break off"
    )
