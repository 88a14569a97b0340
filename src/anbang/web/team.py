"""The care team with what is missing and who must name it, and the plan with its goals (clauses 2.1, 2.5)."""

from typing import Any

from anbang.casework.care.models import TeamRole
from anbang.casework.care.plan import goal_words, plan_of
from anbang.casework.care.team import NAMED_BY, phone_of, team_gaps, team_on
from anbang.casework.person.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind


def team_shown(case: Case, *, by: ActingStaff) -> dict[str, Any]:
    """Who helps, and which of "four in one" nobody does. The look is on record before a telephone is shown."""
    team = team_on(case.pk, on=by.today)
    return {
        "team": [{"row": row, "role": row.get_role_display(), "phone": phone_of(row)} for row in team],
        "gaps": [
            {"role": TeamRole(role).label, "by": OfficeKind(NAMED_BY[TeamRole(role)]).label}
            for role in team_gaps(team, on=by.today)
        ],
    }


def plan_shown(case: Case) -> dict[str, Any] | None:
    """The plan that holds, with its goals in words."""
    plan = plan_of(case.pk)
    if plan is None:
        return None
    goals = sorted(plan.goals.all(), key=lambda goal: goal.pk)
    return {"plan": plan, "goals": [{"goal": goal, "words": goal_words(goal)} for goal in goals]}
