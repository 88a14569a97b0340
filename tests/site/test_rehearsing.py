"""`anbang policy rehearse`: what another figure would do to everybody is told before it is switched on, and changes nothing."""

import json

import pytest
from openpyxl import load_workbook

from anbang.audit.models import Event
from anbang.casework.duty.models import Duty
from anbang.casework.person.models import Case
from anbang.organisations.models import Staff
from anbang.papers.exports import quoted_number
from anbang.papers.models import Export, Purpose
from anbang.policy import DEFAULT_PACK
from anbang.site.rehearsal_asked import PURPOSES
from anbang.site.rehearsing import rehearse
from tests.support.people import TODAY

Told = pytest.CaptureFixture[str]
PACK = DEFAULT_PACK.name


@pytest.fixture
def people(terminal, take):
    """Two people of whom a registration form came today."""
    return [take(), take(name="李四", id_number="510231198506121152")]


@pytest.fixture
def account(people, clerk):
    """The clerk's account, as it is typed."""
    return Staff.objects.get(pk=clerk.staff_id).username


def ask(account: str, *arguments: str) -> int:
    return rehearse([PACK, *arguments, "--as", account, "--on", str(TODAY)])


def test_a_longer_time_is_told_by_kind_of_duty_and_touches_nothing(capsys: Told, account: str):
    before = list(Duty.objects.using("owner").order_by("id").values_list())
    assert ask(account, "--set", "verification_months=2") == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "2 people asked about; something changes for 2."
    assert [line.split() for line in told[2:-1]] == [["verify", "(核查身份和家庭情况并反馈监所)", "due", "later", "2"]]
    assert told[-1] == "Allowance: 0 people; 0 yuan more, 0 yuan less."
    assert list(Duty.objects.using("owner").order_by("id").values_list()) == before
    assert Event.objects.using("owner").filter(action="policy_rehearsed").count() == 1


def test_the_same_pack_changes_nothing(capsys: Told, account: str):
    assert ask(account) == 0
    assert capsys.readouterr().out.startswith("2 people asked about; something changes for 0.")


def test_every_single_difference_stands_in_the_workbook_and_in_json(capsys: Told, account: str, tmp_path):
    file = tmp_path / "differences.xlsx"
    assert ask(account, "--set", "verification_months=2", "--workbook", str(file), "--purpose", "policy", "--json") == 0
    found = json.loads(capsys.readouterr().out)["duties"]
    rows = list(load_workbook(file)["duties"].iter_rows(min_row=2, values_only=True))
    numbers = set(Case.objects.using("owner").values_list("number", flat=True))
    assert {row[0] for row in rows} == {one["file"] for one in found} == numbers
    assert [(one["duty"], one["due now"], one["due then"]) for one in found] == [
        ("verify", "2026-12-05", "2027-01-05")
    ] * 2


def test_the_workbook_is_put_on_record_first_and_says_who_took_it_out(capsys: Told, account: str, tmp_path):
    file = tmp_path / "differences.xlsx"
    assert ask(account, "--workbook", str(file), "--purpose", "other") == 1
    assert "Please write what it is for" in capsys.readouterr().err
    assert not file.exists()
    assert not Export.objects.using("owner").exists()
    told = ("--workbook", str(file), "--purpose", "other", "--because", "for the meeting of the bureau")
    assert ask(account, "--set", "verification_months=2", *told) == 0
    export = Export.objects.using("owner").get()
    assert (export.kind, export.purpose, export.people, export.in_full) == ("rehearsal", "other", 2, False)
    assert Event.objects.using("owner").get(action="exported").data["export"] == export.pk
    book = load_workbook(file)
    for said in (book.properties.description, book["export"]["A1"].value, book["duties"].oddFooter.center.text):
        assert quoted_number(export.pk, export.exported_on) in said
        assert account in said


def test_the_purposes_of_the_command_are_those_of_every_export():
    assert set(PURPOSES) < set(Purpose.values)


def test_another_county_s_pack_can_be_rehearsed(capsys: Told, account: str):
    assert rehearse(["example-county-2024", "--as", account, "--on", str(TODAY)]) == 0
    assert capsys.readouterr().out.startswith("2 people asked about; something changes for 2.")


def test_nobody_is_asked_about_who_is_out_of_reach(capsys: Told, people, neighbour):
    account = Staff.objects.get(pk=neighbour.staff_id).username
    assert ask(account, "--set", "verification_months=2") == 0
    assert capsys.readouterr().out.startswith("0 people asked about")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("--set", "verification_month=2"),
            "has no parameter 'verification_month'. Did you mean 'verification_months'?",
        ),
        (("--set", "verification_months=two"), "must be a whole number, not 'two'"),
        (("--set", "verification_months"), "--set must be NAME=VALUE, not 'verification_months'."),
        (("--workbook", "/nowhere/at/all.xlsx", "--purpose", "review"), "/nowhere/at/all.xlsx: cannot be written."),
        (("--workbook", "x.xlsx"), "--workbook needs --purpose, one of policy, review, law, other."),
    ],
)
def test_what_was_asked_for_wrongly_is_one_sentence(capsys: Told, account: str, arguments, sentence: str):
    assert ask(account, *arguments) == 2
    told = capsys.readouterr()
    assert (told.out, sentence in told.err) == ("", True)


def test_an_account_or_pack_that_is_not_there_is_named(capsys: Told, account: str):
    assert rehearse([PACK, "--as", "nobody"]) == 2
    assert "There is no account 'nobody'." in capsys.readouterr().err
    assert rehearse(["nowhere", "--as", account]) == 2
    assert "There is no pack 'nowhere'" in capsys.readouterr().err
