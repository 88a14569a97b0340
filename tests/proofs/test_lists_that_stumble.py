"""What would have stopped a list half-way: cells that the register could not hold, a database that went away, a decision twice."""

from collections.abc import Callable

import pytest
from django.db import DataError, OperationalError
from procrastinate.jobs import Job
from procrastinate.tasks import Task

from anbang.casework.models import Abode, Sentence
from anbang.exchange import jobs
from anbang.exchange.batch import applying, staging
from anbang.exchange.batch.actions import apply_batch
from anbang.exchange.batch.models import Batch
from anbang.organisations.acting import ActingStaff
from tests.exchange.lists import applied, confirm, handed_in, now, person, rows_of, staged
from tests.support.people import TODAY


@pytest.mark.parametrize(
    ("cell", "fault"),
    [({"姓名": "王" * 65}, "name_missing"), ({"原判刑期": "99999999999个月"}, "sentence_unreadable")],
)
def test_a_cell_that_holds_no_name_or_term_is_a_fault_of_the_row(clerk: ActingStaff, cell: dict[str, str], fault: str):
    [row] = rows_of(staged([person(1, **cell)], by=clerk))
    assert [code for _, code, _ in row.faults] == [fault]


def test_the_longest_name_and_the_longest_term_are_read(clerk: ActingStaff):
    """The control."""
    [row] = rows_of(applied([person(1, 姓名="王" * 64, 原判刑期="1200个月")], by=clerk))
    assert row.case_id is not None


def test_many_offences_and_a_long_address_are_kept(clerk: ActingStaff):
    offence, place = "盗窃罪、" * 60, "四川省隆昌市界市镇" + "某某路" * 60
    [row] = rows_of(applied([person(1, 罪名=offence, 户籍镇街=place, 户籍村居="")], by=clerk))
    assert Sentence.objects.using("owner").get(case=row.case_id).offence == offence
    assert Abode.objects.using("owner").get(kind="registered").outside == place


# A database that went away


def breaks(error: Exception) -> Callable[..., None]:
    def step(*_: object, **__: object) -> None:
        raise error

    return step


def do(job: Task, batch: Batch, by: ActingStaff) -> None:
    """What the worker does."""
    job(batch_id=batch.pk, staff_id=by.staff_id, posting_id=by.posting_id, on=TODAY.isoformat())


def is_done_again(job: Task, error: Exception) -> bool:
    attempt = Job(id=1, queue="lists", lock=None, queueing_lock=None, task_name=job.name)
    assert job.retry_strategy is not None
    return job.retry_strategy.get_retry_decision(exception=error, job=attempt) is not None


def test_a_reading_whose_database_goes_away_is_done_again(clerk: ActingStaff, monkeypatch: pytest.MonkeyPatch):
    batch, gone = handed_in([person(1)], by=clerk), OperationalError("the server closed the connection")
    with monkeypatch.context() as patch:
        patch.setattr(staging, "judge_rows", breaks(gone))
        with pytest.raises(OperationalError):
            do(jobs.stage, batch, clerk)
    assert now(batch).status == "reading"
    assert is_done_again(jobs.stage, gone)
    do(jobs.stage, batch, clerk)
    assert now(batch).status == "staged"


def test_a_taking_in_whose_database_goes_away_is_done_again(clerk: ActingStaff, monkeypatch: pytest.MonkeyPatch):
    batch, gone = staged([person(1)], by=clerk), OperationalError("the server closed the connection")
    apply_batch(batch.pk, by=clerk, on=TODAY)
    with monkeypatch.context() as patch:
        patch.setattr(applying, "take_in", breaks(gone))
        with pytest.raises(OperationalError):
            do(jobs.apply, batch, clerk)
    assert now(batch).status == "applying"
    assert is_done_again(jobs.apply, gone)
    do(jobs.apply, batch, clerk)
    assert now(batch).status == "applied"


def test_control_what_will_not_pass_gives_the_list_back(clerk: ActingStaff, monkeypatch: pytest.MonkeyPatch):
    batch = staged([person(1)], by=clerk)
    apply_batch(batch.pk, by=clerk, on=TODAY)
    with monkeypatch.context() as patch:
        patch.setattr(applying, "take_in", breaks(DataError("unforeseen")))
        do(jobs.apply, batch, clerk)
    assert (now(batch).status, now(batch).failure["code"]) == ("staged", "rows_broke_off")
    assert not is_done_again(jobs.apply, DataError())
    assert confirm(batch, by=clerk).status == "applied"
