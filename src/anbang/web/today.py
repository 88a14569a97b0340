"""The first page: what this posting must do, most urgent first; and what else waits, which comes after it (ADR 0027)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

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
)
from anbang.coordination.office.queries import (
    duties_to_record,
    owes_about_people,
    recorded_for,
    records_for_offices,
)
from anbang.exchange.batch.queries import batches
from anbang.exchange.batch.status import WORKING, BatchStatus
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import FilteredList, Role
from anbang.web import calling, emergency, feedback, institution, team
from anbang.web.accounts.pages import accounts_waiting
from anbang.web.drafts import unfinished
from anbang.web.duties import shown_together
from anbang.web.filters import FILTERING
from anbang.web.intake.enquiries import MAY_ANSWER, shown_to
from anbang.web.narrowing import OTHERS, Narrowed, duties_asked_for, filter_of
from anbang.web.navigation import may_open
from anbang.web.paging import page_of
from anbang.web.plans import plans_waiting
from anbang.web.readers import is_discreet
from anbang.web.retention import waiting_for_disposal
from anbang.web.signs import signs_awaiting_us
from anbang.web.telling import notices
from anbang.web.telling.pages import also_told, on_the_first_page
from anbang.web.together.kinds import kinds_for
from anbang.web.views import acting_staff, reads

DUTIES_A_PAGE = 30
NEAREST_BELOW = 5
REPLIES_SHOWN = 10
RETURNS_SHOWN = 10
URGENCIES = {"overdue": _("逾期"), "today": _("今日到期"), "week": _("七日内"), "later": _("以后")}


@reads()
def today(request: HttpRequest) -> HttpResponse:
    """The work list of the posting. An institution sees its replies instead, for it has no cases here; a village whom to call on."""
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
    if is_discreet(by):
        return calling.first_page(request, by=by)
    narrowed = filter_of(FilteredList.TODAY, request.GET, by=by)
    shows_others, urgency = narrowed.whose == OTHERS, narrowed.due
    duties = duties_asked_for(narrowed, by=by)
    counted = counts_by_urgency(duties, on=by.today)
    chosen = duties.filter(urgency_window(urgency, on=by.today)) if urgency else duties
    page = page_of(request, chosen, size=DUTIES_A_PAGE, many=counted.of(urgency))
    may_answer = not by.roles.isdisjoint(MAY_ANSWER)
    context = {
        "page": page,
        "duties": shown_together(rows_of(cast("QuerySet[Duty]", page.object_list)), by=by),
        "kinds": [] if shows_others else kinds_for(by),
        "urgency": urgency,
        "shows_others": shows_others,
        "narrowed": narrowed,
        "filters": not by.roles.isdisjoint(FILTERING),
        "kept": narrowed.query,
        "chips": _chips(counted, narrowed),
        "lists": batches(for_staff=by).filter(status__in=[*WORKING, BatchStatus.STAGED])[:5]
        if may_open("lists", by)
        else (),
        "accounts_waiting": accounts_waiting(by=by),
        "may_hand_in": Role.BUREAU_CLERK in by.roles,
        "sees_no_case": by.role in Role.seeing_no_case(),
        "reads_the_trail": may_open("trail", by),
        # Whoever keeps closed files sees no others: what is due there stands in their own list.
        "keeps_closed_files": Role.SEALING_KEEPER in by.roles and not by.sees_the_district,
        "digest": digest_of(for_staff=by),
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
        "unfinished": unfinished(by=by),
        "nearest": shown_together(nearest, by=by),
        "office_work": _office_work(by=by),
        **notices.on_the_first_page(by=by),
        **emergency.on_the_first_page(by=by),
        "disposals_waiting": waiting_for_disposal(by=by),
        **feedback.on_the_first_page(by=by),
        **also_told(by=by),
        **team.on_the_first_page(by=by),
        "back_by_now": _back_by_now(by=by),
        "signs_waiting": _signs_waiting(by=by),
        "plans_waiting": plans_waiting(by=by),
    }
    is_htmx = request.headers.get("HX-Request") == "true"
    context |= {"is_brought": is_htmx and not is_discreet(by), "below": _below(context)}
    return render(request, "today/also.html" if is_htmx else "today/also_page.html", context)


def _below(waiting: Mapping[str, Any]) -> list[dict[str, object]]:
    """What stands below the work list, said above it: nobody scrolls past thirty duties to see whether anything else waits."""
    many = {
        "told": (_("上报给我们的"), waiting.get("told_count")),
        "lacking": (_("帮教小组缺人"), waiting.get("lacking_count")),
        "signs": (_("苗头待确认"), len(waiting["signs_waiting"])),
        "back": (_("外出应返未记"), waiting["back_by_now"].get("count")),
        "plans": (_("方案该复查"), waiting["plans_waiting"].get("count")),
        "unfinished": (_("没写完的记录"), len(waiting["unfinished"])),
        "office_work": (_("单位工作"), (waiting["office_work"] or {}).get("all")),
    }
    return [
        {"address": f"#{anchor}", "label": label, "count": count} for anchor, (label, count) in many.items() if count
    ]


def _office_work(*, by: ActingStaff) -> dict[str, int] | None:
    """How much the offices owe by the calendar for which the reader records; None for whoever records for none."""
    recorded = recorded_for(by)
    if not recorded:
        return None
    owed = duties_to_record(for_staff=by, recorded=recorded)
    return owed.aggregate(all=Count("id"), overdue=Count("id", filter=Q(due_on__lt=by.today)))


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


def _chips(counted: Urgency, narrowed: Narrowed) -> list[dict[str, object]]:
    """The filter by how soon something is due: the address is the filter."""
    return [
        {
            "label": label,
            "count": counted.told(name),
            "address": reverse("today", query=replace(narrowed, due=name).told),
            "here": narrowed.due == name,
            "alarm": name == "overdue" and counted.overdue > 0,
        }
        for name, label in [("", _("全部")), *URGENCIES.items()]
    ]
