"""Visits, reviews and calls as the file shows them (clause 2.3.4)."""

from typing import Any

from anbang.casework.act.models import Act
from anbang.casework.person.models import Case
from anbang.casework.visit.needs import How, Need
from anbang.organisations.acting import ActingStaff
from anbang.web.acts import FOLLOWING_UP, act_called, may_read_words, words_in_lines


def _shown(act: Act, *, by: ActingStaff) -> dict[str, Any]:
    may_read = may_read_words(act, by)
    return {
        "act": act,
        "title": act_called(act, by),
        "how": How(act.told["how"]).label if "how" in act.told else "",
        "well": bool(act.told.get("well")),
        "refused": bool(act.told.get("refused")),
        "needs": [Need(need).label for need in act.told.get("needs", [])],
        "may_read": may_read,
        "lines": words_in_lines(act) if may_read else [],
    }


def visits_of(case: Case, *, by: ActingStaff, most: int | None = None) -> list[dict[str, Any]]:
    """What followed somebody up, the latest first."""
    acts = Act.objects.filter(case=case, kind__in=FOLLOWING_UP, withdrawn_on__isnull=True)
    return [_shown(act, by=by) for act in acts.select_related("office", "recorded_by").order_by("-on", "-id")[:most]]


def last_visit(case: Case, *, by: ActingStaff) -> dict[str, Any] | None:
    """The last one."""
    return next(iter(visits_of(case, by=by, most=1)), None)
