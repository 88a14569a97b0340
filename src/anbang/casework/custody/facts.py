"""What the rules are told about a case in custody: the rows, as the dated events that the policy speaks of."""

from collections.abc import Iterator, Sequence
from datetime import date

from anbang.casework.custody.models import (
    PriorityAlert,
    ReceptionArrangement,
    RegistrationForm,
    ReleaseNotice,
    Sentence,
    Verification,
)
from anbang.casework.duty.facts import Reader
from anbang.organisations.kinds import OfficeKind
from anbang.policy import Happening


def _told(on: date, event: str, **details: object) -> Happening:
    return Happening(on, event, details)


def _happenings(case_ids: Sequence[int]) -> Iterator[tuple[int, Happening]]:
    """The custody events of each case. Six queries for any number of cases."""
    for sentence in Sentence.objects.filter(case__in=case_ids).select_related("institution"):
        if sentence.admitted_on:
            kind = "prison" if sentence.institution.kind == OfficeKind.PRISON else "detention_centre"
            # A life sentence has no months; what asks for a short one needs no more than that.
            yield sentence.case_id, _told(sentence.admitted_on, "admitted", kind=kind, sentence_months=sentence.months)
    for form in RegistrationForm.objects.filter(case__in=case_ids):
        yield form.case_id, _told(form.received_on, "form_received")
    for notice in ReleaseNotice.objects.filter(case__in=case_ids).order_by("id"):
        told = _told(notice.received_on, "notice_received", release_on=notice.release_on, priority=notice.priority)
        yield notice.case_id, told
    for found in Verification.objects.filter(case__in=case_ids):
        yield found.case_id, _told(found.replied_on, "verified")
    for alert in PriorityAlert.objects.filter(case__in=case_ids):
        yield alert.case_id, _told(alert.alerted_on, "priority_alerted")
    for arrangement in ReceptionArrangement.objects.filter(case__in=case_ids):
        yield arrangement.case_id, _told(arrangement.arranged_on, "reception_arranged")


CUSTODY = Reader(
    tells=frozenset(
        {
            "admitted_on",
            "institution_kind",
            "sentence_months",
            "form_received_on",
            "notice_received_on",
            "priority_notice_on",
            "priority_reasons",
            "release_on",
            "verified_on",
            "priority_alerted_on",
            "reception_arranged_on",
        }
    ),
    order=("admitted", "form_received", "notice_received", "verified", "priority_alerted", "reception_arranged"),
    read=_happenings,
)
