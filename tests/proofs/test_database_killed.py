"""The database server is killed while people are taken in and a list is worked on; whatever was acknowledged is there, and whole."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import psycopg
from django.db import InterfaceError, OperationalError, connections

from anbang.casework.custody.intake import Intake, take_in
from anbang.exchange.batch.actions import apply_batch
from anbang.organisations.acting import ActingStaff
from tests.exchange.lists import handed_in, now, person
from tests.proofs.processes import environment, log, running
from tests.support.database import Server
from tests.support.patience import until
from tests.support.people import TODAY
from tests.support.proofs import Proof, lengths

__all__ = ["log"]

NAME = "The database is killed"
DONE = "kill -9 of PostgreSQL at random moments while two threads take people in and the worker has lists; its keeper starts it again"
WRITERS, LONGEST_LIFE_SECONDS = 2, 1.5
WHOLE = """
    select c.number from casework_case c where
      (select count(*) from casework_sentence where case_id = c.id) = 1
      and (select count(*) from casework_registrationform where case_id = c.id) = 1
      and (select count(*) from casework_releasenotice where case_id = c.id) = 1
      and (select count(*) from casework_reach where person_id = c.person_id) = 1
      and (select count(*) from casework_abode where person_id = c.person_id) = 2
      and (select count(*) from casework_duty where case_id = c.id) > 0
      and (select count(*) from audit_event where case_id = c.id) = 3
"""


@dataclass
class Acknowledged:
    """The numbers of the files that the product said it had made."""

    numbers: list[str] = field(default_factory=list)
    interrupted: int = 0


@contextmanager
def writing(clerk: ActingStaff, intake: Intake) -> Iterator[Acknowledged]:
    """Take people in, one at a time in each thread, for the length of the block; start anew when the database went away."""
    acknowledged, ended = Acknowledged(), threading.Event()

    def write(name: str) -> None:
        while not ended.is_set():
            try:
                [case] = take_in([replace(intake, name=name)], by=clerk, on=TODAY)
                acknowledged.numbers.append(case.number)
            except (OperationalError, InterfaceError):
                acknowledged.interrupted += 1
                connections.close_all()
                ended.wait(0.05)
        connections.close_all()

    threads = [threading.Thread(target=write, args=(f"李{number}",)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield acknowledged
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def lost_and_torn(acknowledged: list[str], server: Server, database: str) -> tuple[set[str], set[str]]:
    """Files that were acknowledged and are not there, and files that are there and not whole."""
    with server.as_superuser(database) as connection:
        there = {row[0] for row in connection.execute("select number from casework_case")}
        whole = {row[0] for row in connection.execute(WHOLE)}
    return set(acknowledged) - there, there - whole


def answers(server: Server, database: str) -> bool:
    try:
        server.as_superuser(database).close()
    except psycopg.OperationalError:
        return False
    return True


def kill_the_database(server: Server, database: str) -> None:
    """Without a word, and wait until its keeper has it running again."""
    pid = server.cluster.server.pid
    os.kill(pid, signal.SIGKILL)
    until(lambda: server.cluster.server.pid != pid and answers(server, database), what="the new start")


def stands_at(batch) -> str:
    """The step of a list, asked over a connection that may be broken."""
    connections.close_all()
    return now(batch).status


@lengths(1, 12)
def test_nothing_acknowledged_is_lost_and_nothing_is_torn(
    length: int, clerk: ActingStaff, intake: Intake, server: Server, database: str, log: Path, proof: Proof
):
    random, people = Random(length), 30 * length
    batch = handed_in([person(number) for number in range(people)], by=clerk)
    before = server.cluster.server.restarts
    with running(["-m", "tests.proofs.kept_worker"], environment(server, database), log):
        with writing(clerk, intake) as acknowledged:
            for number in range(length):
                so_many = len(acknowledged.numbers)
                until(lambda: len(acknowledged.numbers) > so_many, what="a write")  # noqa: B023
                if stands_at(batch) == "staged":
                    apply_batch(batch.pk, by=clerk, on=TODAY)
                time.sleep(random.uniform(0, LONGEST_LIFE_SECONDS))
                kill_the_database(server, database)
                proof.progress(number + 1, length, "kills")
            until(lambda: len(acknowledged.numbers) > so_many + 2, what="writes after the last start")
        until(lambda: stands_at(batch) in {"staged", "applied"}, what="the reading of the list")
        if stands_at(batch) == "staged":
            apply_batch(batch.pk, by=clerk, on=TODAY)
        until(lambda: stands_at(batch) == "applied", what="the end of the list")
    assert server.cluster.server.restarts >= before + length
    assert lost_and_torn(acknowledged.numbers, server, database) == (set(), set())
    assert len(set(acknowledged.numbers)) == len(acknowledged.numbers)
    proof.result(
        f"{length} kills",
        f"{len(acknowledged.numbers):,} files acknowledged, 0 lost, 0 torn ({acknowledged.interrupted} interrupted); the list of"
        f" {people} taken in whole",
    )


@lengths(1, 3)
def test_control_commits_that_do_not_wait_for_the_disk_are_lost(
    length: int, clerk: ActingStaff, intake: Intake, server: Server, database: str, proof: Proof
):
    with server.as_superuser(database) as connection:
        connection.execute(f'alter database "{database}" set synchronous_commit = off')
        connection.execute("alter system set wal_writer_delay = '10s'")
        connection.execute("select pg_reload_conf()")
    connections.close_all()
    try:
        with writing(clerk, intake) as acknowledged:
            for _ in range(length):
                so_many = len(acknowledged.numbers)
                until(lambda: len(acknowledged.numbers) > so_many + 5, what="some writes")  # noqa: B023
                kill_the_database(server, database)
    finally:
        with server.as_superuser(database) as connection:
            connection.execute("alter system reset wal_writer_delay")
            connection.execute("select pg_reload_conf()")
    lost, _ = lost_and_torn(acknowledged.numbers, server, database)
    # A number that was lost is given again: it was acknowledged twice.
    twice = len(acknowledged.numbers) - len(set(acknowledged.numbers))
    assert len(lost) + twice > 0
    proof.control(f"with `synchronous_commit` off, {length} kills: {len(lost) + twice} acknowledged files lost")
