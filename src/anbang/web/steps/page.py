"""The one page through which every step about a person is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from anbang.casework.draft.actions import throw_away
from anbang.casework.draft.queries import Form
from anbang.casework.duty.queries import duties_of, rows_of
from anbang.casework.person.models import Person
from anbang.casework.person.queries import get_person
from anbang.casework.step.standing import Standing, standing_of
from anbang.casework.visit.needs import How
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.days import short_day
from anbang.organisations.steps import ChangedMeanwhile
from anbang.web.drafts import as_typed, fill_in, keep, kept_of, wants_keeping
from anbang.web.duties import shown_together
from anbang.web.forms import page_with_form
from anbang.web.history import Entry, history_of, shown
from anbang.web.intake.scans import ask_about
from anbang.web.once import hand_of, key_for, was_sent
from anbang.web.person import about_person, file_address, list_address, opens_files
from anbang.web.readers import is_discreet
from anbang.web.steps.about import about_row, row_of
from anbang.web.steps.form import StepForm
from anbang.web.steps.offered import address_of
from anbang.web.steps.outcome import outcome_of, running_of
from anbang.web.steps.register import ROLES, STEPS
from anbang.web.steps.replacing import ReplacingForm
from anbang.web.steps.step import Step, Taking
from anbang.web.steps.taking import taken
from anbang.web.versions import Clash
from anbang.web.views import acting_staff, for_staff, look_at

USUAL = "steps/step.html"
OF_TRANSFERS, TRANSFERS_TOLD = frozenset({"moved", "transfer_accepted", "transfer_returned"}), 6


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
    template = step.in_the_village if step.in_the_village and is_discreet(by) else USUAL
    kept = Form(slug, person_id, about_id)
    if wants_keeping(request):
        return keep(request, kept, find=lambda: row_of(step, about_id, person_id, by=by))
    # Before the look: of a row that is not the reader's nothing is seen, and no look is recorded.
    with acting(by, reading_only=True, about_one=True):
        row = row_of(step, about_id, person_id, by=by)
    person = look_at(request, person_id, f"step {slug}")
    hand = hand_of(request, by)
    if request.method == "POST" and was_sent(hand):
        messages.success(request, _("这张表已经登记过，没有重复登记。要再登记一次，请重新打开这一步。"))
        return redirect(_afterwards(person_id, by, template))
    with acting(by, reading_only=True, about_one=True):
        standing = standing_of(person, by=by)
        told = {} if person.is_closed else kept_of(kept, by=by)
        typed = as_typed(told.get("draft"))
        opened = _opened(request, step, standing, row, typed=typed, by=by)
        running = running_of(standing.case, by=by) if request.method == "POST" else frozenset()
    if opened.is_left_to_theirs:
        throw_away(kept, by=by)
        messages.success(request, _("保留了别人登记的，没有再登记。"))
        return redirect(_afterwards(person_id, by, template))
    form = opened.form
    taking = Taking(standing.case.pk, hand, {}, row)
    if (
        request.method == "POST"
        and not opened.clashes
        and taken(step, form, standing, taking, first=lambda: _before(step, form, taking, kept, person_id))
    ):
        after = _afterwards(person_id, by, template)
        said = _done(step, person, form, template) + outcome_of(step, standing.case, running, by=by)
        messages.success(request, _with_a_way_back(said, step, person_id, after, by=by))
        for scan in taking.scanned:
            ask_about(request, scan)
        return redirect(after)
    with acting(by, reading_only=True, about_one=True):
        context = {**_context(step, form, standing, row, by=by), **told, "form_key": key_for(request, by)}
        context |= _beside_a_call(step, standing, by=by) if template != USUAL else {}
        return page_with_form(request, template, context | {"clashes": opened.clashes})


def _done(step: Step, person: Person, form: StepForm, template: str) -> str:
    """What was done; of whom and on which day where the next page is about others."""
    on, how = form.cleaned_data.get("on"), form.cleaned_data.get("how", "")
    if template == USUAL or on is None:
        return str(step.done)
    day = short_day(on)
    told = {"name": person.name, "day": f"{day} {How(how).label}" if how in How.values else day, "done": step.done}
    return _("%(name)s，%(day)s：%(done)s") % told


def _with_a_way_back(said: str, step: Step, person_id: int, after: str, *, by: ActingStaff) -> str:
    """What was done, and where it is put right; of a step that tells an act, of whom the reader still sees."""
    if not step.kind or after == list_address(by):
        return said
    recorded = "?tab=history" if opens_files(by) else "#recorded"
    told = (said, f"{file_address(person_id, by)}{recorded}", _("写错了，去更正"))
    return format_html('{} <a href="{}">{}</a>', *told)


@dataclass(frozen=True, slots=True)
class Opened:
    """The form as it goes on: with what holds where two wrote at once, or with what is still to be chosen; or not at all, for theirs was chosen."""

    form: StepForm
    clashes: tuple[Clash, ...] = ()
    is_left_to_theirs: bool = False


def _opened(
    request: HttpRequest, step: Step, standing: Standing, row: Any, *, typed: QueryDict | None, by: ActingStaff
) -> Opened:
    """Call inside `acting(by)`."""
    about: dict[str, Any] = {"standing": standing, "by": by, "about": row, "preset": request.GET}
    if request.method != "POST":
        form = step.form(**about, typed=typed)
        fill_in(form, typed)
        return Opened(form)
    form = step.form(request.POST, request.FILES, **about)
    if not isinstance(form, ReplacingForm):
        return Opened(form)
    found = form.compare()
    if found.clashes:
        return Opened(form, found.clashes)
    sent = form.what_holds(found)
    if sent is None:
        return Opened(form, is_left_to_theirs=True)
    again = step.form(sent, request.FILES, **about)
    assert isinstance(again, ReplacingForm)
    again.now = form.now  # what it was compared with, and is once more under the lock
    return Opened(again)


def _refuse_changed(step: Step, form: StepForm, taking: Taking, person_id: int) -> None:
    """With the person locked nothing changes any more: what the form replaces stands as its author saw it. Raises ChangedMeanwhile."""
    if not isinstance(form, ReplacingForm):
        return
    by = taking.by
    person = Person.objects.select_for_update().get(pk=person_id)
    row = row_of(step, taking.about.pk if taking.about else None, person_id, by=by)
    if step.form(standing=standing_of(person, by=by), by=by, about=row).now != form.now:  # type: ignore[attr-defined]
        raise ChangedMeanwhile


def _before(step: Step, form: StepForm, taking: Taking, kept: Form, person_id: int) -> None:
    """What goes together with the step, in its transaction: refused, all of it stays as it was."""
    throw_away(kept, by=taking.by)
    _refuse_changed(step, form, taking, person_id)


def _afterwards(person_id: int, by: ActingStaff, template: str) -> str:
    """The file, or the list where the reader does not see the person any more, as after returning a transfer; on a village's telephone whom
    to call on next.
    """
    if template != USUAL:
        return reverse("today")
    with acting(by, reading_only=True, about_one=True):
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


def _asked_so_far(step: Step, standing: Standing, *, by: ActingStaff) -> Sequence[Entry]:
    """What was said of the transfer that this step answers, and of those before it: nobody answers without having read it."""
    if "answer_transfer" not in step.duties:
        return []
    told = [
        one
        for one in history_of(standing.person, by=by)
        if one.act is not None
        and one.act.case_id == standing.case.pk
        and one.act.kind in OF_TRANSFERS
        and one.act.withdrawn_on is None
    ]
    return shown(told[:TRANSFERS_TOLD], by=by, in_full=True)


def _beside_a_call(step: Step, standing: Standing, *, by: ActingStaff) -> dict[str, Any]:
    """Until when somebody is to be called on, with the way to why, and where another telephone is written down."""
    own = duties_of(standing.case, for_staff=by).running().filter(rule__in=step.duties, office__in=by.own_offices)
    due = shown_together(rows_of(own)[:1], by=by)
    return {"due": due[0] if due else None, "new_contact": address_of("contact", standing, by=by)}


def _last(step: Step, standing: Standing) -> date | None:
    """When it was done last, of what is done again and again: whoever reads that does not write the same down twice. Of nothing else, for what
    others recorded of it may not be the reader's to know (LAW-1, LAW-6).
    """
    if not step.at_hand:
        return None
    return max((act.happening.on for act in standing.story if act.happening.event == step.kind), default=None)


def _context(step: Step, form: StepForm, standing: Standing, row: Any, *, by: ActingStaff) -> dict[str, Any]:
    is_theirs = step.is_theirs(standing, by)
    return {
        "step": step,
        "title": step.called(by),
        "form": form,
        "is_theirs": is_theirs,
        "last": _last(step, standing),
        "comes_today": not is_theirs or step.may_come(standing),
        "instead": _instead(step, standing, by=by) if is_theirs else [],
        "told": about_row(row, by=by),
        "asked_so_far": _asked_so_far(step, standing, by=by),
        "back": file_address(standing.person.pk, by),
        "list": list_address(by),
        **about_person(standing, by=by),
    }
