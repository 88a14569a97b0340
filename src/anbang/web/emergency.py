"""Opening a file beyond one's reach because it cannot wait; and who judges it afterwards."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.audit.reading import emergencies_unjudged
from anbang.casework.person.emergency import (
    MAY_BREAK_GLASS,
    MAY_JUDGE,
    break_glass,
    emergencies_of_ours,
    emergencies_to_judge,
    judge_emergency,
    open_until,
    why_of,
)
from anbang.lib.identity_number import read_identity_number
from anbang.organisations.acting import ActingStaff, acting
from anbang.web.forms import Text, page_with_form, perform
from anbang.web.intake.not_listed import SoughtForm
from anbang.web.navigation import may_open
from anbang.web.person import file_address
from anbang.web.views import acting_staff, for_staff, reads, writes, yes_or_no


class EmergencyForm(SoughtForm):
    """Who it is about, exactly, and why it cannot wait."""

    why = Text(
        label=gettext_lazy("为什么等不及"),
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("什么事、谁在等。区司法局和审计员会看到这次查阅，并核实是否应当。"),
    )


@for_staff(*MAY_BREAK_GLASS)
def open_in_an_emergency(request: HttpRequest) -> HttpResponse:
    """The form; and the file, for half an hour."""
    by = acting_staff(request)
    form = EmergencyForm(request.POST or None)
    opened: list[int | None] = []

    def send(told: dict[str, Any]) -> None:
        number = read_identity_number(told["who"])
        is_number = number.fault is None
        opened.append(
            break_glass(
                told["why"],
                name="" if is_number else told["who"],
                born_on=None if is_number else told["born_on"],
                id_number=number.number if is_number else "",
                by=by,
                on=by.today,
            )
        )

    if request.method == "POST" and perform(form, send):
        if opened[0] is not None:
            messages.warning(request, _("已打开，三十分钟后自动关闭。这次查阅已留痕，区司法局会核实。"))
            return redirect(file_address(opened[0], by))
        form.add_error(None, _("没有可以这样打开的档案，或者不止一份。这次尝试已留痕。"))
    return page_with_form(request, "people/emergency.html", {"form": form})


@reads(*MAY_JUDGE)
def emergencies(request: HttpRequest) -> HttpResponse:
    """What was opened in an emergency and nobody has judged yet, with the reason that was given."""
    found = emergencies_to_judge(for_staff=acting_staff(request))
    return render(request, "people/emergencies.html", {"rows": [{"told": one, "why": why_of(one)} for one in found]})


@writes(*MAY_JUDGE)
def judge(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """It was right to open it, or not."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        emergencies_to_judge(for_staff=by).get(pk=emergency_id)
    judge_emergency(emergency_id, is_justified=yes_or_no(request, "justified"), by=by, on=by.today)
    messages.success(request, _("已登记核实结果。"))
    return redirect("emergencies")


def on_the_first_page(*, by: ActingStaff) -> dict[str, object]:
    """What was opened in an emergency and nobody judged yet: before who judges, before the office whose files they are, before the auditors."""
    judges, is_asked = not by.roles.isdisjoint(MAY_JUDGE), not by.roles.isdisjoint(MAY_BREAK_GLASS)
    return {
        "emergencies_waiting": emergencies_to_judge(for_staff=by).count() if judges else 0,
        "emergencies_of_ours": emergencies_of_ours(for_staff=by) if is_asked else [],
        "emergencies_told": emergencies_unjudged() if may_open("trail", by) else 0,
    }


def in_an_emergency(person_id: int, *, by: ActingStaff) -> dict[str, object]:
    """Of a file that is open in an emergency: until when."""
    is_possible = not by.roles.isdisjoint(MAY_BREAK_GLASS)
    return {"open_until": open_until(person_id, for_staff=by) if is_possible else None}
