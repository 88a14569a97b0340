"""What the rules are told about a case in custody: the rows, as the dated events that the policy speaks of."""

from collections import defaultdict
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
from anbang.organisations.kinds import OfficeKind
from anbang.policy import Happening

# Within one day, the order in which a day at the office goes.
ORDER = ("admitted", "form_received", "notice_received", "verified", "priority_alerted", "reception_arranged")


def happenings_of(case_ids: Sequence[int]) -> dict[int, list[Happening]]:
    """The custody events of each case by day. Six queries for any number of cases."""
    told: dict[int, list[Happening]] = defaultdict(list)
    for case_id, happening in _all_of(case_ids):
        told[case_id].append(happening)
    return {case_id: sorted(told[case_id], key=lambda one: (one.on, ORDER.index(one.event))) for case_id in case_ids}


def _told(on: date, event: str, **details: object) -> Happening:
    return Happening(on, event, details)


def _all_of(case_ids: Sequence[int]) -> Iterator[tuple[int, Happening]]:
    for sentence in Sentence.objects.filter(case__in=case_ids).select_related("institution"):
        if sentence.admitted_on:
            kind = "prison" if sentence.institution.kind == OfficeKind.PRISON else "detention_centre"
            yield sentence.case_id, _told(sentence.admitted_on, "admitted", kind=kind)
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
