"""The first page: what this posting must do, most urgent first; and what else waits, which comes after it (ADR 0027)."""

from typing import cast
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anbang.casework.care.queries import past_their_return, signs_to_be_confirmed
from anbang.casework.care.signs import can_be_confirmed
from anbang.casework.custody.queries import verifications_for_institution
from anbang.casework.duty.digest import digest_of
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import (
    Urgency,
    counts_by_urgency,
    duties_below,
    rows_of,
    urgency_window,
    work_list,
)
from anbang.coordination.office.queries import (
    duties_to_record,
    kinds_to_record,
    owes_about_people,
    records_for_offices,
)
from anbang.exchange.batch.queries import batches
from anbang.exchange.batch.status import WORKING, BatchStatus
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.web import emergency, institution, team
from anbang.web.accounts.pages import accounts_waiting
from anbang.web.duties import shown_together
from anbang.web.intake.enquiries import MAY_ANSWER, shown_to
from anbang.web.navigation import may_open
from anbang.web.paging import page_of
from anbang.web.plans import plans_waiting
from anbang.web.retention import waiting_for_disposal
from anbang.web.signs import signs_awaiting_us
from anbang.web.telling.pages import also_told, on_the_first_page
from anbang.web.views import acting_staff, reads

DUTIES_A_PAGE = 30
NEAREST_BELOW = 5
REPLIES_SHOWN = 10
RETURNS_SHOWN = 10
OTHERS = "others"
URGENCIES = {"overdue": _("逾期"), "today": _("今日到期"), "week": _("七日内"), "later": _("以后")}


@reads()
def today(request: HttpRequest) -> HttpResponse:
    """The work list of the posting. An institution sees its replies instead, for it has no cases here."""
    by = acting_staff(request)
    if by.role is Role.INSTITUTION_CLERK:
        replies = verifications_for_institution(for_staff=by)
        # What has waited longest comes first.
        waiting = Paginator(replies.filter(receipt_at__isnull=True).order_by("id"), DUTIES_A_PAGE)
        return render(
            request,
            "today/institution.html",
            {
                "waiting": waiting.get_page(request.GET.get("page")),
                "replies": replies.filter(receipt_at__isnull=False)[:REPLIES_SHOWN],
                **institution.on_the_first_page(by=by),
            },
        )
    own = work_list(for_staff=by)
    shows_others = request.GET.get("whose") == OTHERS
    duties = duties_below(for_staff=by) if shows_others else own
    counted = counts_by_urgency(duties, on=by.today)
    urgency = request.GET.get("due", "")
    urgency = urgency if urgency in URGENCIES else ""
    chosen = duties.filter(urgency_window(urgency, on=by.today)) if urgency else duties
    page = page_of(request, chosen, size=DUTIES_A_PAGE, many=counted.of(urgency))
    whose = OTHERS if shows_others else ""
    may_answer = not by.roles.isdisjoint(MAY_ANSWER)
    context = {
        "page": page,
        "duties": shown_together(rows_of(cast("QuerySet[Duty]", page.object_list)), by=by),
        "urgency": urgency,
        "shows_others": shows_others,
        "kept": urlencode(_filter(whose, urgency)),
        "chips": _chips(counted, whose, urgency),
        "lists": batches(for_staff=by).filter(status__in=[*WORKING, BatchStatus.STAGED])[:5],
        "accounts_waiting": accounts_waiting(by=by),
        "may_hand_in": Role.BUREAU_CLERK in by.roles,
        "sees_no_case": by.role in Role.seeing_no_case(),
        "reads_the_trail": may_open("trail", by),
        # Whoever keeps closed files sees no others: what is due there stands in their own list.
        "keeps_closed_files": Role.SEALING_KEEPER in by.roles and not by.sees_the_district,
        "owes_about_people": owes_about_people(by.office_kind),
        "records_for_offices": records_for_offices(by),
        **on_the_first_page(by=by),
        "waiting_enquiries": shown_to(by) if may_answer else [],
        "signs_told": signs_awaiting_us(by=by),
    }
    return render(request, "today/today.html", context)


@reads()
def also_waiting(request: HttpRequest) -> HttpResponse:
    """What else waits: brought to the first page when that is there already, or a page of its own."""
    by = acting_staff(request)
    nearest = rows_of(duties_below(for_staff=by)[:NEAREST_BELOW])
    context = {
        "nearest": shown_together(nearest, by=by),
        "office_work": _office_work(by=by),
        "digest": digest_of(for_staff=by),
        **emergency.on_the_first_page(by=by),
        "disposals_waiting": waiting_for_disposal(by=by),
        **also_told(by=by),
        **team.on_the_first_page(by=by),
        "back_by_now": _back_by_now(by=by),
        "signs_waiting": _signs_waiting(by=by),
        "plans_waiting": plans_waiting(by=by),
    }
    is_brought = request.headers.get("HX-Request") == "true"
    return render(request, "today/also.html" if is_brought else "today/also_page.html", context)


def _office_work(*, by: ActingStaff) -> dict[str, int] | None:
    """How much the offices owe by the calendar for which the reader records; None for whoever records for none."""
    if not kinds_to_record(for_staff=by):
        return None
    return duties_to_record(for_staff=by).aggregate(all=Count("id"), overdue=Count("id", filter=Q(due_on__lt=by.today)))


def _back_by_now(*, by: ActingStaff) -> dict[str, object]:
    """Who meant to be back from working away by now: how many, and the longest past. Nothing is owed; it is asked about."""
    if Role.JUSTICE_ASSISTANT not in by.roles:
        return {}
    found = list(past_their_return(for_staff=by))
    return {
        "count": len(found),
        "rows": [
            {"away": one, "days": (by.today - one.expected_on).days} for one in found[:RETURNS_SHOWN] if one.expected_on
        ],
    }


def _signs_waiting(*, by: ActingStaff) -> list[dict[str, object]]:
    """Signs that wait for a second person. What was seen stands on their own page; whoever saw it cannot be the second."""
    if Role.JUSTICE_ASSISTANT not in by.roles:
        return []
    return [
        {"sign": sign, "is_own": sign.seen_by_id == by.staff_id}
        for sign in signs_to_be_confirmed(for_staff=by)
        if can_be_confirmed(sign, on=by.today)
    ]


def _filter(whose: str, urgency: str) -> dict[str, str]:
    return {name: told for name, told in (("whose", whose), ("due", urgency)) if told}


def _chips(counted: Urgency, whose: str, urgency: str) -> list[dict[str, object]]:
    """The filter by how soon something is due: the address is the filter."""
    return [
        {
            "label": label,
            "count": counted.told(name),
            "address": reverse("today", query=_filter(whose, name)),
            "here": urgency == name,
            "alarm": name == "overdue" and counted.overdue > 0,
        }
        for name, label in [("", _("全部")), *URGENCIES.items()]
    ]
