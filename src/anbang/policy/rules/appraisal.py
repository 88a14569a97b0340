"""三（四）: appraisal, and looking back after a reoffence."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.definitions import Owner, Place
from anbang.policy.language.symbols import Symbol
from anbang.policy.language.words import afterwards, conclusion, days, duty, never, parameter, periodic, rule, when
from anbang.policy.vocabulary import appraised_on, looked_back_on, reoffended_on


@rule(
    "3.4",
    zh="倒查起始之日（已由区外接管的不倒查）",
    en="day from which a reoffence is looked back on, unless an office outside was in charge",
)
def looked_back_from() -> Symbol:
    return when(conclusion("cared_for_outside"), never, reoffended_on)


@rule("3.4", zh="倒查的期限", en="day by which the look-back is made")
def look_back_due() -> Symbol:
    return reoffended_on + days(parameter("look_back_days"))


appraise_towns = periodic(
    "appraise_towns",
    "3.4",
    zh="考核镇街和责任单位",
    en="appraise towns and units",
    owner=Owner("aftercare_office", Place.DISTRICT),
    period=parameter("appraisal_months"),
    met=appraised_on,
    of="office",
)

appraise_villages = periodic(
    "appraise_villages",
    "3.4",
    zh="考核村居",
    en="appraise the villages",
    owner=Owner("town", Place.OFFICE),
    period=parameter("appraisal_months"),
    met=appraised_on,
    of="office",
)

appraise_justice_offices = periodic(
    "appraise_justice_offices",
    "3.4",
    zh="考核司法所",
    en="appraise the justice offices",
    owner=Owner("justice_bureau", Place.DISTRICT),
    period=parameter("appraisal_months"),
    met=appraised_on,
    of="office",
)

look_back = duty(
    "look_back",
    "3.4",
    zh="倒查（不预设责任）",
    en="look back, presuming no fault",
    owner=Owner("aftercare_office", Place.DISTRICT),
    opens=looked_back_from,
    due=look_back_due,
    met=afterwards(looked_back_on),
    void=never,
)
