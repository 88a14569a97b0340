"""What the law adds to the document."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.definitions import Owner, Place
from anbang.policy.language.symbols import Symbol
from anbang.policy.language.words import (
    afterwards,
    as_of,
    days,
    duty,
    each,
    happened,
    months,
    never,
    parameter,
    rule,
    when,
    years,
)
from anbang.policy.vocabulary import (
    born_on,
    file_closed_on,
    offence_on,
    request_answered_on,
    request_came_on,
    request_extended_on,
    sentence_months,
    sign_confirmed_on,
)


@rule("LAW-1", zh="答复个人信息请求的期限", en="day by which a rights request is answered")
def request_due() -> Symbol:
    return (
        each(request_came_on)
        + days(parameter("request_days"))
        + days(when(happened(each(request_extended_on)), parameter("request_extension_days"), 0))
    )


@rule(
    "LAW-1",
    zh="由监护人提出（周岁自生日的次日起算）",
    en="the guardian asks for a child (a year of age is complete on the day after the birthday)",
)
def guardian_asks() -> Symbol:
    return as_of <= born_on + years(parameter("guardian_age_years"))


# Whatever becomes of the person and the case, it is answered: also after the end, and to the relatives of the dead (article 49).
answer_request = duty(
    "answer_request",
    "LAW-1",
    zh="答复个人信息请求",
    en="answer a rights request",
    owner=Owner("justice_office", Place.TOWN_OF_THE_FILE),
    opens=each(request_came_on),
    due=request_due,
    met=afterwards(request_answered_on),
    void=never,
    apart=True,
)


@rule("LAW-1", zh="归档之日", en="day from which a file is in the archive")
def archived_on() -> Symbol:
    return file_closed_on + months(parameter("archive_after_months"))


@rule("LAW-1", zh="保存期满之日", en="last day on which a file is kept")
def kept_until() -> Symbol:
    return file_closed_on + years(parameter("file_kept_years"))


@rule("LAW-1", zh="期满后继续保存的最后一日", en="last day until which a file is kept on from today")
def kept_on_until_at_most() -> Symbol:
    return as_of + years(parameter("file_kept_on_years"))


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
