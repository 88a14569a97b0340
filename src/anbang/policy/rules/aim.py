"""一（二）: the four promises, asked of one person on one day."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.symbols import Symbol
from anbang.policy.language.words import as_of, conclusion, rule
from anbang.policy.vocabulary import hardship_helped_on, met_on, work_helped_on


@rule("1.2", zh="放出来有人接", en="somebody met the person at the gate")
def somebody_met_them() -> Symbol:
    return met_on <= as_of


@rule("1.2", zh="接回来有人管", en="an office and enough helpers are in charge of the person")
def somebody_in_charge() -> Symbol:
    return conclusion("in_care") & ~conclusion("cared_for_outside") & conclusion("team_large_enough")


@rule("1.2", zh="就业有人扶", en="somebody has helped with work")
def somebody_helped_with_work() -> Symbol:
    return work_helped_on <= as_of


@rule("1.2", zh="困难有人助", en="somebody has helped with hardship")
def somebody_helped_with_hardship() -> Symbol:
    return hardship_helped_on <= as_of
