"""What the law adds to the document."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.symbols import Symbol
from anbang.policy.language.words import months, parameter, rule, years
from anbang.policy.vocabulary import born_on, offence_on, sentence_months, sign_confirmed_on


@rule(
    "LAW-2",
    zh="犯罪时未成年（周岁自生日的次日起算）",
    en="under age at the offence (a year of age is complete on the day after the birthday)",
)
def under_age_at_offence() -> Symbol:
    return offence_on <= born_on + years(parameter("sealing_age_years"))


@rule(
    "LAW-2",
    zh="刑期在封存范围之内（无期徒刑不在内）",
    en="a sentence short enough for sealing, which a life sentence never is",
)
def sentence_short() -> Symbol:
    return sentence_months <= parameter("sealing_sentence_months")


@rule("LAW-2", zh="提议封存犯罪记录", en="proposed for sealing")
def sealing_proposed() -> Symbol:
    return under_age_at_offence & sentence_short


@rule("LAW-6", zh="苗头记录失效之日", en="day on which a sign of reoffending lapses")
def sign_lapses_on() -> Symbol:
    return sign_confirmed_on + months(parameter("sign_months"))
