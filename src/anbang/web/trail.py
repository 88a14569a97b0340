"""The auditor's page: what happened, who looked at whose file, and whether the trail is still as it was sealed. It names no person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from anbang.audit.keeping import last_check, last_seal, waiting
from anbang.audit.models import Event, Look
from anbang.audit.reading import Asked, events, looks
from anbang.audit.verifying import UNSEALED_AT_MOST
from anbang.casework.act.kinds import kinds
from anbang.organisations.kinds import Role, WhyReset
from anbang.organisations.models import Office, Staff
from anbang.organisations.unattended import NOBODY
from anbang.policy.event_titles import title_of
from anbang.web.forms import Text, page_with_form
from anbang.web.intake.fields import Day
from anbang.web.looks import title_of_look
from anbang.web.numbers import number_of
from anbang.web.tellings import TELLINGS, UNTOLD
from anbang.web.views import reads

ROWS_A_PAGE = 30
READERS = (Role.AUDITOR, Role.AUDIT_ADMINISTRATOR)
LOOKS, SYSTEM = "looks", "system"
# The views of the page: address → its name.
VIEWS = {"": _("做了什么"), SYSTEM: _("系统做的"), LOOKS: _("看了谁的档案")}
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
    of_looks = view == LOOKS
    asked = replace(_asked(form, before=request.GET.get("before", "")), by_people=None if of_looks else not view)
    found: list[Event | Look] = []
    if form.is_valid() or not form.is_bound:
        found.extend(looks(asked)[: ROWS_A_PAGE + 1] if of_looks else events(asked)[: ROWS_A_PAGE + 1])
    shown, more = found[:ROWS_A_PAGE], len(found) > ROWS_A_PAGE
    kept = {name: request.GET[name] for name in (*Filters.base_fields, "of") if request.GET.get(name)}
    context = {
        "form": form,
        "rows": _rows(shown, by_name=_names(shown)),
        "of_looks": of_looks,
        "older": urlencode({**kept, "before": shown[-1].pk}) if more else "",
        "newest": urlencode(kept) if asked.before else "",
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


def _staff_called(written: str) -> frozenset[int] | None:
    """Whoever has this in the name or is the account of this name; nobody where nobody is called so."""
    if not written:
        return None
    called = Staff.objects.filter(Q(name__contains=written) | Q(username__iexact=written))
    return frozenset(called.values_list("id", flat=True))


def _names(rows: Sequence[Event | Look]) -> dict[str, Mapping[int, Any]]:
    return {
        "staff": Staff.objects.in_bulk({row.staff_id for row in rows} | {_about(row) for row in rows}),
        "offices": Office.objects.in_bulk({row.office_id for row in rows}),
    }


def _rows(rows: Sequence[Event | Look], *, by_name: Mapping[str, Mapping[int, Any]]) -> list[dict[str, object]]:
    return [
        {
            "number": row.pk,
            "at": row.recorded_at if isinstance(row, Event) else row.looked_at,
            "on": row.happened_on if isinstance(row, Event) else None,
            "what": title_of_event(row.action) if isinstance(row, Event) else title_of_look(row.what),
            "about": by_name["staff"].get(_about(row)) if _about(row) != row.staff_id else None,
            "why": _why(row),
            "person": row.person_id,
            "by": by_name["staff"].get(row.staff_id),
            "office": by_name["offices"].get(row.office_id),
        }
        for row in rows
    ]


def _about(row: Event | Look) -> int:
    """Whose account it was about; nobody's for all else."""
    whose = row.data.get("staff") if isinstance(row, Event) else None
    return whose if isinstance(whose, int) else NOBODY


def _why(row: Event | Look) -> str:
    """The reason that was given as a code."""
    why = row.data.get("why") if isinstance(row, Event) else None
    return str(WhyReset(why).label) if why in WhyReset.values else ""


def title_of_event(action: str) -> str:
    """What happened, in the reader's language: an act by its name, every other step by its own."""
    if action in kinds():
        return title_of(action, get_language() or "")
    return gettext(TELLINGS.get(action, UNTOLD).title)


def _state() -> dict[str, object]:
    """Up to when the trail is sealed, and what the last comparison found."""
    seal, check = last_seal(), last_check()
    many, oldest = waiting()
    return {
        "seal": seal,
        "waiting": many,
        "is_late": oldest is not None and timezone.now() - oldest > UNSEALED_AT_MOST,
        "check": check,
        "faults": [(gettext(FAULTS[what]), number) for what, number in check.faults] if check else [],
    }
