"""The care team with what is missing and who must name it, and the plan with its goals (clauses 2.1, 2.5)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Window
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anbang.casework.care.gaps import is_to_be_renewed, lacking_roles, team_of_the_former, teams_lacking
from anbang.casework.care.models import TeamRole
from anbang.casework.care.plan import goal_words, plan_of
from anbang.casework.care.team import NAMED_BY, phone_of, team_gaps, team_on
from anbang.casework.person.models import Case
from anbang.casework.step.standing import Standing
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.policy.clauses import ORGANISATION
from anbang.web.person import file_address
from anbang.web.steps.register import STEPS
from anbang.web.steps.team import own_roles
from anbang.web.views import acting_staff, reads

NAMING_STEP, OWN_STEP = "team", "team-member"
# At which desks a team that lacks somebody is told.
TOLD_OF_GAPS = (Role.JUSTICE_ASSISTANT, Role.VILLAGE_CADRE, Role.POLICE_OFFICER)
TEAMS_A_PAGE = 30
TEAMS_ON_THE_FIRST_PAGE = 5


def team_shown(standing: Standing, *, by: ActingStaff) -> dict[str, Any]:
    """Who helps, and which of "four in one" nobody does. The look is on record before a telephone is shown."""
    team = team_on(standing.case.pk, on=by.today)
    may_name = STEPS[NAMING_STEP].is_theirs(standing, by) and STEPS[NAMING_STEP].may_come(standing)
    # Once care is over nobody is missing any more.
    gaps = [TeamRole(role) for role in team_gaps(team, on=by.today)] if standing.case.closed_on is None else []
    is_former = team_of_the_former(standing.case, for_staff=by)
    return {
        "named_by_the_former": is_former,
        "renewed_at": naming_address(standing.person.pk, (), by=by) if is_former and may_name else "",
        "team": [{"row": row, "role": row.get_role_display(), "phone": phone_of(row)} for row in team],
        "gaps": [
            {
                "role": role.label,
                "by": _named_by(role),
                "address": naming_address(standing.person.pk, [role], by=by)
                if may_name and may_add(role, by=by)
                else "",
            }
            for role in gaps
        ],
        "names_for_others": any(NAMED_BY[role] != OfficeKind.JUSTICE_OFFICE for role in gaps),
    }


def may_add(role: TeamRole, *, by: ActingStaff) -> bool:
    """An officer in the team opens the file to the station: none but the justice office adds one (ADR 0014)."""
    return role != TeamRole.POLICE_OFFICER or by.office_kind == OfficeKind.JUSTICE_OFFICE


def own_gap(standing: Standing, *, by: ActingStaff) -> dict[str, Any] | None:
    """That nobody of the reader's own office is in the team, and where somebody is named."""
    step, roles = STEPS[OWN_STEP], own_roles(by)
    helped_by = {row.role for row in team_on(standing.case.pk, on=by.today)}
    if not step.is_theirs(standing, by) or not step.may_come(standing) or not helped_by.isdisjoint(roles):
        return None
    return {"roles": [role.label for role in roles], "address": naming_address(standing.person.pk, roles, by=by)}


def naming_address(person_id: int, roles: Iterable[TeamRole], *, by: ActingStaff) -> str:
    """The form on which the reader names whoever is missing."""
    if by.office_kind != OfficeKind.JUSTICE_OFFICE and own_roles(by):
        return reverse("take_step", args=[person_id, OWN_STEP])
    return reverse("take_step", args=[person_id, NAMING_STEP], query={"role": [str(role) for role in roles]})


def _lacking(cases: Iterable[Case], *, by: ActingStaff) -> list[dict[str, Any]]:
    """Rows of teams that lack somebody."""
    rows = []
    for case in cases:
        roles = lacking_roles(case)
        rows.append(
            {
                "case": case,
                "file": file_address(case.person_id, by),
                "gaps": [
                    {"role": role.label, "by": "" if role in own_roles(by) else _named_by(role)} for role in roles
                ],
                "is_to_be_renewed": is_to_be_renewed(case),
                "address": naming_address(case.person_id, roles, by=by),
            }
        )
    return rows


def _named_by(role: TeamRole) -> str:
    return str(OfficeKind(NAMED_BY[role]).label)


def on_the_first_page(*, by: ActingStaff) -> Mapping[str, Any]:
    """The teams that lack a member whom the reader's office must name: how many, and the first of them."""
    if by.roles.isdisjoint(TOLD_OF_GAPS):
        return {}
    first = list(teams_lacking(for_staff=by).annotate(in_all=Window(Count("id")))[:TEAMS_ON_THE_FIRST_PAGE])
    return {"lacking": _lacking(first, by=by), "lacking_count": first[0].in_all if first else 0}


@reads(*TOLD_OF_GAPS)
def lacking_teams(request: HttpRequest) -> HttpResponse:
    """All teams that lack a member whom the reader's office must name."""
    by = acting_staff(request)
    page = Paginator(teams_lacking(for_staff=by), TEAMS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lacking": _lacking(page, by=by), "clause": ORGANISATION}
    return render(request, "people/lacking.html", context)


def plan_shown(case: Case) -> dict[str, Any] | None:
    """The plan that holds, with its goals in words."""
    plan = plan_of(case.pk)
    if plan is None:
        return None
    goals = sorted(plan.goals.all(), key=lambda goal: goal.pk)
    return {"plan": plan, "goals": [{"goal": goal, "words": goal_words(goal)} for goal in goals]}


def team_and_plan_of(case: Case) -> dict[str, Any]:
    """Who helped when a case was closed, and its last plan. Nobody is called about it any more, so no telephone is shown."""
    team = team_on(case.pk, on=case.closed_on or case.opened_on)
    return {"team": [{"row": row, "role": row.get_role_display()} for row in team], "plan": plan_shown(case)}
