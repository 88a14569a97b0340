"""Two lists that name the same person, and a register that moves on between the check of a list and its taking in."""

import pytest

from anbang.casework.person.models import Case, Person
from anbang.exchange.batch import applying
from anbang.exchange.batch.actions import apply_batch, correct_row, undo_batch
from anbang.exchange.batch.sealed_rows import open_content
from anbang.exchange.batch.status import BatchStatus, Outcome
from anbang.lib.workbook import LIMITS
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import body_of
from anbang.papers.models import Paper
from tests.exchange import lists
from tests.support.people import TODAY


def one(**different):
    """A list of one person."""
    return [lists.person(**different)]


def staged_twice(clerk):
    """Two lists that both say the person is new, for neither was taken in when they were checked."""
    return lists.staged(one(), by=clerk), lists.staged(one(罪名="诈骗罪"), by=clerk)


def test_the_second_of_two_lists_about_one_person_waits_for_another_look(clerk):
    first, second = staged_twice(clerk)
    assert lists.confirm(first, by=clerk).status == BatchStatus.APPLIED
    second = lists.confirm(second, by=clerk)
    assert (second.status, second.failure["code"]) == (BatchStatus.STAGED, "register_moved_on")
    assert lists.outcomes(second) == [Outcome.UPDATE]
    second = lists.confirm(second, by=clerk)
    assert (second.status, second.failure) == (BatchStatus.APPLIED, None)
    assert Person.objects.using("owner").count() == 1


def test_control_without_judging_again_one_person_would_have_two_files(clerk, monkeypatch):
    first, second = staged_twice(clerk)
    monkeypatch.setattr(applying, "judge_again", lambda batch, corrected, by: 0)
    lists.confirm(first, by=clerk)
    lists.confirm(second, by=clerk)
    assert Person.objects.using("owner").count() == 2


def test_a_change_to_somebody_whose_list_was_undone_becomes_new(clerk):
    first = lists.applied(one(), by=clerk)
    second = lists.staged(one(罪名="诈骗罪"), by=clerk)
    assert lists.outcomes(second) == [Outcome.UPDATE]
    undo_batch(first.pk, by=clerk, on=TODAY)
    assert lists.outcomes(second) == [Outcome.NEW]
    assert lists.now(second).failure["code"] == "register_moved_on"
    assert lists.confirm(second, by=clerk).status == BatchStatus.APPLIED


def test_a_list_whose_taking_in_broke_down_says_so(clerk, monkeypatch):
    batch = lists.staged(one(), by=clerk)
    monkeypatch.setattr(applying, "settle_closed_rows", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        lists.confirm(batch, by=clerk)
    now = lists.now(batch)
    assert (now.status, now.failure["code"]) == (BatchStatus.STAGED, "taking_in_broke_off")


def test_a_step_does_not_wait_for_a_job_that_holds_the_list(server, database, clerk):
    batch = lists.staged(one(), by=clerk)
    row = lists.rows_of(batch)[0]
    with server.as_superuser(database) as job, job.transaction():
        job.execute("select 1 from exchange_batch where id = %s for update", [batch.pk])
        for step in (
            lambda: apply_batch(batch.pk, by=clerk, on=TODAY),
            lambda: correct_row(row.pk, {"罪名": "诈骗罪"}, by=clerk),
        ):
            with pytest.raises(StepRefused, match="正在办理"):
                step()
    assert lists.confirm(batch, by=clerk).status == BatchStatus.APPLIED


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("诈骗\0罪", "诈骗罪"), ("诈骗\u202e罪", "诈骗罪"), ("罪" * 5000, "罪" * 5000)],
)
def test_a_corrected_cell_keeps_all_that_can_be_seen(clerk, typed, kept):
    batch = lists.staged(one(), by=clerk)
    row = correct_row(lists.rows_of(batch)[0].pk, {"罪名": typed}, by=clerk)
    assert open_content(row).sent["罪名"] == kept


def test_a_corrected_cell_that_is_longer_than_a_files_is_refused_and_not_cut(clerk):
    batch = lists.staged(one(), by=clerk)
    with pytest.raises(StepRefused, match="最多 32767 字"):
        correct_row(lists.rows_of(batch)[0].pk, {"罪名": "罪" * (LIMITS.cell_characters + 1)}, by=clerk)


def test_a_long_cell_comes_into_the_register_whole(clerk):
    lists.applied(one(罪名="盗" * 5000, 帮教建议="议" * 30_000), by=clerk)
    case = Case.objects.using("owner").select_related("sentence").get()
    assert case.sentence.offence == "盗" * 5000
    assert body_of(Paper.objects.using("owner").get(kind="aid_proposal")) == "议" * 30_000
