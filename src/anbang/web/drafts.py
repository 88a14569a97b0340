"""Forms that are kept while they are written, on the pages: what is kept, where its author finds it again, how it is thrown away.

A form is kept by posting it to its own address with `keep` in it: by our script while somebody types, and by a button without script. Nothing
of it is recorded as a look: whoever types has the page open, and that was put on record.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.casework.draft.actions import TooSoon, keep_draft, throw_away
from anbang.casework.draft.models import Draft
from anbang.casework.draft.queries import Form, draft_of, drafts_of, typed_in
from anbang.casework.person.queries import get_person
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.days import short_day
from anbang.organisations.steps import StepRefused
from anbang.web.forms import UNPROCESSABLE
from anbang.web.once import FIELD, hand_of, send_once, was_sent
from anbang.web.signing.sessions import TOKEN, kept
from anbang.web.steps.register import STEPS
from anbang.web.views import acting_staff, writes

KEEP, REVEAL = "keep", "reveal"
NOT_TYPED = frozenset({TOKEN, FIELD, KEEP, REVEAL})
BY_SCRIPT = "X-Draft"
# Forms that are no step: page, its title, and how its address names what it is about.
VERIFY, ARRANGE, CORRECT_ROW = "verify", "arrange_reception", "correct_row"
OTHERS: Mapping[str, Any] = {
    VERIFY: gettext_lazy("信息核查"),
    ARRANGE: gettext_lazy("回复接收安排"),
    CORRECT_ROW: gettext_lazy("更正名单里的一行"),
}


def wants_keeping(request: HttpRequest) -> bool:
    """Whether the form is not sent, but only to be kept as far as it is written."""
    return request.method == "POST" and KEEP in request.POST


def keep(request: HttpRequest, form: Form, *, find: Callable[[], object]) -> HttpResponse:
    """Keep what was typed. `find` finds what the form is about within the reader's reach, or raises DoesNotExist. The answer says when, and
    nothing of what was typed.
    """
    by = acting_staff(request)
    hand = hand_of(request, by)
    with acting(by, reading_only=True):
        find()
        if form.person_id is not None and get_person(form.person_id, for_staff=by).is_closed:
            return _not_kept(request, _("封存的档案不存草稿。"), status=UNPROCESSABLE)
    if was_sent(hand):
        return _not_kept(request, _("这张表已经登记过。"), status=HTTPStatus.CONFLICT)
    kept_now: list[Draft] = []
    try:
        send_once(hand, lambda: kept_now.append(keep_draft(form, _typed(request.POST), by=hand)))
    except StepRefused as refused:
        is_soon = isinstance(refused, TooSoon)
        return _not_kept(request, str(refused), status=HTTPStatus.TOO_MANY_REQUESTS if is_soon else UNPROCESSABLE)
    if not kept_now:
        return _not_kept(request, _("这张表已经登记过。"), status=HTTPStatus.CONFLICT)
    if BY_SCRIPT in request.headers:
        return _aside(kept_at(kept_now[0]), status=HTTPStatus.OK)
    messages.success(request, _("%(kept)s，可以从下面接着写。") % {"kept": kept_at(kept_now[0])})
    return redirect("also_waiting")


def _typed(sent: QueryDict) -> dict[str, list[str]]:
    """What a person wrote; no file comes with it, and no secret."""
    told = {name: [str(value) for value in values] for name, values in sent.lists() if name not in NOT_TYPED}
    return {name: values for name, values in told.items() if "password" not in name}


def kept_at(draft: Draft) -> str:
    """When it was kept last, as it stands beside the button: by the clock today, with the day of before."""
    local = localtime(draft.kept_at)
    if local.date() == localtime().date():
        return _("草稿 %(time)s 已存，还没有登记") % {"time": f"{local:%H:%M}"}
    return _("草稿 %(day)s %(time)s 已存，还没有登记") % {"day": short_day(local.date()), "time": f"{local:%H:%M}"}


def _aside(told: str, *, status: int) -> HttpResponse:
    answer = HttpResponse(told, content_type="text/plain; charset=utf-8", status=status)
    answer.headers[BY_SCRIPT] = "1"
    answer.is_aside = True  # type: ignore[attr-defined]  # see anbang.web.headers
    return answer


def _not_kept(request: HttpRequest, why: str, *, status: int) -> HttpResponse:
    """Said to the script; without it the page that holds what was written, to send it again."""
    if BY_SCRIPT in request.headers:
        return _aside(why, status=status)
    return kept(request, status=status, why=why)


def kept_of(form: Form, *, by: ActingStaff) -> dict[str, Any]:
    """What the page of a form shows of its draft, if there is one. Call inside `acting(by)`."""
    draft = draft_of(form, for_staff=by)
    return {"keeps": True, "draft": draft, "kept_at": kept_at(draft) if draft else ""}


def as_typed(draft: Draft | None) -> QueryDict | None:
    """What was typed, as a form would send it."""
    if draft is None:
        return None
    told = QueryDict(mutable=True)
    for name, values in typed_in(draft).items():
        told.setlist(name, values)
    return told


def fill_in(form: forms.Form, typed: QueryDict | None) -> None:
    """What was typed stands in the form again, as far as it has the fields; nothing is judged yet."""
    if typed is None or form.is_bound:
        return
    for name, field in form.fields.items():
        if not isinstance(field, forms.FileField) and not field.widget.value_omitted_from_data(typed, {}, name):  # type: ignore[arg-type]
            form.initial[name] = field.widget.value_from_datadict(typed, {}, name)  # type: ignore[arg-type]


def taken(form: Form, step: Callable[[], object], *, by: ActingStaff) -> Callable[[], None]:
    """The step together with the end of its draft: refused, both stay as they were."""

    def take() -> None:
        throw_away(form, by=by)
        step()

    return take


def unfinished(*, by: ActingStaff, person_id: int | None = None) -> list[dict[str, Any]]:
    """What the reader has begun, of everybody or of one person: what it is, whom it is about, since when, where it goes on."""
    drafts = drafts_of(for_staff=by)
    if person_id is not None:
        drafts = drafts.filter(person=person_id)
    titled = [(draft, _title(draft, by=by)) for draft in drafts]
    return [{"draft": draft, "title": title, "address": _address(draft)} for draft, title in titled if title]


def _title(draft: Draft, *, by: ActingStaff) -> Any:
    """Empty for a form that there is no more."""
    return STEPS[draft.page].called(by) if draft.page in STEPS else OTHERS.get(draft.page, "")


def _address(draft: Draft) -> str:
    if draft.page in OTHERS:
        return reverse(draft.page, args=[draft.about])
    if draft.about is None:
        return reverse("take_step", args=[draft.person_id, draft.page])
    return reverse("take_step_about", args=[draft.person_id, draft.page, draft.about])


@writes()
def throw_draft_away(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Its author does not want it any more."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        draft = drafts_of(for_staff=by).get(pk=draft_id)
    throw_away(Form(draft.page, draft.person_id, draft.about), by=by)
    messages.success(request, _("草稿已丢弃。"))
    return redirect("also_waiting")
