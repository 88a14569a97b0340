"""二（五）: the plan for each person, signs of reoffending, and those with whom contact is lost."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.definitions import Owner, Place
from anbang.policy.language.symbols import Symbol
from anbang.policy.language.words import (
    afterwards,
    conclusion,
    days,
    duty,
    each,
    earliest,
    happened,
    never,
    parameter,
    rule,
    when,
)
from anbang.policy.vocabulary import (
    contact_lost_on,
    found_on,
    plan_made_on,
    police_told_on,
    reported_in_on,
    search_made_on,
    sign_confirmed_on,
)

IN_CHARGE = Owner("justice_office", Place.TOWN_IN_CHARGE)


@rule("2.5", zh="制定帮教方案的期限", en="day by which the care plan is made")
def plan_due() -> Symbol:
    return conclusion("care_begins") + days(parameter("plan_days"))


@rule("2.5", zh="通报公安机关的期限", en="day by which the police are told of a sign")
def police_due() -> Symbol:
    return each(sign_confirmed_on) + days(parameter("police_days"))


@rule("2.5", zh="须查找之日（报到期限次日）", en="day from which somebody who did not report in is sought")
def sought_from() -> Symbol:
    return when(happened(reported_in_on), never, conclusion("report_in_due") + days(1))


@rule("2.5", zh="查找未报到人员的期限", en="day by which somebody who did not report in is sought")
def seek_due() -> Symbol:
    return conclusion("report_in_due") + days(1) + days(parameter("search_days"))


@rule("2.5", zh="查找失联人员的期限", en="day by which somebody with whom contact is lost is searched for")
def search_due() -> Symbol:
    return each(contact_lost_on) + days(parameter("search_days"))


make_plan = duty(
    "make_plan",
    "2.5",
    zh="制定帮教方案",
    en="make the care plan",
    owner=IN_CHARGE,
    opens=conclusion("care_begins"),
    due=plan_due,
    met=plan_made_on,
    void=conclusion("care_here_stops"),
)

tell_police = duty(
    "tell_police",
    "2.5",
    zh="向公安机关通报苗头",
    en="tell the police of a confirmed sign",
    owner=IN_CHARGE,
    opens=each(sign_confirmed_on),
    due=police_due,
    met=afterwards(police_told_on),
    void=conclusion("care_here_stops"),
    lapses=conclusion("sign_lapses_on"),
    recurs=True,
)

seek_unreported = duty(
    "seek_unreported",
    "2.5",
    zh="查找逾期未报到人员",
    en="seek somebody who did not report in",
    owner=IN_CHARGE,
    opens=sought_from,
    due=seek_due,
    met=earliest(afterwards(search_made_on), afterwards(found_on), reported_in_on),
    void=conclusion("care_here_stops"),
)

search = duty(
    "search",
    "2.5",
    zh="查找失联人员",
    en="search for somebody with whom contact is lost",
    owner=IN_CHARGE,
    opens=each(contact_lost_on),
    due=search_due,
    met=earliest(afterwards(search_made_on), afterwards(found_on)),
    void=conclusion("care_here_stops"),
    recurs=True,
)
