"""Why is this person not in my list: answered for those whom the reader may know of, and for everybody else in the same words.

A village, civil affairs and the police see whom they see for a reason and for as long as it lasts, so whoever is not in their list is beyond
their reach: nobody is found, and they read what it can be, the same for everybody, whether there is such a person or not. That somebody
was once theirs and until when is not told: the database keeps the row from them, and lifting that for one question would make the page a way
to try numbers (ADR 0014).
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.casework.charge.listing import listed, sought
from anbang.casework.person.models import Person
from anbang.lib.identity_number import NumberFault, read_identity_number
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.policy.clauses import CARE
from anbang.web.forms import Text, page_with_form
from anbang.web.intake.fields import Day
from anbang.web.navigation import may_open
from anbang.web.person import file_address, list_address, opens_files
from anbang.web.readers import OF_OWN_WORK
from anbang.web.views import acting_staff, for_staff, look_at

MAY_ASK_WHY = (
    *(Role.JUSTICE_ASSISTANT, Role.BUREAU_CLERK, Role.TOWN_OFFICER, Role.AFTERCARE_OFFICER),
    *OF_OWN_WORK,
)


WRONG_NUMBER = {
    NumberFault.LENGTH: gettext_lazy("身份证号不完整：应为十八位。"),
    NumberFault.DATE: gettext_lazy("身份证号里的出生日期不对，请核对。"),
    NumberFault.CHECK_DIGIT: gettext_lazy("身份证号最后一位校验码不对，请核对号码。"),
}


class SoughtForm(forms.Form):
    """Who is looked for."""

    who = Text(
        label=gettext_lazy("身份证号，或姓名"),
        max_length=64,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    born_on = Day(label=gettext_lazy("出生日期"), required=False, help_text=gettext_lazy("写姓名的，还要填出生日期。"))

    def clean(self) -> dict[str, Any]:
        """A name alone fits too many."""
        told: dict[str, Any] = super().clean() or {}
        who = told.get("who", "")
        fault = read_identity_number(who).fault if who else None
        if self.errors or fault is None:
            return told
        if any(sign.isdigit() for sign in who):
            self.add_error("who", str(WRONG_NUMBER[fault]))
        elif told.get("born_on") is None:
            self.add_error("born_on", _("写姓名的，还要填出生日期。"))
        return told


@for_staff(*MAY_ASK_WHY)
def not_listed(request: HttpRequest) -> HttpResponse:
    """Posted, so that no number stands in an address; the look comes before the answer."""
    by = acting_staff(request)
    form = SoughtForm(request.POST or None)
    whole, takes_in = opens_files(by), may_open("on_the_spot", by)
    context: dict[str, Any] = {
        "form": form,
        "clause": CARE,
        "asked": False,
        "whole": whole,
        "takes_in": takes_in,
        "back": reverse("arrivals") if takes_in else list_address(by),
    }
    if request.method == "POST" and form.is_valid():
        with acting(by, reading_only=True):
            found = sought(form.cleaned_data["who"], form.cleaned_data["born_on"], for_staff=by)
        for person in found:
            look_at(request, person.pk, "why somebody is not listed")
        with acting(by, reading_only=True):
            context |= {"asked": True, "found": [_shown(person, by=by) for person in found]}
    with acting(by, reading_only=True):
        return page_with_form(request, "intake/not_listed.html", context)


def _shown(person: Person, *, by: ActingStaff) -> dict[str, Any]:
    """Somebody whom the reader may know of. Who opens no files reads that they are in the list, and nothing of whose they are."""
    told = listed(person, for_staff=by) if opens_files(by) else None
    return {"person": person, "address": file_address(person.pk, by), "told": told}
