"""After somebody's transaction ended in whatever way, the connection knows nothing of them: the next user of the pool is another."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from random import Random

import pytest
from django.conf import settings
from django.db import DatabaseError, connections, transaction

from anbang.organisations.acting import ActingStaff, acting
from tests.support.proofs import Proof, lengths

NAME = "A pooled connection forgets"
DONE = (
    "Eight threads share two connections of each role; transactions of four users end by commit, rollback, error of Python, error"
    " of the database, or nested; then the connection is asked whom it knows"
)
THREADS = 8
KNOWN = "select current_setting('app.staff', true), current_setting('app.offices', true), current_setting('app.today', true)"
Acting = Callable[[ActingStaff], AbstractContextManager[None]]


class Thrown(Exception):
    """An error of the program."""


def commits(by: ActingStaff, as_: Acting) -> None:
    with as_(by):
        assert asked(by.alias)[0] == str(by.staff_id), "inside, it knows"


def rolls_back(by: ActingStaff, as_: Acting) -> None:
    with as_(by):
        transaction.set_rollback(True, using=by.alias)


def throws(by: ActingStaff, as_: Acting) -> None:
    with pytest.raises(Thrown), as_(by):
        raise Thrown


def errs(by: ActingStaff, as_: Acting) -> None:
    with pytest.raises(DatabaseError), as_(by), connections[by.alias].cursor() as cursor:
        cursor.execute("select 1 / 0")


def nests(by: ActingStaff, as_: Acting) -> None:
    with as_(by):
        with pytest.raises(Thrown), as_(by):
            raise Thrown
        assert asked(by.alias)[0] == str(by.staff_id)


WAYS = (commits, rolls_back, throws, errs, nests)


def asked(alias: str) -> tuple[str | None, ...]:
    with connections[alias].cursor() as cursor:
        cursor.execute(KNOWN)
        found: tuple[str | None, ...] = cursor.fetchone()
        return found


@contextmanager
def pools(*aliases: str) -> Iterator[None]:
    """Two connections of each role for everybody, as a pooler gives them out."""
    for alias in aliases:
        connections[alias].close()
        connections[alias].settings_dict["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 2, "timeout": 60}
        settings.DATABASES[alias]["OPTIONS"]["pool"] = connections[alias].settings_dict["OPTIONS"]["pool"]
    try:
        yield
    finally:
        for alias in aliases:
            connections[alias].close()
            connections[alias].close_pool()
            connections[alias].settings_dict["OPTIONS"].pop("pool", None)
            settings.DATABASES[alias]["OPTIONS"].pop("pool", None)


def leaks(users: list[ActingStaff], times: int, as_: Acting) -> int:
    """How often a connection still knew somebody after their transaction."""
    gate = threading.Barrier(THREADS)

    def one(thread: int) -> int:
        random, found = Random(thread), 0
        gate.wait()
        for _ in range(times // THREADS):
            by = random.choice(users)
            random.choice(WAYS)(by, as_)
            connections[by.alias].close()  # back to the pool; the next one may be another's
            found += any(asked(by.alias))
            connections[by.alias].close()
        return found

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(one, range(THREADS)))


@contextmanager
def for_the_session(by: ActingStaff) -> Iterator[None]:
    """The naive way: `set` instead of `set local`."""
    with transaction.atomic(using=by.alias):
        with connections[by.alias].cursor() as cursor:
            cursor.execute("select set_config('app.staff', %s, false)", [str(by.staff_id)])
        yield


@pytest.fixture
def users(clerk, assistant, neighbour, warder) -> Iterator[list[ActingStaff]]:
    """Four users of two roles."""
    with pools("default", "overseer"):
        yield [clerk, assistant, neighbour, warder]


@lengths(80, 20_000)
def test_a_connection_knows_nobody_after_the_transaction(length: int, users: list[ActingStaff], proof: Proof):
    assert leaks(users, length, acting) == 0
    proof.result(f"{length:,} transactions", "0 connections knew anybody afterwards")


@lengths(80, 2_000)
def test_control_what_is_set_for_the_session_leaks(length: int, users: list[ActingStaff], proof: Proof):
    found = leaks(users, length, for_the_session)
    assert found > length // 10
    proof.control(f"`set` for the session: {found:,} of {length:,} leaked")
