"""三（三）: reporting in, and the transitional hardship allowance. One month of it is asked about at a time."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.definitions import Owner, Place
from anbang.policy.language.symbols import Constant, Symbol
from anbang.policy.language.values import Type
from anbang.policy.language.words import (
    as_of,
    at_least,
    conclusion,
    days,
    duty,
    earliest,
    first_of_month,
    happened,
    months,
    months_begun,
    months_completed,
    parameter,
    periodic,
    rule,
    share_of,
    when,
)
from anbang.policy.vocabulary import (
    OUTSIDE,
    allowance_approved_on,
    allowance_checked_on,
    allowance_paid_on,
    arrested_on,
    dibao_from,
    died_on,
    hardship_certified_on,
    has_household_book,
    has_identity_card,
    has_release_certificate,
    identity_known,
    month_on,
    registered_in_community,
    registered_town,
    released_on,
    reoffended_on,
    reported_in_on,
    resident_in_community,
    suspected_on,
)

# The text itself says each month.
ONE_MONTH = Constant(1)


@rule("3.3", zh="报到的期限", en="day by which the person reports in")
def report_in_due() -> Symbol:
    return released_on + days(parameter("report_in_days", on=released_on))


@rule(
    "3.3",
    zh="是否按本文件发放：刑满释放，且户籍在本区或身份未查清",
    en="whether the allowance is this district's: released, and not registered elsewhere",
)
def allowance_is_ours() -> Symbol:
    return happened(released_on) & ~(identity_known & (registered_town == OUTSIDE))


@rule("3.3", zh="迟报到从何日算起", en="day from which lateness in reporting in is counted")
def late_from() -> Symbol:
    return when(parameter("late_from", of=Type.WORD, on=released_on) == "release", released_on, report_in_due)


@rule("3.3", zh="在期限内报到（尚未报到的看查询之日）", en="reported in in time, or has still time to")
def reported_in_in_time() -> Symbol:
    return earliest(reported_in_on, as_of) <= report_in_due


@rule(
    "3.3",
    zh="迟报到的月数（尚未报到的算到查询之日）",
    en="months late in reporting in, up to the day of the question for who has not",
)
def late_months() -> Symbol:
    return when(
        reported_in_in_time,
        0,
        when(
            parameter("late_month", of=Type.WORD, on=released_on) == "started",
            months_begun(late_from, earliest(reported_in_on, as_of)),
            months_completed(late_from, earliest(reported_in_on, as_of)),
        ),
    )


@rule("3.3", zh="可领取的月数", en="months of allowance granted")
def months_granted() -> Symbol:
    return when(allowance_is_ours, at_least(parameter("allowance_months", on=released_on) - late_months, 0), 0)


@rule(
    "3.3",
    zh="可以向村居开具困难证明：持释放证明、身份证和户口本",
    en="ready for the village's certificate: release certificate, identity card and household book at hand",
)
def ready_for_certificate() -> Symbol:
    return has_release_certificate & has_identity_card & has_household_book


@rule(
    "3.3",
    zh="可以提交司法所审查：已开困难证明并已报到",
    en="ready for the justice office's check: hardship certified and reported in",
)
def ready_for_check() -> Symbol:
    return (hardship_certified_on <= as_of) & (reported_in_on <= as_of)


@rule(
    "3.3",
    zh="可以提交镇街审批：已开困难证明、已报到并经司法所审查",
    en="ready for the town's approval: hardship certified, reported in, checked by the justice office",
)
def ready_for_approval() -> Symbol:
    return (
        allowance_is_ours
        & ready_for_check
        & (allowance_checked_on <= as_of)
        & (months_granted > 0)
        & (as_of < conclusion("payments_stop"))
    )


@rule("3.3", zh="发放首月的首日", en="first day of the first month paid")
def payments_begin() -> Symbol:
    return first_of_month(allowance_approved_on)


@rule("3.3", zh="所问月份在发放月份之内", en="the month asked about is one of those granted")
def month_granted() -> Symbol:
    return (payments_begin <= month_on) & (month_on < payments_begin + months(months_granted))


@rule("3.3", zh="认定为重新犯罪之日", en="day from which somebody counts as having reoffended")
def reoffence_counts_on() -> Symbol:
    return when(
        parameter("reoffence_counts", of=Type.WORD, on=released_on) == "suspicion",
        earliest(suspected_on, arrested_on, reoffended_on),
        when(
            parameter("reoffence_counts", of=Type.WORD, on=released_on) == "arrest",
            earliest(arrested_on, reoffended_on),
            reoffended_on,
        ),
    )


@rule("3.3", zh="发放停止之日：享受低保、重新犯罪或死亡", en="day on which payments stop: dibao, a reoffence or death")
def payments_stop() -> Symbol:
    return earliest(dibao_from, reoffence_counts_on, died_on)


@rule("3.3", zh="所问月份因享受低保不再发放", en="the month asked about is not paid because of dibao")
def month_on_dibao() -> Symbol:
    return dibao_from <= month_on


@rule("3.3", zh="参照城镇标准", en="the urban standard is referred to")
def urban_standard_counts() -> Symbol:
    return when(
        parameter("allowance_standard", of=Type.WORD, on=month_on) == "residence",
        resident_in_community,
        (parameter("allowance_standard", of=Type.WORD, on=month_on) == "urban") | registered_in_community,
    )


@rule("3.3", zh="所问月份的金额（元）", en="amount for the month asked about, yuan")
def month_amount() -> Symbol:
    return share_of(
        when(
            urban_standard_counts,
            parameter("dibao_urban_yuan", on=month_on),
            parameter("dibao_rural_yuan", on=month_on),
        ),
        parameter("allowance_share_percent", on=month_on),
    )


report_in = duty(
    "report_in",
    "3.3",
    zh="登记报到",
    en="report in",
    owner=Owner("person", Place.PERSON),
    opens=released_on,
    due=report_in_due,
    met=reported_in_on,
    void=conclusion("care_stops"),
)

pay_allowance = periodic(
    "pay_allowance",
    "3.3",
    zh="发放过渡性困难生活补助金",
    en="pay the transitional allowance",
    owner=Owner("civil_affairs", Place.REGISTERED_TOWN),
    period=ONE_MONTH,
    of="money",
    applies=month_granted & ~month_on_dibao,
    met=allowance_paid_on,
)
