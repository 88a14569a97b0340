"""二（二）: regular education, and the key periods."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.definitions import Owner, Place
from anbang.policy.language.symbols import Symbol
from anbang.policy.language.words import afterwards, duty, each, never, parameter, periodic, rule
from anbang.policy.vocabulary import key_period_begins_on, key_period_education_on, key_period_ends_on, lesson_on


@rule("2.2", zh="重点时期教育的期限：该时期最后一日", en="the last day of a key period, by which its education is held")
def key_period_education_due() -> Symbol:
    return key_period_ends_on


hold_education = periodic(
    "hold_education",
    "2.2",
    zh="开展思想政治、法治、道德、文化教育",
    en="hold an education session",
    owner=Owner("justice_office", Place.OFFICE),
    period=parameter("education_months"),
    met=lesson_on,
    of="office",
)

educate_in_key_period = duty(
    "educate_in_key_period",
    "2.2",
    zh="重点时期开展有针对性的法治教育",
    en="targeted legal education in a key period",
    owner=Owner("justice_office", Place.OFFICE),
    opens=each(key_period_begins_on),
    due=key_period_education_due,
    met=afterwards(key_period_education_on),
    void=never,
    recurs=True,
)
