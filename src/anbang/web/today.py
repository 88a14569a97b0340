"""The first page: what this posting must do, most urgent first, and what waits for it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anbang.casework.custody.queries import verifications_for_institution
from anbang.casework.duty.queries import counts_by_urgency, duties_below, urgency_window, work_list
from anbang.exchange.batch.queries import batches
from anbang.exchange.batch.status import WORKING, BatchStatus
from anbang.organisations.kinds import Role
from anbang.web.duties import shown
from anbang.web.views import acting_staff, reads

DUTIES_A_PAGE = 30
URGENCIES = ("overdue", "today", "week", "later")


@reads()
def today(request: HttpRequest) -> HttpResponse:
    """The work list of the posting. An institution sees its replies instead, for it has no cases here."""
    by = acting_staff(request)
    if by.role is Role.INSTITUTION_CLERK:
        replies = verifications_for_institution(for_staff=by)
        waiting = replies.filter(receipt_at__isnull=True)
        return render(request, "today/institution.html", {"waiting": waiting[:DUTIES_A_PAGE], "replies": replies[:10]})
    duties = work_list(for_staff=by)
    counts = counts_by_urgency(duties, on=by.today)
    urgency = request.GET.get("due", "")
    chosen = duties.filter(urgency_window(urgency, on=by.today)) if urgency in URGENCIES else duties
    page = Paginator(chosen, DUTIES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "duties": [shown(duty, by=by) for duty in page],
        "counts": counts,
        "urgency": urgency if urgency in URGENCIES else "",
        "below": counts_by_urgency(duties_below(for_staff=by), on=by.today),
        "lists": batches(for_staff=by).filter(status__in=[*WORKING, BatchStatus.STAGED])[:5],
    }
    return render(request, "today/today.html", context)
