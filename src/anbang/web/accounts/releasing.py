"""What waits for the security administrator: new posts and first passwords, by account, released or refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.organisations import releasing
from anbang.organisations.kinds import WhyRefused
from anbang.organisations.models import Proposal, Staff
from anbang.organisations.steps import StepRefused
from anbang.web.accounts.pages import SECURITY
from anbang.web.numbers import number_of
from anbang.web.signing.passwords import new_password
from anbang.web.views import acting_staff, reads, writes


class RefusalForm(forms.Form):
    """Why it does not come true."""

    why = forms.ChoiceField(
        label=gettext_lazy("不放行的原因"), choices=[("", gettext_lazy("请选择")), *WhyRefused.choices]
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """An account and what waits for it."""

    staff: Staff
    proposals: Sequence[Proposal]

    @property
    def seen(self) -> str:
        """What was looked at, as the forms carry it."""
        return ",".join(str(proposal.pk) for proposal in self.proposals)

    @property
    def form(self) -> RefusalForm:
        """By which none of it comes true; its fields have names of their own on the page."""
        return RefusalForm(auto_id=f"refuse-{self.staff.pk}-%s")


@reads(SECURITY, anew=True)
def waiting_accounts(request: HttpRequest) -> HttpResponse:
    """Every account for which something waits, the first that was proposed first; never one's own."""
    own = acting_staff(request).staff_id
    found = sorted(releasing.waiting().exclude(staff=own), key=attrgetter("staff_id"))
    accounts = [
        Waiting(rows[0].staff, rows) for rows in (list(its) for _id, its in groupby(found, attrgetter("staff_id")))
    ]
    accounts.sort(key=lambda account: account.proposals[0].pk)
    return render(request, "accounts/waiting.html", {"accounts": accounts})


@writes(SECURITY, anew=True)
def release_account(request: HttpRequest, staff_id: int) -> HttpResponse:
    """What waits counts; a password comes with a code, which is shown once."""
    by, code, staff = acting_staff(request), new_password(), Staff.objects.get(pk=staff_id)
    try:
        with_password = releasing.release(staff_id, _seen(request), code, by=by, on=by.today)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("waiting_accounts")
    if with_password:
        return render(request, "accounts/code.html", {"staff": staff, "code": code})
    messages.success(request, _("已放行，从今天起任职。"))
    return redirect("waiting_accounts")


@writes(SECURITY, anew=True)
def refuse_account(request: HttpRequest, staff_id: int) -> HttpResponse:
    """None of it comes true."""
    by, form = acting_staff(request), RefusalForm(request.POST)
    try:
        if not form.is_valid():
            raise StepRefused(_("请选择原因。"))
        releasing.refuse(staff_id, _seen(request), WhyRefused(form.cleaned_data["why"]), by=by, on=by.today)
        messages.success(request, _("没有放行，原因已记录。"))
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect("waiting_accounts")


def _seen(request: HttpRequest) -> list[int]:
    told = [number_of(one) for one in request.POST.get("seen", "").split(",")]
    return [one for one in told if one is not None]
