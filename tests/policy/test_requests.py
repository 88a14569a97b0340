"""LAW-1: each rights request is answered by a day of its own, may be given more time once, and waits whatever becomes of the person."""

import pytest

from anbang.policy import DEFAULT_PACK, JUDGE, SOMEBODY, Happening, UnreadableEvent, answer
from anbang.policy.language.definitions import DutyDefinition
from anbang.policy.order import coming_next, faults
from anbang.policy.replay import replay
from anbang.policy.timeline import Moment, Timeline
from tests.policy.stories import AT_HOME, EAST, WEST, found, moved, of, on, owners, released, told

ANSWER = "answer_request"
RELEASED = released("2025-01-10")


def came(day: str, number: int = 1) -> Happening:
    return told(day, "request_came", request=number)


def extended(day: str, number: int = 1) -> Happening:
    return told(day, "request_extended", request=number)


def answered(day: str, number: int = 1) -> Happening:
    return told(day, "request_answered", request=number)


@pytest.mark.parametrize(("came_on", "due"), [("2026-02-14", "2026-03-01"), ("2026-12-20", "2027-01-04")])
def test_it_is_due_fifteen_days_after_it_came(came_on, due):
    assert answer("request_due", as_of=on(came_on), request_came_on=on(came_on)) == on(due)


@pytest.mark.parametrize(("day", "state"), [("2026-03-16", "open"), ("2026-03-17", "overdue")])
def test_on_the_fifteenth_day_it_is_in_time_and_on_the_next_it_is_late(day, state):
    assert found(ANSWER, RELEASED, came("2026-03-01"), as_of=day) == [("2026-03-01", "2026-03-16", state, None)]
    done = {"open": "done", "overdue": "done_late"}[state]
    story = (RELEASED, came("2026-03-01"), answered(day))
    assert found(ANSWER, *story, as_of=day) == [("2026-03-01", "2026-03-16", done, day)]


def test_control_without_the_days_of_the_policy_it_waits_for_ever():
    endless = DEFAULT_PACK.with_figures({"request_days": 1_000})
    (asked,) = found(ANSWER, RELEASED, came("2026-03-01"), as_of="2028-11-01", pack=endless)
    assert asked[2:] == ("open", None)


def test_two_that_wait_at_once_are_two_duties_and_each_is_met_by_its_own_answer():
    story = (RELEASED, came("2026-03-01"), came("2026-03-03", 2), answered("2026-03-04", 2))
    assert found(ANSWER, *story, as_of="2026-03-20") == [
        ("2026-03-01", "2026-03-16", "overdue", None),
        ("2026-03-03", "2026-03-18", "done", "2026-03-04"),
    ]
    assert [duty.about for duty in of(ANSWER, *story, as_of="2026-03-20")] == ["1", "2"]


def test_control_a_kind_of_duty_that_is_not_owed_apart_would_be_met_by_the_answer_to_the_other():
    story = (came("2026-03-01"), came("2026-03-03", 2), answered("2026-03-04", 2))
    moments = [Moment(one.on, (f"{one.event}_on",)) for one in story]
    (plan,) = (plan for plan in JUDGE.plans if plan.duty.name == ANSWER)
    assert isinstance(plan.duty, DutyDefinition)
    mixed = replay((plan,), Timeline.of(moments), JUDGE.stops, on("2026-03-20"), DEFAULT_PACK, 0, "").answers
    assert [duty.met_on for duty in mixed] == [on("2026-03-04")]


def test_more_time_is_counted_from_the_day_on_which_it_would_have_been_due():
    story = (RELEASED, came("2026-03-01"), extended("2026-03-10"))
    assert found(ANSWER, *story, as_of="2026-03-20") == [
        ("2026-03-01", "2026-03-16", "void", None),
        ("2026-03-10", "2026-03-31", "open", None),
    ]


def test_what_was_late_already_stays_late():
    story = (RELEASED, came("2026-03-01"), extended("2026-03-17"))
    assert found(ANSWER, *story, as_of="2026-03-20") == [("2026-03-01", "2026-03-16", "overdue", None)]


def test_more_time_for_one_is_none_for_the_other_and_no_reason_of_it():
    story = (RELEASED, came("2026-03-01"), came("2026-03-03", 2), extended("2026-03-10"))
    other = next(duty for duty in of(ANSWER, *story, as_of="2026-03-20") if duty.about == "2")
    assert (other.due_on, dict(other.inputs)) == (on("2026-03-18"), {"request_came_on": on("2026-03-03")})


@pytest.mark.parametrize("end", ["died", "reoffended", "care_ended"])
def test_the_end_of_the_case_ends_no_request_and_whoever_asks_after_it_is_answered(end):
    ended = released("2020-01-10"), came("2025-01-08"), told("2025-01-20", end), came("2025-01-21", 2)
    assert [duty[1:3] for duty in found(ANSWER, *ended, as_of="2025-02-20")] == [
        ("2025-01-23", "overdue"),
        ("2025-02-05", "overdue"),
    ]


def test_an_answer_in_the_next_case_answers_what_was_asked_in_the_last():
    story = (
        RELEASED,
        came("2026-03-01"),
        told("2026-03-05", "reoffended"),
        released("2026-03-10"),
        answered("2026-03-11"),
    )
    assert found(ANSWER, *story, as_of="2026-03-20") == [("2026-03-01", "2026-03-16", "done", "2026-03-11")]


def test_it_is_owed_by_the_office_whose_the_file_is_and_goes_with_it():
    custody = (told("2025-01-10", "form_received"), came("2025-03-01"))
    assert owners(ANSWER, *custody, as_of="2025-03-02") == ["east"], "before care the registered one"
    story = (RELEASED, came("2025-03-01"), moved("2025-03-02", WEST))
    assert owners(ANSWER, *story, as_of="2025-03-02") == ["east"], "until it is taken over"
    taken = (*story, told("2025-03-03", "transfer_accepted"))
    assert owners(ANSWER, *taken, as_of="2025-03-03") == ["west"]
    assert AT_HOME.home.registered == EAST


def test_the_figures_are_the_district_s_own():
    slow = DEFAULT_PACK.with_figures({"request_days": 30, "request_extension_days": 0})
    story = (RELEASED, came("2026-03-01"), extended("2026-03-10"))
    assert found(ANSWER, *story, as_of="2026-03-20", pack=slow) == [("2026-03-01", "2026-03-31", "open", None)]


# What may come when

NOT_WAITING = "没有待答复的个人信息请求"


@pytest.mark.parametrize(
    ("story", "sentence"),
    [
        ((answered("2026-03-01"),), NOT_WAITING),
        ((extended("2026-03-01"),), NOT_WAITING),
        ((came("2026-03-01"), answered("2026-03-02", 2)), NOT_WAITING),
        ((came("2026-03-01"), answered("2026-03-02"), answered("2026-03-03")), NOT_WAITING),
        ((came("2026-03-01"), answered("2026-03-02"), extended("2026-03-03")), NOT_WAITING),
        ((came("2026-03-01"), extended("2026-03-02"), extended("2026-03-03")), "只能延长一次"),
        ((came("2026-03-01"), came("2026-03-02")), "已经登记过"),
    ],
)
def test_what_cannot_come_is_told_in_a_sentence(story, sentence):
    (fault,) = faults((RELEASED, *story), SOMEBODY, DEFAULT_PACK, judge=JUDGE)
    assert sentence in fault.zh
    assert fault.en.isascii()


def test_after_death_relatives_ask_and_are_answered():
    story = (RELEASED, told("2026-02-01", "died"), came("2026-03-01"), extended("2026-03-02"), answered("2026-03-03"))
    assert faults(story, SOMEBODY, DEFAULT_PACK, judge=JUDGE) == []


def test_what_could_come_next_is_known_without_a_number():
    names = ("request_came", "request_extended", "request_answered")

    def next_of(*story: Happening) -> set[str]:
        return set(coming_next(story, SOMEBODY, DEFAULT_PACK, names, on("2026-03-09"), judge=JUDGE))

    assert next_of(RELEASED) == {"request_came"}
    assert next_of(RELEASED, came("2026-03-01")) == set(names)
    assert next_of(RELEASED, came("2026-03-01"), extended("2026-03-02")) == {"request_came", "request_answered"}
    assert next_of(RELEASED, came("2026-03-01"), answered("2026-03-02")) == {"request_came"}


def test_a_request_without_a_number_cannot_be_read():
    with pytest.raises(UnreadableEvent, match="request: expected a whole number"):
        of(ANSWER, RELEASED, told("2026-03-01", "request_came"), as_of="2026-03-02")
