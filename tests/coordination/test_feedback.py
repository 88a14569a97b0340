"""A remark about a page: of its writer and of whoever answers alone, about nobody, some times a day, and gone when its time is over."""

from typing import Any

import pytest
from django.db import IntegrityError

from anbang.coordination.feedback.actions import (
    KEPT_AFTER_THE_ANSWER,
    NewFeedback,
    answer_feedback,
    close_feedback,
    remove_feedback,
    write_feedback,
)
from anbang.coordination.feedback.models import MOST_A_DAY, Feedback
from anbang.coordination.feedback.queries import feedback_of, said_in, waiting
from anbang.organisations.acting import acting
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import as_a_job, unattended
from anbang.site.rows_seen import OWN_FEEDBACK_OR_ANSWERING
from tests.casework.breaking import again, change, take_away, undone
from tests.support.crew import NEXT, TODAY, District, days
from tests.support.row_security import without_condition

OWNER, WRONG = "owner", "按钮点了没有反应"
PEOPLE = ("writer", "neighbour", "clerk", "aftercare", "administrator")
REMARK = NewFeedback("/people/…/steps/visit/", WRONG, "0.1.0", "应当登记上", "0a1b2c3d")


@pytest.fixture
def remark(district: District) -> Feedback:
    return write_feedback(REMARK, by=district.assistant(), on=TODAY)


def seen(district: District, who: str) -> int:
    """How many rows of everybody's the database shows, whatever the gate asks for."""
    by = {
        "writer": district.assistant(),
        "neighbour": district.assistant(NEXT),
        "clerk": district.clerk(),
        "aftercare": district.aftercare(),
        "administrator": district.administrator(),
    }[who]
    with acting(by, reading_only=True):
        return Feedback.objects.count()


def test_it_is_of_its_writer_and_of_whoever_answers(district: District, remark: Feedback):
    assert [seen(district, who) for who in PEOPLE] == [1, 0, 0, 1, 1]


def test_control_without_its_policy_everybody_reads_it(district: District, remark: Feedback):
    assert without_condition(OWN_FEEDBACK_OR_ANSWERING) == 2, "alter policy, of both roles"
    assert [seen(district, who) for who in PEOPLE] == [1, 1, 1, 1, 1]
    with acting(district.assistant(NEXT), reading_only=True):
        assert not feedback_of(for_staff=district.assistant(NEXT)).exists(), "the gate holds without row security"


def test_its_words_are_sealed_and_come_back(district: District, remark: Feedback):
    assert WRONG.encode() not in bytes(remark.words_sealed)
    assert (said_in(remark).wrong, said_in(remark).expected) == (WRONG, "应当登记上")


def test_it_is_answered_by_another_read_by_its_writer_and_then_closed(district: District, remark: Feedback):
    writer, aftercare = district.assistant(), district.aftercare()
    with pytest.raises(StepRefused, match="还没有答复"):
        close_feedback(remark.pk, by=writer, on=TODAY)
    with pytest.raises(Feedback.DoesNotExist):
        answer_feedback(remark.pk, "好", by=writer, on=TODAY)
    with pytest.raises(StepRefused, match="请写明答复"):
        answer_feedback(remark.pk, " ", by=aftercare, on=TODAY)
    with acting(aftercare, reading_only=True):
        assert waiting(for_staff=aftercare) == {"answered": 0, "open": 1}
    answer_feedback(remark.pk, "明天改好", by=aftercare, on=TODAY)
    with pytest.raises(StepRefused, match="已经答复过"):
        answer_feedback(remark.pk, "再答一次", by=aftercare, on=TODAY)
    with acting(writer, reading_only=True):
        assert waiting(for_staff=writer) == {"answered": 1}
    with pytest.raises(Feedback.DoesNotExist):
        close_feedback(remark.pk, by=district.assistant(NEXT), on=TODAY)
    for _ in range(2):
        close_feedback(remark.pk, by=writer, on=TODAY)
    remark = Feedback.objects.using(OWNER).get()
    assert (remark.state, said_in(remark).answer) == ("closed", "明天改好")


@pytest.mark.parametrize("number", ["500153199003020012", "手机 139 0000 0000", "五点打 02346738888"])
def test_no_number_that_leads_to_somebody_is_taken_in(district: District, number: str):
    for told in (NewFeedback("/", number, "0.1.0"), NewFeedback("/", "不对", "0.1.0", number)):
        with pytest.raises(StepRefused, match="不要写身份证号"):
            write_feedback(told, by=district.assistant(), on=TODAY)


def test_so_many_a_day_and_no_more(district: District):
    for _ in range(MOST_A_DAY):
        write_feedback(REMARK, by=district.assistant(), on=TODAY)
    with pytest.raises(StepRefused, match="明天再写"):
        write_feedback(REMARK, by=district.assistant(), on=TODAY)
    write_feedback(REMARK, by=district.assistant(), on=TODAY + days(1))
    write_feedback(REMARK, by=district.assistant(NEXT), on=TODAY)


def test_what_was_answered_long_ago_goes_and_what_waits_stays(district: District, remark: Feedback):
    write_feedback(REMARK, by=district.assistant(NEXT), on=TODAY)
    answer_feedback(remark.pk, "改好了", by=district.aftercare(), on=TODAY)
    last = TODAY + KEPT_AFTER_THE_ANSWER
    job = as_a_job(unattended("morning", on=last), on=last)
    assert remove_feedback(by=job, on=last) == 0
    assert remove_feedback(by=job, on=last + days(1)) == 1
    assert [one.state for one in Feedback.objects.using(OWNER).all()] == ["open"]


# Constraint → what it refuses, as changes of a remark that was answered.
REFUSED: dict[str, dict[str, Any]] = {
    "feedback_names_nobody_in_its_address": {"page": "/people/JAVZrpxiSVykrAc5lJMZm30jyzrkg0N6/"},
    "feedback_quotes_a_number_of_ours": {"number": "张三"},
    "feedback_is_written_some_times_a_day": {"ordinal": MOST_A_DAY + 1},
    "feedback_is_answered_with_words_by_somebody": {"answer_sealed": None},
    "feedback_is_closed_after_its_answer": {"closed_on": TODAY - days(1)},
}


@pytest.mark.parametrize("guard", REFUSED)
def test_the_database_holds_it(district: District, remark: Feedback, guard: str):
    answer_feedback(remark.pk, "改好了", by=district.aftercare(), on=TODAY)
    with pytest.raises(IntegrityError, match=guard), undone():
        change(remark, **REFUSED[guard])
    with undone():
        take_away(guard)
        change(remark, **REFUSED[guard])


def test_nobody_answers_their_own_and_no_two_are_the_same_of_a_day(district: District, remark: Feedback):
    answered = answer_feedback(remark.pk, "改好了", by=district.aftercare(), on=TODAY)
    for guard, write in (
        ("feedback_is_answered_by_another", lambda: change(answered, answered_by=answered.written_by_id)),
        ("feedback_of_a_day_is_counted_once", lambda: again(remark)),
    ):
        with pytest.raises(IntegrityError, match=guard), undone():
            write()
        with undone():
            take_away(guard)
            write()
