"""Steps at the same moment, each in a thread with connections of its own: begun together, or waiting for the same row one after another."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import IntegrityError, OperationalError, connections, transaction
from django.db.models import Model

from tests.support.patience import until
from tests.support.telling import OWNER, REFUSALS

Step = Callable[[], object]
DONE, REFUSED = "done", "refused"
PATIENCE = 60


def end_of(step: Step) -> str:
    """How a step ended: done, refused in words or not found; or what no step may end by."""
    try:
        step()
    except REFUSALS:
        return REFUSED
    except IntegrityError:
        return "refused by a constraint"
    except OperationalError as fault:
        deadlock = getattr(fault.__cause__, "sqlstate", "") == "40P01"
        return "deadlock" if deadlock else f"fault: {fault!r}"
    except Exception as fault:
        return f"fault: {fault!r}"
    return DONE


def at_once(steps: Sequence[tuple[str, Step]]) -> list[str]:
    """How each ended. All begin together, when every one of them has its connections: the owner's, and that of its own role."""
    together = Barrier(len(steps), timeout=PATIENCE)

    def one(alias: str, step: Step) -> str:
        for name in (OWNER, alias):
            connections[name].ensure_connection()
        together.wait()
        return end_of(step)

    with ThreadPoolExecutor(len(steps)) as workers:
        return [run.result(PATIENCE) for run in [workers.submit(_alone, lambda a=a, s=s: one(a, s)) for a, s in steps]]  # type: ignore[misc]


def queued(before: Model, *steps: Step) -> list[str]:
    """How each ended. All come to a row that somebody holds, one after another; then it is let go."""
    with ThreadPoolExecutor(len(steps)) as workers:
        runs = []
        with transaction.atomic(using=OWNER):
            type(before)._base_manager.using(OWNER).select_for_update().get(pk=before.pk)
            for number, step in enumerate(steps, 1):
                runs.append(workers.submit(_alone, lambda step=step: end_of(step)))  # type: ignore[misc]
                until(lambda number=number: waiting() >= number, what=f"step {number} waiting")  # type: ignore[misc]
        return [run.result(PATIENCE) for run in runs]


def waiting() -> int:
    """How many transactions wait for a lock."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("select count(distinct pid) from pg_locks where not granted")
        return int(cursor.fetchone()[0])


def _alone(step: Callable[[], str]) -> str:
    """In a thread that leaves no connection behind."""
    try:
        return step()
    finally:
        connections.close_all()
