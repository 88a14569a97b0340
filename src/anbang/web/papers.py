"""What passed between the institution and home, as the file shows it."""

from collections.abc import Iterable
from typing import Any

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.custody.changes import what_changed
from anbang.casework.custody.contact import contact_of
from anbang.casework.custody.models import MajorChange, RegistrationForm, ReleaseNotice, Teller


def form_shown(form: RegistrationForm) -> dict[str, object]:
    """A registration form with its reply, if there is one."""
    return {
        "pk": form.pk,
        "institution": form.institution,
        "get_channel_display": form.get_channel_display(),
        "received_on": form.received_on,
        "contact": contact_of(form),
        "verification": getattr(form, "verification", None),
    }


def notice_shown(notice: ReleaseNotice) -> dict[str, object]:
    """A release notice with its documents and the arrangement, if there is one."""
    return {
        "pk": notice.pk,
        "institution": notice.institution,
        "received_on": notice.received_on,
        "release_on": notice.release_on,
        "reasons": [PriorityReason(reason).label for reason in notice.priority],
        "arranged": getattr(notice, "arrangement", None),
        "documents": [paper for paper in (notice.risk_opinion, notice.aid_proposal) if paper],
    }


def between_the_sides(changes: Iterable[MajorChange]) -> list[dict[str, Any]]:
    """Major changes, with what both sides were told, and what waits: telling the institution, or confirming what it told."""
    return [
        {
            "change": change,
            "what": what_changed(change),
            "waits_for_telling": change.told_on is None,
            "waits_for_receipt": change.told_on is not None and change.receipt_on is None,
            "is_ours_to_confirm": change.told_by == Teller.INSTITUTION,
        }
        for change in changes
    ]
