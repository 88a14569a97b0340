"""二（四）2: work and insurance. What the document leaves to a department's own rules is said to be the department's to decide."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.definitions import Owner, Place
from anbang.policy.language.symbols import Symbol
from anbang.policy.language.words import contains, decided_by, parameter, periodic, rule
from anbang.policy.vocabulary import (
    able_to_work,
    employment_difficulty,
    former_official,
    runs_own_business,
    skill_course_on,
    takes_people_on,
    wants_own_business,
    was_insured,
    willing_to_work,
)

BY_HRSS = ("hrss", "由人力社保部门按规定认定", "decided by human resources and social security")
BY_TAX = ("tax", "由税务部门按规定决定", "decided by the tax department")
BY_BANKS = ("banks", "由金融机构按规定决定", "decided by the lending institutions")


@rule("2.4.2.1", zh="免费就业服务", en="free employment services")
def may_have_employment_services() -> Symbol:
    return able_to_work & willing_to_work


@rule(
    "2.4.2.1",
    zh="就业困难人员的社会保险补贴和岗位补贴",
    en="insurance and post subsidies for a person with employment difficulty",
)
def may_have_employment_subsidy() -> Symbol:
    return employment_difficulty & decided_by(*BY_HRSS)


@rule("2.4.2.1", zh="免费创业培训", en="free start-up training")
def may_have_startup_training() -> Symbol:
    return wants_own_business


@rule("2.4.2.1", zh="创业小额担保贷款贴息", en="interest subsidy on a small guaranteed start-up loan")
def may_have_startup_loan_subsidy() -> Symbol:
    return wants_own_business & decided_by(*BY_HRSS)


@rule(
    "2.4.2.1",
    zh="吸纳就业企业的税收和社会保险补贴政策",
    en="tax and insurance-subsidy policy for an employer who takes people on",
)
def employer_may_have_support() -> Symbol:
    return takes_people_on & (decided_by(*BY_TAX) | decided_by(*BY_HRSS))


@rule(
    "2.4.2.1", zh="自谋职业者的法规政策咨询", en="registration and policy advice for those working on their own account"
)
def may_have_business_advice() -> Symbol:
    return runs_own_business


@rule("2.4.2.1", zh="自主创业的税收优惠", en="tax relief for those working on their own account")
def may_have_tax_relief() -> Symbol:
    return runs_own_business & decided_by(*BY_TAX)


@rule("2.4.2.1", zh="自谋职业者的信贷支持", en="credit for those working on their own account")
def may_have_credit() -> Symbol:
    return runs_own_business & decided_by(*BY_BANKS)


skill_courses = periodic(
    "skill_courses",
    "2.4.2.1",
    zh="举办免费技能培训",
    en="free skill courses",
    owner=Owner("hrss", Place.DISTRICT),
    period=parameter("skill_course_months"),
    applies=parameter("skill_courses_a_year") > 0,
    met=skill_course_on,
    of="office",
    times=parameter("skill_courses_a_year"),
)


@rule("2.4.2.2", zh="养老保险继续参保或领取", en="pension insurance continued or drawn")
def pension_continues() -> Symbol:
    return contains(was_insured, "pension")


@rule("2.4.2.2", zh="失业保险待遇", en="unemployment benefit")
def may_have_unemployment_benefit() -> Symbol:
    return contains(was_insured, "unemployment") & decided_by(*BY_HRSS)


@rule("2.4.2.2", zh="基本医疗保险关系转移接续", en="basic medical insurance transferred and resumed")
def may_transfer_medical_insurance() -> Symbol:
    return contains(was_insured, "medical") & decided_by(*BY_HRSS)


@rule("2.4.2.2", zh="引导参加基本医疗保险", en="guided to join basic medical insurance")
def to_join_medical_insurance() -> Symbol:
    return ~contains(was_insured, "medical") & decided_by(*BY_HRSS)


@rule(
    "2.4.2.2",
    zh="原国家公职人员可参加养老和医疗保险",
    en="a former public employee may join pension and medical insurance",
)
def former_official_may_join() -> Symbol:
    return former_official & ~(contains(was_insured, "pension") & contains(was_insured, "medical"))
