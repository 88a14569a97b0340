"""Plans that wait to be looked at again, on the first page: their review day has come, or the day of an open goal has passed (clause 2.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from anbang.casework.care.models import CarePlan, Goal, GoalState
from anbang.casework.care.queries import goals_past_their_day, plans_to_review
from anbang.casework.person.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role

PLANS_SHOWN = 10


@dataclass(slots=True)
class Waiting:
    """One plan: since when it waits, its review day if that has come, and the goals whose day has passed."""

    case: Case
    since: date
    review_on: date | None = None
    goals: list[Goal] = field(default_factory=list)


def plan_waits(case: Case, plan: CarePlan | None, *, on: date) -> bool:
    """Whether the plan of a case waits to be looked at again, as `plans_waiting` tells it of all. `plan`: as `plan_of` gives it."""
    if plan is None or case.closed_on is not None or case.term_until is None or case.term_until < on:
        return False
    open_goals = (goal.by_on for goal in plan.goals.all() if goal.state == GoalState.OPEN and goal.by_on)
    return bool(plan.review_on and plan.review_on <= on) or any(day < on for day in open_goals)


def plans_waiting(*, by: ActingStaff) -> Mapping[str, Any]:
    """How many plans wait, and those that have waited longest. Nothing is owed by a rule: the office set these days itself."""
    if Role.JUSTICE_ASSISTANT not in by.roles:
        return {}
    found: dict[int, Waiting] = {}
    for plan in plans_to_review(for_staff=by):
        if plan.review_on is not None:
            found[plan.case_id] = Waiting(plan.case, plan.review_on, plan.review_on)
    for goal in goals_past_their_day(for_staff=by):
        if goal.by_on is not None:
            one = found.setdefault(goal.case_id, Waiting(goal.case, goal.by_on))
            one.goals.append(goal)
            one.since = min(one.since, goal.by_on)
    rows = sorted(found.values(), key=lambda one: (one.since, one.case.pk))[:PLANS_SHOWN]
    days = [{"plan": one, "days": (by.today - one.since).days} for one in rows]
    return {"count": len(found), "rows": days, "more": len(found) - len(rows)}
