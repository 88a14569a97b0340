"""Which acts make up a rights request, and what they tell the rules."""

from anbang.casework.act.kinds import ActKind
from anbang.casework.rights import undoing
from anbang.policy.clauses import RIGHTS

KINDS = (
    ActKind("request_came", RIGHTS, frozenset({"request_came_on"}), undoing.forget_request),
    ActKind("request_extended", RIGHTS, frozenset({"request_extended_on"}), undoing.forget_more_time),
    ActKind(
        "request_answered",
        RIGHTS,
        frozenset({"request_answered_on"}),
        undoing.forget_answer,
        undoing.move_answer,
    ),
)
