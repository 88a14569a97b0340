"""The words that acts between the institution and home left beside themselves are taken out for good."""

from typing import Any

from django.db.models import QuerySet

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
from anbang.casework.custody.outcomes import redact_said


def redact_form(act: Act) -> int:
    """Whom of the family to reach, and why there was no scan."""
    forms = RegistrationForm._base_manager.filter(act=act)
    reached = forms.filter(contact_sealed__isnull=False).update(contact_sealed=None)
    return max(reached, take_out(forms, "no_scan_because"))


def redact_notice(act: Act) -> int:
    """Why there was no scan; opinion and proposal are papers, which stay."""
    return take_out(ReleaseNotice._base_manager.filter(act=act), "no_scan_because")


def redact_verification(act: Act) -> int:
    """The evidence, what the same office found out since, and what is said of the family; the findings stay."""
    replies = Verification._base_manager.filter(act=act)
    written = take_out(replies, "name_evidence", "identity_evidence", "address_evidence", "family")
    return written + take_out(_findings(act), "evidence") + _redact_outcomes(_findings(act), act)


def redact_findings_of_others(act: Act) -> int:
    """What another office found out since."""
    return _redact_outcomes(_findings(act), act, others=True)


def _findings(act: Act) -> QuerySet[ThreeFalseFinding]:
    return ThreeFalseFinding._base_manager.filter(verification__act=act)


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
    """Who consented, and whom the same office asked and what it wrote of the outcome; the children stay counted."""
    needs = FamilyNeed._base_manager.filter(learnt=act)
    written = take_out(needs, "consent_from")
    written += take_out(needs.filter(referred__office=act.office_id), "referred_to")
    return written + _redact_outcomes(needs, act)


def redact_outcome_of_others(act: Act) -> int:
    """What another office wrote of the outcome."""
    return _redact_outcomes(FamilyNeed._base_manager.filter(learnt=act), act, others=True)


def redact_referral(act: Act) -> int:
    """Who was asked to help."""
    return take_out(FamilyNeed._base_manager.filter(referred=act), "referred_to")


def _redact_outcomes(rows: QuerySet[Any], act: Act, *, others: bool = False) -> int:
    """Every outcome that the office of the act said of these rows, or those that others did."""
    return sum(redact_said(row, act.office_id, others=others) for row in rows)
