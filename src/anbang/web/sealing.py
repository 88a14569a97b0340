"""What is decided about a closed file, by those who are named for it; and the sealed record, by leave of another (LAW-2)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.casework.juvenile.actions import (
    LAW,
    answer_opening,
    answer_unsealing,
    ask_to_read,
    decide_sealed,
    propose_opening,
    read_sealed_record,
)
from anbang.casework.juvenile.models import Basis, SealingOutcome
from anbang.casework.juvenile.queries import (
    closed_person,
    decisions_of,
    is_keeper,
    leave_to_read,
    unsealings_of,
    words_of,
)
from anbang.casework.person.models import Person
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.steps import StepRefused
from anbang.web.forms import Text, page_with_form, perform
from anbang.web.intake.fields import Day
from anbang.web.views import acting_staff, for_staff, look_at, reads, writes, yes_or_no

NAMED = (Role.SEALING_KEEPER, Role.JUSTICE_ASSISTANT)
KEEPING = (Role.SEALING_KEEPER,)
LOOK, RECORD = "decisions about sealing", "sealed record"


class DecisionForm(forms.Form):
    """By which paper a record is sealed, or is not."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("决定"),
        choices=SealingOutcome.choices,
        widget=forms.RadioSelect,
        initial=SealingOutcome.SEALED,
    )
    document = Text(label=gettext_lazy("决定机关和文号"), max_length=120)
    dated_on = Day(label=gettext_lazy("文书日期"))


class ReadForm(forms.Form):
    """For what the sealed record is to be read."""

    basis = forms.ChoiceField(label=gettext_lazy("依据"), choices=[("", gettext_lazy("请选择")), *Basis.choices])
    words = Text(
        label=gettext_lazy("谁要查、为什么、依据哪份文书"),
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
    )


FORMS: dict[str, type[forms.Form]] = {"decide": DecisionForm, "read": ReadForm}


@for_staff(*NAMED)
def sealing(request: HttpRequest, person_id: int) -> HttpResponse:
    """What was decided and asked, and the forms to decide and to ask. Of an open file there is no such page."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        closed_person(person_id, for_staff=by)
    look_at(request, person_id, LOOK)
    sent = request.POST.get("step", "") if request.method == "POST" else ""
    told = {name: form(request.POST if name == sent else None) for name, form in FORMS.items()}
    steps: dict[str, Callable[[dict[str, Any]], None]] = {
        "decide": lambda said: _decide(request, person_id, said, by=by),
        "read": lambda said: _ask(request, person_id, said, by=by),
    }
    if sent in told and perform(told[sent], steps[sent]):
        return redirect("sealing", person_id)
    with acting(by, reading_only=True):
        person = closed_person(person_id, for_staff=by)
        context = {"form": told.get(sent, told["read"]), **told, **_shown(person, by=by)}
        return page_with_form(request, "sealing/sealing.html", context)


def _decide(request: HttpRequest, person_id: int, said: dict[str, Any], *, by: ActingStaff) -> None:
    step = decide_sealed if said["outcome"] == SealingOutcome.SEALED else propose_opening
    step(person_id, said["document"], said["dated_on"], by=by, on=by.today)
    is_sealed = said["outcome"] == SealingOutcome.SEALED
    messages.success(request, _("已登记封存决定。") if is_sealed else _("已提出解除封闭，等另一名封存管理人确认。"))


def _ask(request: HttpRequest, person_id: int, said: dict[str, Any], *, by: ActingStaff) -> None:
    ask_to_read(person_id, Basis(said["basis"]), said["words"], by=by, on=by.today)
    messages.success(request, _("已申请查阅，等封存管理人确认。"))


def _shown(person: Person, *, by: ActingStaff) -> dict[str, object]:
    case = person.cases.order_by("id").last()
    return {
        "person": person,
        "number": case.number if case else "",
        "clause": LAW,
        "is_keeper": is_keeper(by),
        "me": by.staff_id,
        "decisions": decisions_of(person),
        "unsealings": [{"told": one, "words": words_of(one)} for one in unsealings_of(person)],
        "leave": leave_to_read(person, for_staff=by),
    }


@writes(*KEEPING)
def answer_decision(request: HttpRequest, person_id: int, decision_id: int) -> HttpResponse:
    """Another keeper agrees that a file opens, or does not."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        decisions_of(closed_person(person_id, for_staff=by)).get(pk=decision_id)
    look_at(request, person_id, LOOK)
    is_agreed = yes_or_no(request, "agreed")
    return _answered(
        request, person_id, lambda: answer_opening(decision_id, is_agreed=is_agreed, by=by, on=by.today), by=by
    )


@writes(*KEEPING)
def answer_question(request: HttpRequest, person_id: int, unsealing_id: int) -> HttpResponse:
    """Another keeper lets a sealed record be read, or does not."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        unsealings_of(closed_person(person_id, for_staff=by)).get(pk=unsealing_id)
    look_at(request, person_id, LOOK)
    is_agreed = yes_or_no(request, "agreed")
    return _answered(
        request, person_id, lambda: answer_unsealing(unsealing_id, is_agreed=is_agreed, by=by, on=by.today), by=by
    )


def _answered(request: HttpRequest, person_id: int, step: Callable[[], None], *, by: ActingStaff) -> HttpResponse:
    try:
        step()
        messages.success(request, _("已登记您的意见。"))
    except StepRefused as refused:
        messages.error(request, str(refused))
    with acting(by, reading_only=True):
        try:
            closed_person(person_id, for_staff=by)
        except Person.DoesNotExist:
            return redirect("closed_list")
    return redirect("sealing", person_id)


@reads(*NAMED, person=RECORD)
def sealed_record(request: HttpRequest, person_id: int) -> HttpResponse:
    """The offence and its day, for whoever has leave today."""
    by = acting_staff(request)
    facts = read_sealed_record(person_id, for_staff=by)
    person = closed_person(person_id, for_staff=by)
    return render(request, "sealing/record.html", {"facts": facts, **_shown(person, by=by)})
