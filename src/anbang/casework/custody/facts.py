"""Which acts pass between the institution and home before release, and what they tell the rules."""

from anbang.casework.act.kinds import ActKind, Move, Undo
from anbang.casework.custody import undoing
from anbang.policy.clauses import INFORMATION, RECEPTION


def _of(
    name: str, *tells: str, clause: str = INFORMATION, undo: Undo | None = None, move: Move | None = None
) -> ActKind:
    return ActKind(name, clause, frozenset(tells), undo, move)


KINDS = (
    _of("admitted", "admitted_on", "institution_kind", "sentence_months", "release_on", "release_day_told_on"),
    _of("form_sent", "form_sent_on"),
    _of("form_received", "form_received_on", undo=undoing.forget_form),
    _of("verified", "verified_on", undo=undoing.forget_verification, move=undoing.move_verification),
    _of("change_learnt", "change_learnt_on", undo=undoing.forget_learning),
    _of("change_told", "change_told_on", undo=undoing.forget_telling, move=undoing.move_telling),
    _of("release_date_changed", "release_day_told_on", "release_on"),
    _of(
        "notice_received",
        *("notice_received_on", "priority_notice_on", "notice_in_care_on", "priority_notice_in_care_on"),
        *("priority_reasons", "release_on"),
        undo=undoing.forget_notice,
    ),
    _of("priority_alerted", "priority_alerted_on", clause=RECEPTION),
    _of("reception_arranged", "reception_arranged_on", undo=undoing.forget_arrangement),
    _of("family_hardship_learnt", "family_hardship_learnt_on", move=undoing.move_learning_of_a_need),
    _of("family_referred", "family_referred_on", undo=undoing.forget_referral),
    _of("not_ours", "not_ours_on", undo=undoing.forget_return),
)
