"""What passes between an institution and home, on the institution's side: by what it wrote itself, never a file (clause 2.3.1)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from anbang.casework.custody.changes import AboutOutbound, confirm_change, what_changed
from anbang.casework.custody.models import Channel, MajorChange, OutboundForm
from anbang.casework.custody.outbound import (
    Sending,
    about_outbound,
    confirm_outbound,
    note_outbound,
    open_outbound_scan,
    outbound_forms,
    outbound_kept_days,
    outbound_to_send,
    overdue_by_institution,
    send_outbound,
)
from anbang.casework.custody.queries import (
    arrangements_for_institution,
    changes_for_institution,
    returned_to_institution,
)
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.papers.models import PaperKind
from anbang.policy.clauses import INFORMATION
from anbang.web.forms import Text, page_with_form, perform
from anbang.web.intake.fields import Day
from anbang.web.intake.scans import Scan, scan_told
from anbang.web.once import hand_of, key_for, send_once, was_sent
from anbang.web.templatetags.anbang import day
from anbang.web.views import acting_staff, for_staff, reads, writes

OF_FORMS = (Role.INSTITUTION_CLERK, Role.BUREAU_CLERK)
ROWS_A_PAGE = 30
SHOWN_FIRST = 10


def _changes(found: Any) -> list[dict[str, Any]]:
    return [{"change": one, "what": what_changed(one)} for one in found]


def on_the_first_page(*, by: ActingStaff) -> dict[str, Any]:
    """Which forms are to be sent to other counties, most urgent first; what home told, what was arranged, who was returned: the newest of
    each.
    """
    waiting = changes_for_institution(for_staff=by).filter(receipt_on__isnull=True)
    to_send = outbound_to_send(for_staff=by)
    return {
        "to_send": _rows(to_send[:SHOWN_FIRST], by=by),
        "to_send_in_all": to_send.count(),
        "changes": _changes(waiting),
        "arrangements": arrangements_for_institution(for_staff=by)[:SHOWN_FIRST],
        "returned": returned_to_institution(for_staff=by)[:SHOWN_FIRST],
    }


@reads(Role.INSTITUTION_CLERK)
def letters(request: HttpRequest) -> HttpResponse:
    """Everything that came from home, newest first."""
    by = acting_staff(request)

    def page_of(found: Any, name: str) -> Any:
        return Paginator(found, ROWS_A_PAGE).get_page(request.GET.get(name))

    changes = page_of(changes_for_institution(for_staff=by), "changes")
    context = {
        "changes_page": changes,
        "changes": _changes(changes),
        "arrangements": page_of(arrangements_for_institution(for_staff=by), "arranged"),
        "returned": page_of(returned_to_institution(for_staff=by), "returned"),
        "clause": INFORMATION,
    }
    return render(request, "institution/letters.html", context)


@writes(Role.INSTITUTION_CLERK)
def change_receipt(request: HttpRequest, change_id: int) -> HttpResponse:
    """The institution confirms that it was told of a major change."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        known = changes_for_institution(for_staff=by).filter(pk=change_id).exists()
    if not known:
        raise MajorChange.DoesNotExist
    confirm_change(change_id, by=by, on=by.today)
    messages.success(request, _("已确认收到。"))
    return redirect("letters")


class OutboundFormForm(forms.Form):
    """An inmate of our detention centre who belongs to another county."""

    name = Text(label=gettext_lazy("姓名"), max_length=64)
    id_number = Text(label=gettext_lazy("身份证号"), required=False, max_length=24)
    registered = Text(label=gettext_lazy("户籍地"), required=False, max_length=120)
    addressed_to = Text(
        label=gettext_lazy("寄往哪个司法局"), max_length=96, help_text=gettext_lazy("例如：四川省隆昌市司法局。")
    )
    admitted_on = Day(label=gettext_lazy("收押日期"))
    channel = forms.ChoiceField(
        label=gettext_lazy("怎样送达"), choices=Channel.choices, initial=Channel.POST, widget=forms.RadioSelect
    )


@for_staff(*OF_FORMS)
def outbound(request: HttpRequest) -> HttpResponse:
    """Forms for other counties: what is to be sent, what was sent, what was confirmed; and one more is noted."""
    by = acting_staff(request)
    hand = hand_of(request, by)
    if request.method == "POST" and was_sent(hand):
        messages.success(request, _("这张表已经登记过，没有重复登记。"))
        return redirect("outbound")
    form = OutboundFormForm(request.POST or None)

    def note(told: dict[str, Any]) -> None:
        about = AboutOutbound(told["name"], told["id_number"], told["registered"])
        made: list[OutboundForm] = []
        send_once(
            hand,
            lambda: made.append(
                note_outbound(
                    about,
                    addressed_to=told["addressed_to"],
                    channel=Channel(told["channel"]),
                    admitted_on=told["admitted_on"],
                    by=hand,
                    on=by.today,
                )
            ),
        )
        for one in made:
            messages.success(request, _("已登记，最迟 %(day)s 寄出。") % {"day": day(one.due_on)})

    if request.method == "POST" and perform(form, note):
        return redirect("outbound")
    with acting(by, reading_only=True):
        page = Paginator(outbound_forms(for_staff=by), ROWS_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "form": form,
            "page": page,
            "rows": _rows(page, by=by),
            "overdue": overdue_by_institution(for_staff=by) if by.sees_the_district else [],
            "may_note": Role.INSTITUTION_CLERK in by.roles and by.office_kind == OfficeKind.DETENTION_CENTRE,
            "is_prison": by.office_kind == OfficeKind.PRISON,
            "sees_all": by.sees_the_district,
            "clause": INFORMATION,
            "kept_days": outbound_kept_days(on=by.today),
            "form_key": key_for(request, by),
        }
        return page_with_form(request, "institution/outbound.html", context)


def _rows(found: Iterable[OutboundForm], *, by: ActingStaff) -> list[dict[str, Any]]:
    return [{"form": one, "about": about_outbound(one), **_state(one, by=by)} for one in found]


def _state(form: OutboundForm, *, by: ActingStaff) -> dict[str, Any]:
    days = (form.due_on - by.today).days
    return {
        "days": abs(days),
        "is_late": form.sent_on is None and days < 0,
        "is_mine": form.institution_id in by.own_offices,
    }


class SendingForm(forms.Form):
    """The form left for the other county. What went by post has a scan, or says why there is none."""

    on = Day(label=gettext_lazy("寄出日期"))
    late_because = Text(
        label=gettext_lazy("为什么现在才登记"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("过了几天才登记的，写明原因。"),
    )
    scan = Scan(label=gettext_lazy("登记表扫描件"), required=False)
    no_scan_because = Text(
        label=gettext_lazy("没有扫描件的原因"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("邮寄而没有扫描件的，写明为什么。"),
    )

    def __init__(self, *args: Any, channel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if channel != Channel.POST:
            del self.fields["no_scan_because"]


def _one(form_id: int, *, by: ActingStaff) -> OutboundForm:
    return outbound_forms(for_staff=by).get(pk=form_id)


@for_staff(Role.INSTITUTION_CLERK)
def send(request: HttpRequest, form_id: int) -> HttpResponse:
    """The day on which the form left, with its scan."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        channel = _one(form_id, by=by).channel
    form = SendingForm(request.POST or None, request.FILES or None, channel=channel, initial={"on": by.today})

    def sent(told: dict[str, Any]) -> None:
        scan = scan_told(told["scan"], PaperKind.REGISTRATION_FORM, by=by)
        sending = Sending(scan, told.get("no_scan_because", ""), told["late_because"])
        send_outbound(form_id, sending, by=by, on=told["on"])
        messages.success(request, _("已登记寄出。"))

    if request.method == "POST" and perform(form, sent):
        return redirect("outbound")
    with acting(by, reading_only=True):
        asked = _one(form_id, by=by)
        context = {"form": form, "asked": asked, "about": about_outbound(asked), "clause": INFORMATION}
        return page_with_form(request, "institution/send.html", context)


@writes(Role.INSTITUTION_CLERK)
def outbound_receipt(request: HttpRequest, form_id: int) -> HttpResponse:
    """The other county's receipt came."""
    by = acting_staff(request)
    try:
        confirm_outbound(form_id, by=by, on=by.today)
        messages.success(request, _("已登记回执。"))
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect("outbound")


@for_staff(*OF_FORMS)
@require_safe
def outbound_scan(request: HttpRequest, form_id: int) -> HttpResponse:
    """The scan of a form that was sent."""
    content, media_type, name = open_outbound_scan(form_id, by=acting_staff(request))
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f"inline; filename={name}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
