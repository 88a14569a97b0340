"""Enterprise bases of the towns with their agreements (clause 2.4.3.2)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.assistance.placement.actions import MAY_AGREE, agree_base, end_base
from anbang.coordination.office.queries import bases_seen
from anbang.organisations.acting import acting
from anbang.organisations.kinds import Role
from anbang.organisations.steps import StepRefused
from anbang.policy.clauses import BASES
from anbang.web.forms import Text, page_with_form, perform
from anbang.web.intake.fields import Area, Day, town_choices
from anbang.web.once import hand_of, key_for, send_once, was_sent
from anbang.web.views import acting_staff, for_staff, writes

AGREEING = (Role.TOWN_OFFICER, Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER)


def why_late() -> forms.CharField:
    """Why it is only now recorded."""
    return Text(
        label=gettext_lazy("为什么现在才登记"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("过了几天才登记的，写明原因。"),
    )


class EndForm(forms.Form):
    """On which day the agreement ends."""

    on = Day(label=gettext_lazy("终止日期"))
    late_because = why_late()


class BaseForm(forms.Form):
    """An enterprise signed an agreement."""

    town = Area(label=gettext_lazy("镇街"))
    name = Text(label=gettext_lazy("企业名称"), max_length=96)
    on = Day(label=gettext_lazy("协议签订日期"))
    late_because = why_late()

    def __init__(self, *args: Any, towns: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["town"]
        assert isinstance(field, Area)
        field.offer(towns)


@for_staff(*AGREEING)
def bases(request: HttpRequest) -> HttpResponse:
    """The bases that the reader sees, the towns without one, and a new agreement."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        towns = [told for told in town_choices() if by.sees_the_district or told[0] == str(by.area_id)]
    initial = {"town": by.area_id} if len(towns) == 1 else {}
    hand = hand_of(request, by)
    if request.method == "POST" and was_sent(hand):
        messages.success(request, _("这张表已经登记过，没有重复登记。要再登记一次，请重新打开这一步。"))
        return redirect("bases")
    form = BaseForm(request.POST or None, towns=towns, initial=initial)

    def send(told: dict[str, Any]) -> None:
        send_once(
            hand,
            lambda: agree_base(told["town"], told["name"], by=hand, on=told["on"], late_because=told["late_because"]),
        )
        messages.success(request, _("已登记协议。"))

    if request.method == "POST" and perform(form, send):
        return redirect("bases")
    with acting(by, reading_only=True):
        found, lacking = bases_seen(for_staff=by)
        context = {
            "form": form,
            "found": found,
            "lacking": lacking,
            "may_agree": not by.roles.isdisjoint(MAY_AGREE),
            "clause": BASES,
            "form_key": key_for(request, by),
        }
        return page_with_form(request, "office/bases.html", context)


@writes(*AGREEING)
def end(request: HttpRequest, base_id: int) -> HttpResponse:
    """The agreement ends."""
    by = acting_staff(request)
    form = EndForm(request.POST)
    try:
        if not form.is_valid():
            raise StepRefused(_("请填写终止日期，不晚于今天；现在才登记的原因不超过200字。"))
        end_base(base_id, by=by, on=form.cleaned_data["on"], late_because=form.cleaned_data["late_because"])
        messages.success(request, _("协议已终止。"))
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect("bases")
