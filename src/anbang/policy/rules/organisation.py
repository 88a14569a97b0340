"""二（一）: who helps each person, and how many of them there are at least."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.definitions import Owner, Place
from anbang.policy.language.symbols import Symbol
from anbang.policy.language.words import conclusion, days, duty, lacking, parameter, rule
from anbang.policy.vocabulary import FOUR_IN_ONE, team_complete_since, team_members, team_roles


@rule("2.1", zh="帮教人员人数够", en="enough helpers are named")
def team_large_enough() -> Symbol:
    return team_members >= parameter("team_members_least")


@rule("2.1", zh="“四位一体”缺少的成员", en="roles of “four in one” that nobody holds")
def team_gaps() -> Symbol:
    return lacking(team_roles, *FOUR_IN_ONE)


@rule("2.1", zh="确定帮教小组的期限", en="day by which the care team is named")
def team_due() -> Symbol:
    return conclusion("care_begins") + days(parameter("team_days"))


name_team = duty(
    "name_team",
    "2.1",
    zh="确定帮教小组",
    en="name the care team",
    owner=Owner("justice_office", Place.TOWN_IN_CHARGE),
    opens=conclusion("care_begins"),
    due=team_due,
    met=team_complete_since,
    void=conclusion("care_here_stops"),
)
