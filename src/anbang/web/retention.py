"""Files that were kept long enough: what two people decide about each, and the register of those that are gone (LAW-1)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.casework.person.models import Case
from anbang.casework.retention.actions import LAW, confirm_disposal, decide_disposal, keep_on
from anbang.casework.retention.models import Decision, KeepReason
from anbang.casework.retention.queries import (
    MAY_DISPOSE,
    days_of_keeping,
    disposed,
    get_disposal,
    person_of,
    waiting_disposals,
    with_people,
)
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.web.forms import page_with_form, perform
from anbang.web.intake.fields import Day
from anbang.web.views import acting_staff, for_staff, look_at, reads, writes, yes_or_no

ROWS_A_PAGE, LOOK = 50, "end of the file"


class DecisionForm(forms.Form):
    """Whether a file goes, or is kept on: why and until when."""

    decision = forms.ChoiceField(label=gettext_lazy("决定"), choices=Decision.choices, widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=gettext_lazy("为什么继续保存"),
        choices=[("", gettext_lazy("请选择")), *KeepReason.choices],
        required=False,
        help_text=gettext_lazy("只在继续保存时填。"),
    )
    until = Day(
        label=gettext_lazy("继续保存到"),
        required=False,
        help_text=gettext_lazy("只在继续保存时填；到期的次日再提出。"),
    )

    def clean(self) -> dict[str, Any]:
        """Kept on is kept for a reason and until a day."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("decision") == Decision.KEEP:
            for name in ("reason", "until"):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, _("继续保存的，请写明为什么、到哪天。"))
        return told


@reads(*MAY_DISPOSE, anew=True)
def disposals(request: HttpRequest) -> HttpResponse:
    """What waits for a decision or for another to confirm it, and what is gone."""
    by = acting_staff(request)
    waiting = Paginator(waiting_disposals(for_staff=by), ROWS_A_PAGE).get_page(request.GET.get("page"))
    gone = Paginator(disposed(for_staff=by), ROWS_A_PAGE).get_page(request.GET.get("gone"))
    context = {
        "page": waiting,
        "rows": with_people(waiting, for_staff=by),
        "gone": gone,
        "me": by.staff_id,
        "clause": LAW,
    }
    return render(request, "retention/disposals.html", context)


@for_staff(*MAY_DISPOSE, anew=True)
def decide(request: HttpRequest, disposal_id: int) -> HttpResponse:
    """The form that asks what is to become of one file."""
    by = acting_staff(request)
    form = DecisionForm(request.POST if request.method == "POST" else None)

    def send(told: dict[str, Any]) -> None:
        if told["decision"] == Decision.KEEP:
            keep_on(disposal_id, KeepReason(told["reason"]), told["until"], by=by, on=by.today)
            messages.success(request, _("已登记：继续保存。"))
        else:
            decide_disposal(disposal_id, by=by, on=by.today)
            messages.success(request, _("已登记，等另一人确认。确认以前什么都不会删除。"))

    with acting(by, reading_only=True):
        told = get_disposal(disposal_id, for_staff=by)
    look_at(request, told.person_id, LOOK)
    with acting(by, reading_only=True):
        shown = {"told": told, "person": person_of(told, for_staff=by), "clause": LAW}
    if request.method == "POST" and perform(form, send):
        return redirect("disposals")
    with acting(by, reading_only=True):
        return page_with_form(request, "retention/decide.html", {"form": form, **shown})


@writes(*MAY_DISPOSE, anew=True)
def confirm(request: HttpRequest, disposal_id: int) -> HttpResponse:
    """Another agrees that a file goes, or does not."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        told = get_disposal(disposal_id, for_staff=by)
    look_at(request, told.person_id, LOOK)
    is_agreed = yes_or_no(request, "agreed")
    try:
        confirm_disposal(disposal_id, is_agreed=is_agreed, by=by, on=by.today)
    except StepRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已销毁，清册里留下编号和经办人。") if is_agreed else _("已登记：不同意销毁。"))
    return redirect("disposals")


def waiting_for_disposal(*, by: ActingStaff) -> int:
    """How many files wait for the reader's decision or confirmation."""
    return waiting_disposals(for_staff=by).count() if not by.roles.isdisjoint(MAY_DISPOSE) else 0


def kept_shown(case: Case, *, by: ActingStaff) -> dict[str, object]:
    """Of a closed file: from when it is in the archive, and until when it is kept."""
    return {"keeping": days_of_keeping(case, on=by.today)} if case.closed_on is not None else {}
