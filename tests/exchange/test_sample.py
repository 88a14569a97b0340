"""A list as it arrives in practice comes out exactly as agreed: through the reading itself, the staged rows and the command."""

import hashlib
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from anbang.casework.models import Case
from anbang.exchange.batch.actions import correct_row, undo_batch
from anbang.exchange.batch.document import document
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.reading import rows_of
from anbang.exchange.batch.staging import judge_rows
from anbang.exchange.command import import_batch
from anbang.lib.reading_dates import YEARS
from anbang.lib.workbook import read_workbook
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Posting, Staff
from anbang.policy import DEFAULT_PACK
from tests.exchange import lists
from tests.support.people import TODAY, office, post

SAMPLE = Path(__file__).parents[1] / "data" / "prison-batch-2026-11.xlsx"
AGREED = json.loads(SAMPLE.with_name("prison-batch-2026-11.expected.json").read_text("utf-8"))
EXPECTED = {
    "file": SAMPLE.name,
    "sha256": hashlib.sha256(SAMPLE.read_bytes()).hexdigest(),
    "rows": AGREED["rows"],
    "counts": AGREED["counts"],
}


def asked(*more: str) -> list[str]:
    """The command's arguments for the sample from the first prison."""
    institution = office(OfficeKind.PRISON).name
    return [str(SAMPLE), "--institution", institution, "--on", TODAY.isoformat(), "--json", *more]


def test_the_sample_is_read_and_judged_exactly(clerk):
    with acting(clerk, reading_only=True):
        judged = judge_rows(rows_of(read_workbook(SAMPLE.read_bytes())), on=TODAY)
    told = document(judged, file=SAMPLE.name, sha256=hashlib.sha256(SAMPLE.read_bytes()).hexdigest())
    assert told == EXPECTED
    assert TODAY.isoformat() == AGREED["on"]


def test_the_command_prints_exactly_this_and_keeps_nothing(database, capsys):
    assert import_batch(asked()) == 0
    assert json.loads(capsys.readouterr().out) == EXPECTED
    assert not Batch.objects.using("owner").exists()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gb18030"])
def test_what_the_command_prints_is_json_on_every_terminal(database, monkeypatch, encoding):
    printed = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(printed, encoding=encoding, write_through=True))
    assert import_batch(asked()) == 0
    assert json.loads(printed.getvalue().decode(encoding)) == EXPECTED


def test_in_words_every_row_that_needs_a_person_says_why(database, capsys):
    """A row with its number alone would send the reader back to the file."""
    assert import_batch([argument for argument in asked() if argument != "--json"]) == 0
    lines = capsys.readouterr().out.splitlines()[1:]
    told = {int(row): why for _, row, why in (line.strip().replace(":", "").split(" ", 2) for line in lines)}
    expected = {row["row"]: row["outcome"] for row in AGREED["rows"] if row["faults"] or row["outcome"] != "new"}
    assert {row: why.split(" – ")[0] for row, why in told.items()} == expected
    assert all(" – " in told[row] for row, outcome in expected.items() if outcome in ("refused", "doubtful"))
    doubts = {why.rsplit(", ")[-1].split(" – ")[-1] for why in told.values() if why.startswith("doubtful")}
    assert doubts == {
        "an ID number that stands under another name",
        "the name and day of birth of another row or person",
    }


def test_without_a_day_the_command_takes_the_offices(database, capsys):
    arguments = asked()
    del arguments[(at := arguments.index("--on")) : at + 2]
    told = []
    for day in (TODAY, date(2026, 12, 30)):
        with override_settings(FIXED_TODAY=day):
            assert import_batch(arguments) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert told[0] == EXPECTED
    assert told[1] != EXPECTED, "the control: another day, another answer"


def test_control_on_a_later_day_more_notices_are_late(database, capsys):
    arguments = asked()
    arguments[arguments.index("--on") + 1] = "2026-12-30"
    assert import_batch(arguments) == 0
    assert json.loads(capsys.readouterr().out) != EXPECTED


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "yesterday"])
def test_a_day_on_which_nothing_can_be_judged_is_refused(database, capsys, day):
    arguments = asked()
    arguments[arguments.index("--on") + 1] = day
    with pytest.raises(SystemExit) as ended:
        import_batch(arguments)
    assert ended.value.code == 2
    assert f"argument --on: {day!r} is no day; write it as 2026-11-05" in capsys.readouterr().err


@pytest.mark.parametrize("day", [DEFAULT_PACK.issued_on, date(YEARS[-1], 12, 31)])
def test_on_the_first_and_the_last_day_of_the_office_a_list_is_judged(database, capsys, day):
    arguments = asked()
    arguments[arguments.index("--on") + 1] = day.isoformat()
    assert import_batch(arguments) == 0
    assert len(json.loads(capsys.readouterr().out)["rows"]) == len(EXPECTED["rows"])


def test_the_staged_rows_of_the_page_are_the_same(clerk):
    batch = lists.staged(SAMPLE.read_bytes(), by=clerk)
    told = [
        {
            "row": row.row,
            "outcome": row.outcome,
            "faults": [dict(zip(("column", "code", "severity"), fault, strict=True)) for fault in row.faults],
        }
        for row in lists.rows_of(batch)
    ]
    assert told == EXPECTED["rows"]


def test_the_command_takes_in_what_is_ready(clerk, capsys):
    username = Staff.objects.get(pk=clerk.staff_id).username
    assert import_batch(asked("--apply", "--as", username)) == 0
    assert json.loads(capsys.readouterr().out) == EXPECTED
    assert Case.objects.using("owner").count() == EXPECTED["counts"]["new"]
    assert Batch.objects.using("owner").get().status == "applied"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("姓名,身份证号,户籍镇街\n张三,,昌元街道\n", "释放日期"),
        ("", "The file is empty"),
        ("<html></html>", "This is no Excel workbook"),
        ("姓名,身份证号,户籍镇街,释放日期\n", "nobody"),
    ],
)
def test_a_list_without_what_it_needs_ends_with_2_and_says_what(database, tmp_path, capsys, content, words):
    file = tmp_path / "list.csv"
    file.write_text(content, "utf-8")
    arguments = asked()
    arguments[0] = str(file)
    assert import_batch(arguments) == 2
    assert words in capsys.readouterr().err


def test_the_bureaus_only_clerk_answers_for_taking_in(clerk, assistant):
    assert import_batch(asked("--apply")) == 0
    assert Batch.objects.using("owner").get().applied_by_id == clerk.staff_id


def test_of_two_clerks_one_must_be_named(clerk, capsys):
    post(Role.BUREAU_CLERK, office(OfficeKind.JUSTICE_BUREAU))
    assert import_batch(asked("--apply")) == 2
    told = capsys.readouterr()
    assert told.err.startswith("anbang import-batch: 2 accounts hold the bureau clerk's role on 2026-11-05:")
    assert told.err.count("\n") == 1, "one sentence"
    assert "--as USER" in told.err
    assert told.out == ""
    assert not Batch.objects.using("owner").exists()


def test_who_is_clerk_only_later_is_not_counted(clerk):
    post(Role.BUREAU_CLERK, office(OfficeKind.JUSTICE_BUREAU))
    later = Posting.objects.using("owner").filter(role=Role.BUREAU_CLERK).latest("id")
    later.from_on = TODAY + timedelta(days=1)
    later.save(using="owner")
    assert import_batch(asked("--apply")) == 0


def test_without_a_clerk_nobody_answers_for_taking_in(assistant, capsys):
    assert import_batch(asked("--apply")) == 2
    told = capsys.readouterr().err
    assert told.startswith("anbang import-batch: Nobody holds the bureau clerk's role on 2026-11-05")
    assert "`anbang account USER --name NAME --role bureau_clerk --office " in told
    assert "--as" not in told, "there is nobody to name"
    assert not Batch.objects.using("owner").exists()


def test_whoever_is_no_clerk_is_refused_in_english(clerk, assistant, capsys):
    username = Staff.objects.get(pk=assistant.staff_id).username
    assert import_batch(asked("--apply", "--as", username)) == 1
    told = capsys.readouterr().err
    assert told.startswith("anbang import-batch: Lists are handled ")
    assert told.isascii()
    assert not Batch.objects.using("owner").exists()


# The institution


def sent_by(name: str, *more: str) -> list[str]:
    arguments = asked(*more)
    arguments[arguments.index("--institution") + 1] = name
    return arguments


def test_an_institution_that_nobody_knows_is_told_and_the_rows_are_judged_all_the_same(database, capsys):
    assert import_batch(sent_by("重庆市某某监狱")) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == EXPECTED
    assert "'重庆市某某监狱'" in told.err
    assert office(OfficeKind.PRISON).name in told.err
    assert told.err.count("\n") == 1, "one sentence"


def test_control_of_a_known_institution_nothing_is_told(database, capsys):
    assert import_batch(asked()) == 0
    assert capsys.readouterr().err == ""


def test_nothing_is_taken_in_from_an_institution_that_nobody_knows(clerk, capsys):
    assert import_batch(sent_by("重庆市某某监狱", "--apply")) == 2
    told = capsys.readouterr()
    assert office(OfficeKind.PRISON).name in told.err
    assert told.out == ""
    assert not Batch.objects.using("owner").exists()


# What is told is what was staged


def test_taken_in_over_what_stands_there_the_changes_are_told_as_without(clerk, tmp_path, capsys):
    lists.applied([lists.person(1), lists.person(2)], by=clerk)
    arguments = asked()
    arguments[0] = str(tmp_path / "list.csv")
    (tmp_path / "list.csv").write_bytes(lists.csv_of([lists.person(1, 释放日期="2027-02-19"), lists.person(2)]))
    assert import_batch(arguments) == 0
    looked_at = json.loads(capsys.readouterr().out)
    assert looked_at["rows"][0]["changes"] == {"release_on": {"from": "2027-01-19", "to": "2027-02-19"}}
    assert import_batch([*arguments, "--apply"]) == 0
    assert json.loads(capsys.readouterr().out) == looked_at


def test_a_row_corrected_in_the_open_list_is_told_as_it_is_taken_in(clerk, tmp_path, capsys):
    content = lists.csv_of([lists.person(1), lists.person(2, 释放日期="年底")])
    batch = lists.staged(content, by=clerk)
    correct_row(lists.rows_of(batch)[1].pk, {"释放日期": "2027-02-19"}, by=clerk)
    arguments = asked("--apply")
    arguments[0] = str(tmp_path / "list.csv")
    (tmp_path / "list.csv").write_bytes(content)
    assert import_batch(arguments) == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"new": 2}, (
        "control: judged anew the second would be faulty"
    )
    assert Case.objects.using("owner").count() == 2


# The same command twice


def statuses() -> list[str]:
    return list(Batch.objects.using("owner").order_by("id").values_list("status", flat=True))


def asked_with(content: bytes, folder: Path) -> list[str]:
    """The command that takes in another list than the sample."""
    (folder / "list.csv").write_bytes(content)
    return [str(folder / "list.csv"), *asked("--apply")[1:]]


def test_the_same_list_twice_is_told_twice_and_taken_in_once(clerk, capsys):
    assert import_batch(asked("--apply")) == 0
    capsys.readouterr()
    assert import_batch(asked("--apply")) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["row"] for row in told["rows"]] == [row["row"] for row in EXPECTED["rows"]]
    assert "new" not in told["counts"]
    assert Case.objects.using("owner").count() == EXPECTED["counts"]["new"]
    assert statuses() == ["applied", "cancelled"], "what waits for a person waits in the first"


def test_a_list_of_people_who_are_all_there_leaves_none_open(clerk, tmp_path, capsys):
    lists.applied([lists.person(1), lists.person(2)], by=clerk)
    assert import_batch(asked_with(lists.csv_of([lists.person(2), lists.person(1)]), tmp_path)) == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"same": 2}
    assert statuses() == ["applied", "cancelled"]


def test_control_a_list_that_waits_for_a_person_stays_open_however_often(clerk, tmp_path, capsys):
    arguments = asked_with(lists.csv_of([lists.person(1, 释放日期="年底")]), tmp_path)
    for _ in range(2):
        assert import_batch(arguments) == 0
        assert json.loads(capsys.readouterr().out)["counts"] == {"refused": 1}
        assert statuses() == ["staged"]


def test_control_a_list_that_lies_open_before_somebody_is_not_taken_away(clerk, tmp_path):
    content = lists.csv_of([lists.person(1)])
    lists.applied([lists.person(1)], by=clerk)
    lists.staged(content + b"\n", by=clerk)
    assert import_batch(asked_with(content + b"\n", tmp_path)) == 0
    assert statuses() == ["applied", "staged"]


def test_control_what_was_undone_is_taken_in_again(clerk, capsys):
    assert import_batch(asked("--apply")) == 0
    undo_batch(Batch.objects.using("owner").get().pk, by=clerk, on=TODAY)
    assert import_batch(asked("--apply")) == 0
    assert statuses() == ["undone", "applied"]
