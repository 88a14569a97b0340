"""The auditor's page: what happened, who looked at whose file, what became of every row, and whether the trail is still as it was sealed. It names no person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from anbang.audit.keeping import last_check, last_seal
from anbang.audit.models import Change, Event, Look
from anbang.audit.reading import NOBODY, Asked, changes, events, looks, steps_of
from anbang.audit.verifying import UNSEALED_AT_MOST, unsealed_after
from anbang.casework.act.kinds import kinds
from anbang.organisations.kinds import Role, WhyRefused, WhyReset
from anbang.organisations.models import Office, Staff
from anbang.papers.exports import EXPORTED
from anbang.policy.event_titles import title_of
from anbang.web.changed import told_of_change, whose_hand
from anbang.web.exporting import export_in_words
from anbang.web.forms import Text, page_with_form
from anbang.web.intake.fields import Day
from anbang.web.looks import title_of_look
from anbang.web.numbers import number_of
from anbang.web.tellings import TELLINGS, UNTOLD
from anbang.web.views import reads

ROWS_A_PAGE = 30
READERS = (Role.AUDITOR, Role.AUDIT_ADMINISTRATOR)
LOOKS, SYSTEM, CHANGES, OUTSIDE = "looks", "system", "changes", "outside"
EMERGENCIES = "emergencies"
GLASS = ("glass_broken", "glass_found_nobody", "emergency_judged")
# The views of the page: address → its name.
VIEWS = {
    "": _("做了什么"),
    SYSTEM: _("系统做的"),
    LOOKS: _("看了谁的档案"),
    EMERGENCIES: _("紧急查阅"),
    CHANGES: _("数据的改动"),
    OUTSIDE: _("绕过系统的改动"),
}
LARGEST = 2**63 - 1
# What is not as it was sealed, in words; the codes are those of the comparison.
FAULTS: Mapping[str, str] = {
    "rows": gettext_noop("封存以后，这一枚封条下的记录被改动、删去或插入"),
    "chain": gettext_noop("这一枚封条接不上前一枚"),
    "digest": gettext_noop("这一枚封条本身被改动"),
    "signature": gettext_noop("这一枚封条的签名不真"),
    "gone": gettext_noop("库外的封条册里有、库里没有这一枚封条"),
    "other": gettext_noop("这一枚封条与库外的封条册不同"),
    "untold": gettext_noop("库外的封条册里没有这一枚封条"),
    "outside": gettext_noop("库外的封条册无法读取"),
    "hidden": gettext_noop("有记录对核对所用的审计角色隐藏"),
    "unsealed": gettext_noop("有记录超过四小时没有封存"),
}


class Filters(forms.Form):
    """Which rows are looked for; all may be left out."""

    staff = Text(label=_("人员姓名或账号"), max_length=48, required=False)
    person = forms.IntegerField(
        label=_("档案序号"),
        min_value=1,
        max_value=LARGEST,
        required=False,
        # What is no number stands there again to be put right; a field for numbers would show nothing.
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("档案序号是数字，例如 58。")},
    )
    from_on = Day(label=_("从"), required=False)
    until_on = Day(label=_("到"), required=False)


@reads(*READERS)
def trail(request: HttpRequest) -> HttpResponse:
    """What happened, or who looked, the newest first."""
    form = Filters(request.GET if any(request.GET.get(name) for name in Filters.base_fields) else None)
    view = request.GET.get("of", "")
    view = view if view in VIEWS else ""
    found: list[Event | Look | Change] = []
    if form.is_valid() or not form.is_bound:
        found.extend(_found(view, _asked(form, before=request.GET.get("before", "")))[: ROWS_A_PAGE + 1])
    shown, more = found[:ROWS_A_PAGE], len(found) > ROWS_A_PAGE
    kept = {name: request.GET[name] for name in (*Filters.base_fields, "of") if request.GET.get(name)}
    context = {
        "form": form,
        "rows": _rows(shown, by_name=_names(shown)),
        "of_looks": view == LOOKS,
        "of_changes": view in (CHANGES, OUTSIDE),
        "older": urlencode({**kept, "before": shown[-1].pk}) if more else "",
        "newest": urlencode(kept) if number_of(request.GET.get("before", "")) else "",
        "view": view,
        "views": [
            {"label": label, "address": urlencode({**kept, "of": name}), "here": name == view}
            for name, label in VIEWS.items()
        ],
        **_state(),
    }
    return page_with_form(request, "trail/trail.html", context)


def _asked(form: Filters, *, before: str) -> Asked:
    number = number_of(before)
    if not form.is_bound or not form.is_valid():
        return Asked(before=number)
    told = form.cleaned_data
    return Asked(_staff_called(told["staff"]), told["person"], told["from_on"], told["until_on"], number)


def _found(view: str, asked: Asked) -> "QuerySet[Event] | QuerySet[Look] | QuerySet[Change]":
    """What is asked for of one view, the newest first."""
    if view == LOOKS:
        return looks(asked)
    if view in (CHANGES, OUTSIDE):
        return changes(asked, outside=view == OUTSIDE)
    if view == EMERGENCIES:
        return events(asked).filter(action__in=GLASS)
    return events(replace(asked, by_people=not view))


def _staff_called(written: str) -> frozenset[int] | None:
    """Whoever has this in the name or is the account of this name; nobody where nobody is called so."""
    if not written:
        return None
    called = Staff.objects.filter(Q(name__contains=written) | Q(username__iexact=written))
    return frozenset(called.values_list("id", flat=True))


def _names(rows: Sequence[Event | Look | Change]) -> dict[str, Mapping[int, Any]]:
    return {
        "staff": Staff.objects.in_bulk({_hand(row) for row in rows} | {_about(row) for row in rows}),
        "offices": Office.objects.in_bulk({row.office_id for row in rows if row.office_id is not None}),
    }


def _hand(row: Event | Look | Change) -> int:
    """Whose hand it was."""
    return (whose_hand(row) if isinstance(row, Change) else row.staff_id) or NOBODY


def _rows(
    rows: Sequence[Event | Look | Change], *, by_name: Mapping[str, Mapping[int, Any]]
) -> list[dict[str, object]]:
    steps = steps_of(row for row in rows if isinstance(row, Change))
    return [
        {
            "number": row.pk,
            "about": by_name["staff"].get(_about(row)) if _about(row) != row.staff_id else None,
            "why": _why(row),
            "person": row.person_id,
            "by": by_name["staff"].get(_hand(row)),
            "office": by_name["offices"].get(row.office_id or NOBODY),
            **_told(row, steps),
        }
        for row in rows
    ]


def _told(row: Event | Look | Change, steps: Mapping[UUID, Sequence[str]]) -> dict[str, object]:
    """What is told of one row besides whose hand it was and whom it is about."""
    if isinstance(row, Event):
        said = export_in_words(row) if row.action == EXPORTED else []
        return {"at": row.recorded_at, "on": row.happened_on, "what": title_of_event(row.action), "steps": said}
    if isinstance(row, Look):
        return {"at": row.looked_at, "what": title_of_look(row.what)}
    within = [title_of_event(action) for action in steps.get(row.request_id, ())] if row.request_id else []
    return {"at": row.changed_at, "steps": list(dict.fromkeys(within)), **told_of_change(row)}


def _about(row: Event | Look | Change) -> int:
    """Whose account it was about; nobody's for all else."""
    whose = row.data.get("staff") if isinstance(row, Event) else None
    return whose if isinstance(whose, int) else NOBODY


def _why(row: Event | Look | Change) -> str:
    """The reason that was given as a code."""
    why = row.data.get("why") if isinstance(row, Event) else None
    return next((str(known(why).label) for known in (WhyReset, WhyRefused) if why in known.values), "")


def title_of_event(action: str) -> str:
    """What happened, in the reader's language: an act by its name, every other step by its own."""
    if action in kinds():
        return title_of(action, get_language() or "")
    return gettext(TELLINGS.get(action, UNTOLD).title)


def _state() -> dict[str, object]:
    """Up to when the trail is sealed, and what the last comparison found."""
    seal, check = last_seal(), last_check()
    many, oldest = unsealed_after(seal)
    return {
        "seal": seal,
        "waiting": many,
        "is_late": oldest is not None and timezone.now() - oldest > UNSEALED_AT_MOST,
        "check": check,
        "faults": [(gettext(FAULTS[what]), number) for what, number in check.faults] if check else [],
    }
