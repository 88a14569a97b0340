"""Another county is other data and the same rules: its pack has other figures and another shape, and no line of Python knows it."""

from pathlib import Path

import pytest

from anbang.policy import DEFAULT_PACK, NEVER, RULES, answer, clause, duties, explain, load_pack
from anbang.policy.reading_pack import FOLDER
from tests.docs.reading import text_of
from tests.policy.stories import found, on, released, told
from tests.web.test_words import called_otherwise, terms

COUNTY = load_pack("example-county-2024")
PACKAGE = Path(__file__).parents[2] / "src" / "anbang"
RELEASED = {"released_on": on("2024-02-29")}
PRIORITY = {"in_village_care": True, "priority_reasons": ["no_home"], "priority_reasons_before": ["no_home"]}


@pytest.mark.parametrize(
    ("rule", "as_of", "facts", "here", "there"),
    [
        ("term_ends", "2024-02-29", RELEASED, on("2029-02-28"), on("2027-02-28")),
        ("report_in_due", "2024-02-29", RELEASED, on("2024-03-30"), on("2024-03-07")),
        ("team_due", "2024-02-29", RELEASED, on("2024-03-30"), on("2024-03-05")),
        ("plan_due", "2024-02-29", RELEASED, on("2024-03-30"), on("2024-03-07")),
        (
            "form_due",
            "2024-01-31",
            {"admitted_on": on("2024-01-31"), "sentence_months": 12},
            on("2024-02-29"),
            on("2024-02-14"),
        ),
        (
            "form_due",
            "2024-01-31",
            {"admitted_on": on("2024-01-31"), "sentence_months": 13},
            on("2024-02-29"),
            on("2024-02-29"),
        ),
        (
            "form_expected_from",
            "2024-01-31",
            {"admitted_on": on("2024-01-31"), "institution_kind": "prison"},
            NEVER,
            on("2024-01-31"),
        ),
        (
            "months_granted",
            "2024-03-07",
            {
                **RELEASED,
                "reported_in_on": on("2024-03-07"),
                "identity_known": True,
                "registered_town": "500153001",
            },
            6,
            0,
        ),
        ("followed_up_in_periods", "2024-06-30", PRIORITY, False, True),
        ("followed_up_at_any_time", "2024-06-30", {**RELEASED, **PRIORITY}, True, False),
        ("reviewed_in_periods", "2024-06-30", PRIORITY, True, True),
        ("base_lacking", "2024-06-30", {"enterprise_bases": 0}, True, False),
        ("police_due", "2024-06-30", {"sign_confirmed_on": on("2024-06-30")}, on("2024-07-01"), on("2024-06-30")),
        ("dibao_standard", "2024-07-01", {"registered_in_community": False}, 600, 720),
    ],
)
def test_the_two_packs_answer_the_same_questions_differently(rule, as_of, facts, here, there):
    assert answer(rule, as_of=on(as_of), **facts) == here
    assert answer(rule, as_of=on(as_of), pack=COUNTY, **facts) == there


def test_after_prison_and_corrections_the_one_takes_the_earlier_end_and_the_other_the_later():
    both = {"released_on": on("2024-01-10"), "corrections_completed_on": on("2025-12-01")}
    assert answer("term_ends", as_of=on("2026-01-01"), **both) == on("2028-12-01")
    assert answer("term_ends", as_of=on("2026-01-01"), pack=COUNTY, **both) == on("2028-12-01")
    later = {"released_on": on("2025-12-01"), "corrections_completed_on": on("2024-01-10")}
    assert answer("term_ends", as_of=on("2026-01-01"), **later) == on("2027-01-10")
    assert answer("term_ends", as_of=on("2026-01-01"), pack=COUNTY, **later) == on("2028-12-01")


def test_the_reasons_cite_the_countys_own_numbering_and_figures():
    told_here = "\n".join(explain("term_ends", as_of=on("2024-02-29"), **RELEASED).as_lines("zh"))
    told_there = "\n".join(explain("term_ends", as_of=on("2024-02-29"), pack=COUNTY, **RELEASED).as_lines("zh"))
    assert "二（三）3" in told_here
    assert f"{DEFAULT_PACK.label('care_years_after_release')[0]}：5" in told_here
    assert "第八条" in told_there
    assert "释放后帮教几年：3" in told_there
    assert clause("2.3.4", pack=COUNTY).citation == "第九条"


def test_in_the_one_a_priority_person_is_visited_at_any_time_in_the_other_every_quarter():
    story = [released("2024-01-31"), told("2024-02-01", "priority_set", reasons=["no_home"])]
    assert found("follow_up", *story, as_of="2024-06-30") == []
    assert [due for _, due, *_ in found("priority_contact", *story, as_of="2024-06-30")] == ["2024-03-01"]
    quarters = found("follow_up", *story, as_of="2024-06-30", pack=COUNTY)
    assert [(opens, due) for opens, due, *_ in quarters] == [("2024-01-31", "2024-04-29"), ("2024-04-30", "2024-07-30")]
    assert found("priority_contact", *story, as_of="2024-06-30", pack=COUNTY) == []


def test_a_duty_names_the_version_of_its_pack():
    story = [released("2024-01-31")]
    here, there = (duties(story, as_of=on("2024-02-01"), pack=pack)[0].version for pack in (DEFAULT_PACK, COUNTY))
    assert here != there
    assert here.partition("-")[0] == there.partition("-")[0]


def test_both_packs_have_the_same_figures_to_set_and_every_clause_that_rules_cite():
    assert COUNTY.parameters.keys() == DEFAULT_PACK.parameters.keys()
    assert {row.clause for row in RULES.table()} <= COUNTY.clauses.keys()


def test_the_example_says_plainly_that_it_is_one():
    assert "合成示例，非真实文件" in COUNTY.document
    assert "composite example" in (FOLDER / COUNTY.name / "pack.toml").read_text(encoding="utf-8")
    for parameter in COUNTY.parameters.values():
        assert all(dated.source for dated in parameter.values)
    for standard in ("dibao_urban_yuan", "dibao_rural_yuan"):
        assert all("示例数额" in dated.source for dated in COUNTY.parameters[standard].values)


def test_it_calls_every_term_as_the_glossary_does():
    told_here = (*COUNTY.clauses.values(), *COUNTY.parameters.values())
    assert called_otherwise([(one.zh, one.en) for one in told_here], terms(text_of("docs/glossary.md"))) == []


def test_no_line_of_python_knows_a_county():
    files = [file for file in PACKAGE.rglob("*.py") if "example-county" in file.read_text(encoding="utf-8")]
    assert files == []
    assert len(list(PACKAGE.rglob("*.py"))) > 100


def test_control_the_first_pack_is_named_in_python():
    assert "rongchang-2015-20" in (PACKAGE / "policy" / "__init__.py").read_text(encoding="utf-8")
