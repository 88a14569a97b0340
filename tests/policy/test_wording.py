"""Every expression can be read by somebody who reads no code, in both languages, with the figures in force."""

import re
from datetime import date

import pytest

from anbang.policy import DEFAULT_PACK, RULES
from anbang.policy.duty_wording import duty_in_words, part_in_words, said_for_the_day
from anbang.policy.language.explanation import Language, written
from anbang.policy.language.symbols import Constant, Symbol
from anbang.policy.language.words import at_least, conclusion, days, parameter
from anbang.policy.pack import Pack
from anbang.policy.relations import asked_by, figures_of, rests_on, used_by
from anbang.policy.sentences import OWNERS, PLACES, QUOTED, alternatives_of, label_of, reading_of
from anbang.policy.vocabulary import released_on
from anbang.policy.wording import Piece, Wording, plain

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

    told = {part.which: plain(part.phrase.pieces, "en") for part in duty_in_words(duty, wording)}
    assert list(told) == ["opens", "due", "met", "void"], "what never comes about is left out"
    assert told["met"] == "the day of “verification answered” after it opened"


def parts_of(name: str, language: Language, pack: Pack = DEFAULT_PACK) -> dict[str, str]:
    duty = RULES.duty(name)

    def wording(which: str) -> Wording:
        return Wording(RULES, pack, TODAY, language, said_for_the_day(duty, which, language))

    return {part.which: "\n".join(part.phrase.lines(language)) for part in duty_in_words(duty, wording)}


def test_a_day_that_is_just_a_rule_is_told_by_what_the_rule_says_and_names_it():
    duty = RULES.duty("name_team")
    part = part_in_words(duty, "due", Wording(RULES, DEFAULT_PACK, TODAY, "zh"))
    assert plain(part.phrase.pieces, "zh") == "“帮教开始”之日后 30 天"
    assert part.rule is RULES.resolve("team_due")
    assert part_in_words(duty, "met", Wording(RULES, DEFAULT_PACK, TODAY, "zh")).rule is None
    assert parts_of("name_team", "en")["due"] == "30 days after “first day of care”"


@pytest.mark.parametrize("name", RULES.duties)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_day_of_a_duty_is_told_by_the_name_of_a_rule_alone(name: str, language: Language):
    named = {QUOTED[language].format(one.zh if language == "zh" else one.en) for one in RULES.conclusions.values()}
    told = parts_of(name, language)
    assert {"opens", "due", "met"} <= set(told)
    assert named.isdisjoint(told.values())


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("follow_up", "每半年一次", "once in each half-year"),
        ("full_review", "每季度一次", "once a quarter"),
        ("pay_allowance", "每月一次", "once a month"),
        ("joint_meeting_district", "每年一次", "once a year"),
        ("skill_courses", "每年 2 次", "2 times a year"),
    ],
)
def test_a_duty_of_periods_says_how_often(name: str, zh: str, en: str):
    assert (parts_of(name, "zh")["period"], parts_of(name, "en")["period"]) == (zh, en)


def test_a_duty_of_periods_says_until_when_and_which_periods_are_too_short():
    of_care = parts_of("follow_up", "zh")
    assert of_care["due"] == "该期最后一日（帮教期满较早的，为期满之日）"
    assert of_care["except"] == "首尾两期在帮不足 30 天的，不产生这件事"
    assert "fewer than 30 days of care" in parts_of("follow_up", "en")["except"]
    of_office = parts_of("liaison", "zh")
    assert of_office["due"] == "该期最后一日"
    assert "except" not in of_office
    assert parts_of("pay_allowance", "zh")["due"] == "当月最后一日"


def test_where_every_begun_period_counts_nothing_is_excepted():
    assert "except" not in parts_of("follow_up", "zh", DEFAULT_PACK.with_figures({"stub_days": 0}))


def test_a_place_beyond_the_district_is_told_in_words():
    assert Wording(RULES, DEFAULT_PACK, TODAY, "zh").sentence(Constant("outside")) == [Piece("区外")]
    assert written("outside", "en") == "outside the district"
    assert written(frozenset({"outside"}), "zh") == "区外"


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("late_month", "不足一个月也算：不足一个月也扣一个月", "started: a begun month costs one as well"),
        ("reoffence_counts", "涉嫌即算", "suspicion: as soon as it is suspected"),
        ("periods_counted", "自帮教首日起算", "from the first day of care"),
        ("roll_to_workday", "是：顺延到下一个工作日", "yes: to the next working day"),
        ("short_sentence_form_days", "只在设定了“刑期不超过几个月的", "used only where “sentence of so many months"),
    ],
)
def test_an_alternative_begins_with_what_the_choice_is_called(name: str, zh: str, en: str):
    figure = DEFAULT_PACK.parameters[name]
    for language, wanted in (("zh", zh), ("en", en)):
        assert alternatives_of(figure, language, DEFAULT_PACK)[0].startswith(wanted)


def test_no_alternative_is_told_with_a_code_word_in_chinese():
    for figure in DEFAULT_PACK.parameters.values():
        for told in alternatives_of(figure, "zh", DEFAULT_PACK):
            assert not re.search("[a-z]", told), (figure.name, told)


def test_every_owner_and_place_of_a_duty_has_words():
    for duty in RULES.duties.values():
        assert duty.owner.kind in OWNERS
        assert duty.owner.place.value in PLACES


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
