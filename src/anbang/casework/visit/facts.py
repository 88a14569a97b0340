"""Which acts follow somebody up, and what they tell the rules."""

from anbang.casework.act.kinds import ActKind
from anbang.policy.clauses import RHYTHM

KINDS = (
    ActKind("visited", RHYTHM, frozenset({"visited_on"})),
    ActKind("reviewed", RHYTHM, frozenset({"reviewed_on"})),
)
