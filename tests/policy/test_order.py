"""What may come when: each fault is told once, in both languages, with what is expected instead."""

from datetime import date

import pytest

from anbang.policy import DEFAULT_PACK, JUDGE, SOMEBODY, Abode, Happening, Home, Person, UnreadableEvent
from anbang.policy.event_titles import TITLES
from anbang.policy.order import coming_next, faults
from anbang.policy.reading_events import PLAIN, READERS
from tests.policy.stories import (
    AT_HOME,
    EAST,
    LIVING_APART,
    OUTSIDE,
    WEST,
    admitted,
    lifted,
    moved,
    notice,
    priority,
    told,
)
from tests.policy.stories import released as released_on

NEW_NAMES = ("not_ours", "registered_changed", "identity_established")


def test_every_event_that_the_rules_read_has_a_title_in_both_languages():
    assert {*READERS, *PLAIN, *NEW_NAMES} == set(TITLES)
    assert all(zh and en and not zh.isascii() and en.isascii() for zh, en in TITLES.values())


def said(*story: Happening, person: Person = AT_HOME) -> list[tuple[int, str]]:
    """Where the faults are, and what is said in English."""
    return [(fault.position, fault.en) for fault in faults(story, person, DEFAULT_PACK, judge=JUDGE)]


RELEASED = released_on("2016-01-10")
REPORTED = told("2016-01-20", "reported_in")
CERTIFIED, CHECKED = told("2016-01-21", "hardship_certified"), told("2016-01-22", "allowance_checked")
APPROVED = told("2016-02-05", "allowance_approved")
TO_APPROVAL = (RELEASED, REPORTED, CERTIFIED, CHECKED, APPROVED)


def paid(day: str, month: str) -> Happening:
    return told(day, "allowance_paid", month=month)


OUT_OF_ORDER = {
    "a day before the one above": (
        [RELEASED, told("2016-01-09", "visited")],
        "Follow-up visit on 2016-01-09: it is earlier than the event above it, release on 2016-01-10.",
    ),
    "a visit before care": (
        [notice("2016-01-01", "2016-01-10"), told("2016-01-05", "visited")],
        "Follow-up visit on 2016-01-05: care has not begun; a release or the end of community corrections comes first.",
    ),
    "a second release": (
        [RELEASED, released_on("2016-02-01")],
        "Release on 2016-02-01: care has begun already; a release or the end of corrections comes once.",
    ),
    "corrections after custody": (
        [admitted("2016-01-01"), told("2016-02-01", "corrections_completed")],
        "End of community corrections on 2016-02-01: the person is in custody; a release is expected instead.",
    ),
    "a second admission": (
        [admitted("2016-01-01"), admitted("2016-02-01")],
        "Admission to custody on 2016-02-01: the case has its admission already; there is one only.",
    ),
    "an admission in care": (
        [RELEASED, admitted("2016-02-01")],
        "Admission to custody on 2016-02-01: care has begun; an admission comes before it, or after the case has ended.",
    ),
    "an admission for release before it": (
        [admitted("2016-01-10", "2016-01-09")],
        "Admission to custody on 2016-01-10: the release day 2016-01-09 lies before it; expected that day or a later one.",
    ),
    "a release day changed in care": (
        [RELEASED, told("2016-02-01", "release_date_changed", release_on="2016-03-01")],
        "Change of the release day on 2016-02-01: it comes only while the person is in custody.",
    ),
    "an answer without a transfer": (
        [RELEASED, told("2016-02-01", "transfer_accepted")],
        ("Transfer accepted on 2016-02-01: no transfer is open; one opens when somebody in care lives in another town than that "
        "of the office in charge."),
    ),
    "the end within the term": (
        [RELEASED, told("2021-01-10", "care_ended")],
        "End of care confirmed on 2021-01-10: the term of care runs to 2021-01-10; the end is confirmed after that day.",
    ),
    "a reason lifted that is not there": (
        [priority("2016-01-01", "no_home"), lifted("2016-02-01", "no_home", "no_work")],
        "Priority lifted on 2016-02-01: the person has no such reason: no work; there are: no home.",
    ),
    "dibao granted twice": (
        [told("2016-01-01", "dibao_granted", from_month="2016-02"), told("2016-03-01", "dibao_granted", from_month="2016-03")],
        "Dibao granted on 2016-03-01: dibao has been granted from 2016-02 on; its end is expected before another grant.",
    ),
    "dibao ended before it began": (
        [told("2016-01-01", "dibao_granted", from_month="2016-02"), told("2016-03-01", "dibao_ended", last_month="2016-01")],
        "End of dibao on 2016-03-01: the last month is expected to be 2016-02 or later.",
    ),
    "a check without a certificate": (
        [RELEASED, REPORTED, CHECKED],
        "Allowance checked on 2016-01-22: hardship has to be certified, and the person to have reported in, before it.",
    ),
    "a check before reporting in": (
        [RELEASED, CERTIFIED, CHECKED],
        "Allowance checked on 2016-01-22: hardship has to be certified, and the person to have reported in, before it.",
    ),
    "an approval without a check": (
        [RELEASED, REPORTED, CERTIFIED, APPROVED],
        "Allowance approved on 2016-02-05: the justice office's check comes before it.",
    ),
    "a second approval": (
        [*TO_APPROVAL, told("2016-03-01", "allowance_approved")],
        "Allowance approved on 2016-03-01: it was approved on 2016-02-05 already; it is approved once.",
    ),
    "a payment without approval": (
        [RELEASED, REPORTED, CERTIFIED, CHECKED, paid("2016-02-05", "2016-02")],
        "Payment of the allowance on 2016-02-05: the town's approval comes before it.",
    ),
    "a month that is not payable": (
        [*TO_APPROVAL, paid("2016-02-06", "2016-08")],
        "Payment of the allowance on 2016-02-06: 2016-08 is not payable; payable are 2016-02 to 2016-07.",
    ),
    "a month paid twice": (
        [*TO_APPROVAL, paid("2016-02-06", "2016-02"), paid("2016-02-07", "2016-02")],
        "Payment of the allowance on 2016-02-07: 2016-02 has been paid, and nothing is owed for it.",
    ),
    "somebody who died twice": (
        [told("2016-01-01", "died"), told("2016-01-02", "died")],
        ("Death on 2016-01-02: the case ended on 2016-01-01 (death); after that only these come: payment of the allowance, "
        "major change told, end of dibao, dibao granted, facts of the household, identity established, look-back made, "
        "change of residence, change of the registered place, rights request answered, rights request received, "
        "time to answer a rights request extended."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OUT_OF_ORDER)
def test_an_event_out_of_order_is_told_once_with_what_is_expected(name):
    story, sentence = OUT_OF_ORDER[name]
    assert said(*story) == [(len(story) - 1, sentence)]


def test_the_same_is_said_in_chinese():
    story = [
        *TO_APPROVAL,
        paid("2016-02-06", "2016-08"),
        moved("2016-02-06", WEST),
        told("2016-03-01", "identity_established"),
    ]
    assert [fault.zh for fault in faults(story, AT_HOME, DEFAULT_PACK, judge=JUDGE)] == [
        "2016-02-06“发放补助”：2016-08不是可发放的月份，可发放2016-02至2016-07。",
        "2016-03-01“查清身份”：身份本已查清，只用于身份未查清的人员。",
    ]  # fmt: skip


def test_one_mistake_gives_one_fault_since_it_is_left_out_for_what_follows():
    early = told("2015-01-01", "reported_in")
    assert [position for position, _ in said(RELEASED, early, REPORTED, CERTIFIED, CHECKED)] == [1]


def test_the_allowance_is_refused_to_whoever_is_registered_elsewhere_and_after_corrections():
    stranger = Person(Home(OUTSIDE, EAST))
    elsewhere = said(*TO_APPROVAL, person=stranger)
    corrected = said(told("2016-01-10", "corrections_completed"), REPORTED, CERTIFIED, CHECKED, APPROVED)
    assert [position for position, _ in elsewhere] == [position for position, _ in corrected] == [2, 3, 4]
    unknown = Person(Home(OUTSIDE, EAST, investigated_in="east", identity_known=False))
    assert said(*TO_APPROVAL, person=unknown) == []


def test_a_month_topped_up_is_owed_only_once_the_new_standard_is_announced():
    story = [released_on("2017-03-01"), told("2017-03-02", "reported_in"), told("2017-03-03", "hardship_certified")]
    story += [
        told("2017-03-03", "allowance_checked"),
        told("2017-04-03", "allowance_approved"),
        paid("2017-04-10", "2017-04"),
    ]
    assert [position for position, _ in said(*story, paid("2017-08-16", "2017-04"))] == [6]
    assert said(*story, paid("2017-08-17", "2017-04")) == []
    assert [position for position, _ in said(*story, paid("2017-08-17", "2017-04"), paid("2017-08-18", "2017-04"))] == [
        7
    ]


def test_where_nobody_told_which_standard_counts_no_difference_is_owed():
    told_nowhere = [*TO_APPROVAL, paid("2016-02-06", "2016-02"), paid("2016-02-07", "2016-02")]
    assert [position for position, _ in said(*told_nowhere, person=SOMEBODY)] == [6]


def test_a_stopped_month_that_was_paid_in_error_may_be_told_but_only_once():
    story = [*TO_APPROVAL, told("2016-03-01", "dibao_granted", from_month="2016-03"), paid("2016-03-10", "2016-03")]
    assert said(*story) == []
    assert [position for position, _ in said(*story, paid("2016-03-11", "2016-03"))] == [7]


def test_a_transfer_is_answered_while_it_is_open_and_care_goes_on():
    accepted = told("2016-02-01", "transfer_accepted")
    assert said(RELEASED, accepted, person=LIVING_APART) == []
    assert [position for position, _ in said(RELEASED, accepted, accepted, person=LIVING_APART)] == [2]
    last = told("2021-01-10", "transfer_returned")
    assert said(RELEASED, last, person=LIVING_APART) == []
    late = told("2021-01-11", "transfer_returned")
    assert [position for position, _ in said(RELEASED, late, person=LIVING_APART)] == [1]


NEW_CASES = {
    "admitted": admitted("2018-01-01"),
    "released": released_on("2018-01-01"),
    "corrections_completed": told("2018-01-01", "corrections_completed"),
}


@pytest.mark.parametrize("name", NEW_CASES)
def test_after_a_reoffence_a_new_case_may_begin_and_after_death_none(name):
    assert said(RELEASED, told("2017-01-01", "reoffended"), NEW_CASES[name]) == []
    assert [position for position, _ in said(RELEASED, told("2017-01-01", "died"), NEW_CASES[name])] == [2]


def test_a_new_case_needs_its_own_report_and_its_own_steps():
    again = [told("2017-01-01", "reoffended"), released_on("2018-01-01"), told("2018-01-02", "allowance_checked")]
    assert [position for position, _ in said(*TO_APPROVAL, *again)] == [7]


def test_a_look_back_may_still_be_made_in_a_later_case():
    looked_back = told("2018-02-01", "looked_back")
    assert said(RELEASED, told("2017-01-01", "reoffended"), admitted("2018-01-01"), looked_back) == []
    assert [position for position, _ in said(admitted("2018-01-01"), looked_back)] == [1]


@pytest.mark.parametrize("name", ["sign_confirmed", "police_told", "called", "suspected", "arrested"])
def test_what_is_about_somebody_in_care_waits_for_care(name):
    assert [position for position, _ in said(admitted("2016-01-01"), told("2016-01-02", name))] == [1]
    assert said(RELEASED, told("2016-01-12", name)) == []
    assert [position for position, _ in said(RELEASED, told("2016-01-12", "reoffended"), told("2016-01-13", name))] == [
        2
    ]


@pytest.mark.parametrize("name", ["change_learnt", "family_hardship_learnt", "family_referred"])
def test_what_is_learnt_may_come_at_any_time_before_the_end(name):
    assert said(told("2016-01-01", name), admitted("2016-01-02"), told("2016-01-03", name)) == []
    assert said(RELEASED, told("2016-01-12", name)) == []
    assert [position for position, _ in said(RELEASED, told("2016-01-12", "died"), told("2016-01-13", name))] == [2]


@pytest.mark.parametrize(
    "beginning", [admitted("2016-01-01"), notice("2016-01-01", "2016-02-01"), told("2016-01-01", "form_sent")]
)
def test_a_case_that_is_not_ours_ends_in_custody_and_another_may_begin(beginning):
    not_ours = told("2016-01-02", "not_ours")
    assert said(beginning, not_ours, moved("2016-01-03", EAST), admitted("2017-01-01")) == []
    assert [position for position, _ in said(beginning, not_ours, told("2016-01-03", "verified"))] == [2]
    assert [position for position, _ in said(beginning, not_ours, told("2016-01-03", "looked_back"))] == [2]
    assert [position for position, _ in said(beginning, RELEASED, told("2016-01-12", "not_ours"))] == [2]


def test_nothing_is_ours_or_not_before_a_case_has_begun():
    assert [position for position, _ in said(told("2016-01-02", "not_ours"))] == [0]


def test_a_registered_place_changes_at_any_time_and_an_identity_is_established_once():
    unknown = Person(Home(EAST, investigated_in="east", identity_known=False))
    changed = told("2016-03-01", "registered_changed", to=WEST)
    established = told("2016-03-01", "identity_established", to=Abode("east", "east-mill", community=True))
    assert said(changed, RELEASED) == [
        (
            1,
            "Release on 2016-01-10: it is earlier than the event above it, change of the registered place on 2016-03-01.",
        )
    ]
    assert said(RELEASED, changed, told("2016-03-01", "died"), changed) == []
    assert said(RELEASED, established, person=unknown) == []
    assert [position for position, _ in said(RELEASED, established, established, person=unknown)] == [2]


def test_an_event_that_nobody_knows_cannot_be_read():
    with pytest.raises(UnreadableEvent, match=r"There is no event 'visit'\. Did you mean 'visited'\?"):
        said(told("2016-01-01", "visit"))


def test_details_of_another_kind_cannot_be_read():
    with pytest.raises(UnreadableEvent, match="month"):
        said(*TO_APPROVAL, told("2016-03-01", "allowance_paid", month="May"))
    with pytest.raises(UnreadableEvent, match="reasons"):
        said(told("2016-03-01", "priority_lifted", reasons=None))


# What could come next


def test_what_could_come_next_is_what_would_be_no_fault():
    names = ("released", "visited", "allowance_checked", "allowance_paid", "transfer_accepted", "noted", "dibao_ended")

    def coming(*story: Happening) -> set[str]:
        return set(coming_next(story, AT_HOME, DEFAULT_PACK, names, date(2016, 3, 1), judge=JUDGE))

    assert coming() == {"released", "noted"}
    assert coming(RELEASED) == {"visited", "noted"}
    assert coming(RELEASED, REPORTED, CERTIFIED) == {"visited", "noted", "allowance_checked"}
    assert coming(*TO_APPROVAL) == {"visited", "noted", "allowance_checked", "allowance_paid"}
    assert coming(RELEASED, told("2016-02-01", "reoffended")) == {"released"}
