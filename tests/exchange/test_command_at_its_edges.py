"""`anbang import-batch` where something is in the way: files without end, days that are none of the office's, a register that moved."""

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from anbang.casework.models import Case
from anbang.casework.person.actions import AS_LONG_AS_IS_KNOWN, Place, tell_place
from anbang.casework.person.models import Abode, AbodeKind
from anbang.exchange import command
from anbang.exchange.batch.actions import cancel_batch
from anbang.exchange.batch.models import Batch
from anbang.exchange.command import import_batch
from anbang.lib.workbook import LIMITS
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from tests.exchange import lists
from tests.support.people import TODAY, office

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
Captured = pytest.CaptureFixture[str]


def asked(file: Path, *more: str, on: date | None = TODAY) -> list[str]:
    """The command's arguments for a list from the first prison."""
    day = ["--on", on.isoformat()] if on else []
    return [str(file), "--institution", office(OfficeKind.PRISON).name, "--json", *day, *more]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A list of somebody."""
    (made := tmp_path / "list.csv").write_bytes(lists.csv_of([lists.person(1)]))
    return made


def sentence(told: Captured) -> str:
    """What stands on the error output: one sentence, and nothing on the other."""
    captured = told.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("anbang import-batch: ")
    assert captured.err.count("\n") == 1
    return captured.err


# Files without end


def test_a_file_that_is_too_large_is_refused_before_it_is_read(database: str, tmp_path: Path, capsys: Captured):
    """Thirty gigabytes of nothing, which take no room on the disk and would take it in the memory."""
    (large := tmp_path / "large.csv").touch()
    os.truncate(large, 30 * 1024**3)
    assert import_batch(asked(large)) == 2
    assert "larger than 60 MB" in sentence(capsys)


def test_of_a_file_no_more_is_read_than_a_list_may_have(database: str, file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(command, "LIMITS", type("Few", (), {"file_bytes": len(file.read_bytes())}))
    assert import_batch(asked(file)) == 0, "control: it is just as large as it may be"
    file.write_bytes(file.read_bytes() + b"\n")
    assert import_batch(asked(file)) == 2


def test_a_pipe_and_a_device_are_refused_in_a_sentence_and_not_waited_for(
    database: str, tmp_path: Path, capsys: Captured
):
    os.mkfifo(pipe := tmp_path / "pipe")
    for special in (pipe, Path("/dev/zero")):
        assert import_batch(asked(special)) == 2
        assert "no file but a device" in sentence(capsys)
    assert LIMITS.file_bytes > 0


# Days


def test_nobody_is_taken_in_on_a_day_to_come(clerk: ActingStaff, file: Path, capsys: Captured):
    assert import_batch(asked(file, "--apply", on=TOMORROW)) == 2
    assert "2026-11-06 is after today, 2026-11-05" in sentence(capsys)
    assert not Batch.objects.using("owner").exists()
    assert import_batch(asked(file, on=TOMORROW)) == 0, "control: looking ahead is allowed"
    assert import_batch(asked(file, "--apply", on=TODAY)) == 0


def test_on_a_day_before_a_file_was_opened_nothing_in_it_is_changed(clerk: ActingStaff, file: Path, capsys: Captured):
    lists.applied([lists.person(1)], by=clerk)
    file.write_bytes(lists.csv_of([lists.person(2), lists.person(1, 户籍镇街="安富街道", 户籍村居="")]))
    assert import_batch(asked(file, "--apply", on=YESTERDAY)) == 2
    assert "Row 3 changes a file that was opened on 2026-11-05, after 2026-11-04" in sentence(capsys)
    assert Batch.objects.using("owner").count() == 1, "no list is left behind"
    assert import_batch(asked(file, "--apply", on=TODAY)) == 0, "control: on the day itself"


def test_on_a_day_before_the_first_office_a_sentence_says_so(clerk: ActingStaff, file: Path, capsys: Captured):
    assert import_batch(asked(file, "--apply", on=date(1900, 1, 1))) == 2
    assert "no justice bureau on 1900-01-01" in sentence(capsys)


def test_looked_at_on_a_day_before_a_file_began_whoever_is_the_same_is_the_same(
    clerk: ActingStaff, file: Path, capsys: Captured
):
    lists.applied([lists.person(1)], by=clerk)
    for day in (YESTERDAY, TODAY):
        assert import_batch(asked(file, on=day)) == 0
        assert json.loads(capsys.readouterr().out)["counts"] == {"same": 1}


def test_somebody_whose_place_begins_later_is_compared_and_moved_all_the_same(clerk: ActingStaff):
    """As after a list that was taken in under a wrong day."""
    lists.applied([lists.person(1)], by=clerk)
    Abode.objects.using("owner").update(from_on=TOMORROW)
    assert lists.outcomes(lists.staged([lists.person(1)], by=clerk)) == ["same"]
    moved = lists.applied([lists.person(1, 户籍镇街="安富街道", 户籍村居=""), lists.person(2)], by=clerk)
    assert (lists.outcomes(moved), moved.status) == (["update", "new"], "applied")
    places = Abode.objects.using("owner").filter(kind=AbodeKind.REGISTERED, from_on=TOMORROW)
    assert [place.area.name for place in places] == ["安富街道"]


def test_control_a_place_that_has_begun_ends_the_day_before_the_next(clerk: ActingStaff):
    lists.applied([lists.person(1)], by=clerk, on=YESTERDAY)
    first = Abode.objects.using("owner").get(kind=AbodeKind.REGISTERED)
    with acting(clerk):
        tell_place(first.person_id, AbodeKind.REGISTERED, Place(outside="隆昌"), on=TODAY)
    told = Abode.objects.using("owner").filter(kind=AbodeKind.REGISTERED).order_by("from_on")
    assert [(one.from_on, one.until_on) for one in told] == [(AS_LONG_AS_IS_KNOWN, YESTERDAY), (TODAY, None)]


# A list that was not taken in


def test_a_register_that_has_moved_on_ends_the_command_with_1_and_the_sentence(
    clerk: ActingStaff, file: Path, capsys: Captured
):
    lists.staged(file.read_bytes(), by=clerk)
    lists.applied([lists.person(1, 罪名="抢劫罪")], by=clerk)
    assert import_batch(asked(file, "--apply")) == 1
    assert "Please look once more" in sentence(capsys)
    assert Case.objects.using("owner").select_related("sentence").get().sentence.offence == "抢劫罪"
    capsys.readouterr()
    assert import_batch(asked(file, "--apply")) == 0, "control: looked at again, it is taken in"


def test_stopped_meanwhile_the_command_ends_with_1_and_says_so(
    clerk: ActingStaff, file: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
):
    confirm = command.apply_batch

    def confirmed_and_stopped(batch_id: int, *, by: ActingStaff, on: date) -> None:
        confirm(batch_id, by=by, on=on)
        cancel_batch(batch_id, by=by)

    monkeypatch.setattr(command, "apply_batch", confirmed_and_stopped)
    assert import_batch(asked(file, "--apply")) == 1
    assert "nobody was taken in" in sentence(capsys)
    assert not Case.objects.using("owner").exists()
