"""The page on which one step is taken for several: which one, with what, what would come of it for each; then it is taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anbang.casework.step.standing import Standing
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.days import day_in_words
from anbang.web.forms import UNPROCESSABLE
from anbang.web.once import hand_of, key_for
from anbang.web.person import file_address, list_address
from anbang.web.steps.form import StepForm
from anbang.web.together.came import remember
from anbang.web.together.chosen import MOST_TOGETHER, Chosen, keys_chosen, whom
from anbang.web.together.kinds import KINDS, ROLES, Kind, kinds_for
from anbang.web.together.taking import Outcome, done, may, tried
from anbang.web.views import acting_staff, for_staff

TRY, DO = "try", "do"


@for_staff(*ROLES)
def take_together(request: HttpRequest) -> HttpResponse:
    """POST alone: which step for whom, then its form, then what would come of it for each, then the step. Nothing is done before the last."""
    by = acting_staff(request)
    if request.method != "POST":
        return render(request, "together/nobody.html", {"list": list_address(by)})
    keys = keys_chosen(request)
    if fault := _fault_in(keys):
        return render(request, "together/nobody.html", {"list": list_address(by), "fault": fault}, status=UNPROCESSABLE)
    slug = request.POST.get("step", "")
    kind = KINDS.get(slug) if slug in {one.step.slug for one in kinds_for(by)} else None
    chosen = whom(keys, f"step {kind.step.slug} together" if kind else "steps together", by=by)
    if not chosen.standings:
        fault = _("选的人都不能一起办：不在您的名单里，或是封存档案。")
        return render(request, "together/nobody.html", {"list": list_address(by), "fault": fault}, status=UNPROCESSABLE)
    if kind is None:
        return _which_step(request, chosen, by=by)
    asked = Asked(request, kind, chosen, by)
    stage = request.POST.get("stage", "")
    return {TRY: _what_would_come, DO: _do}.get(stage, _form)(asked)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is about: which step for whom, as it was sent."""

    request: HttpRequest
    kind: Kind
    chosen: Chosen
    by: ActingStaff

    @property
    def sent(self) -> Any:
        """What the form tells, if it was filled in."""
        return self.request.POST if "stage" in self.request.POST else None

    def form(self, outcomes: Sequence[Outcome]) -> StepForm:
        """The form for all of them: that of somebody of whom something is wrong at a field, else that of the first for whom the step is there."""
        wrong = (one.form for one in outcomes if one.form is not None and set(one.form.errors) - {NON_FIELD_ERRORS})
        with acting(self.by, reading_only=True):
            form = next(wrong, None) or self._blank(outcomes)
            self.kind.widen(form, self.chosen.standings)
            _ = form.errors  # judged here, where what it asks may be asked
        return form

    def _blank(self, outcomes: Sequence[Outcome]) -> StepForm:
        pairs = list(zip(self.chosen.standings, outcomes, strict=True))
        standing = next((standing for standing, outcome in pairs if outcome.is_done), pairs[0][0])
        return self.kind.step.form(self.sent, standing=standing, by=self.by)


def _fault_in(keys: Sequence[int]) -> str:
    if not keys:
        return _("还没有选人：在名单里勾选，再选一件事。")
    if len(keys) > MOST_TOGETHER:
        return _("一次最多 %(most)s 人，请分几次办。") % {"most": MOST_TOGETHER}
    return ""


def _which_step(request: HttpRequest, chosen: Chosen, *, by: ActingStaff) -> HttpResponse:
    """The people, and the steps to choose from."""
    rows = [_row(standing, Outcome(True), by=by) for standing in chosen.standings]
    context = {"rows": rows, "kinds": kinds_for(by), "left_out": chosen.left_out, "list": list_address(by)}
    return render(request, "together/which.html", context, status=UNPROCESSABLE if "step" in request.POST else 200)


def _form(asked: Asked) -> HttpResponse:
    """The form, and for whom the step is there."""
    outcomes = [may(asked.kind, standing, by=asked.by) for standing in asked.chosen.standings]
    return _filled_in(asked, outcomes, asked.form(outcomes))


def _what_would_come(asked: Asked) -> HttpResponse:
    """What would come of it for each; the form again where it would come to nothing for all of them."""
    outcomes = [tried(asked.kind, standing, asked.sent, by=asked.by) for standing in asked.chosen.standings]
    form = asked.form(outcomes)
    if not any(outcome.is_done for outcome in outcomes):
        return _filled_in(asked, outcomes, form, status=UNPROCESSABLE)
    if _names_somebody(form, asked.chosen.standings):
        return _filled_in(asked, outcomes, form, status=UNPROCESSABLE)
    context = {
        **_context(asked, outcomes),
        "told": list(_told_in(form)),
        "carried": [(name, value) for name in form.fields for value in asked.request.POST.getlist(name)],
        "many": sum(outcome.is_done for outcome in outcomes),
    }
    return render(asked.request, "together/preview.html", context)


def _do(asked: Asked) -> HttpResponse:
    """The step for each, and on to what came of it."""
    form = asked.form([may(asked.kind, standing, by=asked.by) for standing in asked.chosen.standings])
    if _names_somebody(form, asked.chosen.standings):
        return _what_would_come(asked)
    hand = hand_of(asked.request, asked.by)
    outcomes = {
        standing.person.pk: done(asked.kind, standing, asked.sent, hand=hand) for standing in asked.chosen.standings
    }
    remember(asked.request, asked.kind, hand, outcomes)
    return redirect("done_together")


def _names_somebody(form: StepForm, standings: Sequence[Standing]) -> bool:
    """Whether what is written in sentences, which goes into the file of each, names one of them; it is said at the field."""
    for name, field in form.fields.items():
        words = form.data.get(name, "") if isinstance(field.widget, forms.Textarea) else ""
        named = [one.person.name for one in standings if len(one.person.name) > 1 and one.person.name in words]
        if named:
            sentence = _("这里写了“%(name)s”。这些话会写进每个人的档案，请不要写到其中某一个人。")
            form.add_error(name, sentence % {"name": named[0]})
            return True
    return False


def _told_in(form: StepForm) -> Iterator[tuple[Any, str]]:
    """What was filled in, as words: label and value."""
    for bound in form:
        value: Any = bound.value()
        if not value:
            continue
        choices = dict(getattr(bound.field, "choices", []))
        cleaned = form.cleaned_data.get(bound.name, value)
        is_day = hasattr(cleaned, "isoformat")
        yield bound.label, day_in_words(cleaned) if is_day else str(choices.get(value, choices.get(cleaned, cleaned)))


def _filled_in(asked: Asked, outcomes: Sequence[Outcome], form: StepForm, *, status: int = 200) -> HttpResponse:
    for_nobody = status != 200 and not set(form.errors) - {NON_FIELD_ERRORS}
    context = {**_context(asked, outcomes), "form": form, "for_nobody": for_nobody}
    return render(asked.request, "together/form.html", context, status=status)


def _context(asked: Asked, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    pairs = zip(asked.chosen.standings, outcomes, strict=True)
    return {
        "kind": asked.kind,
        "step": asked.kind.step,
        "rows": [_row(standing, outcome, by=asked.by) for standing, outcome in pairs],
        "left_out": asked.chosen.left_out,
        "form_key": key_for(asked.request, asked.by),
        "list": list_address(asked.by),
    }


def _row(standing: Standing, outcome: Outcome, *, by: ActingStaff) -> dict[str, Any]:
    person, case = standing.person, standing.case
    address = file_address(person.pk, by)
    return {"person": person, "number": case.number, "address": address, "outcome": outcome}
