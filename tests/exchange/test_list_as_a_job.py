"""Reading and taking in are jobs: watched while they run, stopped without leaving halves, done once however often they start."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from anbang.audit.models import Event
from anbang.casework.models import Case
from anbang.exchange import jobs
from anbang.exchange.batch import applying, staging
from anbang.exchange.batch.actions import apply_batch, cancel_batch, correct_row, decide_row, receive_file, undo_batch
from anbang.exchange.batch.applying import apply_staged_rows
from anbang.exchange.batch.messages import failure_message
from anbang.exchange.batch.models import StagedRow
from anbang.exchange.batch.progress import Progress
from anbang.exchange.batch.sealed_rows import open_content
from anbang.exchange.batch.staging import stage_rows
from anbang.exchange.batch.status import Decision
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Staff
from anbang.organisations.steps import StepRefused
from tests.exchange.interruptions import (
    Killed,
    after_each_report,
    at_report,
    by_somebody_else,
    die,
    in_small_steps,
    seen_from_outside,
)
from tests.exchange.lists import applied, child, confirm, csv_of, handed_in, now, outcomes, person, rows_of, staged
from tests.exchange.test_undo_meets_steps import waits_for_a_lock
from tests.support.patience import until
from tests.support.people import TODAY, office, post

THREE = [person(1), person(2), person(3)]


def people() -> int:
    return Case.objects.using("owner").count()


def trail(action: str) -> int:
    return Event.objects.using("auditor").filter(action=action).count()


@pytest.fixture
def watched(monkeypatch) -> list[tuple[int, int, int, int]]:
    """At each report: how many parts of a hundred are done, rows and people, as others see them."""
    seen: list[tuple[int, int, int, int]] = []

    def look(_: int) -> None:
        batch = StagedRow._meta.get_field("batch").related_model.objects.using("owner").get()
        seen.append((*seen_from_outside(batch), len(rows_of(batch)), people()))

    after_each_report(monkeypatch, look)
    return seen


# Watched


def test_others_see_how_far_a_job_is_and_nothing_of_what_it_has_done_so_far(clerk, watched):
    batch = staged(THREE, by=clerk)
    assert watched == [*[(done, 100, 0, 0) for done in (0, 33, 66)], *[(done, 100, 0, 0) for done in (0, 33, 66, 100)]]
    watched.clear()
    confirm(batch, by=clerk)
    assert watched == [(0, 100, 3, 0), (33, 100, 3, 0), (66, 100, 3, 0), (100, 100, 3, 3)]


def test_control_told_within_the_jobs_own_transaction_others_would_see_nothing(clerk, watched, monkeypatch):
    begin = Progress.__init__

    def within(self: Progress, batch_id: int, *, alias: str) -> None:
        begin(self, batch_id, alias=alias)
        self.connection = connections[alias]

    monkeypatch.setattr(Progress, "__init__", within)
    monkeypatch.setattr(Progress, "__exit__", lambda self, *_: None)
    staged(THREE, by=clerk)
    assert {(done, total) for done, total, _, _ in watched} == {(0, 0)}


# Stopped


@pytest.mark.parametrize("report", [2, 5], ids=["while checking", "while writing"])
def test_a_reading_that_is_stopped_leaves_no_row(clerk, monkeypatch, report):
    batch = handed_in(THREE, by=clerk)
    stop = by_somebody_else(lambda: cancel_batch(batch.pk, by=clerk))
    after_each_report(monkeypatch, at_report(report, stop))
    stage_rows(batch.pk, by=clerk, on=TODAY)
    assert (now(batch).status, outcomes(batch), trail("list_cancelled")) == ("cancelled", [], 1)


def test_a_taking_in_that_is_stopped_leaves_nobody_and_can_be_confirmed_again(clerk, monkeypatch):
    batch = staged(THREE, by=clerk)
    stop = by_somebody_else(lambda: cancel_batch(batch.pk, by=clerk))
    with monkeypatch.context() as meanwhile:
        after_each_report(meanwhile, at_report(2, stop))
        assert confirm(batch, by=clerk).status == "staged"
    assert (people(), trail("admitted"), trail("list_taken_in")) == (0, 0, 0)
    assert (confirm(batch, by=clerk).status, people()) == ("applied", 3)


def test_control_a_job_that_does_not_look_for_the_wish_goes_on(clerk, monkeypatch):
    batch = staged(THREE, by=clerk)
    stop = by_somebody_else(lambda: cancel_batch(batch.pk, by=clerk))
    monkeypatch.setattr(Progress, "advance", lambda self, done, total: None)
    monkeypatch.setattr(applying, "stop_if_asked", lambda _batch_id: None)
    after_each_report(monkeypatch, at_report(2, stop))
    assert (confirm(batch, by=clerk).status, people()) == ("applied", 3)


def test_a_wish_that_comes_after_the_last_row_still_stops(clerk, monkeypatch):
    """Between the last report and the end a long list spends seconds: who was told "asked to stop" was told the truth."""
    batch = staged(THREE, by=clerk)
    told = []
    stop = by_somebody_else(lambda: told.append(cancel_batch(batch.pk, by=clerk)))
    with monkeypatch.context() as meanwhile:
        settle = applying.settle_closed_rows
        meanwhile.setattr(applying, "settle_closed_rows", lambda *given, **named: (settle(*given, **named), stop()))
        assert confirm(batch, by=clerk).status == "staged"
    assert (told, people()) == (["applying"], 0)
    assert (confirm(batch, by=clerk).status, people()) == ("applied", 3)


def test_control_without_the_last_look_it_would_be_taken_in_all_the_same(clerk, monkeypatch):
    batch = staged(THREE, by=clerk)
    stop = by_somebody_else(lambda: cancel_batch(batch.pk, by=clerk))
    settle = applying.settle_closed_rows
    monkeypatch.setattr(applying, "settle_closed_rows", lambda *given, **named: (settle(*given, **named), stop()))
    monkeypatch.setattr(applying, "stop_if_asked", lambda _batch_id: None)
    assert (confirm(batch, by=clerk).status, people()) == ("applied", 3)


def test_a_wish_that_comes_at_the_very_end_waits_and_is_told_that_it_is_too_late(server, database, clerk, monkeypatch):
    batch = staged(THREE, by=clerk)
    look, told = applying.stop_if_asked, []

    def ask() -> None:
        try:
            told.append(cancel_batch(batch.pk, by=clerk))
        except StepRefused as refused:
            told.append(str(refused))
        finally:
            connections.close_all()

    def look_and_be_asked(batch_id: int) -> None:
        look(batch_id)
        threading.Thread(target=ask).start()
        until(lambda: waits_for_a_lock(server, database), what="the wish that waits for the job's end")

    monkeypatch.setattr(applying, "stop_if_asked", look_and_be_asked)
    assert (confirm(batch, by=clerk).status, people()) == ("applied", 3)
    until(lambda: bool(told), what="the answer to the wish")
    assert told == ["登记刚刚完成，来不及停止；需要的话，可以撤销整批。"]


@pytest.mark.parametrize("at_work", [True, False])
def test_what_became_of_a_wish_to_stop_is_told_as_it_is(clerk, monkeypatch, at_work):
    batch = staged(THREE, by=clerk)
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=clerk.staff_id))
    pages = []

    def ask() -> None:
        pages.append(client.post(reverse("cancel_list", args=[batch.pk]), follow=True).content.decode())

    if at_work:
        after_each_report(monkeypatch, at_report(2, by_somebody_else(ask)))
        confirm(batch, by=clerk)
        assert "已请求停止，稍候即停。" in pages[0]
        assert "已取消" not in pages[0]
    else:
        apply_batch(batch.pk, by=clerk, on=TODAY)
        ask()
        assert "已停止，什么都没有登记。" in pages[0]
    assert (now(batch).status, people()) == ("staged", 0)


def test_a_list_that_waits_is_set_aside_and_the_job_that_comes_later_does_nothing(clerk):
    batch = handed_in(THREE, by=clerk)
    cancel_batch(batch.pk, by=clerk)
    stage_rows(batch.pk, by=clerk, on=TODAY)
    assert (now(batch).status, outcomes(batch)) == ("cancelled", [])


# Killed, and broken down


@pytest.mark.parametrize("report", [2, 5])
def test_a_reading_whose_worker_was_killed_is_done_once_when_it_runs_again(clerk, monkeypatch, report):
    batch = handed_in(THREE, by=clerk)
    with monkeypatch.context() as meanwhile:
        after_each_report(meanwhile, at_report(report, die(Killed())))
        with pytest.raises(Killed):
            stage_rows(batch.pk, by=clerk, on=TODAY)
    assert (now(batch).status, outcomes(batch)) == ("reading", [])
    for _ in range(2):
        stage_rows(batch.pk, by=clerk, on=TODAY)
    assert (now(batch).status, outcomes(batch)) == ("staged", ["new"] * 3)


def test_a_taking_in_whose_worker_was_killed_is_done_once_when_it_runs_again(clerk, monkeypatch):
    batch = staged(THREE, by=clerk)
    with monkeypatch.context() as meanwhile:
        after_each_report(meanwhile, at_report(3, die(Killed())))
        with pytest.raises(Killed):
            confirm(batch, by=clerk)
    assert (now(batch).status, people()) == ("applying", 0)
    for _ in range(2):
        apply_staged_rows(batch.pk, by=clerk, on=TODAY)
    assert (now(batch).status, people(), trail("admitted"), trail("list_taken_in")) == ("applied", 3, 3, 1)


def test_control_a_job_that_kept_what_it_had_done_would_leave_half_a_list(clerk, monkeypatch):
    batch = staged(THREE, by=clerk)
    do = applying._Broken.unless

    def kept(*arguments: object) -> None:
        do(*arguments)
        connections["overseer"].connection.commit()

    monkeypatch.setattr(applying._Broken, "unless", kept)
    after_each_report(monkeypatch, at_report(3, die(Killed())))
    with pytest.raises(Killed):
        confirm(batch, by=clerk)
    assert people() == 2


def test_a_reading_that_broke_down_says_so_and_is_not_read_for_ever(clerk, monkeypatch):
    batch = handed_in(THREE, by=clerk)
    after_each_report(monkeypatch, at_report(2, die(RuntimeError())))
    with pytest.raises(RuntimeError):
        stage_rows(batch.pk, by=clerk, on=TODAY)
    failed = now(batch)
    assert (failed.status, outcomes(batch), trail("list_failed")) == ("failed", [], 1)
    assert "再上传一次" in failure_message(failed.failure["code"], failed.failure["about"])


def test_a_taking_in_that_broke_down_can_be_confirmed_again(clerk, monkeypatch):
    batch = staged(THREE, by=clerk)
    with monkeypatch.context() as meanwhile:
        after_each_report(meanwhile, at_report(2, die(RuntimeError())))
        with pytest.raises(RuntimeError):
            confirm(batch, by=clerk)
    assert (now(batch).status, people()) == ("staged", 0)
    assert (confirm(batch, by=clerk).status, people()) == ("applied", 3)


def test_a_list_whose_worker_is_gone_is_set_aside_without_waiting_for_another(clerk, monkeypatch):
    batch = handed_in(THREE, by=clerk)
    after_each_report(monkeypatch, at_report(2, die(Killed())))
    with pytest.raises(Killed):
        stage_rows(batch.pk, by=clerk, on=TODAY)
    cancel_batch(batch.pk, by=clerk)
    assert now(batch).status == "cancelled"
    other = staged(THREE, by=clerk)
    apply_batch(other.pk, by=clerk, on=TODAY)
    cancel_batch(other.pk, by=clerk)
    assert now(other).status == "staged"
    apply_staged_rows(other.pk, by=clerk, on=TODAY)
    assert people() == 0, "the job that was queued finds nothing to do"


def test_a_second_reading_that_waited_for_the_first_leaves_the_list_alone(clerk, monkeypatch):
    batch = applied(THREE, by=clerk)
    before = [row.pk for row in rows_of(batch)]
    monkeypatch.setattr(staging, "_begin", lambda batch_id, *, by: True)  # it began while the list was being read
    stage_rows(batch.pk, by=clerk, on=TODAY)
    assert [row.pk for row in rows_of(batch)] == before


# Confirmed


def test_confirmed_twice_it_is_taken_in_once(clerk):
    batch = staged(THREE, by=clerk)
    apply_batch(batch.pk, by=clerk, on=TODAY)
    with pytest.raises(StepRefused, match="正在登记"):
        apply_batch(batch.pk, by=clerk, on=TODAY)
    for _ in range(2):
        apply_staged_rows(batch.pk, by=clerk, on=TODAY)
    with pytest.raises(StepRefused, match="没有可登记的行"):
        apply_batch(batch.pk, by=clerk, on=TODAY)
    assert (people(), trail("list_taken_in")) == (3, 1)
    queued = ProcrastinateJob.objects.using("owner").filter(task_name=jobs.APPLY)
    assert [job.args["batch_id"] for job in queued] == [batch.pk]


def test_a_list_with_closed_rows_is_refused_in_words_where_nobody_keeps_closed_files(database):
    alone = post(Role.BUREAU_CLERK, office(OfficeKind.JUSTICE_BUREAU))
    batch = staged([person(1), child()], by=alone)
    with pytest.raises(StepRefused, match="没有封存管理人"):
        apply_batch(batch.pk, by=alone, on=TODAY)
    post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))
    assert confirm(batch, by=alone).status == "applied"


def test_whoever_is_no_clerk_of_the_bureau_does_no_step_of_a_list(clerk):
    batch = staged([person(1)], by=clerk)
    (row,) = rows_of(batch)

    def steps(by: ActingStaff) -> tuple[Callable[[], object], ...]:
        return (
            lambda: receive_file(csv_of(THREE), name="x.csv", institution_id=batch.institution_id, by=by, on=TODAY),
            lambda: correct_row(row.pk, {"姓名": "王五"}, by=by),
            lambda: decide_row(row.pk, Decision.TAKE_IN, by=by),
            lambda: apply_batch(batch.pk, by=by, on=TODAY),
            lambda: cancel_batch(batch.pk, by=by),
            lambda: undo_batch(batch.pk, by=by, on=TODAY),
        )

    for role in set(Role) - {Role.BUREAU_CLERK}:
        for step in steps(replace(clerk, role=role, roles=frozenset({role}))):
            with pytest.raises(StepRefused, match="区司法局经办人"):
                step()
    assert (now(batch).status, outcomes(batch)) == ("staged", ["new"])


# Corrected and decided


def test_a_correction_judges_the_other_rows_again(clerk):
    batch = staged([person(1), person(2), person(3, 身份证号="")], by=clerk)
    first, second, _third = rows_of(batch)
    assert outcomes(batch) == ["new", "new", "new"]
    correct_row(second.pk, dict(person(1)), by=clerk)
    assert outcomes(batch) == ["new", "same", "new"], "what was corrected now repeats another row"
    correct_row(first.pk, dict(person(4)), by=clerk)
    assert outcomes(batch) == ["new", "new", "new"], "what repeated a row repeats none any more"
    correct_row(second.pk, {**person(3), "身份证号": ""}, by=clerk)
    assert outcomes(batch) == ["new", "doubtful", "doubtful"], "and a row that nobody touched is in doubt"
    assert trail("list_row_corrected") == 3


def test_what_an_update_would_change_follows_the_row_above_it(clerk):
    batch = staged([person(1), person(1, 罪名="抢劫罪")], by=clerk)
    first, second = rows_of(batch)
    assert sorted(open_content(second).changes) == ["offence"]
    correct_row(first.pk, {"收押日期": "2025-01-21"}, by=clerk)
    assert sorted(open_content(rows_of(batch)[1]).changes) == ["admitted_on", "offence"]


def test_a_doubtful_row_waits_until_somebody_decides_it_either_way(clerk):
    number = person(1)["身份证号"]
    batch = staged([person(1), *[person(1, 姓名=name, 身份证号=number) for name in ("李一", "李二", "李三")]], by=clerk)
    assert outcomes(batch) == ["new", *["doubtful"] * 3]
    first, another, same, _waiting = rows_of(batch)
    decide_row(another.pk, Decision.TAKE_IN, by=clerk)
    decide_row(same.pk, Decision.LEAVE_OUT, by=clerk)
    with pytest.raises(StepRefused, match="不需要判断"):
        decide_row(first.pk, Decision.TAKE_IN, by=clerk)
    confirm(batch, by=clerk)
    assert [row.case_id is not None for row in rows_of(batch)] == [True, True, False, False]
    with pytest.raises(StepRefused, match="已经登记"):
        decide_row(another.pk, Decision.LEAVE_OUT, by=clerk)
    decide_row(rows_of(batch)[3].pk, Decision.TAKE_IN, by=clerk)
    confirm(batch, by=clerk)
    assert people() == 3, "who waited follows, and nobody comes in twice"


def test_a_decision_is_forgotten_when_a_correction_ends_the_doubt(clerk):
    batch = staged([person(1), person(1, 姓名="李一")], by=clerk)
    decide_row(rows_of(batch)[1].pk, Decision.LEAVE_OUT, by=clerk)
    correct_row(rows_of(batch)[0].pk, dict(person(2)), by=clerk)
    assert [(row.outcome, row.decision) for row in rows_of(batch)] == [("new", ""), ("new", "")]


def test_somebody_listed_twice_and_then_otherwise_is_taken_in_and_changed(clerk, monkeypatch):
    in_small_steps(monkeypatch)
    batch = applied([person(1), person(1), person(1, 罪名="抢劫罪")], by=clerk)
    assert outcomes(batch) == ["new", "same", "update"]
    case = Case.objects.using("owner").select_related("sentence").get()
    assert case.sentence.offence == "抢劫罪"
