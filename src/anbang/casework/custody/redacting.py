"""The words that acts between the institution and home left beside themselves are taken out for good."""

from typing import Any

from django.db.models import QuerySet

from anbang.audit.models import Event
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

# What became of something is told by no act: what the trail calls it, and how it names the row.
SETTLED_NEED, SETTLED_FINDING = ("family_need_settled", "family_need"), ("finding_settled", "finding")


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
    own, _others = _by_whom(act, _findings(act), SETTLED_FINDING)
    return written + take_out(_findings(act), "evidence") + take_out(_findings(act).filter(pk__in=own), "outcome_words")


def redact_findings_of_others(act: Act) -> int:
    """What another office found out since."""
    _own, others = _by_whom(act, _findings(act), SETTLED_FINDING)
    return take_out(_findings(act).filter(pk__in=others), "outcome_words")


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
    own, _others = _by_whom(act, needs, SETTLED_NEED)
    written = take_out(needs, "consent_from")
    written += take_out(needs.filter(referred__office=act.office_id), "referred_to")
    return written + take_out(needs.filter(pk__in=own), "outcome")


def redact_outcome_of_others(act: Act) -> int:
    """What another office wrote of the outcome."""
    needs = FamilyNeed._base_manager.filter(learnt=act)
    _own, others = _by_whom(act, needs, SETTLED_NEED)
    return take_out(needs.filter(pk__in=others), "outcome")


def redact_referral(act: Act) -> int:
    """Who was asked to help."""
    return take_out(FamilyNeed._base_manager.filter(referred=act), "referred_to")


def _by_whom(act: Act, rows: QuerySet[Any], settled: tuple[str, str]) -> tuple[list[int], list[int]]:
    """Which of these rows were settled by the office of the act, and which by another: settling tells no act, so the trail is asked."""
    action, name = settled
    offices: dict[int, int] = {}
    for told in Event.objects.filter(person_id=act.person_id, action=action).order_by("id"):
        offices[told.data[name]] = told.office_id
    own = [row.pk for row in rows if offices.get(row.pk) == act.office_id]
    return own, [row.pk for row in rows if row.pk not in own]
