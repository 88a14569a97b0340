"""二（三）3: from when to when somebody is in care."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.symbols import Symbol
from anbang.policy.language.words import days, earliest, parameter, rule, years
from anbang.policy.vocabulary import corrections_completed_on, died_on, released_on, reoffended_on


@rule("2.3.3", zh="帮教开始", en="first day of care")
def care_begins() -> Symbol:
    return earliest(released_on, corrections_completed_on)


@rule("2.3.3", zh="帮教期满（当日仍在帮教期内）", en="last day of the term of care")
def term_ends() -> Symbol:
    return earliest(
        released_on + years(parameter("care_years_after_release", on=released_on)),
        corrections_completed_on + years(parameter("care_years_after_corrections", on=corrections_completed_on)),
    )


@rule(
    "2.3.3",
    zh="帮教停止：死亡、重新犯罪或期满次日",
    en="care stops: on death, on reoffending, or the day after the term",
)
def care_stops() -> Symbol:
    return earliest(died_on, reoffended_on, term_ends + days(1))
