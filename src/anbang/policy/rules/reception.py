"""二（三）2: who is told of a priority person, and who meets whom at the gate."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.definitions import Owner, Place
from anbang.policy.language.symbols import Symbol
from anbang.policy.language.words import (
    afterwards,
    any_of,
    at_most,
    conclusion,
    days,
    duty,
    each,
    earliest,
    first_known,
    happened,
    parameter,
    rule,
    when,
)
from anbang.policy.vocabulary import (
    PRIORITY_REASONS,
    notice_received_on,
    priority_alerted_on,
    priority_notice_in_care_on,
    priority_notice_on,
    priority_reasons,
    received_on,
    released_on,
)


@rule("2.3.2", zh="重点帮教对象", en="a priority person")
def priority() -> Symbol:
    return any_of(priority_reasons, *PRIORITY_REASONS)


@rule("2.3.2", zh="须通报之日（收到列为重点的通知书）", en="day from which a priority person is to be made known")
def alert_expected_from() -> Symbol:
    return earliest(each(priority_notice_on), each(priority_notice_in_care_on))


@rule(
    "2.3.2",
    zh="通报重点对象的期限：释放前来的通知书最迟到释放之日",
    en="day by which a priority person is made known; for a notice before release at the latest the release day",
)
def alert_due() -> Symbol:
    return when(
        happened(each(priority_notice_on)),
        at_most(each(priority_notice_on) + days(parameter("priority_alert_days")), conclusion("release_day")),
        each(priority_notice_in_care_on) + days(parameter("priority_alert_days")),
    )


@rule(
    "2.3.2",
    zh="须接人之日：通知书到达之日，没有通知书的为释放之日",
    en="day from which somebody is to be met: that of the notice, without one that of the release",
)
def reception_expected_from() -> Symbol:
    return first_known(notice_received_on, released_on)


alert_priority = duty(
    "alert_priority",
    "2.3.2",
    zh="向镇街和派出所通报重点帮教对象",
    en="tell the town and the police station of a priority person",
    owner=Owner("justice_office", Place.REGISTERED_TOWN),
    opens=alert_expected_from,
    due=alert_due,
    met=afterwards(priority_alerted_on),
    void=conclusion("care_stops"),
    recurs=True,
)


@rule(
    "2.3.2",
    zh="由镇街接回（其他人由家人和村居代表接回）",
    en="the town fetches the person (others are fetched by family and village)",
)
def town_fetches() -> Symbol:
    return conclusion("priority")


receive = duty(
    "receive",
    "2.3.2",
    zh="接回",
    en="fetch the person home",
    owner=Owner("town", Place.REGISTERED_TOWN),
    opens=reception_expected_from,
    due=conclusion("release_day"),
    met=received_on,
    void=conclusion("care_stops"),
)
