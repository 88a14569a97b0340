"""二（四）1: the six programmes of social aid, and telling people of them. People decide; this only says who may apply, and why."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.definitions import Owner, Place
from anbang.policy.language.symbols import Symbol
from anbang.policy.language.values import Type
from anbang.policy.language.words import (
    afterwards,
    always,
    any_of,
    as_of,
    conclusion,
    contains,
    decided_by,
    duty,
    parameter,
    periodic,
    rule,
    when,
    years,
)
from anbang.policy.vocabulary import (
    able_to_work,
    aid_explained_on,
    assets_within_limits,
    born_on,
    called_on,
    disabled,
    emergency,
    extreme_difficulty,
    family_on_dibao,
    has_income,
    housing_difficulty,
    in_school,
    income_per_head,
    other_hardship_group,
    registered_in_community,
    reported_in_on,
    resident_in_community,
    supported,
    supporter,
)


@rule("2.4.1.1", zh="适用城镇低保标准", en="the urban dibao standard applies")
def dibao_urban_counts() -> Symbol:
    return when(
        parameter("dibao_standard_by", of=Type.WORD) == "residence", resident_in_community, registered_in_community
    )


@rule("2.4.1.1", zh="适用的低保标准（元/月）", en="dibao standard that applies, yuan a month")
def dibao_standard() -> Symbol:
    return when(
        dibao_urban_counts,
        parameter("dibao_urban_yuan", of=Type.NUMBER),
        parameter("dibao_rural_yuan", of=Type.NUMBER),
    )


@rule("2.4.1.1", zh="可以申请最低生活保障", en="may apply for the subsistence allowance")
def may_have_dibao() -> Symbol:
    return (income_per_head < dibao_standard) & assets_within_limits


@rule("2.4.1.1", zh="救助的申请地（户籍地）", en="where aid is applied for: the registered place")
def aid_applied_for_at() -> Symbol:
    return conclusion("town_listed")


@rule("2.4.1.2", zh="老年", en="elderly")
def elderly() -> Symbol:
    return born_on + years(parameter("elderly_years")) <= as_of


@rule("2.4.1.2", zh="未成年（特困供养的年龄）", en="a child, as support in extreme difficulty counts it")
def child() -> Symbol:
    return as_of < born_on + years(parameter("child_years"))


@rule("2.4.1.2", zh="无人供养", en="nobody is able to support the person")
def without_support() -> Symbol:
    return (supporter == "none") | (supporter == "unable")


@rule("2.4.1.2", zh="可以申请特困人员供养", en="may apply for support in extreme difficulty")
def may_have_extreme_difficulty_support() -> Symbol:
    return (elderly | disabled | child) & ~able_to_work & ~has_income & without_support


@rule("2.4.1.3", zh="可以申请医疗救助", en="may apply for medical aid")
def may_have_medical_aid() -> Symbol:
    return family_on_dibao | extreme_difficulty | other_hardship_group


@rule("2.4.1.4", zh="可以申请教育救助", en="may apply for education aid")
def may_have_education_aid() -> Symbol:
    return in_school & (family_on_dibao | extreme_difficulty)


@rule("2.4.1.4", zh="教育救助向就读学校申请", en="education aid is applied for at the school")
def education_aid_at_school() -> Symbol:
    return always


@rule("2.4.1.4", zh="可以得到学生资助和学费减免", en="may have student grants and fee relief")
def may_have_student_grant() -> Symbol:
    return in_school & decided_by(
        "education", "由学校和教育部门按资助政策决定", "decided by school and education department"
    )


@rule("2.4.1.5", zh="可以申请住房救助", en="may apply for housing aid")
def may_have_housing_aid() -> Symbol:
    return (family_on_dibao | (extreme_difficulty & (supported == "home"))) & housing_difficulty


@rule(
    "2.4.1.5",
    zh="住房救助也可以直接向区住房保障部门申请",
    en="housing aid may also be applied for at the district's housing department",
)
def housing_aid_at_department_too() -> Symbol:
    return always


@rule("2.4.1.6", zh="可以申请临时救助", en="may apply for temporary aid")
def may_have_temporary_aid() -> Symbol:
    return any_of(emergency, "fire", "accident", "illness", "other") | (
        family_on_dibao & contains(emergency, "expense_jump")
    )


explain_aid = duty(
    "explain_aid",
    "2.4.1.7",
    zh="讲解社会救助政策",
    en="explain the aid policy",
    owner=Owner("justice_office", Place.REGISTERED_TOWN),
    opens=reported_in_on,
    due=reported_in_on,
    met=afterwards(aid_explained_on),
    void=conclusion("care_stops"),
)

call_on_family = periodic(
    "call_on_family",
    "2.4.1.7",
    zh="问村居和家里有什么困难",
    en="call on village and family",
    owner=Owner("justice_office", Place.TOWN_IN_CHARGE),
    period=parameter("call_months"),
    counts=parameter("periods_counted", of=Type.WORD),
    applies=~conclusion("cared_for_outside"),
    met=called_on,
)
