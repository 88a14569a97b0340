"""The words that acts between the institution and home left beside themselves are taken out for good."""

from typing import Any

from django.db.models import Q, QuerySet

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
from anbang.casework.custody.outcomes import redact_said

# What tells no act: what the trail calls it, and how it names the row.
CONFIRMED_CHANGE = ("change_confirmed", "change")
# What may be brought in after the letter, each with why it comes so late.
WITH_FORM, WITH_NOTICE = ("scan",), ("scan", "risk_opinion", "aid_proposal")


def redact_form(act: Act) -> int:
    """Whom of the family to reach, why there was no scan, and why the same office brought it so late."""
    forms = RegistrationForm._base_manager.filter(act=act)
    reached = forms.filter(contact_sealed__isnull=False).update(contact_sealed=None)
    return reached + take_out(forms, "no_scan_because") + _late_papers(act, forms, WITH_FORM, own=True)


def redact_scan_of_others(act: Act) -> int:
    """Why another office brought the scan so late."""
    return _late_papers(act, RegistrationForm._base_manager.filter(act=act), WITH_FORM, own=False)


def redact_notice(act: Act) -> int:
    """Why there was no scan, and why the same office brought papers so late; opinion and proposal are papers, which stay."""
    notices = ReleaseNotice._base_manager.filter(act=act)
    return take_out(notices, "no_scan_because") + _late_papers(act, notices, WITH_NOTICE, own=True)


def redact_papers_of_others(act: Act) -> int:
    """Why another office brought papers so late."""
    return _late_papers(act, ReleaseNotice._base_manager.filter(act=act), WITH_NOTICE, own=False)


def _late_papers(act: Act, letters: QuerySet[Any], names: tuple[str, ...], *, own: bool) -> int:
    """Bringing a paper tells no act: the trail knows which office did it."""
    brought = Event.objects.filter(person_id=act.person_id, action="paper_brought")
    offices = dict(brought.values_list("data__paper", "office_id"))
    return sum(
        take_out(letters.filter(pk=letter.pk), f"{name}_late_because")
        for letter in letters
        for name in names
        if (offices.get(getattr(letter, f"{name}_id")) == act.office_id) == own
    )


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
    """What happened at home, as the office wrote it that learnt of it, whoever told the other side since."""
    return _redact_changes(MajorChange._base_manager.filter(learnt=act))


def redact_telling(act: Act) -> int:
    """What the office that told it wrote, then or when it learnt of it, and why its own receipt was late; neither side reads it any more. What
    another office had learnt is taken out with its learning.
    """
    told = MajorChange._base_manager.filter(told=act)
    own, _others = _by_whom(act, told, CONFIRMED_CHANGE)
    written = told.filter(Q(learnt__isnull=True) | Q(learnt__office=act.office_id))
    return _redact_changes(written) + take_out(told.filter(pk__in=own), "receipt_late_because")


def redact_telling_of_others(act: Act) -> int:
    """What another office had learnt, and why the receipt of another was late."""
    told = MajorChange._base_manager.filter(told=act)
    _own, others = _by_whom(act, told, CONFIRMED_CHANGE)
    return _redact_changes(told) + take_out(told.filter(pk__in=others), "receipt_late_because")


def _redact_changes(rows: QuerySet[MajorChange]) -> int:
    written = [row for row in rows if what_changed(row) != TAKEN_OUT]
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


def _by_whom(act: Act, rows: QuerySet[Any], told_by: tuple[str, str]) -> tuple[list[int], list[int]]:
    """Which of these rows were answered by the office of the act, and which by another: no act tells it, so the trail is asked."""
    action, name = told_by
    offices: dict[int, int] = {}
    for told in Event.objects.filter(person_id=act.person_id, action=action).order_by("id"):
        offices[told.data[name]] = told.office_id
    own = [row.pk for row in rows if offices.get(row.pk) == act.office_id]
    return own, [row.pk for row in rows if row.pk not in own]
