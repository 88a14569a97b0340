"""Visits, reviews and calls as the file shows them (clause 2.3.4)."""

from typing import Any

from anbang.casework.act.models import Act
from anbang.casework.person.models import Case
from anbang.casework.visit.needs import Need
from anbang.organisations.acting import ActingStaff
from anbang.web.acts import may_read_words, title_of_act, words_in_lines

FOLLOWING_UP = ("visited", "reviewed", "called")


def _shown(act: Act, *, by: ActingStaff) -> dict[str, Any]:
    return {
        "act": act,
        "title": title_of_act(act),
        "refused": bool(act.told.get("refused")),
        "needs": [Need(need).label for need in act.told.get("needs", [])],
        "lines": words_in_lines(act) if may_read_words(act, by) else [],
    }


def visits_of(case: Case, *, by: ActingStaff, most: int | None = None) -> list[dict[str, Any]]:
    """What followed somebody up, the latest first."""
    acts = Act.objects.filter(case=case, kind__in=FOLLOWING_UP, withdrawn_on__isnull=True)
    return [_shown(act, by=by) for act in acts.select_related("office", "recorded_by").order_by("-on", "-id")[:most]]


def last_visit(case: Case, *, by: ActingStaff) -> dict[str, Any] | None:
    """The last one."""
    return next(iter(visits_of(case, by=by, most=1)), None)
