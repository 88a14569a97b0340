"""Which acts tell of the household."""

from anbang.casework.act.kinds import ActKind
from anbang.policy.clauses import AID

KINDS = (ActKind("facts", AID), ActKind("dibao_granted", AID), ActKind("dibao_ended", AID))
