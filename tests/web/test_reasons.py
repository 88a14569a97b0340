"""Why a duty is due on its day reads as sentences, in both languages, for every kind of duty."""

import pytest
from django.utils.translation import override

from anbang.policy import JUDGE, RULES, DutyAnswer, Happening, duties, explain_duty, office_duties
from anbang.web.reasons import sentences
from tests.policy.stories import AT_HOME, DETENTION, LIVING_APART, admitted, notice, on, released, told

IN_TIME = (
    admitted("2015-10-08", "2016-03-31", to=DETENTION),
    told("2015-10-23", "form_received"),
    notice("2016-02-29", "2016-03-31", "no_home"),
)
LATE = (admitted("2015-10-08", "2016-03-31"), notice("2016-03-29", "2016-03-31", "no_home"))
MOVED = (admitted("2015-10-08", "2016-03-31"), told("2016-01-04", "release_date_changed", release_on="2016-02-20"))
ALONE = (admitted("2015-10-08", "2016-03-31"), released("2016-03-30"))


def reasons(rule: str, *story: Happening, language: str = "zh-hans") -> list[str]:
    """The sentences about the first duty of that kind."""
    duty = next(duty for duty in duties(story, as_of=on("2016-04-30")) if duty.duty == rule)
    with override(language):
        return sentences(explain_duty(duty))


def test_a_figure_stands_in_the_sentence_that_ends_with_the_day():
    assert reasons("verify", *IN_TIME) == [
        "2015年10月23日收到登记表，所以有了这件事。",
        "按文件规定，收到材料后须在 1 个月内核查并反馈，所以最迟2015年11月23日办结。",
    ]
    assert reasons("verify", *IN_TIME, language="en") == [
        "Registration form received on 23 October 2015; that opened this duty.",
        (
            "The document gives 1 month within which the verification is answered after the papers came;"
            " so it is due by 23 November 2015."
        ),
    ]


def test_a_reading_of_the_district_is_called_one_and_a_limit_is_told():
    assert reasons("alert_priority", *LATE) == [
        "2016年3月29日释放前收到列为重点的通知书，所以有了这件事。",
        "最近告知的释放之日：2016年3月31日。",
        "按本区口径，3 日内向镇街和派出所通报重点帮教对象（原文“及时”），但不晚于最近告知的释放之日，所以最迟2016年3月31日办结。",
    ]
    assert "不晚于" not in "".join(reasons("alert_priority", *IN_TIME)), "where the figure alone decides"


def test_a_day_that_moved_is_told():
    duty = next(duty for duty in duties(MOVED, as_of=on("2016-01-05")) if duty.duty == "send_release_notice")
    with override("zh-hans"):
        assert "期限后来有变动，自2016年1月4日起重新计算。" in sentences(explain_duty(duty))


def test_a_duty_without_a_figure_is_due_on_the_day_it_follows_from():
    assert reasons("receive", *ALONE, language="en") == [
        "Released on 30 March 2016; that opened this duty.",
        "So it is due by 30 March 2016.",
    ]


IN_CARE = (
    *IN_TIME[:2],
    told("2015-11-01", "change_learnt"),
    told("2015-11-02", "family_hardship_learnt"),
    IN_TIME[2],
    released("2016-03-31"),
    told("2016-04-01", "reported_in"),
    told("2016-04-02", "sign_confirmed"),
    told("2016-04-02", "allowance_approved"),
    told("2016-04-03", "contact_lost"),
)
NEVER_REPORTED = (released("2016-01-10"), told("2020-05-01", "visited"))
ASKED = (released("2016-01-10"), told("2016-02-01", "request_came", request=1))
REOFFENDED = (released("2016-01-10"), told("2016-05-01", "reoffended"))
STORIES = (
    (LIVING_APART, IN_CARE, "2016-08-01"),
    (AT_HOME, NEVER_REPORTED, "2021-02-01"),
    (AT_HOME, REOFFENDED, "2016-06-01"),
    (AT_HOME, ASKED, "2016-03-01"),
)
# A key period is a window that the district sets: no story of a person tells of one.
OF_OFFICES = {name for name, plan in JUDGE.rounds.items() if plan.duty.of == "office"}
TOLD_BY_NO_STORY = {"educate_in_key_period"}


def one_of_each_kind() -> dict[str, DutyAnswer]:
    found = {duty: office_duties(duty, [], since=on("2016-01-01"), as_of=on("2016-02-01"))[0] for duty in OF_OFFICES}
    for person, story, as_of in STORIES:
        for duty in duties(story, as_of=on(as_of), person=person):
            found.setdefault(duty.duty, duty)
    return found


def test_the_stories_tell_of_every_kind_of_duty():
    assert {*one_of_each_kind(), *TOLD_BY_NO_STORY} == {*RULES.duties}


@pytest.mark.parametrize("rule", sorted({*RULES.duties} - TOLD_BY_NO_STORY))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_kind_of_duty_reads_as_few_sentences(rule: str, language: str):
    with override(language):
        found = sentences(explain_duty(one_of_each_kind()[rule]))
    assert 1 <= len(found) <= 7
    for sentence in found:
        assert sentence[-1] in "。."
        assert sentence[0] == sentence[0].upper()
        assert "几" not in sentence, "a figure was not put in"
    assert len(set(found)) == len(found)
