"""What a village, civil affairs and the police see of the people they have something to do for: whom, how to reach them, their own duties and
what was found to be needed. Never the offence, the reasons, an opinion, or what others wrote (LAW-1).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anbang.casework.act.models import Act
from anbang.casework.care.away import away_of
from anbang.casework.care.models import Away
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import rows_of
from anbang.casework.person.models import AbodeKind, Case, Person
from anbang.casework.person.queries import get_person, place_of, visible_to
from anbang.casework.step.standing import standing_of
from anbang.casework.visit.needs import Need
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.web.acts import act_called, listed, months_told
from anbang.web.checklist import own_papers
from anbang.web.drafts import unfinished
from anbang.web.duties import ShownDuty, shown_together
from anbang.web.finding import as_listed, found_for, in_order, listed_people
from anbang.web.helping import allowance_shown
from anbang.web.history import mends
from anbang.web.paging import page_of
from anbang.web.person import about_person
from anbang.web.readers import KEEPING_TOUCH, OF_OWN_WORK
from anbang.web.signs import signs_told_of
from anbang.web.steps.offered import address_of, offered
from anbang.web.team import own_gap
from anbang.web.views import acting_staff, reads
from anbang.web.visits import visits_of

PEOPLE_A_PAGE = 30
VISITS_SHOWN = 5
RECORDED_SHOWN = 10


@reads(*OF_OWN_WORK)
def my_people(request: HttpRequest) -> HttpResponse:
    """Everybody for whom the office has something to do, or those of them who were looked for."""
    by = acting_staff(request)
    sought, found = found_for(request, by=by)
    everybody = as_listed(visible_to(by), on=by.today).order_by("name_key", "id")
    page = page_of(request, in_order(visible_to(by), found) if sought else everybody, size=PEOPLE_A_PAGE)
    shown = listed_people(page.object_list, on=by.today) if sought else list(page.object_list)
    cases = [person.cases.all()[0].pk for person in shown]
    duties = _own_duties(cases, by=by)
    away = away_of(cases) if not by.roles.isdisjoint(KEEPING_TOUCH) else {}
    visits = last_visits(cases)
    rows = [_row(person, duties, away, visits, by=by) for person in shown]
    context = {"page": page, "rows": rows, "visits": Role.VILLAGE_CADRE in by.roles, "q": sought}
    return render(request, "people/mine.html", context)


def _row(
    person: Person,
    duties: Mapping[int, list[ShownDuty]],
    away: Mapping[int, Away],
    visits: Mapping[int, Act],
    *,
    by: ActingStaff,
) -> dict[str, Any]:
    case = person.cases.all()[0]
    own = duties.get(case.pk, [])
    visited = visits.get(case.pk)
    return {
        "person": person,
        "residence": place_of(person, AbodeKind.RESIDENCE),
        "next": own[0] if own else None,
        "away": away.get(case.pk),
        "visited_on": visited.on if visited else None,
        "needs": needs_of(visited) if visited and Role.VILLAGE_CADRE in by.roles else "",
    }


def _own_duties(cases: Iterable[int], *, by: ActingStaff) -> dict[int, list[ShownDuty]]:
    """Running duties of the office about these cases, the most urgent first."""
    found: dict[int, list[ShownDuty]] = {}
    own = Duty.objects.to_do(on=by.today).filter(case__in=list(cases), office__in=by.own_offices)
    for one in shown_together(rows_of(own.order_by("due_on", "rule")), by=by):
        if one.duty.case_id is not None:
            found.setdefault(one.duty.case_id, []).append(one)
    return found


def last_visits(cases: Iterable[int]) -> Mapping[int, Act]:
    """Case → its last visit. One query."""
    visits = Act.objects.filter(case__in=list(cases), kind="visited", withdrawn_on__isnull=True)
    return {act.case_id: act for act in visits.order_by("case", "-on", "-id").distinct("case")}


def needs_of(act: Act) -> str:
    """The needs that a visit found."""
    return listed(Need(need).label for need in act.told.get("needs", []))


@reads(*OF_OWN_WORK, person="own work")
def one_of_mine(request: HttpRequest, person_id: int) -> HttpResponse:
    """One of them: whom it is about, what is to be done, what was done."""
    by = acting_staff(request)
    standing = standing_of(get_person(person_id, for_staff=by), by=by)
    duties = _own_duties([standing.case.pk], by=by).get(standing.case.pk, [])
    offers = offered(standing, duties, by=by)
    context = {
        **about_person(standing, by=by),
        "duties": duties,
        "unfinished": unfinished(by=by, person_id=person_id),
        "offers": offers,
        "new_contact": address_of("contact", standing, by=by),
        "visits": visits_of(standing.case, by=by, most=VISITS_SHOWN) if Role.VILLAGE_CADRE in by.roles else [],
        "allowance": allowance_shown(standing) if Role.CIVIL_AFFAIRS_OFFICER in by.roles else None,
        "sees_visits": Role.VILLAGE_CADRE in by.roles,
        "own_papers": own_papers(standing, offers, by=by),
        "recorded": _recorded(standing.case, by=by),
        "own_gap": own_gap(standing, by=by),
        "signs": signs_told_of(standing.person, by=by),
    }
    return render(request, "people/one_of_mine.html", context)


def _recorded(case: Case, *, by: ActingStaff) -> list[dict[str, Any]]:
    """What the reader's own office recorded, newest first, with how to put it right."""
    acts = Act.objects.filter(case=case, office__in=by.own_offices, withdrawn_on__isnull=True).order_by("-on", "-id")
    return [
        {
            "act": act,
            "title": act_called(act, by),
            "months": months_told(act.told),
            "mends": list(mends(act, by=by)),
        }
        for act in acts[:RECORDED_SHOWN]
    ]
