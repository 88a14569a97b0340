"""What came of the step that was taken last for several, kept in the reader's session; and the way back, for whom it was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anbang.casework.step.standing import Standing
from anbang.lib.visible import visible
from anbang.organisations.acting import ActingStaff
from anbang.web.forms import UNPROCESSABLE
from anbang.web.person import file_address, list_address
from anbang.web.together.chosen import whom
from anbang.web.together.kinds import KINDS, ROLES, Kind
from anbang.web.together.taking import Outcome, taken_back
from anbang.web.views import acting_staff, for_staff

KEPT = "together"
LONGEST_REASON = 200


@dataclass(slots=True)
class Came:
    """What became of the step for somebody; `back`: whether it was taken back."""

    is_done: bool
    why: str = ""
    noted: int | None = None
    back: bool = False

    @property
    def can_go_back(self) -> bool:
        """Whether it was done, and still stands as far as this page knows."""
        return self.is_done and not self.back


@dataclass(slots=True)
class Remembered:
    """A step taken for several: under which key, and what came of it by person."""

    kind: Kind
    key: UUID
    rows: dict[int, Came] = field(default_factory=dict)


def remember(request: HttpRequest, kind: Kind, hand: ActingStaff, outcomes: Mapping[int, Outcome]) -> None:
    """Keep what came of it, for the page that follows. Sent again, what was done before stays as it was noted then."""
    before = remembered(request, by=hand)
    known = before.rows if before is not None and before.key == hand.request_id else {}
    rows = {key: Came(one.is_done, one.why, one.noted) for key, one in outcomes.items()}
    for key in rows.keys() & known.keys():
        if known[key].is_done:
            rows[key].noted, rows[key].back = known[key].noted, known[key].back
    _keep(request, Remembered(kind, hand.request_id, rows), by=hand)


def _keep(request: HttpRequest, kept: Remembered, *, by: ActingStaff) -> None:
    rows = [[key, one.is_done, one.why, one.noted, one.back] for key, one in kept.rows.items()]
    told = {"posting": by.posting_id, "step": kept.kind.step.slug, "key": str(kept.key), "rows": rows}
    request.session[KEPT] = told


def remembered(request: HttpRequest, *, by: ActingStaff) -> Remembered | None:
    """What the reader took last in this posting, if anything."""
    told = request.session.get(KEPT)
    if told is None or told["posting"] != by.posting_id or told["step"] not in KINDS:
        return None
    return Remembered(KINDS[told["step"]], UUID(told["key"]), {row[0]: Came(*row[1:]) for row in told["rows"]})


@for_staff(*ROLES)
def done_together(request: HttpRequest) -> HttpResponse:
    """What came of the step that was taken last, row by row; POST takes it back for all for whom it was done."""
    by = acting_staff(request)
    kept = remembered(request, by=by)
    if kept is None:
        return render(request, "together/nobody.html", {"list": list_address(by)})
    chosen = whom(kept.rows, f"step {kept.kind.step.slug} together", by=by)
    why = visible(request.POST.get("why", "")).strip()
    is_reasoned = 0 < len(why) <= LONGEST_REASON
    if request.method == "POST" and is_reasoned:
        _take_back(request, kept, {one.person.pk: one for one in chosen.standings}, why=why, by=by)
        return redirect("done_together")
    context = {
        "kind": kept.kind,
        "step": kept.kind.step,
        "rows": [_row(standing, kept.rows[standing.person.pk], by=by) for standing in chosen.standings],
        "left_out": chosen.left_out,
        "done": sum(one.is_done for one in kept.rows.values()),
        "can_go_back": any(one.can_go_back for one in kept.rows.values()),
        "why": request.POST.get("why", _("一起登记时弄错了")),
        "fault": _("请写明为什么撤销，不超过 200 字。") if request.method == "POST" else "",
        "list": list_address(by),
    }
    return render(request, "together/done.html", context, status=UNPROCESSABLE if request.method == "POST" else 200)


def _take_back(
    request: HttpRequest, kept: Remembered, standings: Mapping[int, Standing], *, why: str, by: ActingStaff
) -> None:
    """For each by itself, as the act of the same hand; what could not be taken back says why in its row."""
    hand, many = replace(by, request_id=kept.key), 0
    for key, came in kept.rows.items():
        if not came.can_go_back or key not in standings:
            continue
        outcome = taken_back(kept.kind, standings[key], came.noted, why=why, hand=hand, by=by)
        came.back, came.why = outcome.is_done, outcome.why
        many += outcome.is_done
        _keep(request, kept, by=by)
    words = ngettext("已撤销 %(n)s 人的登记。", "已撤销 %(n)s 人的登记。", many)
    messages.success(request, words % {"n": many})


def _row(standing: Standing, came: Came, *, by: ActingStaff) -> dict[str, Any]:
    person = standing.person
    return {"person": person, "number": standing.case.number, "address": file_address(person.pk, by), "came": came}
