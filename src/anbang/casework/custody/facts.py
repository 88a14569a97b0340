"""Which acts pass between the institution and home before release, and what they tell the rules."""

from anbang.casework.act.kinds import ActKind, Move, Redact, Undo
from anbang.casework.custody import redacting, undoing
from anbang.policy.clauses import INFORMATION, RECEPTION


def _of(
    name: str,
    *tells: str,
    clause: str = INFORMATION,
    undo: Undo | None = None,
    move: Move | None = None,
    redact: Redact | None = None,
    redact_added: Redact | None = None,
) -> ActKind:
    return ActKind(name, clause, frozenset(tells), undo, move, redact, redact_added)


KINDS = (
    _of("admitted", "admitted_on", "institution_kind", "sentence_months", "release_on", "release_day_told_on"),
    _of("form_sent", "form_sent_on"),
    _of(
        "form_received",
        "form_received_on",
        undo=undoing.forget_form,
        move=undoing.move_form,
        redact=redacting.redact_form,
        redact_added=redacting.redact_scan_of_others,
    ),
    _of(
        "verified",
        "verified_on",
        undo=undoing.forget_verification,
        move=undoing.move_verification,
        redact=redacting.redact_verification,
        redact_added=redacting.redact_findings_of_others,
    ),
    _of(
        "change_learnt",
        "change_learnt_on",
        undo=undoing.forget_learning,
        move=undoing.move_learning,
        redact=redacting.redact_learning,
    ),
    _of(
        "change_told",
        "change_told_on",
        undo=undoing.forget_telling,
        move=undoing.move_telling,
        redact=redacting.redact_telling,
        redact_added=redacting.redact_telling_of_others,
    ),
    _of("release_date_changed", "release_day_told_on", "release_on"),
    _of(
        "notice_received",
        *("notice_received_on", "priority_notice_on", "notice_in_care_on", "priority_notice_in_care_on"),
        *("priority_reasons", "release_on"),
        undo=undoing.forget_notice,
        move=undoing.move_notice,
        redact=redacting.redact_notice,
        redact_added=redacting.redact_papers_of_others,
    ),
    _of("priority_alerted", "priority_alerted_on", clause=RECEPTION, redact=redacting.redact_alert),
    _of(
        "reception_arranged",
        "reception_arranged_on",
        undo=undoing.forget_arrangement,
        move=undoing.move_arrangement,
        redact=redacting.redact_arrangement,
    ),
    _of(
        "family_hardship_learnt",
        "family_hardship_learnt_on",
        move=undoing.move_learning_of_a_need,
        redact=redacting.redact_family,
        redact_added=redacting.redact_outcome_of_others,
    ),
    _of(
        "family_referred",
        "family_referred_on",
        undo=undoing.forget_referral,
        move=undoing.move_referral,
        redact=redacting.redact_referral,
    ),
    _of("not_ours", "not_ours_on", undo=undoing.forget_return),
)
