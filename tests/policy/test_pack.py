"""The pack: every figure of the document, dated; what is wrong in a file is refused with file, key and what was expected."""

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from anbang.policy import DEFAULT_PACK, RULES, FaultyFile, clause, load_pack
from anbang.policy.pack import Pack
from anbang.policy.reading_pack import FOLDER, complete, read_pack

# The figures as the contract of this project gives them.
FIGURES = {
    "registration_form_months": (1, "2.3.1"),
    "verification_months": (1, "2.3.1"),
    "release_notice_months": (1, "2.3.1"),
    "reception_reply_days": (7, "2.3.1"),
    "priority_alert_days": (3, "2.3.2"),
    "report_in_days": (30, "3.3"),
    "care_years_after_release": (5, "2.3.3"),
    "care_years_after_corrections": (3, "2.3.3"),
    "team_members_least": (2, "2.1"),
    "team_days": (30, "2.1"),
    "plan_days": (30, "2.5"),
    "priority_contact_months": (1, "2.3.4"),
    "stub_days": (30, "2.3.4"),
    "transfer_answer_days": (7, "2.3.3"),
    "search_days": (7, "2.5"),
    "end_of_care_days": (15, "2.3.3"),
    "look_back_days": (30, "3.4"),
    "allowance_months": (6, "3.3"),
    "late_month": ("completed", "3.3"),
    "skill_courses_a_year": (2, "2.4.2.1"),
    "enterprise_bases_per_town": (1, "2.4.3.2"),
    "roll_to_workday": (False, "2.3"),
}
READINGS = {
    "reception_reply_days", "priority_alert_days", "team_days", "plan_days", "priority_contact_months", "stub_days",
    "transfer_answer_days", "search_days", "end_of_care_days", "look_back_days", "late_month", "roll_to_workday",
    "strangers_rows_days", "people_per_social_worker", "referral_days", "appraisal_months", "dibao_standard_by", "elderly_years",
    "registration_form_from", "short_sentence_form_days", "change_days", "prison_and_corrections", "town_meeting_led_by",
    "follow_up_for", "periods_counted", "education_months", "call_months", "police_days", "late_from",
    "allowance_standard", "allowance_share_percent", "reoffence_counts", "sign_months", "request_days", "request_extension_days",
    "former_office_days", "escalation_days", "longest_pause_days", "reception_alarm_hour", "late_record_days",
    "unsealing_days", "archive_after_months", "file_kept_years", "file_kept_on_years", "outbound_form_days",
}  # fmt: skip
ISSUED_ON = date(2015, 8, 31)


@pytest.mark.parametrize("name", FIGURES)
def test_the_pack_has_every_figure_of_the_document(name):
    value, cited = FIGURES[name]
    assert DEFAULT_PACK.parameter(name, ISSUED_ON) == value
    assert DEFAULT_PACK.parameters[name].clause == cited
    assert DEFAULT_PACK.parameters[name].values[0].from_on == ISSUED_ON


def test_words_without_a_figure_are_marked_as_readings_with_the_alternatives():
    marked = {name for name, parameter in DEFAULT_PACK.parameters.items() if parameter.reading}
    assert marked == READINGS
    assert all(DEFAULT_PACK.parameters[name].alternatives for name in marked)


def test_what_began_before_the_document_is_judged_by_its_first_figure():
    assert DEFAULT_PACK.parameter("verification_months", date(2013, 1, 1)) == 1


@pytest.mark.parametrize(
    ("clause_id", "citation"),
    [
        ("1.2", "一（二）"),
        ("2.1", "二（一）"),
        ("2.3.4", "二（三）4"),
        ("2.4.1.3", "二（四）1（3）"),
        ("3.3", "三（三）"),
    ],
)
def test_a_clause_opens_with_the_documents_own_numbering(clause_id, citation):
    opened = clause(clause_id)
    assert (opened.id, opened.citation) == (clause_id, citation)
    assert opened.zh
    assert opened.en


def test_what_the_law_adds_is_cited_by_its_own_article():
    assert clause("LAW-2").citation == "刑事诉讼法第二百八十六条"


@pytest.mark.parametrize("name", [DEFAULT_PACK.name, "example-county-2024"])
def test_every_clause_of_our_packs_has_a_title_in_both_languages(name):
    clauses = load_pack(name).clauses.values()
    assert [one.id for one in clauses if not (one.title_zh and one.title_en.isascii())] == []
    assert clause("2.4.1.5").title_zh == "住房救助"


def test_a_pack_without_titles_is_read_and_digested_as_before_there_were_any(folder):
    text = (folder / "clauses.toml").read_text(encoding="utf-8")
    untitled = "\n".join(line for line in text.splitlines() if not line.startswith("title_"))
    (folder / "clauses.toml").write_text(untitled, encoding="utf-8")
    pack = read_pack(folder)
    assert {one.title_zh for one in pack.clauses.values()} == {""}
    kept = pack.as_plain()
    for told in kept["clauses"]:
        del told["title_zh"], told["title_en"]
    assert Pack.of_plain(kept).digest == pack.digest
    titled = replace(pack.clauses["1.1"], title_zh="甲", title_en="a")
    assert Pack(pack.name, pack.document, pack.issued_on, pack.parameters, {"1.1": titled}).digest != pack.digest


def test_a_title_in_one_language_only_is_refused(folder):
    spoil(folder, 'title_en = "four promises"\n', "", "clauses.toml")
    with pytest.raises(FaultyFile, match=r"1\.2, title_zh and title_en: expected the title in both languages"):
        read_pack(folder)


def test_a_clause_that_does_not_exist_is_refused_with_the_nearest():
    with pytest.raises(FaultyFile, match=r"has no clause '2\.3\.7'. Did you mean '2\.3\.\d'"):
        clause("2.3.7")


def test_a_pack_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(FaultyFile, match=r"There is no pack 'rongchang'; there are .*rongchang-2015-20"):
        load_pack("rongchang")


# Files as an officer might leave them


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the pack that may be spoilt."""
    return Path(shutil.copytree(FOLDER / "rongchang-2015-20", tmp_path / "county-2020"))


def spoil(folder: Path, old: str, new: str, file: str = "parameters.toml") -> None:
    """Changes the first place where the old text stands."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


VERIFICATION = """zh = "收到材料后须在几个月内核查并反馈"
en = "months within which the verification is answered after the papers came"
values = [{ from = 2015-08-31, value = 1, source = "荣昌府发〔2015〕20号" }]"""


def with_values(folder: Path, *rows: str) -> None:
    """Gives the verification these figures."""
    values = ", ".join(f'{{ {row}, source = "test" }}' for row in rows)
    spoil(folder, VERIFICATION, VERIFICATION.rsplit("values", 1)[0] + f"values = [{values}]")


def test_a_new_figure_counts_from_its_day_on_and_the_old_one_before_it(folder):
    with_values(folder, "from = 2015-08-31, value = 1", "from = 2020-01-01, value = 2")
    pack = read_pack(folder)
    assert [pack.parameter("verification_months", date(year, 12, 31)) for year in (2015, 2019, 2020)] == [1, 1, 2]
    assert pack.in_force(date(2019, 12, 31))["verification_months"] == 1
    assert pack.in_force(date(2020, 1, 1))["verification_months"] == 2


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (["from = 2015-08-31, to = 2020-01-01, value = 1", "from = 2020-01-01, value = 2"], "expected no overlap: .* after 2020-01-01"),
        (["from = 2015-08-31, value = 1", "from = 2015-08-31, value = 2"], "expected no overlap: .* after 2015-08-31"),
        (["from = 2020-01-01, value = 1", "from = 2015-08-31, value = 2"], "expected no overlap"),
        (["from = 2015-08-31, to = 2019-12-30, value = 1", "from = 2020-01-01, value = 2"], "expected no gap: .* on 2019-12-31"),
        (["from = 2015-08-31, to = 2019-12-31, value = 1"], "expected a last figure without an end"),
        (["from = 2015-08-31, to = 2015-08-01, value = 1", "from = 2020-01-01, value = 1"], "to: expected a day not before 2015-08-31"),
        (["from = 2015-08-31, value = 1001"], "expected a whole number from 0 to 1000, found 1001"),
        (["from = 2015-08-31, value = -1"], "expected a whole number from 0 to 1000, found -1"),
        (["from = 2015-08-31, value = true"], "expected a whole number, found True"),
        (["from = 2015-08-31, value = 1.5"], "expected a whole number, true, false or a word, found 1.5"),
        (['from = "2015-08-31", value = 1'], "values 1, from: expected a day such as 2015-08-31, without quotation marks"),
        (["from = 2015-08-31T00:00:00, value = 1"], "from: expected a day without a time"),
        (["from = 2015-08-31"], "values 1, value: expected a figure"),
        (["from = 2015-08-31, value = 1, until = 2020-01-01"], "values 1, until: expected one of from, source, to, value"),
        ([], "expected a last figure without an end"),
    ],
)  # fmt: skip
def test_figures_that_cannot_stand_are_refused(folder, rows, sentence):
    with_values(folder, *rows)
    with pytest.raises(FaultyFile, match=rf"^county-2020/parameters.toml, verification_months, .*{sentence}"):
        read_pack(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("parameters.toml", 'clause = "2.3.1"\n', "", "registration_form_months, clause: expected a text"),
        (
            "parameters.toml",
            'unit = "months"',
            'unit = "month"',
            "unit: expected one of days, months, .*, found 'month'",
        ),
        ("parameters.toml", 'unit = "months"', 'units = "months"', "unit: expected a text"),
        ("parameters.toml", 'zh = "看', 'colour = "red"\nzh = "看', "colour: expected one of .*, found 'colour'"),
        ("parameters.toml", "reading = true", 'reading = "yes"', "reading: expected true or false, found 'yes'"),
        ("parameters.toml", "alternatives = [", "alternatives = [] #", "alternatives: expected the other readings"),
        (
            "parameters.toml",
            'value = "completed"',
            'value = "begun"',
            'late_month, values: expected one of "completed", "started"',
        ),
        (
            "parameters.toml",
            "value = false",
            "value = 1",
            "roll_to_workday, values: expected true or false, found 1",
        ),
        ("parameters.toml", "[verification_months]", "[verification_months", "is no readable TOML"),
        (
            "clauses.toml",
            '["2.3.1"]',
            '["二三一"]',
            "二三一, citation: expected how a clause outside the document is cited",
        ),
        ("clauses.toml", 'zh = "总的要求', 'zh = "" # ', "1.1, zh: expected a text that says something"),
        ("pack.toml", "issued_on", "issued", "issued_on: expected a day"),
        ("pack.toml", "document =", 'stamp = "red"\ndocument =', "stamp: expected one of document, issued_on"),
    ],
)
def test_a_slip_of_the_pen_is_refused_with_file_key_and_what_was_expected(folder, file, old, new, sentence):
    spoil(folder, old, new, file)
    with pytest.raises(FaultyFile, match=rf"^county-2020/{file}.*{sentence}"):
        read_pack(folder)


def test_a_missing_file_is_named(folder):
    (folder / "clauses.toml").unlink()
    with pytest.raises(FaultyFile, match=r"county-2020/clauses.toml is missing"):
        read_pack(folder)


def test_a_pack_without_a_figure_or_a_clause_that_the_rules_ask_for_is_refused(folder):
    spoil(folder, "[verification_months]", "[verification_weeks]")
    with pytest.raises(FaultyFile, match=r"verification_months: expected a number, found nothing"):
        complete(read_pack(folder), RULES)


def test_a_pack_whose_figure_is_a_word_where_the_rules_count_is_refused(folder):
    spoil(folder, VERIFICATION, VERIFICATION.replace("value = 1", 'value = "one"'))
    spoil(folder, 'unit = "months"\nzh = "收到', 'unit = "word"\nzh = "收到')
    with pytest.raises(FaultyFile, match=r"verification_months: expected a number, found word"):
        complete(read_pack(folder), RULES)


def test_a_pack_without_a_clause_that_a_rule_cites_is_refused(folder):
    spoil(folder, '["2.3.2"]', '["2.3.9"]', "clauses.toml")
    with pytest.raises(FaultyFile, match=r"clauses.toml: expected 2.3.2, which"):
        complete(read_pack(folder), RULES)


def test_control_the_unspoilt_copy_is_accepted(folder):
    complete(read_pack(folder), RULES)


# Versions


def test_the_version_of_a_pack_changes_with_a_figure_and_with_a_word(folder):
    untouched = read_pack(folder).digest
    spoil(folder, "四项承诺", "四个承诺", "clauses.toml")
    reworded = read_pack(folder).digest
    with_values(folder, "from = 2015-08-31, value = 2")
    assert len({untouched, reworded, read_pack(folder).digest}) == 3
    assert DEFAULT_PACK.digest == load_pack("rongchang-2015-20").digest


def test_a_pack_with_other_figures_is_another_pack_and_leaves_the_first_as_it_is():
    other = DEFAULT_PACK.with_figures({"late_month": "started", "search_days": 0})
    assert other.parameter("late_month", ISSUED_ON) == "started"
    assert other.parameter("search_days", ISSUED_ON) == 0
    assert DEFAULT_PACK.parameter("late_month", ISSUED_ON) == "completed"
    assert other.digest != DEFAULT_PACK.digest


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"search_day": 3}, "has no parameter 'search_day'. Did you mean 'search_days'"),
        ({"search_days": 1001}, "search_days must be a whole number from 0 to 1000, not 1001"),
        ({"search_days": "3"}, "search_days must be a whole number, not '3'"),
        ({"late_month": "begun"}, 'late_month must be one of "completed", "started"'),
        ({"roll_to_workday": 1}, "roll_to_workday must be true or false, not 1"),
    ],
)
def test_a_figure_that_a_pack_does_not_have_or_allow_is_refused(figures, sentence):
    with pytest.raises(FaultyFile, match=sentence):
        DEFAULT_PACK.with_figures(figures)


# The standards, as an officer keeps them in a spreadsheet

HEADINGS = "effective_from,announced_on,urban_yuan_per_month,rural_yuan_per_month,confidence,note"


def with_standards(folder: Path, *lines: str, headings: str = HEADINGS) -> None:
    """Gives the pack these standards."""
    (folder / "standards.csv").write_text("\n".join([headings, *lines]) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            ["2020-13-01,,600,400,seen,"],
            "line 2, effective_from: expected a day such as 2015-08-31, found '2020-13-01'",
        ),
        (["2020/09/01,,600,400,seen,"], "line 2, effective_from: expected a day"),
        ([",,600,400,seen,"], "line 2, effective_from: expected a day such as 2015-08-31, found ''"),
        (["2020-09-01,soon,600,400,seen,"], "line 2, announced_on: expected a day such as 2015-08-31, found 'soon'"),
        (["2020-09-01,,600.5,400,seen,"], "urban_yuan_per_month: expected whole yuan from 0 to 100000, found '600.5'"),
        (["2020-09-01,,600,-400,seen,"], "rural_yuan_per_month: expected whole yuan from 0 to 100000, found '-400'"),
        (["2020-09-01,,600,,seen,"], "rural_yuan_per_month: expected whole yuan from 0 to 100000, found ''"),
        (["2020-09-01,,六百,400,seen,"], "urban_yuan_per_month: expected whole yuan from 0 to 100000, found '六百'"),
        (
            ["2020-09-01,,100001,400,seen,"],
            "urban_yuan_per_month: expected whole yuan from 0 to 100000, found '100001'",
        ),
        (
            ["2020-09-01,,600,400,seen,", "2019-09-01,,580,380,seen,"],
            "line 3: expected a day after 2020-09-01, found 2019-09-01",
        ),
        (
            ["2020-09-01,,600,400,seen,", "2020-09-01,,620,420,seen,"],
            "line 3: expected a day after 2020-09-01, found 2020-09-01",
        ),
        (["2020-09-01,,600,400,seen"], "line 2: expected 6 cells"),
        (
            ["2020-09-01,,600,400,seen,read, not checked"],
            "line 2: expected 6 cells; a cell with a comma needs quotation",
        ),
        ([], "expected at least one standard"),
    ],
)
def test_standards_that_cannot_stand_are_refused_with_line_column_and_what_was_expected(folder, lines, sentence):
    with_standards(folder, *lines)
    with pytest.raises(FaultyFile, match=rf"^county-2020/standards\.csv.*{re.escape(sentence)}"):
        read_pack(folder)


@pytest.mark.parametrize(
    "headings",
    [
        HEADINGS.replace("urban_yuan_per_month", "urban"),
        HEADINGS.replace("effective_from,announced_on", "announced_on,effective_from"),
        HEADINGS.removesuffix(",note"),
        "",
    ],
)
def test_standards_under_other_headings_are_refused(folder, headings):
    with_standards(folder, "2020-09-01,,600,400,seen,", headings=headings)
    with pytest.raises(FaultyFile, match=r"standards\.csv, line 1: expected the headings effective_from, announced_on"):
        read_pack(folder)


def test_standards_that_are_missing_or_of_another_encoding_are_refused(folder):
    (folder / "standards.csv").write_bytes(f"{HEADINGS}\n2020-09-01,,600,400,seen,核对\n".encode("gb18030"))
    with pytest.raises(FaultyFile, match=r"county-2020/standards\.csv is no readable table in UTF-8"):
        read_pack(folder)
    (folder / "standards.csv").unlink()
    with pytest.raises(FaultyFile, match=r"county-2020/standards\.csv is missing"):
        read_pack(folder)


def test_control_standards_as_a_spreadsheet_writes_them_are_read(folder):
    """With a mark at the head of the file and Windows line ends."""
    text = f'{HEADINGS}\r\n2020-09-01,,600,400,seen,"read, not checked"\r\n2021-09-01,2021-10-08,650,450,seen,\r\n'
    (folder / "standards.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    pack = read_pack(folder)
    days = [date(2020, 9, 1), date(2021, 8, 31), date(2021, 9, 1), date(2021, 10, 8)]
    assert [pack.parameter("dibao_urban_yuan", day) for day in days] == [600, 600, 600, 650]
    assert pack.parameter("dibao_urban_yuan", date(2021, 9, 1), date(2021, 10, 8)) == 650
