"""Rights requests as tests make them."""

from datetime import date
from typing import Any

from anbang.casework.rights.actions import NewAnswer, NewRequest, answer_request, take_in_request
from anbang.casework.rights.models import HandedOver, Outcome, RequestKind, RightsRequest
from anbang.organisations.acting import ActingStaff
from anbang.papers.models import PaperKind
from anbang.papers.scans import NewScan, read_scan
from tests.papers.test_scans import PDF

OWNER = "owner"
CONCERNS = "想看档案里写了什么"
GRANTED = NewAnswer(Outcome.GRANTED, "已打印档案摘要", handed_over=HandedOver.PRINTED)


def asked(case_id: int, *, by: ActingStaff, on: date, **different: Any) -> RightsRequest:
    """Somebody asks to see the file, unless something else is told."""
    told = {"kind": RequestKind.SEE, "concerns": CONCERNS, **different}
    return take_in_request(case_id, NewRequest(**told), by=by, on=on)


def given(request: RightsRequest, *, by: ActingStaff, on: date, answer: NewAnswer = GRANTED) -> RightsRequest:
    """It is answered."""
    answer_request(request.pk, answer, by=by, on=on)
    return kept(request)


def kept(request: RightsRequest) -> RightsRequest:
    """The row as it stands."""
    return RightsRequest.objects.using(OWNER).get(pk=request.pk)


def authority() -> NewScan:
    """What a representative shows."""
    return read_scan(PDF, PaperKind.AUTHORITY)
