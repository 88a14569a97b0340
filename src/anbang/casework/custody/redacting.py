"""The words that acts between the institution and home left beside themselves are taken out for good."""

from anbang.casework.act.models import Act
from anbang.casework.act.redacting import TAKEN_OUT, take_out
from anbang.casework.custody.changes import seal_change, what_changed
from anbang.casework.custody.models import (
    FamilyNeed,
    MajorChange,
    PriorityAlert,
    ReceptionArrangement,
    RegistrationForm,
    ReleaseNotice,
    ThreeFalseFinding,
    Verification,
)


def redact_form(act: Act) -> int:
    """Whom of the family to reach, and why there was no scan."""
    forms = RegistrationForm._base_manager.filter(act=act)
    reached = forms.filter(contact_sealed__isnull=False).update(contact_sealed=None)
    return max(reached, take_out(forms, "no_scan_because"))


def redact_notice(act: Act) -> int:
    """Why there was no scan; opinion and proposal are papers, which stay."""
    return take_out(ReleaseNotice._base_manager.filter(act=act), "no_scan_because")


def redact_verification(act: Act) -> int:
    """The evidence, what was found out since, and what is said of the family; the findings stay."""
    replies = Verification._base_manager.filter(act=act)
    written = take_out(replies, "name_evidence", "identity_evidence", "address_evidence", "family")
    return written + take_out(
        ThreeFalseFinding._base_manager.filter(verification__act=act), "evidence", "outcome_words"
    )


def redact_arrangement(act: Act) -> int:
    """Who comes, and the remarks."""
    return take_out(ReceptionArrangement._base_manager.filter(act=act), "who_meets", "remarks")


def redact_alert(act: Act) -> int:
    """Who was told."""
    return take_out(PriorityAlert._base_manager.filter(act=act), "town_told", "police_told")


def redact_learning(act: Act) -> int:
    """What happened at home, as long as nobody was told; then it stands in the telling."""
    return _redact_changes(learnt=act, told__isnull=True)


def redact_telling(act: Act) -> int:
    """What one side told the other; neither reads it any more."""
    return _redact_changes(told=act)


def _redact_changes(**which: Act | bool) -> int:
    written = [row for row in MajorChange._base_manager.filter(**which) if what_changed(row) != TAKEN_OUT]
    for row in written:
        row.what_sealed = seal_change(TAKEN_OUT, change_id=row.pk)
        row.save(update_fields=["what_sealed"])
    return len(written)


def redact_family(act: Act) -> int:
    """Who consented, who was asked, and what became of it; the children stay counted."""
    return take_out(FamilyNeed._base_manager.filter(learnt=act), "consent_from", "referred_to", "outcome")


def redact_referral(act: Act) -> int:
    """Who was asked to help."""
    return take_out(FamilyNeed._base_manager.filter(referred=act), "referred_to")
