"""Which acts the allowance goes through, and what they tell the rules."""

from anbang.casework.act.kinds import ActKind
from anbang.policy.clauses import ALLOWANCE

KINDS = (
    ActKind("hardship_certified", ALLOWANCE, frozenset({"hardship_certified_on"})),
    ActKind("allowance_checked", ALLOWANCE, frozenset({"allowance_checked_on"})),
    ActKind("allowance_approved", ALLOWANCE, frozenset({"allowance_approved_on"})),
    ActKind("allowance_paid", ALLOWANCE, frozenset({"allowance_paid_on"})),
)
