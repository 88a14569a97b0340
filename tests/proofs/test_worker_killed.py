"""The worker is killed again and again while it reads lists and takes them in; at every look each list is there whole or not at all."""

import itertools
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psycopg

from anbang.exchange.batch.actions import apply_batch
from anbang.organisations.acting import ActingStaff
from tests.exchange.lists import handed_in, now, person, staged
from tests.proofs.processes import environment, kill, log, running, start
from tests.support.database import Server
from tests.support.patience import until
from tests.support.people import TODAY
from tests.support.proofs import Proof, lengths

__all__ = ["log"]

NAME = "The worker is killed"
DONE = "kill -9 of the queue worker at random moments while it reads lists and takes them in; its successor goes on"
WORKER = ["-m", "tests.proofs.hasty_worker"]
# People of a list, and how long a worker lives at most before it is killed: about as long as a step with so many takes.
SHORT, LONG = (60, 0.2), (400, 0.8)
DEATHS_AT_A_STEP = 4
READ, TAKEN = {"staged", "applying", "applied"}, {"applied"}
LOOK = """
    select b.id, b.status, count(r.id), count(r.case_id), (select count(*) from casework_person)
      from exchange_batch b left join exchange_stagedrow r on r.batch_id = b.id group by b.id order by b.id
"""
# What everybody must have exactly once.
PARTS = {
    "sentence": "select count(*) from casework_sentence where case_id = c.id",
    "form": "select count(*) from casework_registrationform where case_id = c.id",
    "notice": "select count(*) from casework_releasenotice where case_id = c.id",
    "duty": "select count(*) from casework_duty where case_id = c.id and rule = 'verify'",
    "row": "select count(*) from exchange_stagedrow where case_id = c.id",
    "event": "select count(*) from audit_event where case_id = c.id and action = 'form_received'",
}


@dataclass
class Looker:
    """Somebody who looks all the time; a half list is what must never be seen."""

    people: int
    looks: int = 0
    half: set[str] = field(default_factory=set)

    def look(self, connection: psycopg.Connection) -> None:
        rows = connection.execute(LOOK).fetchall()
        self.looks += 1
        for number, status, staged_rows, taken, _ in rows:
            if staged_rows != (self.people if status in READ else 0) or taken != (
                self.people if status in TAKEN else 0
            ):
                self.half.add(f"list {number} is {status} with {staged_rows} rows, {taken} taken in")
        people = rows[0][4] if rows else 0
        if people != self.people * sum(status in TAKEN for _, status, *_ in rows):
            self.half.add(f"{people} people for lists of {self.people}")


@contextmanager
def looking(people: int, server: Server, database: str) -> Iterator[Looker]:
    """Look every few milliseconds for the length of the block."""
    looker, ended = Looker(people), threading.Event()

    def look() -> None:
        with server.as_superuser(database) as connection:
            while not ended.wait(0.01):
                looker.look(connection)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield looker
    finally:
        ended.set()
        thread.join()


def value(server: Server, database: str, question: str) -> object:
    with server.as_superuser(database) as connection:
        return connection.execute(question).fetchone()[0]  # type: ignore[index]


def not_exactly_once(server: Server, database: str) -> dict[str, int]:
    """People who lack a part or have it twice, and those who stand twice in the register."""
    found = {
        part: value(server, database, f"select count(*) from casework_case c where ({count}) <> 1")
        for part, count in PARTS.items()
    }
    found["person"] = value(server, database, "select count(*) - count(distinct id_number_index) from casework_person")
    return {part: count for part, count in found.items() if count}  # type: ignore[misc]


@dataclass
class Office:
    """The clerk with the lists, of which one is worked on."""

    clerk: ActingStaff
    people: int
    lists: list = field(default_factory=list)
    deaths: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def stands_at(self) -> str:
        """The step of the list that is worked on."""
        return now(self.lists[-1]).status

    def give_work(self) -> None:
        """Hand in or confirm what is next."""
        if not self.lists or self.stands_at() == "applied":
            self.lists.append(handed_in([person(next(self.numbers)) for _ in range(self.people)], by=self.clerk))
        elif self.stands_at() == "staged":
            apply_batch(self.lists[-1].pk, by=self.clerk, on=TODAY)


def start_at_work(server: Server, database: str, told: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """A worker that has just begun with a job."""
    before = value(server, database, "select coalesce(max(id), 0) from procrastinate_workers")
    worker = start(WORKER, told, log)
    begun = f"select count(*) from procrastinate_jobs where status = 'doing' and worker_id > {before}"
    until(lambda: value(server, database, begun), what="a job")
    return worker


def killed_workers(
    kills: int, clerk: ActingStaff, server: Server, database: str, log: Path, proof: Proof
) -> tuple[Office, Looker, dict[str, int]]:
    """Kill `kills` workers in the midst of a job; the one after them may work to the end. How many died at which step."""
    people, longest_life = SHORT if kills < 10 else LONG
    random, office, told = Random(kills), Office(clerk, people), environment(server, database)
    died = {"reading": 0, "applying": 0}
    with looking(people, server, database) as looker:
        while sum(died.values()) < kills:
            office.give_work()
            worker = start_at_work(server, database, told, log)
            if office.deaths < DEATHS_AT_A_STEP:
                time.sleep(random.uniform(0, longest_life))
            else:
                until(lambda: office.stands_at() not in died, what="the end of the step")
            kill(worker)
            status = office.stands_at()
            office.deaths = office.deaths + 1 if status in died else 0
            if status in died:
                died[status] += 1
                proof.progress(sum(died.values()), kills, "workers killed at work")
        with running(WORKER, told, log):
            until(lambda: office.stands_at() in {"staged", "applied"}, what="the rest of the work")
            if office.stands_at() == "staged":
                office.give_work()
            until(lambda: office.stands_at() == "applied", what="the rest of the work")
    return office, looker, died


@lengths(1, 50)
def test_everybody_of_a_list_is_in_the_register_exactly_once(
    length: int, clerk: ActingStaff, server: Server, database: str, log: Path, proof: Proof
):
    office, looker, died = killed_workers(length, clerk, server, database, log, proof)
    assert looker.half == set()
    assert looker.looks > 10 * length
    assert [now(batch).status for batch in office.lists] == ["applied"] * len(office.lists)
    people = value(server, database, "select count(*) from casework_case")
    assert people == office.people * len(office.lists)
    assert not_exactly_once(server, database) == {}
    proof.result(
        f"{length} kills at work",
        f"{died['reading']} died while reading, {died['applying']} while taking in; {people:,} people of {len(office.lists)} lists"
        f" once each, 0 lost, 0 half lists at {looker.looks:,} looks",
    )


@lengths(1, 3)
def test_control_a_worker_that_takes_in_row_by_row_leaves_halves_and_doubles(
    length: int, clerk: ActingStaff, server: Server, database: str, log: Path, proof: Proof
):
    batch = staged([person(number) for number in range(SHORT[0])], by=clerk)
    told = environment(server, database)
    naive = ["-m", "tests.proofs.naive_worker", str(batch.pk), str(clerk.staff_id), TODAY.isoformat()]
    count = "select count(*) from casework_person"
    with looking(SHORT[0], server, database) as looker:
        for _ in range(length):
            before = value(server, database, count)
            with running(naive, told, log):
                until(lambda: value(server, database, count) > before + 10, what="some people")  # type: ignore[operator] # noqa: B023
    assert looker.half
    doubles = not_exactly_once(server, database)["person"] if length > 1 else 0
    assert doubles > 0 or length == 1
    proof.control(f"a worker that commits row by row, killed {length} times: half a list seen, {doubles} people twice")
