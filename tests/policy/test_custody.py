"""二（三）1: registration form, verification, release notice and reception arrangement, from the clause."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from anbang.policy import DEFAULT_PACK, answer, duties
from tests.policy.stories import DETENTION, PRISON, admitted, found, notice, on, released, told

FORM, VERIFY, NOTICE, REPLY = "send_registration_form", "verify", "send_release_notice", "reply_reception"


# The registration form


def test_a_detention_centre_owes_the_form_a_month_after_admission():
    story = [admitted("2015-10-08", to=DETENTION)]
    assert found(FORM, *story, as_of="2015-11-07") == [("2015-10-08", "2015-11-08", "open", None)]
    assert found(FORM, *story, as_of="2015-11-08") == [("2015-10-08", "2015-11-08", "open", None)]
    assert found(FORM, *story, as_of="2015-11-09") == [("2015-10-08", "2015-11-08", "overdue", None)]


def test_a_prison_owes_no_form_because_the_text_gives_it_no_date():
    assert found(FORM, admitted("2015-10-08", to=PRISON), as_of="2016-10-08") == []


@pytest.mark.parametrize(
    ("admitted_on", "due"),
    [
        ("2016-01-31", "2016-02-29"),
        ("2017-01-31", "2017-02-28"),
        ("2016-02-29", "2016-03-29"),
        ("2016-12-31", "2017-01-31"),
    ],
)
def test_the_month_ends_on_the_same_day_or_on_the_last_of_the_month(admitted_on, due):
    assert found(FORM, admitted(admitted_on, to=DETENTION), as_of=admitted_on)[0][1] == due


@pytest.mark.parametrize(
    ("sent", "received", "done_on", "state"),
    [
        ("2015-11-08", "2015-11-12", "2015-11-08", "done"),
        ("2015-11-09", "2015-11-12", "2015-11-09", "done_late"),
        (None, "2015-11-08", "2015-11-08", "done"),
        (None, "2015-11-09", "2015-11-09", "done_late"),
        ("2015-11-05", "2015-11-05", "2015-11-05", "done"),
    ],
)
def test_the_form_is_done_when_it_leaves_or_when_it_comes_whichever_is_first(sent, received, done_on, state):
    story = [admitted("2015-10-08", to=DETENTION)]
    story += [told(sent, "form_sent", channel="post")] if sent else []
    story += [told(received, "form_received", channel="post")]
    assert found(FORM, *story, as_of="2016-01-01") == [("2015-10-08", "2015-11-08", state, done_on)]


def test_a_form_that_came_before_the_admission_does_not_answer_it():
    story = [told("2015-10-01", "form_received", channel="post"), admitted("2015-10-08", to=DETENTION)]
    assert found(FORM, *story, as_of="2015-10-08") == [("2015-10-08", "2015-11-08", "open", None)]
    again = [*story, told("2015-10-08", "form_received", channel="system")]
    assert found(FORM, *again, as_of="2015-10-08") == [("2015-10-08", "2015-11-08", "done", "2015-10-08")]


# Verification


def test_the_verification_is_due_a_month_after_the_form_came():
    story = [told("2015-10-23", "form_received", channel="post")]
    answered = {
        day: [*story, told(day, "verified", name=True, identity=True, address="unknown")]
        for day in ("2015-11-23", "2015-11-24")
    }
    assert found(VERIFY, *story, as_of="2015-11-23") == [("2015-10-23", "2015-11-23", "open", None)]
    assert found(VERIFY, *story, as_of="2015-11-24") == [("2015-10-23", "2015-11-23", "overdue", None)]
    assert found(VERIFY, *answered["2015-11-23"], as_of="2016-01-01") == [
        ("2015-10-23", "2015-11-23", "done", "2015-11-23")
    ]
    assert found(VERIFY, *answered["2015-11-24"], as_of="2016-01-01") == [
        ("2015-10-23", "2015-11-23", "done_late", "2015-11-24")
    ]


def test_a_form_that_only_left_the_institution_opens_no_verification():
    assert found(VERIFY, told("2015-10-20", "form_sent", channel="post"), as_of="2016-01-01") == []


def test_a_second_form_opens_no_second_verification_while_one_runs():
    story = [told("2015-10-23", "form_received"), told("2015-11-01", "form_received")]
    assert found(VERIFY, *story, as_of="2015-11-01") == [("2015-10-23", "2015-11-23", "open", None)]


def test_a_form_after_the_answer_opens_a_new_verification_that_the_old_answer_does_not_meet():
    story = [told("2015-10-23", "form_received"), told("2015-10-30", "verified"), told("2015-10-30", "form_received")]
    assert found(VERIFY, *story, as_of="2015-10-30") == [
        ("2015-10-23", "2015-11-23", "done", "2015-10-30"),
        ("2015-10-30", "2015-11-30", "open", None),
    ]


def test_an_answer_before_the_form_does_not_meet_the_verification():
    story = [told("2015-10-20", "verified"), told("2015-10-23", "form_received")]
    assert found(VERIFY, *story, as_of="2015-10-23") == [("2015-10-23", "2015-11-23", "open", None)]


def test_a_late_answer_closes_an_overdue_verification_once():
    story = [told("2015-10-23", "form_received"), told("2015-12-01", "verified"), told("2015-12-02", "verified")]
    assert found(VERIFY, *story, as_of="2016-01-01") == [("2015-10-23", "2015-11-23", "done_late", "2015-12-01")]


# The release notice


def test_the_notice_is_due_a_month_before_the_release_day():
    story = [admitted("2015-11-10", "2016-01-20")]
    assert found(NOTICE, *story, as_of="2015-12-20") == [("2015-11-10", "2015-12-20", "open", None)]
    assert found(NOTICE, *story, as_of="2015-12-21") == [("2015-11-10", "2015-12-20", "overdue", None)]


@pytest.mark.parametrize(
    ("release_on", "due"), [("2016-03-31", "2016-02-29"), ("2017-03-31", "2017-02-28"), ("2017-03-01", "2017-02-01")]
)
def test_a_month_before_the_last_days_of_march_is_the_last_of_february(release_on, due):
    assert found(NOTICE, admitted("2015-10-08", release_on), as_of="2015-10-08")[0][1] == due


def test_without_a_known_release_day_no_notice_is_owed():
    assert found(NOTICE, admitted("2015-11-10"), as_of="2020-01-01") == []


def test_the_notice_is_owed_from_the_day_on_which_a_release_day_becomes_known():
    story = [admitted("2015-11-10"), told("2016-02-01", "release_date_changed", release_on="2016-06-30")]
    assert found(NOTICE, *story, as_of="2016-02-01") == [("2016-02-01", "2016-05-30", "open", None)]


def test_a_notice_is_never_due_before_the_day_it_is_first_owed():
    assert found(NOTICE, admitted("2016-01-10", "2016-01-20"), as_of="2016-01-10") == [
        ("2016-01-10", "2016-01-10", "open", None)
    ]


def test_once_a_notice_has_come_none_is_owed_whatever_day_is_told_later():
    story = [notice("2015-12-20", "2016-01-20"), admitted("2015-12-21", "2016-01-20")]
    story += [told("2016-01-02", "release_date_changed", release_on="2016-03-20")]
    assert found(NOTICE, *story, as_of="2016-04-01") == []


def test_a_commuted_date_makes_the_running_notice_void_and_opens_it_anew():
    story = [admitted("2015-11-10", "2016-05-20"), told("2016-02-01", "release_date_changed", release_on="2016-04-20")]
    assert found(NOTICE, *story, as_of="2016-02-01") == [
        ("2015-11-10", "2016-04-20", "void", None),
        ("2016-02-01", "2016-03-20", "open", None),
    ]


def test_a_commuted_date_that_leaves_less_than_a_month_makes_the_notice_due_at_once():
    story = [admitted("2015-11-10", "2016-05-20"), told("2016-02-01", "release_date_changed", release_on="2016-02-10")]
    assert found(NOTICE, *story, as_of="2016-02-02") == [
        ("2015-11-10", "2016-04-20", "void", None),
        ("2016-02-01", "2016-02-01", "overdue", None),
    ]


def test_the_same_release_day_told_again_moves_nothing():
    story = [admitted("2015-11-10", "2016-05-20"), told("2016-02-01", "release_date_changed", release_on="2016-05-20")]
    assert found(NOTICE, *story, as_of="2016-02-01") == [("2015-11-10", "2016-04-20", "open", None)]


def test_a_change_on_the_due_day_still_moves_it_and_one_day_later_no_more():
    def changed(day: str):
        return [admitted("2015-11-10", "2016-05-20"), told(day, "release_date_changed", release_on="2016-06-20")]

    assert found(NOTICE, *changed("2016-04-20"), as_of="2016-04-21") == [
        ("2015-11-10", "2016-04-20", "void", None),
        ("2016-04-20", "2016-05-20", "open", None),
    ]
    assert found(NOTICE, *changed("2016-04-21"), as_of="2016-04-21") == [("2015-11-10", "2016-04-20", "overdue", None)]


def test_two_changes_on_one_day_are_taken_as_they_were_recorded():
    story = [admitted("2015-11-10", "2016-05-20")]
    story += [told("2016-02-01", "release_date_changed", release_on=day) for day in ("2016-04-20", "2016-05-20")]
    assert found(NOTICE, *story, as_of="2016-02-01") == [
        ("2015-11-10", "2016-04-20", "void", None),
        ("2016-02-01", "2016-03-20", "void", None),
        ("2016-02-01", "2016-04-20", "open", None),
    ]


def test_an_overdue_notice_is_done_late_even_after_release():
    story = [admitted("2015-11-10", "2016-01-20"), released("2016-01-20"), notice("2016-01-25", "2016-01-20")]
    assert found(NOTICE, *story, as_of="2016-02-01") == [("2015-11-10", "2015-12-20", "done_late", "2016-01-25")]


def test_a_release_before_the_known_day_settles_it_and_moves_the_notice():
    story = [admitted("2015-11-10", "2016-05-20"), released("2016-03-01")]
    assert found(NOTICE, *story, as_of="2016-03-01") == [
        ("2015-11-10", "2016-04-20", "void", None),
        ("2016-03-01", "2016-03-01", "open", None),
    ]


# The reception arrangement


def test_the_reply_is_due_seven_days_after_the_notice():
    story = [notice("2016-02-29", "2016-03-31")]
    assert found(REPLY, *story, as_of="2016-03-07") == [("2016-02-29", "2016-03-07", "open", None)]
    assert found(REPLY, *story, as_of="2016-03-08") == [("2016-02-29", "2016-03-07", "overdue", None)]
    in_time, late = (told(day, "reception_arranged") for day in ("2016-03-07", "2016-03-08"))
    assert found(REPLY, *story, in_time, as_of="2016-04-01") == [("2016-02-29", "2016-03-07", "done", "2016-03-07")]
    assert found(REPLY, *story, late, as_of="2016-04-01") == [("2016-02-29", "2016-03-07", "done_late", "2016-03-08")]


@pytest.mark.parametrize(
    ("release_on", "due"), [("2016-03-06", "2016-03-06"), ("2016-03-07", "2016-03-07"), ("2016-03-08", "2016-03-07")]
)
def test_the_reply_is_due_at_the_latest_on_the_release_day(release_on, due):
    assert found(REPLY, notice("2016-02-29", release_on), as_of="2016-02-29")[0][1] == due


def test_a_notice_that_comes_after_its_release_day_is_to_be_answered_on_the_day_it_comes():
    assert found(REPLY, notice("2016-02-29", "2016-02-20"), as_of="2016-02-29")[0][:2] == ("2016-02-29", "2016-02-29")


def test_a_second_notice_moves_the_running_reply_but_its_days_still_count_from_the_first():
    story = [notice("2016-03-01", "2016-03-05"), notice("2016-03-03", "2016-04-20")]
    assert found(REPLY, *story, as_of="2016-03-03") == [
        ("2016-03-01", "2016-03-05", "void", None),
        ("2016-03-03", "2016-03-08", "open", None),
    ]


def test_a_later_release_day_beyond_the_seven_days_leaves_the_reply_as_it_is():
    story = [notice("2016-03-01", "2016-03-31"), told("2016-03-03", "release_date_changed", release_on="2016-04-20")]
    assert found(REPLY, *story, as_of="2016-03-03") == [("2016-03-01", "2016-03-08", "open", None)]


def test_a_notice_after_the_answer_is_to_be_answered_again():
    story = [
        notice("2016-03-01", "2016-04-20"),
        told("2016-03-02", "reception_arranged"),
        notice("2016-03-10", "2016-05-20"),
    ]
    assert found(REPLY, *story, as_of="2016-03-10") == [
        ("2016-03-01", "2016-03-08", "done", "2016-03-02"),
        ("2016-03-10", "2016-03-17", "open", None),
    ]


def test_a_notice_once_care_has_begun_asks_for_no_arrangement():
    assert found(REPLY, released("2016-03-01"), notice("2016-03-02", "2016-03-01"), as_of="2016-03-02") == []


def test_death_in_custody_ends_what_is_not_overdue_and_leaves_what_is():
    story = [admitted("2015-10-08", "2016-03-31", to=DETENTION), told("2016-02-29", "died")]
    assert found(FORM, *story, as_of="2016-06-01") == [("2015-10-08", "2015-11-08", "overdue", None)]
    assert found(NOTICE, *story, as_of="2016-06-01") == [("2015-10-08", "2016-02-29", "void", None)]
    assert found(NOTICE, *story, as_of="2016-02-28") == [("2015-10-08", "2016-02-29", "open", None)]


# Who owes them


def test_each_duty_names_the_kind_of_its_owner_the_place_that_decides_and_its_clause():
    story = [admitted("2015-10-08", "2016-03-31", to=DETENTION), told("2015-10-23", "form_received")]
    story += [notice("2016-02-29", "2016-03-31")]
    owners = {
        duty.duty: (duty.owner_kind, duty.owner_place, duty.clause) for duty in duties(story, as_of=on("2016-02-29"))
    }
    assert owners == {
        FORM: ("institution", "institution", "2.3.1"),
        VERIFY: ("justice_office", "registered_town", "2.3.1"),
        NOTICE: ("institution", "institution", "2.3.1"),
        REPLY: ("justice_bureau", "district", "2.3.1"),
        "receive": ("town", "registered_town", "2.3.2"),
    }


# Late notices


@pytest.mark.parametrize(
    ("today", "release_on", "late"),
    [
        ("2026-11-05", "2026-12-04", True),
        ("2026-11-05", "2026-12-05", False),
        ("2026-11-05", "2026-12-06", False),
        ("2026-01-31", "2026-02-27", True),
        ("2026-01-31", "2026-02-28", False),
        ("2024-01-31", "2024-02-28", True),
        ("2024-01-31", "2024-02-29", False),
        ("2026-11-05", "2026-11-01", True),
    ],
)
def test_a_notice_is_late_when_release_is_less_than_a_month_away(today, release_on, late):
    assert answer("notice_late", as_of=on(today), release_on=on(release_on)) is late


# Whatever the days are

days_of_2016 = some.dates(date(2016, 1, 1), date(2016, 12, 31))


@given(days_of_2016, days_of_2016, days_of_2016)
def test_a_later_notice_never_makes_a_duty_due_earlier(one, other, release_on):
    earlier, later = sorted([one, other])

    def due_by_notice_on(day: date) -> dict[str, date]:
        return {duty.duty: duty.due_on for duty in duties([notice(str(day), str(release_on), "no_home")], as_of=later)}

    before, after = due_by_notice_on(earlier), due_by_notice_on(later)
    assert before.keys() == after.keys() == {REPLY, "receive", "alert_priority"}
    assert all(before[name] <= after[name] for name in before)


custody_events = some.sampled_from(
    ["form_sent", "form_received", "verified", "reception_arranged", "priority_alerted", "notice", "change"]
)


@given(
    some.lists(some.tuples(some.integers(0, 60), custody_events, some.integers(0, 90)), max_size=12),
    some.integers(0, 120),
)
def test_whatever_happens_the_promises_of_every_duty_hold(steps, until):
    start, story = date(2016, 1, 1), [admitted("2016-01-01", "2016-03-01", to=DETENTION)]
    for days, event, further in sorted(steps, key=lambda step: step[0]):
        day, release_on = str(start + timedelta(days)), str(start + timedelta(days + further))
        match event:
            case "notice":
                story.append(notice(day, release_on, "no_home"))
            case "change":
                story.append(told(day, "release_date_changed", release_on=release_on))
            case _:
                story.append(told(day, event))
    asked_on = start + timedelta(until)
    answered = duties(story, as_of=asked_on)
    for duty in answered:
        assert duty.opens_on <= duty.due_on
        assert duty.met_on is None or duty.opens_on <= duty.met_on <= asked_on
        assert duty.met_on is None or duty.void_on is None
        assert duty.void_on is None or duty.opens_on <= duty.void_on <= duty.due_on
    running = [duty.duty for duty in answered if duty.state in {"open", "overdue"}]
    assert len(running) == len(set(running))
    assert duties([event for event in story if event.on <= asked_on], as_of=asked_on) == answered


def test_control_another_figure_gives_another_day():
    tighter = DEFAULT_PACK.with_figures({"verification_months": 2, "reception_reply_days": 3})
    assert found(VERIFY, told("2015-10-23", "form_received"), as_of="2015-10-23", pack=tighter)[0][1] == "2015-12-23"
    assert found(REPLY, notice("2016-02-29", "2016-03-31"), as_of="2016-02-29", pack=tighter)[0][1] == "2016-03-03"
