"""Rows that were sent back go when the policy says so, and leave only their number behind."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from anbang.audit.models import Event
from anbang.casework.person.models import Person
from anbang.exchange import jobs
from anbang.exchange.batch import removing
from anbang.exchange.batch.actions import apply_batch, correct_row, decide_row, undo_batch
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.removing import last_day_of, remove_strangers
from anbang.exchange.batch.status import Decision
from anbang.organisations.models import Staff
from anbang.organisations.unattended import unattended
from anbang.papers.actions import _file_path
from anbang.papers.models import SealedFile
from anbang.policy import DEFAULT_PACK
from tests.exchange.lists import applied, child, everything_in, given_back, outcomes, person, staged, stranger
from tests.support.people import TODAY

DAYS = timedelta(days=int(DEFAULT_PACK.parameter("strangers_rows_days", TODAY)))
LAST_DAY = TODAY + DAYS
NO_DAY = {"释放日期": "年底"}


def remove(on: date) -> int:
    return remove_strangers(by=unattended("test", on=on), on=on)


def path_of(batch: Batch) -> Path:
    return _file_path(SealedFile.objects.using("owner").get(pk=batch.file_id))


@pytest.fixture
def batch(clerk) -> Batch:
    """One who is taken in, one without a day of release, one of another province, and a refused child; somebody works on it."""
    waiting = staged([person(1), person(2, **NO_DAY), stranger(3), child(**NO_DAY)], by=clerk)
    Batch.objects.using("owner").update(touched_on=LAST_DAY)
    return waiting


def test_refused_rows_and_rows_of_other_districts_go_after_the_days_of_the_policy(batch):
    assert outcomes(batch) == ["new", "refused", "not_ours", "refused"]
    assert remove(LAST_DAY + timedelta(days=1)) == 2
    assert outcomes(batch) == ["new", "refused"], "a child's row stays until a keeper has seen to it"


def test_until_then_they_stay(batch):
    assert remove(LAST_DAY) == 0
    assert len(outcomes(batch)) == 4


def test_the_trail_keeps_how_many_went_and_the_clause_but_nothing_of_them(batch):
    remove(LAST_DAY + timedelta(days=1))
    event = Event.objects.using("auditor").get(action="list_rows_removed")
    assert event.data == {"batch": batch.pk, "refused": 1, "not_ours": 1}, "no closed row is counted"
    assert (event.clauses, event.staff_id) == (["LAW-1"], 0)


def test_done_twice_it_finds_nothing_and_says_nothing(batch):
    assert [remove(LAST_DAY + timedelta(days=1)) for _ in range(2)] == [2, 0]
    assert Event.objects.using("auditor").filter(action="list_rows_removed").count() == 1


@pytest.mark.parametrize("status", ["reading", "applying"])
def test_a_list_on_which_a_job_works_is_left_for_the_next_time(batch, status):
    Batch.objects.using("owner").filter(pk=batch.pk).update(status=status)
    assert remove(LAST_DAY + timedelta(days=1)) == 0


def test_a_row_whose_person_was_taken_in_is_never_removed(batch, take):
    StagedRow.objects.using("owner").filter(batch=batch, outcome="refused").update(case=take())
    assert remove(LAST_DAY + timedelta(days=1)) == 1


def test_rows_that_are_gone_do_not_come_back_with_the_marked_file(batch, clerk):
    remove(LAST_DAY + timedelta(days=1))
    told = everything_in(given_back(batch.pk, by=clerk, on=clerk.today))
    assert "周小俊" not in told
    assert "四川省" not in told
    assert person(1)["身份证号"] in told


def test_the_file_as_it_came_goes_with_them_once_the_list_is_taken_in(clerk):
    batch = applied([person(1), stranger(2)], by=clerk)
    path = path_of(batch)
    remove(LAST_DAY)
    assert path.exists(), "the control"
    remove(LAST_DAY + timedelta(days=1))
    assert not path.exists()
    assert Batch.objects.using("owner").get().file_gone_on == LAST_DAY + timedelta(days=1)
    with pytest.raises(Batch.DoesNotExist):
        given_back(batch.pk, by=clerk, on=clerk.today)
    assert outcomes(batch) == ["new"]


def test_control_without_what_it_looks_for_they_and_the_file_stay_beyond_the_day(clerk, monkeypatch):
    batch = applied([person(1), stranger(2)], by=clerk)
    monkeypatch.setattr(removing, "_strangers", StagedRow.objects.none)
    monkeypatch.setattr(removing, "_destroy_files", lambda **_of: None)
    assert remove(LAST_DAY + timedelta(days=1)) == 0
    assert outcomes(batch) == ["new", "not_ours"]
    assert path_of(batch).exists()
    assert given_back(batch.pk, by=clerk, on=clerk.today)


def test_what_a_later_list_said_of_somebody_whose_file_stands_stays_also_of_a_closed_one(clerk):
    batch = applied([person(1), child()], by=clerk)
    rows = StagedRow.objects.using("owner").filter(batch=batch)
    for whom in Person.objects.using("owner").order_by("id"):
        rows.filter(case__person=whom).update(outcome="same", case=None, people=[whom.pk])
    assert rows.filter(case=None, outcome="same").count() == 2
    remove(LAST_DAY + timedelta(days=1))
    assert rows.count() == 2


def test_a_list_that_waits_keeps_its_file(batch):
    remove(LAST_DAY + timedelta(days=1))
    assert path_of(batch).exists()


def test_of_a_list_that_was_taken_back_nothing_is_left_but_its_number(clerk):
    batch = applied([person(1), person(2)], by=clerk)
    undo_batch(batch.pk, by=clerk, on=TODAY)
    assert remove(LAST_DAY + timedelta(days=1)) == 2
    assert not StagedRow.objects.using("owner").exists()


def test_the_queue_asks_for_it_by_itself(batch):
    (periodic,) = [task for task in jobs.app.periodic_registry.periodic_tasks.values() if task.task.name == jobs.REMOVE]
    assert periodic.cron == jobs.EVERY_HOUR
    with override_settings(FIXED_TODAY=LAST_DAY + timedelta(days=1)):
        jobs.remove(timestamp=0)
    assert outcomes(batch) == ["new", "refused"]


def test_the_days_are_the_policys_and_not_the_codes(batch, monkeypatch):
    class Week:
        parameters = DEFAULT_PACK.parameters

        @staticmethod
        def parameter(name: str, on: date) -> int:
            return {"strangers_rows_days": 7}[name]

    monkeypatch.setattr(removing, "DEFAULT_PACK", Week)
    assert remove(TODAY + timedelta(days=8)) == 2


# Lists that nobody confirms


def test_a_list_that_nobody_confirms_goes_with_its_rows_and_its_file(clerk):
    batch = staged([person(1), stranger(2)], by=clerk)
    path = path_of(batch)
    assert remove(LAST_DAY + timedelta(days=1)) == 2
    batch.refresh_from_db(using="owner")
    assert (batch.status, batch.lapsed_on) == ("cancelled", LAST_DAY + timedelta(days=1))
    assert not StagedRow.objects.using("owner").exists()
    assert not path.exists()
    told = Event.objects.using("auditor").get(action="list_lapsed")
    assert (told.data, told.staff_id) == ({"batch": batch.pk, "rows": 1}, 0), "the stranger is told apart"


def test_control_without_the_look_at_what_nobody_confirms_it_stays_whole(clerk, monkeypatch):
    batch = staged([person(1), stranger(2)], by=clerk)
    monkeypatch.setattr(removing, "_lapse", lambda **_of: 0)
    assert remove(LAST_DAY + timedelta(days=1)) == 1, "the stranger goes by another rule"
    batch.refresh_from_db(using="owner")
    assert (batch.status, batch.lapsed_on) == ("staged", None)
    assert outcomes(batch) == ["new"]
    assert path_of(batch).exists()


def test_until_its_last_day_it_stays(clerk):
    batch = staged([person(1)], by=clerk)
    assert last_day_of(batch, on=TODAY) == LAST_DAY
    assert remove(LAST_DAY) == 0
    assert outcomes(batch) == ["new"]
    assert path_of(batch).exists()


@pytest.mark.parametrize("how", ["corrected", "decided upon", "asked to be taken in"])
def test_whoever_works_on_it_begins_the_days_anew(clerk, take, how):
    later = TODAY + timedelta(days=9)
    by = replace(clerk, today=later)
    batch = staged([person(1, **NO_DAY) if how == "corrected" else person(1)], by=clerk)
    row = StagedRow.objects.using("owner").get()
    if how == "corrected":
        correct_row(row.pk, {"释放日期": "2026-12-20"}, by=by)
    elif how == "decided upon":
        StagedRow.objects.using("owner").update(outcome="doubtful")
        decide_row(row.pk, Decision.TAKE_IN, by=by)
    else:
        apply_batch(batch.pk, by=by, on=later)
        Batch.objects.using("owner").update(status="staged")  # stopped before its end
    assert remove(LAST_DAY + timedelta(days=9)) == 0
    assert remove(LAST_DAY + timedelta(days=10)) == 1


def test_its_page_says_until_when_and_afterwards_that_it_went_by_itself(clerk):
    batch = staged([person(1)], by=clerk)
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=clerk.staff_id))
    page = client.get(reverse("list", args=[batch.pk])).content.decode()
    assert f"请在 {chinese_day(LAST_DAY)} 以前（含当天）确认登记" in page
    remove(LAST_DAY + timedelta(days=1))
    page = client.get(reverse("list", args=[batch.pk])).content.decode()
    assert f"{DAYS.days} 日内没有人确认，{chinese_day(LAST_DAY + timedelta(days=1))} 自动取消。" in page
    assert "请再上传原件" in page


def chinese_day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
