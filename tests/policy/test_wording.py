"""Every expression can be read by somebody who reads no code, in both languages, with the figures in force."""

import re
from datetime import date

import pytest

from anbang.policy import DEFAULT_PACK, RULES
from anbang.policy.language.symbols import Symbol
from anbang.policy.language.words import at_least, conclusion, days, parameter
from anbang.policy.relations import asked_by, figures_of, rests_on, used_by
from anbang.policy.sentences import label_of, reading_of
from anbang.policy.vocabulary import released_on
from anbang.policy.wording import Piece, Wording, duty_in_words, plain, said_for_the_day

TODAY = date(2026, 11, 5)
LANGUAGES = ("zh", "en")
CHINESE = re.compile(r"[\u3400-\u9fff]")
CODE = re.compile(r"[a-z]+_[a-z_]+")


def lines(node: Symbol, language: str, on: date = TODAY) -> list[str]:
    return list(Wording(RULES, DEFAULT_PACK, on, language).phrase(node).lines(language))


def said(rule: str, language: str, on: date = TODAY) -> str:
    return "\n".join(lines(RULES.resolve(rule).body, language, on))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "node"), list(RULES.expressions()), ids=[name for name, _ in RULES.expressions()])
def test_an_expression_has_words_and_no_code(name: str, node: Symbol, language: str):
    told = "\n".join(lines(node, language))
    assert told.strip()
    assert not CODE.search(told)
    assert not re.search(r"\{\d\}", told)
    for left, right in ("()", "（）", "“”"):
        assert told.count(left) == told.count(right)
    if language == "en":
        assert not CHINESE.search(told)


def test_a_day_is_told_with_its_figure():
    due = released_on + days(parameter("report_in_days"))
    assert lines(due, "zh") == ["“刑满释放”之日后 30 天"]
    assert lines(due, "en") == ["30 days after the day of “released”"]
    assert said("police_due", "en") == "1 day after the day of each “sign of reoffending confirmed by a second person”"


def test_twelve_months_a_year_are_years():
    assert said("elderly", "zh") == "“出生日期”后 60 年不晚于查询之日"
    assert said("term_after_release", "en") == "5 years after the day of “released”"


def test_of_a_figure_that_has_changed_the_day_is_told_by_which_it_counts():
    assert "（按“所问月份首日”的规定）" in said("month_amount", "zh")


def test_a_figure_is_that_of_the_day():
    assert "770" in said("dibao_standard", "zh")
    assert "460" in said("dibao_standard", "zh", date(2016, 1, 1))


def test_a_choice_is_a_list_of_cases():
    assert said("sought_from", "en").splitlines() == [
        "it depends:",
        "  if “reported in at the justice office” has happened:",
        "    no day",
        "  otherwise:",
        "    1 day after “day by which the person reports in”",
    ]
    assert "  否则，如果“停发补助时何为重新犯罪”是“逮捕”：" in said("reoffence_counts_on", "zh").splitlines()


def test_and_and_or_are_lists_where_there_are_more_than_two():
    assert said("may_have_extreme_difficulty_support", "zh").splitlines()[:3] == [
        "同时满足：",
        "  满足其一：",
        "    “老年”",
    ]
    assert said("may_have_employment_services", "zh") == "“有劳动能力”，且“有就业意愿”"


def test_words_are_told_by_their_readings():
    assert "“分散供养”" in said("may_have_housing_aid", "zh")
    assert said("pension_continues", "en") == "pension is among the “insurances joined before”"
    assert said("priority", "zh") == "“列为重点的理由”至少有一项"


def test_what_a_department_decides_stands_in_the_sentence():
    assert said("may_have_tax_relief", "zh") == "“自主创业、自谋职业”，且由税务部门按规定决定"


def test_a_label_leaves_out_the_words_that_it_explains():
    figure = DEFAULT_PACK.parameters["late_month"]
    assert label_of(figure, "zh") == "晚报到一个月如何计算"
    assert reading_of(figure, "started", "zh") == "不足一个月也算"
    assert reading_of(figure, "completed", "en") == "completed"
    assert reading_of(DEFAULT_PACK.parameters["roll_to_workday"], False, "zh") == "否"


def test_every_word_of_a_figure_has_a_chinese_reading():
    for figure in DEFAULT_PACK.parameters.values():
        for word in figure.allowed:
            if isinstance(word, str):
                assert CHINESE.search(reading_of(figure, word, "zh")), figure.name


def test_every_alternative_is_told_in_chinese_too():
    for figure in DEFAULT_PACK.parameters.values():
        assert len(figure.alternatives) == len(figure.alternatives_zh), figure.name


def test_a_duty_is_told_part_by_part():
    duty = RULES.duty("verify")

    def wording(which: str) -> Wording:
        return Wording(RULES, DEFAULT_PACK, TODAY, "en", said_for_the_day(duty, which, "en"))

    told = {which: plain(phrase.pieces, "en") for which, phrase in duty_in_words(duty, wording)}
    assert list(told) == ["opens", "due", "met", "void"], "what never comes about is left out"
    assert told["met"] == "the day of “verification answered” after it opened"


def test_the_day_of_the_question_is_called_by_what_it_is():
    assert said_for_the_day(RULES.duty("priority_contact"), "due", "zh") == "这件事产生之日"
    assert said_for_the_day(RULES.duty("priority_contact"), "opens", "zh") == "当日"


def test_what_has_a_name_is_known_by_it():
    node = at_least(parameter("allowance_months") - conclusion("late_months"), 0)
    pieces = Wording(RULES, DEFAULT_PACK, TODAY, "zh").phrase(node).pieces
    assert Piece("6", "figure", "allowance_months") in pieces
    assert [piece.name for piece in pieces if piece.kind == "rule"] == ["late_months"]
    assert plain(pieces, "zh").endswith("，最少为 0")


# Which rests on which


def test_a_rule_rests_on_those_it_names_and_is_used_by_those_that_name_it():
    late = RULES.resolve("late_months")
    assert "late_from" in [rule.name for rule in rests_on(RULES, late.body)]
    assert [rule.name for rule in used_by(RULES, late)] == ["months_granted"]
    for rule in RULES.conclusions.values():
        assert all(rule.name in [user.name for user in used_by(RULES, one)] for one in rests_on(RULES, rule.body))


def test_a_duty_asks_the_rules_behind_its_rules():
    assert [duty.name for duty in asked_by(RULES, RULES.resolve("verification_due"))] == ["verify"]
    assert len(asked_by(RULES, RULES.resolve("care_stops"))) > 10


def test_a_figure_belongs_to_the_rule_that_names_it():
    named = figures_of(RULES.resolve("month_amount").body)
    assert set(named) == {"dibao_urban_yuan", "dibao_rural_yuan", "allowance_share_percent"}
    assert figures_of(RULES.resolve("plan_due").body) == ("plan_days",)
    assert figures_of(RULES.duty("make_plan").days["due"]) == (), "it is the rule's, not the duty's"
