"""Why: the clause, what decided and what is missing, in both languages."""

from datetime import date

from anbang.policy import NOT_KNOWN, duties, explain, explain_duty
from anbang.policy.language.explanation import explanation
from anbang.policy.language.words import any_of, as_of, first_known, when
from tests.policy.graphs import DAYS, EVENTS, NUMBER, TRUTHS, WORDS, asked, rule_of
from tests.policy.stories import DETENTION, admitted, notice, on, told

BORN, OFFENCE = date(2007, 5, 29), date(2024, 6, 29)


def because(body, **facts):
    book, rule = rule_of(body)
    return explanation(book, rule, asked(facts)).because


def test_of_an_or_that_holds_the_parts_that_make_it_so_decide_else_all():
    one, other, *_ = TRUTHS
    assert because(one | other, truth_0=True, truth_1=False) == ("truth_0",)
    assert because(one | other, truth_0=True, truth_1=True) == ("truth_0", "truth_1")
    assert because(one | other, truth_0=False, truth_1=False) == ("truth_0", "truth_1")


def test_of_an_and_that_fails_the_parts_that_make_it_so_decide_else_all():
    one, other, *_ = TRUTHS
    assert because(one & other, truth_0=False, truth_1=True) == ("truth_0",)
    assert because(one & other, truth_0=True, truth_1=True) == ("truth_0", "truth_1")
    assert because(one & (other | (DAYS[0] < as_of)), truth_0=True, truth_1=True) == ("truth_0", "truth_1")


def test_of_a_choice_the_condition_and_the_branch_taken_decide():
    assert because(when(TRUTHS[0], DAYS[0], DAYS[1]), truth_0=True, day_0=BORN) == ("day_0", "truth_0")


def test_of_days_of_which_the_first_counts_those_up_to_it_decide():
    assert because(first_known(EVENTS[0], DAYS[0], DAYS[1]), day_0=BORN) == ("day_0", "event_0")


def test_an_explanation_is_a_tree_of_conclusions_with_the_inputs_of_each():
    why = explain("sealing_proposed", as_of=date(2026, 11, 5), born_on=BORN, offence_on=OFFENCE, sentence_months=24)
    assert (why.name, why.clause, why.value) == ("sealing_proposed", "LAW-2", True)
    assert [part.name for part in why.parts] == ["under_age_at_offence", "sentence_short"]
    assert {read.name: read.value for read in why.parts[1].inputs} == {
        "sentence_months": 24,
        "sealing_sentence_months": 60,
    }
    assert why.because == ("born_on", "offence_on", "sentence_months")
    assert why.missing == ()


def test_what_failed_alone_is_shown_and_not_what_did_not_matter():
    why = explain("sealing_proposed", as_of=date(2026, 11, 5), born_on=BORN, offence_on=OFFENCE, sentence_months=61)
    assert [part.name for part in why.parts] == ["sentence_short"]


def test_it_reads_in_chinese_and_in_english():
    why = explain("notice_late", as_of=date(2026, 11, 5), release_on=date(2026, 12, 4))
    assert why.as_lines("zh") == [
        "通知书今日送到是否已迟：是〔二（三）1〕",
        "  最近告知的释放之日：2026年12月4日",
        "  查询之日：2026年11月5日",
        "  监所须在释放前几个月送达《刑满释放人员通知书》：1",
    ]
    assert why.as_lines("en") == [
        "whether a release notice that comes on this day is late: yes〔二（三）1〕",
        "  release day as last told: 4 December 2026",
        "  day of the question: 5 November 2026",
        "  months before release by which the release notice is due: 1",
    ]


def test_what_is_missing_is_named_once_at_the_end():
    why = explain("sealing_proposed", as_of=date(2026, 11, 5), born_on=BORN, offence_on=OFFENCE)
    assert why.value is NOT_KNOWN
    assert why.as_lines("zh")[-1] == "还缺下列情况，补上后结论可能改变：判处刑期（月）"
    assert why.as_lines("en")[-1] == "not known yet, and could change the answer: sentence in months"
    assert sum("还缺" in line for line in why.as_lines("zh")) == 1


def test_words_out_of_a_closed_list_are_read_out_and_not_shown_as_codes():
    why = explain("priority", as_of=date(2026, 11, 5), priority_reasons=["no_home", "no_kin"])
    assert why.as_lines("zh")[1] == "  列为重点的理由：无家可归、无亲可投"
    assert explain("priority", as_of=date(2026, 11, 5), priority_reasons=[]).as_lines("zh")[1] == "  列为重点的理由：无"


def test_a_duty_says_what_opened_it_and_by_what_its_day_counts():
    story = [
        admitted("2015-10-08", "2016-03-31"),
        told("2016-01-04", "release_date_changed", release_on="2016-02-20"),
    ]
    moved = duties(story, as_of=on("2016-01-05"))[0]
    assert explain_duty(moved).as_lines("zh") == [
        "送达《刑满释放人员通知书》及意见建议：2016年1月20日〔二（三）1〕",
        "  因期限变动重新产生：2016年1月4日",
        "  产生之日：2015年10月8日〔二（三）1〕",
        "    须送达通知书之日（已知释放之日而尚无通知书）：2015年10月8日〔二（三）1〕",
        "      释放前收到通知书：尚未发生",
        "      收押时或减刑后告知释放之日：2015年10月8日",
        "  期限：2016年1月20日〔二（三）1〕",
        "    送达释放通知书的期限：2016年1月20日〔二（三）1〕",
        "      监所须在释放前几个月送达《刑满释放人员通知书》：1",
        "      释放之日（以实际释放为准，此前以最近告知的为准）：2016年2月20日〔二（三）1〕",
        "        刑满释放：尚未发生",
        "        最近告知的释放之日：2016年2月20日",
    ]


def test_every_duty_can_be_explained_from_what_it_stored():
    story = [admitted("2015-10-08", "2016-03-31", to=DETENTION), told("2015-10-23", "form_received")]
    story += [notice("2016-02-29", "2016-03-31", "no_home")]
    for duty in duties(story, as_of=on("2016-04-30")):
        opens, due = explain_duty(duty).parts
        assert (opens.value, due.value) == (duty.opens_on, duty.due_on)
        assert all(read.value is not NOT_KNOWN for part in (opens, due) for read in part.inputs)


def test_a_number_and_a_word_that_are_not_known_are_both_asked_for():
    book, rule = rule_of((NUMBER > 1) & any_of(WORDS, "one"))
    assert [read.name for read in explanation(book, rule, asked({})).missing] == ["number", "words"]
