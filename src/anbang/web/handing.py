"""The cases of whoever leaves pass into other hands, in one step (clause 2.5)."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anbang.casework.charge.handing import (
    cases_in_hand,
    hand_over_cases,
    holders_of_cases,
    in_nobodys_hands,
    who_may_take_over,
)
from anbang.casework.charge.models import Caseworker
from anbang.organisations.acting import acting
from anbang.organisations.kinds import Role
from anbang.policy.clauses import HELPERS
from anbang.web.forms import page_with_form, perform
from anbang.web.references import number_behind, reference
from anbang.web.views import acting_staff, for_staff, reads

MAY_HAND_OVER = (Role.JUSTICE_ASSISTANT, Role.BUREAU_CLERK)


class HandingForm(forms.Form):
    """Which cases, and to whom."""

    staff = forms.TypedChoiceField(label=gettext_lazy("交给谁"), coerce=int)
    cases = forms.TypedMultipleChoiceField(
        label=gettext_lazy("哪些案件"), coerce=partial(number_behind, "case"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, held: list[Caseworker], takers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Of closed files neither name nor number stands in a list.
        told = [
            (reference("case", row.case_id), _("封存档案") if row.person.is_closed else row.person.name) for row in held
        ]
        self.fields["cases"].choices = told  # type: ignore[attr-defined]
        self.fields["cases"].initial = [value for value, _label in told]
        self.fields["staff"].choices = [("", _("请选择")), *takers]  # type: ignore[attr-defined]


@reads(*MAY_HAND_OVER)
def holders(request: HttpRequest) -> HttpResponse:
    """Who holds how many cases."""
    by = acting_staff(request)
    context = {
        "holders": holders_of_cases(for_staff=by),
        "gap": in_nobodys_hands(for_staff=by),
        "clause": HELPERS,
        "sees_offices": by.sees_the_district,
    }
    return render(request, "handing/holders.html", context)


@for_staff(*MAY_HAND_OVER)
def hand_over(request: HttpRequest, staff_id: int) -> HttpResponse:
    """All or some of somebody's cases pass to a colleague."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        held = list(cases_in_hand(staff_id, for_staff=by))
        if not held:
            raise Caseworker.DoesNotExist
        takers = [
            (post.staff_id, f"{post.staff.name} · {post.office.name}") for post in who_may_take_over(held, on=by.today)
        ]
    form = HandingForm(request.POST or None, held=held, takers=takers)

    def send(told: dict[str, Any]) -> None:
        passed = hand_over_cases(told["cases"], told["staff"], by=by, on=by.today)
        words = ngettext("%(n)s 件案件已交接。", "%(n)s 件案件已交接。", passed)
        messages.success(request, words % {"n": passed})

    if request.method == "POST" and perform(form, send):
        return redirect("holders")
    with acting(by, reading_only=True):
        numbers = {reference("case", row.case_id): "" if row.person.is_closed else row.case.number for row in held}
        chosen = set(map(str, form["cases"].value() or []))
        rows = [
            {"value": value, "label": label, "number": numbers[str(value)], "chosen": str(value) in chosen}
            for value, label in form.fields["cases"].choices  # type: ignore[attr-defined]
        ]
        context = {"form": form, "rows": rows, "holder": held[0].staff, "takers": takers, "clause": HELPERS}
        return page_with_form(request, "handing/hand_over.html", context)
