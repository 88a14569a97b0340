"""Which acts make up the care of somebody, and what they tell the rules."""

from anbang.casework.act.kinds import ActKind, Move, Redact, Undo
from anbang.casework.care import redacting, undoing
from anbang.policy.clauses import AID_EXPLAINED, APPRAISAL, CARE, HELPERS, ORGANISATION, RECEPTION


def _of(
    name: str,
    clause: str,
    *tells: str,
    undo: Undo | None = None,
    move: Move | None = None,
    redact: Redact | None = None,
    redact_added: Redact | None = None,
) -> ActKind:
    return ActKind(name, clause, frozenset(tells), undo, move, redact, redact_added)


KINDS = (
    _of(
        "team_named",
        ORGANISATION,
        *("team_members", "team_roles", "team_complete_since"),
        move=undoing.move_team,
        redact=redacting.redact_team,
    ),
    _of(
        "plan_made",
        HELPERS,
        "plan_made_on",
        undo=undoing.forget_plan,
        move=undoing.move_plan,
        redact=redacting.redact_plan,
    ),
    _of("plan_reviewed", HELPERS, undo=undoing.forget_review, move=undoing.move_review, redact=redacting.redact_review),
    _of("noted", HELPERS),
    _of("contact_changed", HELPERS),
    _of("priority_set", RECEPTION, "priority_reasons"),
    _of("priority_lifted", RECEPTION, "priority_reasons"),
    _of("moved", CARE, move=undoing.move_place),
    _of("registered_changed", CARE, "registered_town", move=undoing.move_place),
    _of("identity_established", CARE, "identity_known", undo=undoing.forget_identity),
    _of("transfer_accepted", CARE, "transfer_accepted_on", "taken_over_outside_since"),
    _of("transfer_returned", CARE, "transfer_returned_on"),
    _of(
        "went_away",
        HELPERS,
        undo=undoing.forget_going_away,
        move=undoing.move_going_away,
        redact=redacting.redact_going_away,
    ),
    _of("came_back", HELPERS, undo=undoing.forget_coming_back, move=undoing.move_coming_back),
    _of("called", AID_EXPLAINED, "called_on"),
    _of("contact_lost", HELPERS, "contact_lost_on", move=undoing.move_loss_of_contact),
    _of("search_made", HELPERS, "search_made_on"),
    _of("found", HELPERS, "found_on", move=undoing.move_found),
    _of(
        "sign_confirmed",
        HELPERS,
        "sign_confirmed_on",
        undo=undoing.forget_confirmation,
        move=undoing.move_confirmation,
        redact=redacting.redact_sign,
        redact_added=redacting.redact_sign_of_others,
    ),
    _of(
        "police_told",
        HELPERS,
        "police_told_on",
        undo=undoing.forget_telling,
        move=undoing.move_telling,
        redact=redacting.redact_police,
        redact_added=redacting.redact_police_of_others,
    ),
    _of("suspected", HELPERS, "suspected_on"),
    _of("arrested", HELPERS, "arrested_on"),
    _of("reoffended", APPRAISAL, "reoffended_on"),
    _of("looked_back", APPRAISAL, "looked_back_on"),
    _of("died", CARE, "died_on"),
    _of("care_ended", CARE, "care_ended_on"),
)
