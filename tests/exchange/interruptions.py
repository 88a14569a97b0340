"""What can happen to a job while it works: watched, asked to stop, broken down, killed."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from anbang.exchange.batch import applying, staging
from anbang.exchange.batch.models import Batch, BatchProgress
from anbang.exchange.batch.progress import Progress

Meanwhile = Callable[[int], object]


class Killed(BaseException):
    """As if the process were gone: nothing of ours catches it."""


def in_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let jobs report after every row."""
    monkeypatch.setattr(staging, "ROWS_BETWEEN_REPORTS", 1)
    monkeypatch.setattr(staging, "WRITTEN_AT_ONCE", 1)
    monkeypatch.setattr(applying, "CHUNK", 1)


def after_each_report(monkeypatch: pytest.MonkeyPatch, then: Meanwhile) -> None:
    """Call `then` with the number of each report, once it is told."""
    in_small_steps(monkeypatch)
    tell, told = Progress.advance, []

    def advance(self: Progress, done: int, total: int) -> None:
        tell(self, done, total)
        told.append(done)
        then(len(told))

    monkeypatch.setattr(Progress, "advance", advance)


def at_report(number: int, then: Callable[[], object]) -> Meanwhile:
    """Only at that report."""
    return lambda told: then() if told == number else None


def die(error: BaseException) -> Callable[[], None]:
    """Break down with `error`."""

    def broken() -> None:
        raise error

    return broken


def by_somebody_else(step: Callable[[], object]) -> Callable[[], None]:
    """The step as another request does it: in a thread and over connections of its own."""

    def alone() -> None:
        try:
            step()
        finally:
            connections.close_all()

    def started() -> None:
        thread = threading.Thread(target=alone)
        thread.start()
        thread.join()

    return started


def seen_from_outside(batch: Batch) -> tuple[int, int]:
    """How far the work is, over a connection that is not the job's."""
    progress = BatchProgress.objects.using("owner").get(batch=batch)
    return progress.done, progress.total
