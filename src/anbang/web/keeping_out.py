"""Who must keep out of somebody's file (回避): said by oneself or by the bureau, and ended by somebody else."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.casework.person.models import Exclusion, ExclusionReason
from anbang.casework.person.queries import get_person
from anbang.casework.step.excluding import (
    MAY_NAME_OTHERS,
    end_exclusion,
    exclude,
    exclusions_of,
    exclusions_to_end,
    who_can_be_named,
)
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Staff
from anbang.organisations.steps import StepRefused
from anbang.web.forms import Text, page_with_form, perform
from anbang.web.person import file_address, list_address
from anbang.web.readers import OF_FILES, OF_OWN_WORK
from anbang.web.views import acting_staff, for_staff, look_at, reads, writes

LOOK = "keeping out"
ROWS_A_PAGE = 50


class KeepOutForm(forms.Form):
    """Who keeps out, and why. What else there is between them is nobody's business here."""

    staff = forms.TypedChoiceField(label=gettext_lazy("谁要回避"), coerce=int)
    why = forms.ChoiceField(
        label=gettext_lazy("与此人的关系"), choices=[("", gettext_lazy("请选择")), *ExclusionReason.choices]
    )

    def __init__(self, *args: Any, by: ActingStaff, others: list[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        myself = _("我本人（%(name)s）") % {"name": by.name}
        field = self.fields["staff"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(by.staff_id, myself), *((one.pk, one.name) for one in others)]


class EndForm(forms.Form):
    """Why somebody need not keep out any more."""

    because = Text(label=gettext_lazy("为什么不再需要回避"), max_length=200)


@for_staff(*OF_FILES, *OF_OWN_WORK)
def keeping_out(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who keeps out of this file, and a form to say so."""
    by = acting_staff(request)
    look_at(request, person_id, LOOK)
    with acting(by, reading_only=True):
        others = list(who_can_be_named(person_id, by=by))
    form = KeepOutForm(request.POST or None, by=by, others=others, initial={"staff": by.staff_id})

    def send(told: dict[str, Any]) -> None:
        exclude(person_id, told["staff"], ExclusionReason(told["why"]), by=by, on=by.today)

    if request.method == "POST" and perform(form, send):
        if form.cleaned_data["staff"] == by.staff_id:
            messages.success(request, _("已登记回避：您不再看到这份档案，由其他人办理。"))
            return redirect(list_address(by))
        messages.success(request, _("已登记回避。"))
        return redirect("keeping_out", person_id)
    with acting(by, reading_only=True):
        person = get_person(person_id, for_staff=by)
        context = {
            "form": form,
            "person": person,
            "back": file_address(person_id, by),
            "list": list_address(by),
            "found": exclusions_of(person_id, for_staff=by),
            "may_end": not by.roles.isdisjoint(MAY_NAME_OTHERS),
        }
        return page_with_form(request, "people/keeping_out.html", context)


@reads(*MAY_NAME_OTHERS)
def all_keeping_out(request: HttpRequest) -> HttpResponse:
    """Everybody who keeps out of a file that the reader sees."""
    found = exclusions_to_end(for_staff=acting_staff(request)).filter(person__sealing="open")
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/all_keeping_out.html", {"page": page})


@writes(*MAY_NAME_OTHERS)
def end_keeping_out(request: HttpRequest, exclusion_id: int) -> HttpResponse:
    """Somebody need not keep out any more, from tomorrow on."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        told: Exclusion = exclusions_to_end(for_staff=by).get(pk=exclusion_id)
    look_at(request, told.person_id, LOOK)
    form = EndForm(request.POST)
    try:
        if not form.is_valid():
            raise StepRefused(_("请写明为什么不再需要回避，不超过200字。"))
        end_exclusion(exclusion_id, form.cleaned_data["because"], by=by, on=by.today)
        messages.success(request, _("回避到今天为止，从明天起可以看到档案。"))
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect("keeping_out", told.person_id)
