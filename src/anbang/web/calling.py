"""What a village opens on a telephone: whom to call on these days, and everybody of theirs. One touch leads to the page on which a visit is written
down (clause 2.5). Whoever looks over the shoulder reads nowhere what it is for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anbang.casework.act.models import Act
from anbang.casework.care.away import away_of
from anbang.casework.care.models import Away
from anbang.casework.duty.queries import rows_of, work_list
from anbang.casework.person.models import Person
from anbang.casework.person.queries import visible_to, with_cases
from anbang.casework.visit.needs import How
from anbang.organisations.acting import ActingStaff
from anbang.web.duties import VISITS, ShownDuty, shown_together
from anbang.web.mine import last_visits
from anbang.web.paging import page_of

# What is due in a week is gone about now; the rest of the list is there for whoever is met on the way.
SOON = frozenset({"overdue", "today", "soon"})
MOST_DUTIES = 200
PEOPLE_A_PAGE = 30


def first_page(request: HttpRequest, *, by: ActingStaff) -> HttpResponse:
    """Whom to call on, the most urgent first; what else the village owes; everybody else by name. Call inside `acting(by)`."""
    duties = shown_together(rows_of(work_list(for_staff=by)[:MOST_DUTIES]), by=by)
    visits: dict[int, ShownDuty] = {}
    for shown in duties:
        if shown.duty.rule in VISITS and shown.duty.person_id is not None:
            visits.setdefault(shown.duty.person_id, shown)
    people = with_cases(visible_to(by))
    found = {person.pk: person for person in people.filter(pk__in=visits)}
    page = page_of(request, people.exclude(pk__in=visits).order_by("name_key", "id"), size=PEOPLE_A_PAGE)
    others = list(page.object_list)
    cases = [person.cases.all()[0].pk for person in (*found.values(), *others)]
    beside = Beside(visits, last_visits(cases), away_of(cases))
    soon = [found[key] for key, shown in visits.items() if key in found and shown.urgency in SOON]
    later = [found[key] for key, shown in visits.items() if key in found and shown.urgency not in SOON]
    context = {
        "due": _rows(soon, beside),
        "later": _rows(later, beside),
        "page": page,
        "others": _rows(others, beside),
        "rest": [shown for shown in duties if shown.duty.rule not in VISITS],
    }
    return render(request, "today/calling.html", context)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a name: until when to call next (by person), the last call and the going away (by case)."""

    visits: Mapping[int, ShownDuty]
    visited: Mapping[int, Act]
    away: Mapping[int, Away]


def _rows(people: Iterable[Person], beside: Beside) -> list[dict[str, Any]]:
    """A line for each: who, when they were last called on and how, whether they are away, and until when next."""
    rows = []
    for person in people:
        case = person.cases.all()[0].pk
        visited = beside.visited.get(case)
        how = visited.told.get("how", "") if visited else ""
        rows.append(
            {
                "person": person,
                "next": beside.visits.get(person.pk),
                "visited": visited,
                "how": How(how).label if how in How.values else "",
                "away": beside.away.get(case),
            }
        )
    return rows
