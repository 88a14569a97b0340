"""Long work outside the request: put into the queue by the transaction that wants it, done by the worker."""

from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from procrastinate.retry import RetryStrategy
from procrastinate.types import JSONDict

from anbang.casework.custody.outbound import remove_outbound
from anbang.exchange.batch.applying import apply_staged_rows
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.progress import PASSING
from anbang.exchange.batch.removing import remove_strangers
from anbang.exchange.batch.staging import stage_rows
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.day import office_day
from anbang.organisations.models import Staff
from anbang.organisations.queries import sign_in
from anbang.organisations.unattended import unattended
from anbang.papers.models import Paper, SealedFile
from anbang.papers.orphans import remove_orphans

STAGE = "exchange.stage_rows"
APPLY = "exchange.apply_rows"
REMOVE = "exchange.remove_strangers"
SWEEP = "exchange.sweep_files"
# Due once a day; asked every hour, since an office's machine is off at night and a time that was missed is not made up for.
EVERY_HOUR = "17 * * * *"
AGAIN = RetryStrategy(max_attempts=20, linear_wait=3, retry_exceptions=PASSING)


def put_in_queue(task: str, batch_id: int, *, by: ActingStaff, on: date) -> None:
    """Queue `task` for a list in the current transaction: no commit, no job."""
    arguments: JSONDict = {
        "batch_id": batch_id,
        "staff_id": by.staff_id,
        "posting_id": by.posting_id,
        "on": on.isoformat(),
    }
    job = Job(
        id=None, queue="lists", lock=f"list {batch_id}", queueing_lock=None, task_name=task, task_kwargs=arguments
    )
    JobManager(DjangoConnector(alias=by.alias)).defer_job(job)


def _as(staff_id: int, posting_id: int, on: date) -> ActingStaff:
    return replace(sign_in(Staff.objects.get(pk=staff_id), on=on, posting_id=posting_id), is_job=True)


@app.task(name=STAGE, queue="lists", retry=AGAIN)
def stage(*, batch_id: int, staff_id: int, posting_id: int, on: str) -> None:
    """Read and check a list. Done twice it does nothing the second time."""
    day = date.fromisoformat(on)
    stage_rows(batch_id, by=_as(staff_id, posting_id, day), on=day)


@app.task(name=APPLY, queue="lists", retry=AGAIN)
def apply(*, batch_id: int, staff_id: int, posting_id: int, on: str) -> None:
    """Take a list into the register. Done twice it does nothing the second time."""
    day = date.fromisoformat(on)
    apply_staged_rows(batch_id, by=_as(staff_id, posting_id, day), on=day)


@app.periodic(cron=EVERY_HOUR)
@app.task(name=REMOVE, queue="lists", queueing_lock=REMOVE)
def remove(timestamp: int) -> None:  # noqa: ARG001  # the queue passes it by this name
    """Clear away rows that were sent back, and forms that went to other counties, long ago. `timestamp`: when the queue meant it to run, which does not matter."""
    today = office_day()
    remove_strangers(by=unattended("remove-strangers", on=today), on=today)
    remove_outbound(by=unattended("remove-strangers", on=today), on=today)


@app.periodic(cron=EVERY_HOUR)
@app.task(name=SWEEP, queue="lists", queueing_lock=SWEEP)
def sweep(timestamp: int) -> None:  # noqa: ARG001  # the queue passes it by this name
    """Remove from the disk what nothing refers to. `timestamp`: when the queue meant it to run, which does not matter."""
    sweep_files(at=timezone.now())


def sweep_files(*, at: datetime) -> int:
    """The sealed files that a row refers to stay: all rows of files but those whose list or scan says that its file is gone. Asked as the
    overseer, who sees every row of them.
    """
    with acting(unattended("sweep-files", on=office_day()), reading_only=True):
        of_lists = Batch.objects.filter(file_gone_on__isnull=False).values("file_id")
        of_scans = Paper.objects.filter(removed_on__isnull=False, file__isnull=False).values("file_id")
        left = SealedFile.objects.exclude(pk__in=of_lists).exclude(pk__in=of_scans)
        needed = {key.hex for key in left.values_list("pk", flat=True)}
    return remove_orphans(needed, at=at)
