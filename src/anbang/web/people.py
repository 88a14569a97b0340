"""People within reach: the list and the file of one."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anbang.audit.models import Event
from anbang.audit.queries import events_of
from anbang.audit.recording import record_look
from anbang.casework.custody.queries import forms_of, notices_of, sentence_of
from anbang.casework.duty.queries import duties_of, get_duty
from anbang.casework.person.models import AbodeKind, Person
from anbang.casework.person.queries import (
    closed_to_all_but,
    get_person,
    id_number_of,
    masked_id_number,
    place_of,
    visible_to,
    with_places,
)
from anbang.organisations.acting import acting
from anbang.organisations.kinds import Role
from anbang.organisations.models import Office, Staff
from anbang.papers.actions import body_of
from anbang.papers.models import Paper
from anbang.web.duties import shown, title_of
from anbang.web.views import acting_staff, reads, writes

PEOPLE_A_PAGE = 30
EVENTS_SHOWN = 100
# Who reads the offence: those who decide on reception and care. Village and departments never do (LAW-1).
MAY_READ_THE_OFFENCE = frozenset({Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER, Role.JUSTICE_ASSISTANT, Role.SEALING_KEEPER})
OF_FILES = (*MAY_READ_THE_OFFENCE, Role.TOWN_OFFICER)
REVEALED = "revealed_id_number"


def full_years(born_on: date | None, *, on: date) -> int | None:
    """The age of somebody born that day."""
    if born_on is None:
        return None
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


@reads(*OF_FILES)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody within reach, by name."""
    by = acting_staff(request)
    name = request.GET.get("q", "").strip()
    found = with_places(visible_to(by), on=by.today).order_by("-id")
    page = Paginator(found.filter(name__contains=name) if name else found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "person": person,
            "id_number": masked_id_number(person),
            "registered": place_of(person, AbodeKind.REGISTERED),
            "residence": place_of(person, AbodeKind.RESIDENCE),
            "age": full_years(person.born_on, on=by.today),
        }
        for person in page
    ]
    return render(request, "people/people.html", {"page": page, "rows": rows, "q": name})


@reads(*OF_FILES, person="case file")
def case_file(request: HttpRequest, person_id: int) -> HttpResponse:
    """The file of one person: who they are, what is due and why, what happened."""
    by = acting_staff(request)
    person = get_person(person_id, for_staff=by)
    placed = with_places(Person.objects.filter(pk=person.pk), on=by.today).get()
    case = person.cases.order_by("-id")[0]
    sentence = sentence_of(case)
    revealed = request.session.pop(REVEALED, None) if request.session.get(REVEALED) == person_id else None
    events = list(events_of(person.pk)[:EVENTS_SHOWN])
    context = {
        "person": placed,
        "case": case,
        "age": full_years(person.born_on, on=by.today),
        "id_number": id_number_of(person) if revealed else masked_id_number(person),
        "is_revealed": bool(revealed),
        "registered": place_of(placed, AbodeKind.REGISTERED),
        "residence": place_of(placed, AbodeKind.RESIDENCE),
        "sentence": sentence,
        "may_read_the_offence": bool(MAY_READ_THE_OFFENCE & by.roles) and not person.is_closed,
        "duties": [shown(duty, by=by) for duty in duties_of(case)],
        "forms": list(forms_of(case)),
        "notices": list(notices_of(case)),
        "events": _told(events),
        "tab": request.GET.get("tab", "overview"),
    }
    return render(request, "people/case_file.html", context)


def _told(events: list[Event]) -> list[dict[str, object]]:
    """Events with the names of hand and office, in two queries."""
    staff = Staff.objects.in_bulk({event.staff_id for event in events})
    offices = Office.objects.in_bulk({event.office_id for event in events})
    return [
        {
            "event": event,
            "title": EVENT_TITLES.get(event.action, lambda: event.action)(),
            "by": staff.get(event.staff_id),
            "office": offices.get(event.office_id),
        }
        for event in events
    ]


EVENT_TITLES = {
    "admitted": lambda: _("收押"),
    "form_received": lambda: _("收到基本情况登记表"),
    "notice_received": lambda: _("收到刑满释放人员通知书"),
    "verified": lambda: _("完成信息核查并回复"),
    "priority_alerted": lambda: _("通报重点帮教对象"),
    "reception_arranged": lambda: _("回复接收安排"),
    "change_told": lambda: _("来文告知变动"),
    "change_taken_back": lambda: _("撤销来文变动"),
}


@writes(*OF_FILES)
def reveal_id_number(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show the whole ID number once; who looked is on record before it is seen."""
    by = acting_staff(request)
    with acting(by):
        record_look(get_person(person_id, for_staff=by).pk, "id number", by=by)
    request.session[REVEALED] = person_id
    return redirect("case_file", person_id=person_id)


@reads(*OF_FILES, person="paper")
def paper(request: HttpRequest, person_id: int, paper_id: int) -> HttpResponse:
    """A document of the person, opened through the person."""
    by = acting_staff(request)
    person = get_person(person_id, for_staff=by)
    found = Paper.objects.select_related("author").get(pk=paper_id, person_id=person.pk)
    return render(request, "people/paper.html", {"person": person, "paper": found, "body": body_of(found)})


@reads()
def why(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Why a duty is there, and why on this day: the clause, what was known, and the figures in force."""
    by = acting_staff(request)
    duty = get_duty(duty_id, for_staff=by)
    return render(request, "people/why.html", {"shown": shown(duty, by=by), "duty": duty, "title": title_of(duty.rule)})


@reads(*OF_FILES)
def closed_list(request: HttpRequest) -> HttpResponse:
    """Closed files for which the reader is named: numbers and duties, no names."""
    by = acting_staff(request)
    people = closed_to_all_but(by).prefetch_related("cases__duties__office").order_by("id")
    rows = [
        {"person": person, "case": case, "duties": [shown(duty, by=by) for duty in duties_of(case) if not duty.met_on and not duty.void_on]}
        for person in people
        for case in person.cases.all()
    ]
    return render(request, "people/closed.html", {"rows": rows})
