"""二（三）4: the rhythm of care: meetings, liaison, follow-ups and reviews."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.definitions import Owner, Place
from anbang.policy.language.symbols import Symbol
from anbang.policy.language.values import Type
from anbang.policy.language.words import (
    afterwards,
    any_of,
    as_of,
    conclusion,
    days,
    duty,
    latest,
    months,
    never,
    parameter,
    periodic,
    rule,
    when,
)
from anbang.policy.vocabulary import (
    PRIORITY_REASONS,
    days_of_care_in_period,
    in_village_care,
    joint_meeting_on,
    liaison_on,
    priority_reasons_before,
    reviewed_on,
    visited_on,
)

VILLAGE = Owner("village", Place.VILLAGE)


@rule("2.3.4", zh="镇街联席会议的牵头单位", en="who leads a town's joint meeting")
def town_meeting_led_by() -> Symbol:
    return parameter("town_meeting_led_by", of=Type.WORD)


@rule("2.3.4", zh="首尾周期在帮日数够", en="a first or last period with enough days of care")
def period_long_enough() -> Symbol:
    return days_of_care_in_period >= parameter("stub_days")


@rule(
    "2.3.4",
    zh="判断是否重点对象时回看的日子",
    en="the earlier day on which somebody must have been a priority person too",
)
def priority_asked_before_on() -> Symbol:
    return latest(as_of - days(parameter("stub_days")), conclusion("care_begins"))


@rule("2.3.4", zh="当日和此前回看之日都是重点对象", en="a priority person on the day and on the earlier one")
def priority_for_some_time() -> Symbol:
    return conclusion("priority") & any_of(priority_reasons_before, *PRIORITY_REASONS)


@rule("2.3.4", zh="村居须定期跟踪帮教", en="the village follows up in each period")
def followed_up_in_periods() -> Symbol:
    return in_village_care & ((parameter("follow_up_for", of=Type.WORD) == "everybody") | ~priority_for_some_time)


@rule("2.3.4", zh="镇街须定期全面考察", en="the town reviews in full in each period")
def reviewed_in_periods() -> Symbol:
    return in_village_care & priority_for_some_time


@rule("2.3.4", zh="村居须随时跟踪帮教", en="the village follows up at any time")
def followed_up_at_any_time() -> Symbol:
    return (
        parameter("priority_contact", of=Type.TRUTH) & conclusion("in_care") & in_village_care & conclusion("priority")
    )


@rule("2.3.4", zh="下次跟踪帮教重点对象的期限", en="day by which a priority person is followed up again")
def priority_contact_due() -> Symbol:
    return as_of + months(parameter("priority_contact_months"))


joint_meeting_district = periodic(
    "joint_meeting_district",
    "2.3.4",
    zh="区安帮办召开联席会议",
    en="district joint meeting",
    owner=Owner("aftercare_office", Place.DISTRICT),
    period=parameter("district_meeting_months"),
    met=joint_meeting_on,
    of="office",
)

joint_meeting_town = periodic(
    "joint_meeting_town",
    "2.3.4",
    zh="镇街召开联席会议",
    en="town joint meeting",
    owner=Owner("town", Place.OFFICE),
    period=parameter("town_meeting_months"),
    met=joint_meeting_on,
    of="office",
)

liaison = periodic(
    "liaison",
    "2.3.4",
    zh="司法所与派出所对接",
    en="liaison of justice office and police station",
    owner=Owner("justice_office", Place.OFFICE),
    period=parameter("liaison_months"),
    met=liaison_on,
    of="office",
)

follow_up = periodic(
    "follow_up",
    "2.3.4",
    zh="定期跟踪帮教",
    en="follow up in each period",
    owner=VILLAGE,
    period=parameter("follow_up_months"),
    counts=parameter("periods_counted", of=Type.WORD),
    applies=followed_up_in_periods,
    met=visited_on,
    before={"priority_reasons_before": "priority_reasons"},
    before_on=priority_asked_before_on,
)

# Its title stands on the list of the village, which does not read that somebody is a priority person.
priority_contact = duty(
    "priority_contact",
    "2.3.4",
    zh="随时跟踪帮教",
    en="follow up at any time",
    owner=VILLAGE,
    opens=when(followed_up_at_any_time, as_of, never),
    due=priority_contact_due,
    met=afterwards(visited_on),
    void=when(followed_up_at_any_time, conclusion("care_stops"), as_of),
    recurs=True,
)

full_review = periodic(
    "full_review",
    "2.3.4",
    zh="全面考察重点帮教对象",
    en="full review of a priority person",
    owner=Owner("town", Place.TOWN_OF_THE_VILLAGE),
    period=parameter("full_review_months"),
    counts=parameter("periods_counted", of=Type.WORD),
    applies=reviewed_in_periods,
    met=reviewed_on,
    before={"priority_reasons_before": "priority_reasons"},
    before_on=priority_asked_before_on,
)
