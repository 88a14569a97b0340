"""`anbang policy`: what it tells of rules, figures and reasons, to people and to programs, without an installation."""

import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from anbang.lib.aligned import aligned, cut, width
from anbang.policy import DEFAULT_PACK, LIFE, RULES
from anbang.policy.reading_pack import FOLDER
from anbang.site import command
from anbang.site.typed_facts import Untypable, typed_facts
from tests.support.command_line import anbang

PACK = DEFAULT_PACK.name
DAY = ("--on", "2026-11-05")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in English."""
    monkeypatch.setenv("LANG", "C.UTF-8")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The pack of another county: a figure, a clause and a reading differ, one figure is more, one clause is less."""
    folder = tmp_path / "other-county"
    shutil.copytree(FOLDER / PACK, folder)
    figures = (folder / "parameters.toml").read_text(encoding="utf-8")
    changed = figures.replace("value = 30, source", "value = 10, source", 1)
    more = '\n[extra_days]\nclause = "3.3"\nunit = "days"\nzh = "另加几日"\nen = "days more"\n'
    more += 'values = [{ from = 2020-01-01, value = 5, source = "某县" }]\n'
    (folder / "parameters.toml").write_text(changed + more, encoding="utf-8")
    clauses = (folder / "clauses.toml").read_text(encoding="utf-8")
    clauses = clauses.replace("消除歧视。", "不得歧视。").partition('["LAW-6"]')[0]
    (folder / "clauses.toml").write_text(
        clauses + '["LAW-6"]\ncitation = "甲"\nzh = "甲"\nen = "a"\n', encoding="utf-8"
    )
    return folder


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command tells of something that it can answer."""
    status = command.main(["policy", *arguments])
    told = capsys.readouterr()
    assert (status, told.err) == (0, "")
    return told.out


def ask_for_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(ask(capsys, *arguments, "--json"))


# The table


def test_the_table_has_every_rule_and_duty_in_the_order_of_the_document(capsys):
    rows = ask_for_json(capsys, "table")["rows"]
    assert {row["name"] for row in rows} == {*RULES.conclusions, *RULES.duties}
    clauses = [row["clause"] for row in rows if row["clause"][0].isdecimal()]
    assert clauses == sorted(clauses, key=lambda clause: [int(part) for part in clause.split(".")])
    granted = next(row for row in rows if row["name"] == "months_granted")
    assert granted["citation"] == "三（三）"
    assert (granted["kind"], granted["zh"], granted["en"]) == ("rule", "可领取的月数", "months of allowance granted")
    assert "released_on" in granted["inputs"]
    assert "allowance_months" in granted["parameters"]


def test_the_table_stands_in_columns_whatever_the_width_of_a_sign(capsys):
    lines = ask(capsys, "table", "--language", "zh").splitlines()
    assert len(lines) == 1 + len(RULES.conclusions) + len(RULES.duties)
    names = [*RULES.conclusions, *RULES.duties]
    columns = {width(line[: line.index(f" {name} ")]) for line in lines for name in names if f"  {name}  " in line}
    assert len(columns) == 1


def test_a_chinese_sign_takes_two_places():
    assert aligned([("甲乙", "1"), ("abc", "2"), ("", "3")]) == ["甲乙  1", "abc   2", "      3"]
    assert width("（一）") == 6


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_fits_a_terminal_and_is_whole_if_asked(capsys, language: str):
    lines = ask(capsys, "table", "--language", language).splitlines()
    assert max(map(width, lines)) <= 160
    assert any("…" in line for line in lines)
    for name in (*RULES.conclusions, *RULES.duties):
        assert any(f" {name} " in line for line in lines), "a name is never cut"
    wide = ask(capsys, "table", "--language", language, "--wide")
    assert "…" not in wide
    assert "可领取的月数 / months of allowance granted" in wide
    assert max(map(width, wide.splitlines())) > 160, "the control"


def test_what_is_too_long_is_cut_and_says_so():
    assert (cut("甲乙丙", 6), cut("甲乙丙", 5), cut("abcdef", 4), cut("ab cdef", 4)) == (
        "甲乙丙",
        "甲乙…",
        "abc…",
        "ab…",
    )


# The figures


def test_every_figure_is_told_with_its_source_and_how_it_is_read(capsys):
    figures = {one["name"]: one for one in ask_for_json(capsys, "parameters", *DAY)["parameters"]}
    assert set(figures) == set(DEFAULT_PACK.parameters)
    late = figures["late_month"]
    assert (late["value"], late["unit"], late["clause"], late["reading"]) == ("completed", "word", "3.3", True)
    assert late["alternatives"] == ["started: a begun month costs one as well"]
    assert figures["report_in_days"]["source"] == DEFAULT_PACK.document


def test_a_figure_is_that_of_the_day(capsys):
    def standard(day: str) -> object:
        figures = ask_for_json(capsys, "parameters", "--on", day)["parameters"]
        return next(one["value"] for one in figures if one["name"] == "dibao_urban_yuan")

    assert standard("2025-06-30") == 750
    assert standard("2025-07-01") == 770


def test_the_figures_are_a_table_for_people(capsys):
    lines = ask(capsys, "parameters", *DAY).splitlines()
    assert len(lines) == 1 + len(DEFAULT_PACK.parameters)
    assert lines[0].split()[:4] == ["name", "value", "unit", "clause"]
    told = next(line for line in lines if line.startswith("late_month"))
    assert "our reading; or: started: a begun month costs one as well" in told


# The reasons


def test_a_rule_is_explained_with_its_answer_and_its_expression(capsys):
    told = ask(capsys, "explain", "plan_due", "released_on=2026年11月1日", *DAY)
    assert told.splitlines()[0] == "day by which the care plan is made: 1 December 2026〔二（五）〕"
    assert told.endswith("\nthe rule:\n  30 days after “first day of care”\n")


def test_what_is_missing_and_matters_is_told(capsys):
    asked = ("explain", "sealing_proposed", "sentence_months=12", "offence_on=2023-09-01", *DAY)
    assert "not known yet, and could change the answer: date of birth" in ask(capsys, *asked)
    told = ask_for_json(capsys, *asked)
    assert told["answer"] == "not known"
    assert [one["name"] for one in told["missing"]] == ["born_on"]
    assert ask_for_json(capsys, "explain", "sealing_proposed", "sentence_months=72", *DAY)["missing"] == []


def test_an_explanation_is_there_in_chinese(capsys):
    told = ask(
        capsys,
        "explain",
        "may_have_dibao",
        "income_per_head=900",
        "registered_in_community=是",
        *DAY,
        "--language",
        "zh",
    )
    assert told.startswith("可以申请最低生活保障：否〔二（四）1（1）〕")


def test_the_language_is_that_of_the_terminal(capsys, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert ask(capsys, "explain", "care_begins", *DAY).startswith("帮教开始：尚未发生")


def test_a_fact_that_the_rule_does_not_read_is_named(capsys):
    asked = ("explain", "care_begins", "released_on=2026-11-01", "born_on=1985-06-12", *DAY)
    assert ask(capsys, *asked).splitlines()[-1] == "not read by this rule: born_on"
    assert ask_for_json(capsys, *asked)["not_read"] == ["born_on"]


def test_what_a_department_decides_is_said_so(capsys):
    told = ask(capsys, "explain", "may_have_tax_relief", "runs_own_business=true", *DAY)
    assert told.startswith("tax relief for those working on their own account: decided by the department")


def test_a_duty_is_told_in_its_expressions(capsys):
    told = ask(capsys, "explain", "verify", "form_received_on=2026-10-31", *DAY)
    assert "owner: justice office (the registered town)" in told
    assert "opens = 31 October 2026" in told
    assert "the day of each “registration form received”" in told
    parts = ask_for_json(capsys, "explain", "verify", "form_received_on=2026-10-31", *DAY)["parts"]
    assert (parts["due"]["value"], parts["met"]["value"]) == ("2026-11-30", "never")


def test_a_duty_is_told_in_chinese_without_code_words(capsys):
    told = ask(capsys, "explain", "verify", *DAY, "--language", "zh")
    assert "责任单位：司法所（户籍地镇街）" in told
    assert "期限（规则：verification_due）\n    每次“收到登记表”之日后 1 个月" in told


def test_a_duty_of_the_calendar_is_told_too(capsys):
    assert "每月一次" in ask(capsys, "explain", "liaison", *DAY, "--language", "zh")
    parts = ask_for_json(capsys, "explain", "liaison", *DAY)["parts"]
    assert parts["period"]["value"] == 1


@pytest.mark.parametrize("name", [*RULES.conclusions, *RULES.duties])
def test_whatever_has_a_name_can_be_explained_without_a_fact(capsys, name: str):
    assert ask_for_json(capsys, "explain", name, *DAY)["name"] == name
    assert ask(capsys, "explain", name, *DAY, "--language", "zh")


# Facts as they are typed


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("released_on=2026/10/1", "2026-10-01"),
        ("sentence_months=24", 24),
        ("income_per_head=512.50", Decimal("512.50")),
        ("sentence_months=life", LIFE),
        ("able_to_work=no", False),
        ("institution_kind=看守所", "detention_centre"),
        ("priority_reasons=no_home, 无业可就", ["no_home", "no_work"]),
        ("priority_reasons=", []),
        ("registered_town=昌元街道", "昌元街道"),
    ],
)
def test_a_fact_is_read_by_its_type(typed: str, value: object):
    (found,) = typed_facts([typed]).values()
    assert (found if isinstance(value, int | float | Decimal | list) else str(found)) == value


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("released_on", "is no FACT=VALUE"),
        ("relased_on=2026-10-01", "Did you mean 'released_on'"),
        ("zzz=1", "`anbang policy table` lists what each rule reads"),
        ("released_on=soon", "released_on must be a day such as 2026-11-05, not 'soon'"),
        ("sentence_months=two", "sentence_months must be a number such as 24"),
        ("sentence_months=nan", "must be a number"),
        ("able_to_work=perhaps", "able_to_work must be true or false, not 'perhaps'"),
        ("institution_kind=camp", "institution_kind must be out of prison, detention_centre, not 'camp'"),
        ("priority_reasons=poor", "priority_reasons must be out of reoffending_tendency, "),
        ("registered_town=", "registered_town must be out of one word"),
    ],
)
def test_a_fact_that_cannot_be_read_is_refused_in_a_sentence(typed: str, sentence: str):
    with pytest.raises(Untypable, match=sentence.replace("(", r"\(")):
        typed_facts([typed])


def test_a_rule_that_there_is_not_is_told_before_its_facts_are_read(capsys):
    assert command.main(["policy", "explain", "nosuch", "a=b", *DAY]) == 2
    assert capsys.readouterr().err == (
        "anbang policy: No rule or duty is called 'nosuch'. `anbang policy table` lists them.\n"
    )


def test_a_fact_given_twice_is_refused():
    with pytest.raises(Untypable, match="released_on is given twice"):
        typed_facts(["released_on=2026-10-01", "released_on=2026-10-02"])


# The difference


def test_a_pack_does_not_differ_from_itself(capsys):
    assert ask(capsys, "diff", PACK, PACK) == "The two packs say the same.\n"


def test_figures_and_clauses_that_differ_are_told(capsys, other: Path):
    lines = ask(capsys, "diff", PACK, str(other)).splitlines()
    told = "\n".join(lines)
    assert (
        "  report_in_days  days after release within which the person reports in\n    from 2015-08-31\n      < 30\n      > 10"
        in told
    )
    assert "      > 宣传经验和先进典型，不得歧视。" in told
    assert "only in other-county:" in lines
    assert ">  extra_days  days more: 5" in lines
    assert "only in rongchang-2015-20:" not in lines


def test_the_other_way_round_it_is_the_other_way_round(capsys, other: Path):
    one, back = (ask_for_json(capsys, "diff", *packs) for packs in ((PACK, str(other)), (str(other), PACK)))
    assert one["figures_only_in_other"] == back["figures_only_in_one"] == ["extra_days"]
    assert [changed["name"] for changed in one["figures"]] == [changed["name"] for changed in back["figures"]]
    assert one["figures"][0]["differences"][0]["one"] == back["figures"][0]["differences"][0]["other"] == {"value": 30}


def test_the_figures_of_another_pack_are_asked_for_by_its_folder(capsys, other: Path):
    told = ask(capsys, "explain", "report_in_due", "released_on=2026-10-01", "--pack", str(other), *DAY)
    assert told.startswith("day by which the person reports in: 11 October 2026")


# What cannot be answered


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "WHAT"),
        (["tabel"], "invalid choice: 'tabel'"),
        (["table", "--nonsense"], "unrecognized arguments: --nonsense"),
        (["table", "--pack", "nowhere"], "There is no pack 'nowhere'; there are "),
        (["table", "--pack", "./nowhere"], "There is no folder './nowhere'."),
        (["parameters", "--on", "2026-02-30"], "--on must be a day such as 2026-11-05, not '2026-02-30'."),
        (["explain"], "RULE"),
        (["explain", "months_grantd"], "Did you mean 'months_granted'"),
        (["explain", "qqq"], "`anbang policy table` lists them"),
        (["explain", "care_begins", "released_on=soon"], "released_on must be a day"),
        (["diff", PACK], "PACK"),
        (["explain", "care_begins", "--language", "fr"], "invalid choice: 'fr'"),
    ],
)
def test_what_was_asked_for_wrongly_is_one_sentence(capsys, arguments: list[str], sentence: str):
    assert command.main(["policy", *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("anbang policy: ")
    assert sentence in told.err
    assert told.err.count("\n") == 1


def test_a_faulty_pack_is_one_sentence(capsys, other: Path):
    (other / "pack.toml").write_text("document = 3\n", encoding="utf-8")
    assert command.main(["policy", "table", "--pack", str(other)]) == 2
    assert capsys.readouterr().err == ("anbang policy: other-county/pack.toml, document: expected a text, found 3.\n")


# For real


def test_it_needs_no_installation_and_makes_none(place: Path):
    told = anbang("policy", "explain", "care_begins", "released_on=2026-11-01", "--json", *DAY, place=place)
    assert (told.returncode, told.stderr) == (0, "")
    assert json.loads(told.stdout)["answer"] == "2026-11-01"
    assert list(place.iterdir()) == []


def test_a_terminal_without_chinese_gets_it_escaped_and_a_program_gets_json(place: Path):
    asked = ("policy", "explain", "care_begins", *DAY)
    assert "\\u3014" in anbang(*asked, place=place, PYTHONIOENCODING="ascii").stdout
    told = anbang(*asked, "--json", place=place, PYTHONIOENCODING="ascii").stdout
    assert json.loads(told)["citation"] == "二（三）3"


# Whose policy


def started(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`anbang` as it is started from a terminal."""
    line = [sys.executable, "-m", "anbang.site.entry", *arguments]
    return subprocess.run(line, capture_output=True, text=True, env={**os.environ, **environment}, check=False)


def test_a_setting_says_whose_policy_it_is():
    told = started("policy", "parameters", "--json", ANBANG_PACK="example-county-2024")
    assert json.loads(told.stdout)["pack"] == "example-county-2024"


def test_a_policy_that_cannot_be_used_is_one_sentence_whatever_was_asked_for(tmp_path):
    folder = shutil.copytree(FOLDER / PACK, tmp_path / "ours")
    (folder / "parameters.toml").write_text("[verification_months", encoding="utf-8")
    for asked, pack in ((("--help",), str(folder)), (("policy", "table"), "nowhere")):
        told = started(*asked, ANBANG_PACK=pack)
        assert (told.returncode, told.stdout) == (2, "")
        assert told.stderr.startswith("anbang: The policy cannot be used. ")
        assert told.stderr.count("\n") == 1


def test_help_of_a_rehearsal_and_a_slip_in_it_open_no_installation():
    helped = started("policy", "rehearse", "--help")
    assert helped.returncode == 0
    assert "--as USER" in helped.stdout
    slip = started("policy", "rehearse", PACK)
    assert slip.returncode == 2
    assert "--as" in slip.stderr
    assert "making the database" not in helped.stderr + slip.stderr
