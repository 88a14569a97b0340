"""People within reach: the list and the file of one."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from anbang.casework.care.queries import conditions, counts, in_charge_of
from anbang.casework.charge.models import Responsibility
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import explanation_of, get_duty
from anbang.casework.person.models import AbodeKind, Person
from anbang.casework.person.queries import (
    get_person,
    masked_id_number,
    place_of,
    visible_to,
    with_cases,
    with_places,
)
from anbang.organisations.acting import ActingStaff, acting
from anbang.papers.actions import body_of
from anbang.papers.models import Paper
from anbang.policy import duty_definition
from anbang.policy.language.definitions import Place
from anbang.web.counting import counted_shown
from anbang.web.duties import shown
from anbang.web.files import REVEALED
from anbang.web.navigation import may_open
from anbang.web.person import full_years, list_address, opens_files, stage_of_case
from anbang.web.readers import ASKING_WHY, MAY_READ_THE_OFFENCE, OF_FILES
from anbang.web.reasons import HELPING, sentences
from anbang.web.views import acting_staff, for_staff, look_at, reads, writes

PEOPLE_A_PAGE = 30
# The name that was looked for, in the session, and the mark of an address that shows what was found.
LOOKED_FOR, FOUND = "looked_for", "found"
LONGEST_NAME = 64
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
# Why a duty lies with the office it lies with; the rules name the kind, the register of offices the office.
OWNERS = {
    "institution": _("由关押此人的监所办理。"),
    "justice_office": _("由户籍地所在镇街的司法所办理；户籍不在本区而居住在本区的，由居住地司法所办理。"),
    "town": _("由户籍地所在镇街办理；户籍不在本区而居住在本区的，由居住地镇街办理。"),
    "justice_bureau": _("由区司法局统一办理。"),
    "aftercare_office": _("由区安帮办办理。"),
    "village": _("由居住地的村（居）民委员会办理；居住在区外的，由户籍地的村（居）民委员会办理。"),
    "civil_affairs": _("由户籍地镇街民政办理。"),
    "hrss": _("由区人力社保局办理。"),
    "person": _("由本人到户籍地司法所报到，由司法所登记。"),
}


@reads(*OF_FILES)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody within reach, or those whose name was looked for."""
    by = acting_staff(request)
    name = request.session.get(LOOKED_FOR, "") if FOUND in request.GET else ""
    named = visible_to(by).filter(name__contains=name) if name else visible_to(by)
    show = request.GET.get("show", "")
    show = show if show in FILTERS else ""
    chosen = named.filter(conditions(on=by.today)[show]) if show else named
    found = with_cases(with_places(chosen, on=by.today)).order_by("-id")
    page = Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    charges = in_charge_of(person.cases.all()[0].pk for person in page)
    told = {key: value for key, value in ((FOUND, 1 if name else 0), ("show", show)) if value}
    context = {
        "page": page,
        "rows": [_row(person, charges, on=by.today) for person in page],
        "q": name,
        "show": show,
        "asks_who_is_listed": may_open("not_listed", by),
        "kept": urlencode(told),
        "chips": _chips(counts(named, on=by.today), name, show),
        # Of the list as a whole, and not of what was searched for in it.
        "counted": None if name else counted_shown(for_staff=by),
    }
    return render(request, "people/people.html", context)


@writes(*OF_FILES)
def find_people(request: HttpRequest) -> HttpResponse:
    """Look for a name: it is kept on this side, so that no address, history of a browser or log of a proxy says for whom somebody looked."""
    name = request.POST.get("q", "").replace("\0", "").strip()[:LONGEST_NAME]
    request.session[LOOKED_FOR] = name
    show = request.POST.get("show", "")
    query = {**({FOUND: 1} if name else {}), **({"show": show} if show in FILTERS else {})}
    return redirect(reverse("people", query=query))


def _chips(found: Mapping[str, int], name: str, show: str) -> list[dict[str, object]]:
    """The filter by where people stand: the address is the filter."""
    return [
        {
            "label": label,
            "count": found[key or "all"],
            "address": reverse("people", query={**({FOUND: 1} if name else {}), **({"show": key} if key else {})}),
            "here": show == key,
            "alarm": key in ALARMING and found[key] > 0,
        }
        for key, label in [("", _("全部")), *FILTERS.items()]
    ]


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


@for_staff(*ASKING_WHY)
@require_safe
def why(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Why a duty is there, and why on this day: the clause, what was known, and the figures in force. Whoever opens no files asks it of
    their own office's duties, and reads of what was known no more than their work needs.
    """
    by = acting_staff(request)
    with acting(by, reading_only=True):
        duty = get_duty(duty_id, for_staff=by)
    assert duty.case is not None  # one of an office is nobody's file
    look_at(request, duty.case.person_id, "why a duty is there")
    with acting(by, reading_only=True):
        return render(request, "people/why.html", _explained(duty, by=by))


def _explained(duty: Duty, *, by: ActingStaff) -> dict[str, object]:
    """What led to a duty, sentence by sentence."""
    explained = explanation_of(duty, on=by.today)
    whole = opens_files(by)
    reasons = sentences(explained, reader=None if whole else HELPING) if explained else []
    owner = _because_of(duty)
    case = duty.case
    assert case is not None
    return {
        "shown": shown(duty, by=by),
        "duty": duty,
        "case": case,
        "person": case.person,
        "reasons": reasons,
        # One that comes again counts from when the last one ended, which is no fact of the rule.
        "counts_from": duty.opens_on if reasons and duty.number and not duty.period else None,
        "owner": owner,
        "whole": whole,
        "list": list_address(by),
    }


# Where another place than that of the registration decides.
BY_PLACE = {
    Place.TOWN_IN_CHARGE: _("由现在负责此人的司法所办理。"),
    Place.TOWN_OF_THE_FILE: _("由最后负责此人的司法所办理。"),
    Place.RECEIVING_TOWN: _("由要接收此人的司法所办理。"),
    Place.TOWN_OF_THE_VILLAGE: _("由负责走访的村（社区）所在的镇街办理。"),
}


def _because_of(duty: Duty) -> object:
    """Why it is this office's."""
    owner = duty_definition(duty.rule).owner
    return BY_PLACE.get(owner.place, OWNERS[owner.kind])
