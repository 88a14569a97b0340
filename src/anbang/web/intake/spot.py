"""Somebody stands before the office: taken in on the spot, or handed over from community corrections."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from anbang.casework.handover.intake import (
    TakenIn,
    Unannounced,
    enquiries_from,
    take_in_on_the_spot,
    take_over_from_corrections,
    who_came,
)
from anbang.casework.handover.models import Enquiry, EnquiryAnswer
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.days import day_in_words
from anbang.organisations.kinds import Role
from anbang.policy.clauses import CARE
from anbang.web.forms import page_with_form, perform
from anbang.web.intake.fields import area_choices, town_choices
from anbang.web.intake.forms import CorrectionsForm, SomebodyForm, SpotForm
from anbang.web.references import number_told
from anbang.web.views import acting_staff, for_staff

MAY_TAKE_IN = (Role.JUSTICE_ASSISTANT, Role.BUREAU_CLERK)


def _asked_before(request: HttpRequest, *, by: ActingStaff) -> dict[str, Any]:
    """What was typed when the other office was asked, which now says that it is somebody else."""
    number = number_told("enquiry", request.GET.get("enquiry", ""))
    answered = enquiries_from(for_staff=by).filter(answer=EnquiryAnswer.SOMEBODY_ELSE)
    found: Enquiry | None = None if number is None else answered.filter(pk=number).first()
    if found is None:
        return {}
    came = who_came(found)
    told = {"name": came.name, "id_number": came.id_number, "born_on": came.born_on, "residence": came.lives_in}
    return {name: value for name, value in told.items() if value}


def _form(request: HttpRequest, kind: type[SomebodyForm]) -> SomebodyForm:
    by = acting_staff(request)
    with acting(by, reading_only=True):
        areas, towns = area_choices(), town_choices()
        initial = _asked_before(request, by=by) if request.method != "POST" else {}
    return kind(request.POST or None, areas=areas, towns=towns, initial=initial)


def _page(request: HttpRequest, form: SomebodyForm, told: dict[str, Any], step: Callable[[], TakenIn]) -> HttpResponse:
    by = acting_staff(request)
    came: list[TakenIn] = []
    if request.method == "POST" and perform(form, lambda _told: came.append(step())):
        if came[0].case is None:
            messages.success(
                request, _("别处可能已有此人的档案：已请那个单位答复，不显示任何内容。此前请先接待，不要让人空跑。")
            )
            return redirect("enquiries")
        if came[0].is_closed:
            messages.success(request, _("已登记。这份档案是封闭的：只有指定的人能打开，这里不再显示。"))
        else:
            messages.success(request, _what_holds_now(came[0], by=by))
        if where := _where_to_go(came[0], by=by):
            messages.warning(request, where)
        if came[0].is_closed:
            return redirect("arrivals")
        return redirect("case_file", person_id=came[0].case.person_id)
    with acting(by, reading_only=True):
        return page_with_form(request, "intake/somebody.html", {"form": form, "clause": CARE, **told})


def _what_holds_now(taken: TakenIn, *, by: ActingStaff) -> str:
    """Since when somebody is in care and until when; or that the term is over already."""
    charge = taken.charge
    assert charge is not None
    days = {"since": day_in_words(charge.care_from), "until": day_in_words(charge.term_until)}
    if charge.term_until < by.today and charge.office_id in by.own_offices:
        return _("已建档。帮教期自%(since)s起，已于%(until)s届满：请核对后办理结束帮教。") % days
    if charge.term_until < by.today:
        return _("已建档。帮教期自%(since)s起，已于%(until)s届满。") % days
    return _("已建档。帮教期自%(since)s起，到%(until)s止。") % days


def _where_to_go(taken: TakenIn, *, by: ActingStaff) -> str:
    """Which office is responsible where it is not the desk itself, and where whoever stands there is to go."""
    charge = taken.charge
    assert charge is not None
    if charge.office_id in by.own_offices:
        return ""
    if charge.receiver_id in by.own_offices:
        return _("按规定先由%(office)s负责，现住你处，交接已经提出：你处接收后由你处负责。") % {"office": charge.office}
    if by.sees_the_district or taken.is_closed:
        told = _("按规定由%(office)s负责，那里的首页已经显示：请告诉本人到那里去。")
    else:
        told = _("按规定由%(office)s负责，那里的首页已经显示：请告诉本人到那里去。你处只在今天还能查看这份档案。")
    return told % {"office": charge.office}


@for_staff(*MAY_TAKE_IN)
def on_the_spot(request: HttpRequest) -> HttpResponse:
    """Whoever reports in unannounced is in care from that moment."""
    by = acting_staff(request)
    form = _form(request, SpotForm)
    assert isinstance(form, SpotForm)

    def take_in() -> TakenIn:
        told = form.cleaned_data
        came = Unannounced(
            *(form.somebody, told["released_on"], told["released_from"], form.arrival, told["why"]),
            is_long_ago=told["is_long_ago"],
        )
        return take_in_on_the_spot(came, by=by, on=by.today)

    told = {"title": _("当场建档（补录）"), "send": _("建档并登记报到"), "is_spot": True}
    return _page(request, form, told, take_in)


@for_staff(*MAY_TAKE_IN)
def from_corrections(request: HttpRequest) -> HttpResponse:
    """Community corrections are completed: care begins."""
    by = acting_staff(request)
    form = _form(request, CorrectionsForm)
    assert isinstance(form, CorrectionsForm)

    def take_over() -> TakenIn:
        told = form.cleaned_data
        return take_over_from_corrections(
            form.somebody,
            completed_on=told["completed_on"],
            handed_over=told["handed_over"],
            late_because=told["late_because"],
            is_long_ago=told["is_long_ago"],
            by=by,
            on=by.today,
        )

    told = {"title": _("社区矫正期满衔接"), "send": _("建档并开始帮教"), "is_spot": False}
    return _page(request, form, told, take_over)
