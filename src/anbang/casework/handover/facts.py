"""Which acts bring somebody home, and what they tell the rules."""

from anbang.casework.act.kinds import ActKind, Undo
from anbang.casework.handover import undoing
from anbang.policy.clauses import AID_EXPLAINED, ALLOWANCE, CARE, RECEPTION


def _of(name: str, clause: str, *tells: str, undo: Undo | None = None) -> ActKind:
    return ActKind(name, clause, frozenset(tells), undo)


KINDS = (
    _of("pick_up_planned", RECEPTION),
    _of("released", CARE, "released_on"),
    _of("corrections_completed", CARE, "corrections_completed_on"),
    _of("received", RECEPTION, "received_on", "met_on", undo=undoing.forget_outcome),
    _of("reported_in", ALLOWANCE, "reported_in_on"),
    _of("certificate_brought", ALLOWANCE),
    _of("aid_explained", AID_EXPLAINED, "aid_explained_on"),
)
