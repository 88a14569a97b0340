"""A list as it arrives in practice comes out exactly as agreed: through the reading itself, the staged rows and the command."""

import hashlib
import json
from pathlib import Path

import pytest

from anbang.casework.models import Case
from anbang.exchange.batch.document import document
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.reading import rows_of
from anbang.exchange.batch.staging import judge_rows
from anbang.exchange.command import import_batch
from anbang.lib.workbook import read_workbook
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Staff
from tests.exchange import lists
from tests.support.people import TODAY, office

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


def test_control_on_a_later_day_more_notices_are_late(database, capsys):
    arguments = asked()
    arguments[arguments.index("--on") + 1] = "2026-12-30"
    assert import_batch(arguments) == 0
    assert json.loads(capsys.readouterr().out) != EXPECTED


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
        ("", "file_empty"),
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


def test_taking_in_needs_somebody_who_answers_for_it(clerk, assistant, capsys):
    assert import_batch(asked("--apply")) == 2
    assert "--as" in capsys.readouterr().err
    username = Staff.objects.get(pk=assistant.staff_id).username
    assert import_batch(asked("--apply", "--as", username)) == 1
    assert not Batch.objects.using("owner").exists()
