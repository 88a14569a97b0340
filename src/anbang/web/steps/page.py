"""The one page through which every step about a person is taken."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from anbang.casework.person.models import Person
from anbang.casework.person.queries import get_person
from anbang.casework.step.standing import Standing, standing_of
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.web.forms import page_with_form
from anbang.web.once import hand_of, key_for, send_once, was_sent
from anbang.web.person import about_person, file_address, list_address
from anbang.web.steps.about import about_row, row_of
from anbang.web.steps.form import StepForm
from anbang.web.steps.reasons import why_not_then
from anbang.web.steps.register import ROLES, STEPS
from anbang.web.steps.step import Step, Taking
from anbang.web.views import acting_staff, for_staff, look_at


def _step(slug: str, about_id: int | None, by: ActingStaff) -> Step:
    """The step of that slug, if it is there for the reader and is about a row or not as the address says."""
    step = STEPS.get(slug)
    if step is None or step.roles.isdisjoint(by.roles) or (step.about is None) != (about_id is None):
        raise Http404
    return step


@for_staff(*ROLES)
def take_step(request: HttpRequest, person_id: int, slug: str, about_id: int | None = None) -> HttpResponse:
    """GET shows the form beside whom it is about; POST does the one action, or says at its field what is wrong."""
    by = acting_staff(request)
    step = _step(slug, about_id, by)
    # Before the look: of a row that is not the reader's nothing is seen, and no look is recorded.
    with acting(by, reading_only=True):
        row = row_of(step, about_id, person_id, by=by)
    person = look_at(request, person_id, f"step {slug}")
    hand = hand_of(request, by)
    if request.method == "POST" and was_sent(hand):
        messages.success(request, _("这张表已经登记过，没有重复登记。要再登记一次，请重新打开这一步。"))
        return redirect(_afterwards(person_id, by))
    with acting(by, reading_only=True):
        standing = standing_of(person, by=by)
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = step.form(*sent, standing=standing, by=by, about=row, preset=request.GET)
    if request.method == "POST" and _taken(step, form, standing, Taking(standing.case.pk, hand, {}, row)):
        messages.success(request, step.done)
        return redirect(_afterwards(person_id, by))
    with acting(by, reading_only=True):
        context = {**_context(step, form, standing, row, by=by), "form_key": key_for(request, by)}
        return page_with_form(request, "steps/step.html", context)


def _taken(step: Step, form: StepForm, standing: Standing, taking: Taking) -> bool:
    """Whether the form was valid, the step there on the day that it told, and the action done. A refusal stands at its field."""
    if not form.is_valid():
        return False
    if not step.when(standing.then(form.cleaned_data.get("on") or taking.by.today)):
        field, why = why_not_then(step, standing, on=form.cleaned_data.get("on") or taking.by.today)
        form.add_error(form.place_of_fault(field), why)
        return False
    try:
        told = Taking(taking.case_id, taking.by, form.cleaned_data, taking.about)
        send_once(taking.by, lambda: step.take(told))
    except StepRefused as refused:
        form.add_error(form.place_of_fault(refused.field), str(refused))
        return False
    return True


def _afterwards(person_id: int, by: ActingStaff) -> str:
    """The file, or the list where the reader does not see the person any more, as after returning a transfer."""
    with acting(by, reading_only=True):
        try:
            get_person(person_id, for_staff=by)
        except Person.DoesNotExist:
            return list_address(by)
    return file_address(person_id, by)


def _instead(step: Step, standing: Standing, *, by: ActingStaff) -> list[dict[str, Any]]:
    """Other steps that answer the same duty: a transfer is accepted or returned."""
    others = [
        other
        for other in STEPS.values()
        if other is not step and other.about is None and not set(step.duties).isdisjoint(other.duties)
    ]
    return [
        {"step": other, "address": reverse("take_step", args=[standing.person.pk, other.slug])}
        for other in others
        if other.is_theirs(standing, by) and other.may_come(standing)
    ]


def _context(step: Step, form: StepForm, standing: Standing, row: Any, *, by: ActingStaff) -> dict[str, Any]:
    is_theirs = step.is_theirs(standing, by)
    return {
        "step": step,
        "form": form,
        "is_theirs": is_theirs,
        "comes_today": not is_theirs or step.may_come(standing),
        "instead": _instead(step, standing, by=by) if is_theirs else [],
        "told": about_row(row, by=by),
        "back": file_address(standing.person.pk, by),
        "list": list_address(by),
        **about_person(standing, by=by),
    }
