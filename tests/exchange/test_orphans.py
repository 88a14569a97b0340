"""Sealed files to which nothing refers go after a day; all that a row refers to stays."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from anbang.exchange import jobs
from anbang.exchange.batch.models import Batch
from anbang.exchange.jobs import sweep_files
from anbang.lib.secret_files import write_beside
from anbang.papers import orphans
from anbang.papers.actions import _file_path, read_file, store_file
from anbang.papers.models import SealedFile
from anbang.papers.orphans import A_DAY
from tests.exchange.lists import applied, person
from tests.support.people import TODAY

SECRET = "甄不知的文件"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of this test alone."""
    (tmp_path / "files").mkdir()
    monkeypatch.setattr(settings, "FOLDER", tmp_path)
    return tmp_path / "files"


def aged(path: Path, age: timedelta = A_DAY + timedelta(minutes=1)) -> Path:
    moment = (timezone.now() - age).timestamp()
    os.utime(path, (moment, moment))
    return path


def taken_back() -> Path:
    """What a step leaves on the disk that is taken back after it wrote its file."""
    with transaction.atomic():
        path = _file_path(store_file(SECRET.encode(), name=f"{SECRET}.txt", media_type="text/plain"))
        transaction.set_rollback(True)
    assert path.exists()
    return path


def sweep() -> int:
    return sweep_files(at=timezone.now())


def test_what_a_step_left_that_was_taken_back_goes_after_a_day(database: str):
    path = aged(taken_back())
    assert sweep() == 1
    assert not path.exists()
    assert sweep() == 0


def test_until_then_it_may_still_be_about_to_be_referred_to(database: str):
    path = aged(taken_back(), A_DAY - timedelta(minutes=1))
    assert sweep() == 0
    assert path.exists()


def test_control_without_the_look_at_what_is_old_it_would_stay(database: str, monkeypatch: pytest.MonkeyPatch):
    path = aged(taken_back())
    monkeypatch.setattr(orphans, "_older_than", lambda _moment: iter(()))
    assert sweep() == 0
    assert path.exists()


def test_what_rows_refer_to_stays_however_old(clerk):
    batch = applied([person(1)], by=clerk)
    file = SealedFile.objects.using("owner").get(pk=batch.file_id)
    aged(_file_path(file))
    assert sweep() == 0
    assert read_file(file)


def test_control_without_the_look_at_the_rows_it_would_go(clerk, monkeypatch: pytest.MonkeyPatch):
    batch = applied([person(1)], by=clerk)
    path = aged(_file_path(SealedFile.objects.using("owner").get(pk=batch.file_id)))
    monkeypatch.setattr(jobs, "remove_orphans", lambda _needed, *, at: orphans.remove_orphans((), at=at))
    assert sweep() == 1
    assert not path.exists()


def test_what_died_before_the_removal_goes(clerk):
    """The list says that its file is gone, and the process that was to remove it died."""
    batch = applied([person(1)], by=clerk)
    path = aged(_file_path(SealedFile.objects.using("owner").get(pk=batch.file_id)))
    Batch.objects.using("owner").update(file_gone_on=TODAY)
    assert sweep() == 1
    assert not path.exists()


def test_the_draft_of_a_sealing_anew_that_was_killed_goes_and_the_file_stays(clerk):
    batch = applied([person(1)], by=clerk)
    file = SealedFile.objects.using("owner").get(pk=batch.file_id)
    path = aged(_file_path(file))
    draft = aged(write_beside(path, b"half"))
    assert sweep() == 1
    assert not draft.exists()
    assert read_file(file)


def test_what_is_no_file_of_ours_is_left_alone(database: str, folder: Path):
    (folder / "ab").mkdir()
    other = folder / "ab" / "README"
    other.write_text("somebody's own")
    aged(other)
    assert sweep() == 0
    assert other.exists()


def test_the_log_is_told_how_many_and_nothing_else(database: str, caplog: pytest.LogCaptureFixture):
    path = aged(taken_back())
    sweep()
    assert "1 sealed files to which nothing refers were removed" in caplog.text
    assert path.name not in caplog.text
    assert SECRET not in caplog.text


def test_the_queue_asks_for_it_by_itself(database: str):
    path = aged(taken_back())
    (periodic,) = [task for task in jobs.app.periodic_registry.periodic_tasks.values() if task.task.name == jobs.SWEEP]
    assert periodic.cron == jobs.EVERY_HOUR
    jobs.sweep(timestamp=0)
    assert not path.exists()
