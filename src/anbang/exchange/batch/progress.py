"""How far a job is, told outside its own transaction so that others see it move, and whether somebody wants it stopped."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connections
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected, LockNotAvailable

from anbang.casework.person.alone import while_nobody_files
from anbang.exchange.batch.models import BatchProgress
from anbang.organisations.acting import ActingStaff
from anbang.organisations.steps import StepRefused

# A database that went away comes back, and a lock that two waited for is free the next time: the job is done again.
PASSING = (OperationalError, InterfaceError)
# How far a job is stands in parts of a hundred: beside the rows that everybody counts, the number of all would tell of closed ones (LAW-2).
WHOLE = 100
LONGEST_WAIT = "2s"
# Any numbers, the same in every process.
TAKING_IN, MARKING = 1_507_200_615, 1_507_200_616


class Stopped(Exception):
    """Somebody asked to stop; the job's transaction is to be rolled back."""


class Progress:
    """Reports on one list over a connection of its own. Use as a context manager."""

    def __init__(self, batch_id: int, *, alias: str) -> None:
        self.batch_id = batch_id
        self.connection = connections.create_connection(alias)

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def advance(self, done: int, total: int) -> None:
        """Tell that `done` of `total` rows are done; Stopped when somebody asked for it."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "update exchange_batchprogress set done = %s, total = %s where batch_id = %s returning cancel_asked",
                [min(done, total) * WHOLE // total if total else 0, WHOLE if total else 0, self.batch_id],
            )
            row = cursor.fetchone()
        if row and row[0]:
            raise Stopped


def stop_if_asked(batch_id: int) -> None:
    """Stopped when somebody asked for it. The last thing in a job's own transaction: who asks after it waits until that ended, and
    is told that it is too late.
    """
    if BatchProgress.objects.select_for_update().get(batch=batch_id).cancel_asked:
        raise Stopped


def one_workbook_at_a_time(by: ActingStaff) -> bool:
    """Whether nobody else marks a workbook now; nobody will until the transaction ends. A large one takes a gigabyte, and nobody's
    browser waits behind another.
    """
    with connections[by.alias].cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [MARKING])
        return bool(cursor.fetchone()[0])


def one_list_at_a_time(by: ActingStaff) -> None:
    """One list of the district is taken in or undone at a time: two that name the same person must see one another."""
    _lock("pg_advisory_xact_lock", by)


def alone_with_lists_and_filing(by: ActingStaff) -> None:
    """Somebody is taken into the register out of a list: no list is taken in meanwhile, and nobody is filed."""
    one_list_at_a_time(by)
    while_nobody_files(by)


def no_list_comes_or_goes(by: ActingStaff) -> None:
    """While a list is read none is taken in or undone: what it was judged by still stands when its rows do."""
    _lock("pg_advisory_xact_lock_shared", by)


def _lock(function: str, by: ActingStaff) -> None:
    with connections[by.alias].cursor() as cursor:
        cursor.execute(f"select {function}(%s)", [TAKING_IN])


@contextmanager
def refused_when_busy(by: ActingStaff) -> Iterator[None]:
    """A job holds its locks for as long as it takes in twenty thousand people: nobody's browser waits for that."""
    with connections[by.alias].cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [LONGEST_WAIT])
    try:
        yield
    except OperationalError as busy:
        if not isinstance(busy.__cause__, (LockNotAvailable, DeadlockDetected)):
            raise
        raise StepRefused(_("这份名单正在办理，请稍候再试。")) from busy
