"""二（三）4: who is followed up in each period and who at any time, who is reviewed, and who leads a town's meeting."""

import pytest

from anbang.policy import DEFAULT_PACK, NEVER, NOT_KNOWN, answer
from tests.policy.stories import on

TODAY = on("2016-06-30")
EVERYBODY = DEFAULT_PACK.with_figures({"follow_up_for": "everybody"})
NO_CONTACT = DEFAULT_PACK.with_figures({"priority_contact": False})
REASON = ["no_home"]


def test_a_town_leads_its_own_meeting_unless_the_pack_reads_the_text_to_the_letter():
    letter = DEFAULT_PACK.with_figures({"town_meeting_led_by": "district"})
    assert answer("town_meeting_led_by", as_of=TODAY) == "town"
    assert answer("town_meeting_led_by", as_of=TODAY, pack=letter) == "district"


@pytest.mark.parametrize(
    ("began", "day", "asked_on"),
    [
        ("2016-01-10", "2016-06-30", "2016-05-31"),
        ("2016-05-30", "2016-06-30", "2016-05-31"),
        ("2016-05-31", "2016-06-30", "2016-05-31"),
        ("2016-06-01", "2016-06-30", "2016-06-01"),
        ("2015-12-01", "2016-03-30", "2016-02-29"),
    ],
)
def test_priority_is_asked_thirty_days_back_but_not_before_care_began(began, day, asked_on):
    assert answer("priority_asked_before_on", as_of=on(day), released_on=on(began)) == on(asked_on)


def test_without_care_there_is_no_earlier_day_to_ask_about():
    assert answer("priority_asked_before_on", as_of=TODAY) == NEVER


@pytest.mark.parametrize(
    ("now", "before", "for_some_time"),
    [
        (REASON, REASON, True),
        (REASON, ["no_kin"], True),
        (REASON, [], False),
        ([], REASON, False),
        (REASON, None, NOT_KNOWN),
        ([], None, False),
    ],
)
def test_somebody_is_a_priority_person_for_some_time_only_if_they_were_one_before_too(now, before, for_some_time):
    facts = {"priority_reasons": now, "priority_reasons_before": before}
    assert answer("priority_for_some_time", as_of=TODAY, **facts) is for_some_time


@pytest.mark.parametrize(
    ("now", "before", "village", "followed_up"),
    [
        ([], [], True, True),
        (REASON, REASON, True, False),
        (REASON, [], True, True),
        ([], [], False, False),
        (REASON, REASON, False, False),
        ([], [], None, NOT_KNOWN),
        (REASON, REASON, None, False),
    ],
)
def test_a_general_person_in_village_care_is_followed_up_in_each_period_and_a_priority_person_is_not(
    now, before, village, followed_up
):
    facts = {"priority_reasons": now, "priority_reasons_before": before, "in_village_care": village}
    assert answer("followed_up_in_periods", as_of=TODAY, **facts) is followed_up


def test_a_pack_may_have_everybody_followed_up_in_each_period():
    facts = {"priority_reasons": REASON, "priority_reasons_before": REASON, "in_village_care": True}
    assert answer("followed_up_in_periods", as_of=TODAY, pack=EVERYBODY, **facts) is True
    assert answer("followed_up_in_periods", as_of=TODAY, pack=EVERYBODY, in_village_care=True) is True


@pytest.mark.parametrize(
    ("now", "village", "reviewed"),
    [(REASON, True, True), ([], True, False), (REASON, False, False), (None, True, NOT_KNOWN), (None, False, False)],
)
def test_a_priority_person_in_village_care_is_reviewed_and_a_general_one_is_not(now, village, reviewed):
    facts = {"priority_reasons": now, "priority_reasons_before": now, "in_village_care": village}
    assert answer("reviewed_in_periods", as_of=TODAY, **facts) is reviewed


@pytest.mark.parametrize(
    ("day", "change", "followed_up"),
    [
        ("2016-01-09", {}, False),
        ("2016-01-10", {}, True),
        ("2021-01-10", {}, True),
        ("2021-01-11", {}, False),
        ("2016-06-30", {"priority_reasons": []}, False),
        ("2016-06-30", {"priority_reasons": None}, NOT_KNOWN),
        ("2016-06-30", {"in_village_care": False}, False),
        ("2016-06-30", {"died_on": on("2016-06-30")}, False),
    ],
)
def test_a_priority_person_is_followed_up_at_any_time_while_in_care(day, change, followed_up):
    facts = {"released_on": on("2016-01-10"), "in_village_care": True, "priority_reasons": REASON, **change}
    assert answer("followed_up_at_any_time", as_of=on(day), **facts) is followed_up


def test_a_pack_may_know_no_contact_at_any_time():
    facts = {"released_on": on("2016-01-10"), "in_village_care": True, "priority_reasons": REASON}
    assert answer("followed_up_at_any_time", as_of=TODAY, pack=NO_CONTACT, **facts) is False


@pytest.mark.parametrize(
    ("day", "due"), [("2016-01-10", "2016-02-10"), ("2016-01-31", "2016-02-29"), ("2017-01-31", "2017-02-28")]
)
def test_the_next_contact_is_due_a_month_later_or_on_the_last_of_the_month(day, due):
    assert answer("priority_contact_due", as_of=on(day)) == on(due)
