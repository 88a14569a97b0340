"""The key periods of the district: set, and put right while nothing hangs on them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.coordination.office.actions import set_key_period
from anbang.coordination.office.models import KeyPeriod
from anbang.coordination.office.repairing import correct_key_period, withdraw_key_period
from anbang.organisations.acting import acting
from anbang.policy.clauses import EDUCATION
from anbang.web.forms import Text, page_with_form, perform
from anbang.web.intake.fields import Day
from anbang.web.office.mending import WhyForm, why_field
from anbang.web.office.roles import LEADING
from anbang.web.versions import merged
from anbang.web.views import acting_staff, for_staff


class PeriodForm(forms.Form):
    """A window in which every justice office educates."""

    name = Text(label=gettext_lazy("名称"), max_length=48, help_text=gettext_lazy("例如：2027年春节。"))
    begins_on = Day(label=gettext_lazy("从"))
    ends_on = Day(label=gettext_lazy("到"))


class CorrectedPeriodForm(PeriodForm):
    """How it should have been entered, and why."""

    why = why_field()


@for_staff(*LEADING)
def key_period(request: HttpRequest) -> HttpResponse:
    """The district sets a key period."""
    by = acting_staff(request)
    form = PeriodForm(request.POST or None)

    def send(told: dict[str, Any]) -> None:
        set_key_period(told["name"], begins_on=told["begins_on"], ends_on=told["ends_on"], by=by)
        messages.success(request, _("已设定；各司法所的教育期限随之产生。"))

    if request.method == "POST" and perform(form, send):
        return redirect("office")
    with acting(by, reading_only=True):
        return page_with_form(request, "office/key_period.html", {"form": form, "clause": EDUCATION})


CORRECT, WITHDRAW = "correct", "withdraw"


@for_staff(*LEADING)
def mend_period(request: HttpRequest, period_id: int, slug: str) -> HttpResponse:
    """The district corrects or withdraws a key period that was entered wrongly."""
    by = acting_staff(request)
    if slug not in (CORRECT, WITHDRAW):
        raise KeyPeriod.DoesNotExist
    with acting(by, reading_only=True):
        period = KeyPeriod.objects.get(pk=period_id)
    stands = {"name": period.name, "begins_on": period.begins_on, "ends_on": period.ends_on}
    now = {name: str(value) for name, value in stands.items()} if slug == CORRECT else {}
    sent, clashes = merged(request.POST or None, now, {name: PeriodForm.base_fields[name].label for name in now})
    form = CorrectedPeriodForm(sent, initial=stands) if slug == CORRECT else WhyForm(sent)

    def send(told: dict[str, Any]) -> None:
        if slug == CORRECT:
            correct_key_period(period_id, by=by, seen=period, **told)
        else:
            withdraw_key_period(period_id, why=told["why"], by=by)
        messages.success(request, _("已更正；各司法所的教育期限随之重新计算。"))

    if request.method == "POST" and not clashes and perform(form, send):
        return redirect("office")
    with acting(by, reading_only=True):
        context: dict[str, Any] = {"form": form, "period": period, "withdraws": slug == WITHDRAW, "clause": EDUCATION}
        context |= {"clashes": clashes, "stood": now}
        return page_with_form(request, "office/mend_period.html", context)
