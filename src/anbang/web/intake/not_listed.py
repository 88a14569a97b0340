"""Why is this person not in my list: answered for those whom the reader may know of, and for everybody else in the same words."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.casework.charge.listing import listed, sought
from anbang.lib.identity_number import read_identity_number
from anbang.organisations.acting import acting
from anbang.policy.clauses import CARE
from anbang.web.forms import Text, page_with_form
from anbang.web.intake.enquiries import MAY_ASK
from anbang.web.intake.fields import Day
from anbang.web.views import acting_staff, for_staff, look_at


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
        if who and read_identity_number(who).fault is not None and told.get("born_on") is None and not self.errors:
            self.add_error("born_on", _("请写完整的身份证号，或姓名加出生日期。"))
        return told


@for_staff(*MAY_ASK)
def not_listed(request: HttpRequest) -> HttpResponse:
    """Posted, so that no number stands in an address; the look comes before the answer."""
    by = acting_staff(request)
    form = SoughtForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "clause": CARE, "asked": False}
    if request.method == "POST" and form.is_valid():
        with acting(by, reading_only=True):
            found = sought(form.cleaned_data["who"], form.cleaned_data["born_on"], for_staff=by)
        for person in found:
            look_at(request, person.pk, "why somebody is not listed")
        with acting(by, reading_only=True):
            context |= {"asked": True, "found": [listed(person, for_staff=by) for person in found]}
    with acting(by, reading_only=True):
        return page_with_form(request, "intake/not_listed.html", context)
