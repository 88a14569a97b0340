"""The first page: what this posting must do, most urgent first, and what waits for it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anbang.casework.custody.queries import verifications_for_institution
from anbang.casework.duty.queries import Urgency, counts_by_urgency, duties_below, urgency_window, work_list
from anbang.exchange.batch.queries import batches
from anbang.exchange.batch.status import WORKING, BatchStatus
from anbang.organisations.kinds import Role
from anbang.web.duties import shown
from anbang.web.views import acting_staff, reads

DUTIES_A_PAGE = 30
NEAREST_BELOW = 5
REPLIES_SHOWN = 10
URGENCIES = {"overdue": _("逾期"), "today": _("今日到期"), "week": _("七日内"), "later": _("以后")}


@reads()
def today(request: HttpRequest) -> HttpResponse:
    """The work list of the posting. An institution sees its replies instead, for it has no cases here."""
    by = acting_staff(request)
    if by.role is Role.INSTITUTION_CLERK:
        replies = verifications_for_institution(for_staff=by)
        waiting = replies.filter(receipt_at__isnull=True)
        return render(
            request,
            "today/institution.html",
            {"waiting": waiting[:DUTIES_A_PAGE], "replies": replies.filter(receipt_at__isnull=False)[:REPLIES_SHOWN]},
        )
    duties = work_list(for_staff=by)
    urgency = request.GET.get("due", "")
    urgency = urgency if urgency in URGENCIES else ""
    chosen = duties.filter(urgency_window(urgency, on=by.today)) if urgency else duties
    page = Paginator(chosen, DUTIES_A_PAGE).get_page(request.GET.get("page"))
    others = duties_below(for_staff=by)
    below = counts_by_urgency(others, on=by.today)
    context = {
        "page": page,
        "duties": [shown(duty, by=by) for duty in page],
        "urgency": urgency,
        "chips": _chips(counts_by_urgency(duties, on=by.today), urgency),
        "below": below,
        "chips_below": _chips(below, "")[1:],
        "nearest": [shown(duty, by=by) for duty in others[:NEAREST_BELOW]],
        "lists": batches(for_staff=by).filter(status__in=[*WORKING, BatchStatus.STAGED])[:5],
        "may_hand_in": Role.BUREAU_CLERK in by.roles,
        "sees_no_case": by.role in Role.seeing_no_case(),
    }
    return render(request, "today/today.html", context)


def _chips(counts: Urgency, urgency: str) -> list[dict[str, object]]:
    """The filter by how soon something is due: the address is the filter."""
    here = reverse("today")
    return [{"label": _("全部"), "count": counts.all, "address": here, "here": not urgency}] + [
        {
            "label": label,
            "count": getattr(counts, name),
            "address": f"{here}?due={name}",
            "here": urgency == name,
            "alarm": name == "overdue" and counts.overdue > 0,
        }
        for name, label in URGENCIES.items()
    ]
