"""People within reach: the list, who of it is counted where, a document of somebody, and the whole ID number."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anbang.casework.care.queries import conditions, counts, counts_of_listed, in_charge_of
from anbang.casework.charge.models import Responsibility
from anbang.casework.person.finding import MOST
from anbang.casework.person.models import AbodeKind, Person
from anbang.casework.person.queries import (
    get_person,
    listed_to,
    masked_id_number,
    place_of,
    visible_to,
)
from anbang.organisations.kinds import FilteredList
from anbang.papers.actions import body_of
from anbang.papers.models import Paper
from anbang.web.counting import counted_shown
from anbang.web.files import REVEALED
from anbang.web.finding import FOUND, HOW, as_listed, found_for, in_order, listed_people
from anbang.web.narrowing import Narrowed, filter_of, people_asked_for
from anbang.web.navigation import may_open
from anbang.web.paging import page_of
from anbang.web.person import full_years, stage_of_case
from anbang.web.readers import MAY_READ_THE_OFFENCE, OF_FILES
from anbang.web.together.kinds import kinds_for
from anbang.web.views import acting_staff, look_at, reads, writes

PEOPLE_A_PAGE = 30
FILTERS = {
    "in_custody": _("在押"),
    "in_care": _("帮教中"),
    "to_be_ended": _("期满待结束"),
    "priority": _("重点帮教"),
    "transfer": _("转接待答复"),
    "lost": _("失联"),
    "ended": _("已结束"),
    "archived": _("已归档"),
}
ALARMING = frozenset({"lost", "to_be_ended"})


@reads(*OF_FILES)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody within reach, or those whose name was looked for."""
    by = acting_staff(request)
    sought, found = found_for(request, by=by)
    narrowed = filter_of(FilteredList.PEOPLE, request.GET, by=by)
    show = narrowed.show
    wanted = conditions(on=by.today)[show] if show else Q()
    if sought:
        among = visible_to(by).filter(pk__in=[one.person_id for one in found])
        counted, keys = counts(among, on=by.today), in_order(among.filter(wanted), found)
        page = page_of(request, keys, size=PEOPLE_A_PAGE)
        shown = listed_people(page.object_list, on=by.today)
    elif narrowed.is_narrow:
        among = people_asked_for(narrowed, by=by)
        counted = counts(among, on=by.today)
        page = page_of(
            request,
            as_listed(among.filter(wanted).order_by("-id"), on=by.today),
            size=PEOPLE_A_PAGE,
            many=counted[show or "all"],
        )
        shown = list(page.object_list)
    else:
        counted = counts_of_listed(for_staff=by)
        people = as_listed(listed_to(by).filter(wanted).order_by("-id"), on=by.today)
        page = page_of(request, people, size=PEOPLE_A_PAGE, many=counted[show or "all"])
        shown = list(page.object_list)
    charges = in_charge_of(person.cases.all()[0].pk for person in shown)
    hows = {one.person_id: HOW.get(one.how, "") for one in found}
    context = {
        "page": page,
        "rows": [{**_row(person, charges, on=by.today), "how": hows.get(person.pk, "")} for person in shown],
        "together": kinds_for(by),
        "q": sought,
        "is_all_shown": len(found) < MOST,
        "most": MOST,
        "show": show,
        "asks_who_is_listed": may_open("not_listed", by),
        "kept": urlencode(_asked(sought, narrowed)),
        "narrowed": narrowed,
        "chips": _chips(counted, sought, narrowed),
    }
    return render(request, "people/people.html", context)


@reads(*OF_FILES)
def counted_people(request: HttpRequest) -> HttpResponse:
    """How many people of the reader's list are counted here, and why others are only listed: brought to the list, or a page of its own."""
    is_brought = request.headers.get("HX-Request") == "true"
    context = {"counted": counted_shown(for_staff=acting_staff(request))}
    return render(request, "people/counted.html" if is_brought else "people/counted_page.html", context)


def _chips(found: Mapping[str, int], sought: str, narrowed: Narrowed) -> list[dict[str, object]]:
    """The filter by where people stand: the address is the filter."""
    return [
        {
            "label": label,
            "count": found[key or "all"],
            "address": reverse("people", query=_asked(sought, replace(narrowed, show=key))),
            "here": narrowed.show == key,
            "alarm": key in ALARMING and found[key] > 0,
        }
        for key, label in [("", _("全部")), *FILTERS.items()]
    ]


def _asked(sought: str, narrowed: Narrowed) -> dict[str, object]:
    """What an address of the list asks for: among those who were found, by how they stand alone."""
    if not sought:
        return {**narrowed.told}
    return {FOUND: 1, **({"show": narrowed.show} if narrowed.show else {})}


def _row(person: Person, charges: Mapping[int, Responsibility], *, on: date) -> dict[str, object]:
    """A line of the list; the newest case stands first."""
    case = person.cases.all()[0]
    return {
        "stage": stage_of_case(case, on=on),
        "charge": charges.get(case.pk),
        "case": case,
        "person": person,
        "age": full_years(person.born_on, on=on),
        "id_number": masked_id_number(person),
        "number": case.number,
        "registered": place_of(person, AbodeKind.REGISTERED),
        "residence": place_of(person, AbodeKind.RESIDENCE),
        "release_on": case.sentence.release_on if hasattr(case, "sentence") else None,
    }


@writes(*OF_FILES)
def reveal_id_number(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show the whole ID number once; who looked is on record before it is seen."""
    look_at(request, person_id, "id number")
    request.session[REVEALED] = person_id
    return redirect("case_file", person_id=person_id)


@reads(*MAY_READ_THE_OFFENCE, person="paper")
def paper(request: HttpRequest, person_id: int, paper_id: int) -> HttpResponse:
    """A document of the person, opened through the person."""
    by = acting_staff(request)
    person = get_person(person_id, for_staff=by)
    found = Paper.objects.select_related("author").get(pk=paper_id, person_id=person.pk, file__isnull=True)
    return render(request, "people/paper.html", {"person": person, "paper": found, "body": body_of(found)})
