"""People within reach: the list and the file of one."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from anbang.audit.models import Event
from anbang.audit.queries import events_of
from anbang.casework.custody.contact import contact_of
from anbang.casework.custody.models import PriorityReason, RegistrationForm, ReleaseNotice
from anbang.casework.custody.queries import forms_of, notices_of, sentence_of
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import duties_of, explanation_of, get_duty
from anbang.casework.person.models import AbodeKind, Person
from anbang.casework.person.queries import (
    closed_to_all_but,
    get_person,
    id_number_of,
    masked_id_number,
    place_of,
    share_the_number,
    visible_to,
    with_cases,
    with_places,
)
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Office, Staff
from anbang.papers.actions import body_of
from anbang.papers.models import Paper
from anbang.policy import duty_definition
from anbang.web.duties import shown
from anbang.web.person import full_years
from anbang.web.readers import MAY_READ_THE_OFFENCE, OF_FILES
from anbang.web.reasons import sentences
from anbang.web.views import acting_staff, ask_to_sign_in_again, for_staff, look_at, reads, writes

PEOPLE_A_PAGE = 30
CLOSED_FILES_A_PAGE = 30
EVENTS_A_PAGE = 50
RECENT_EVENTS = 6
# Why a duty lies with the office it lies with; the rules name the kind, the register of offices the office.
OWNERS = {
    "institution": _("由关押此人的监所办理。"),
    "justice_office": _("由户籍地所在镇街的司法所办理；户籍不在本区而居住在本区的，由居住地司法所办理。"),
    "town": _("由户籍地所在镇街办理；户籍不在本区而居住在本区的，由居住地镇街办理。"),
    "justice_bureau": _("由区司法局统一办理。"),
}
REVEALED = "revealed_id_number"


@reads(*OF_FILES)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody within reach, by name."""
    by = acting_staff(request)
    name = request.GET.get("q", "").replace("\0", "").strip()
    found = with_cases(with_places(visible_to(by), on=by.today)).order_by("-id")
    page = Paginator(found.filter(name__contains=name) if name else found, PEOPLE_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request, "people/people.html", {"page": page, "rows": [_row(person, on=by.today) for person in page], "q": name}
    )


def _row(person: Person, *, on: date) -> dict[str, object]:
    """A line of the list; the newest case stands first."""
    case = person.cases.all()[0]
    return {
        "person": person,
        "age": full_years(person.born_on, on=on),
        "id_number": masked_id_number(person),
        "number": case.number,
        "registered": place_of(person, AbodeKind.REGISTERED),
        "residence": place_of(person, AbodeKind.RESIDENCE),
        "release_on": case.sentence.release_on if hasattr(case, "sentence") else None,
    }


@reads(*OF_FILES, person="case file")
def case_file(request: HttpRequest, person_id: int) -> HttpResponse:
    """The file of one person: who they are, what is due and why, what happened."""
    by = acting_staff(request)
    person = get_person(person_id, for_staff=by)
    placed = with_places(Person.objects.filter(pk=person.pk), on=by.today).get()
    case = person.cases.order_by("-id")[0]
    sentence = sentence_of(case)
    revealed = request.session.pop(REVEALED, None) if request.session.get(REVEALED) == person_id else None
    duties = [shown(duty, by=by) for duty in duties_of(case)]
    running = [duty for duty in duties if duty.is_running]
    notices = list(notices_of(case))
    tab = request.GET.get("tab", "overview")
    history = Paginator(events_of(person.pk), EVENTS_A_PAGE).get_page(
        request.GET.get("page") if tab == "history" else 1
    )
    events = _told(list(history))
    context = {
        "person": placed,
        "case": case,
        "age": full_years(person.born_on, on=by.today),
        "id_number": id_number_of(person) if revealed else masked_id_number(person),
        "is_revealed": bool(revealed),
        "is_priority": any(notice.priority for notice in notices),
        "registered": place_of(placed, AbodeKind.REGISTERED),
        "residence": place_of(placed, AbodeKind.RESIDENCE),
        "sentence": sentence,
        "term": term_in_words(sentence.months) if sentence and sentence.months else "",
        "may_read_the_offence": bool(MAY_READ_THE_OFFENCE & by.roles) and not person.is_closed,
        "duties": duties,
        "running": running,
        "ended": [duty for duty in duties if not duty.is_running],
        "overdue": sum(duty.urgency == "overdue" for duty in running),
        "forms": [_form(form) for form in forms_of(case)],
        "notices": [_notice(notice) for notice in notices],
        "notices_count": len(notices),
        "events": events,
        "history": history,
        "recent": events[:RECENT_EVENTS],
        "same_number": with_cases(share_the_number(person, for_staff=by)),
        "tab": tab,
    }
    return render(request, "people/case_file.html", context)


def term_in_words(months: int) -> str:
    """A sentence as people say it: 3 年 6 个月."""
    years, rest = divmod(months, 12)
    parts = [ngettext("%(n)s 年", "%(n)s 年", years) % {"n": years}] if years else []
    parts += [ngettext("%(n)s 个月", "%(n)s 个月", rest) % {"n": rest}] if rest else []
    return " ".join(parts)


def _form(form: RegistrationForm) -> RegistrationForm | dict[str, object]:
    """A registration form with its reply, if there is one."""
    return {
        "pk": form.pk,
        "institution": form.institution,
        "get_channel_display": form.get_channel_display(),
        "received_on": form.received_on,
        "contact": contact_of(form),
        "verification": getattr(form, "verification", None),
    }


def _notice(notice: ReleaseNotice) -> dict[str, object]:
    """A release notice with its documents and the arrangement, if there is one."""
    return {
        "pk": notice.pk,
        "institution": notice.institution,
        "received_on": notice.received_on,
        "release_on": notice.release_on,
        "reasons": [PriorityReason(reason).label for reason in notice.priority],
        "arranged": getattr(notice, "arrangement", None),
        "documents": [paper for paper in (notice.risk_opinion, notice.aid_proposal) if paper],
    }


@dataclass(frozen=True, slots=True)
class Telling:
    """How a kind of event is told: its title, and the mark beside it."""

    title: str
    icon: str
    tone: str


TELLINGS = {
    "admitted": Telling(gettext_noop("收押"), "lock", "grey"),
    "form_received": Telling(gettext_noop("收到基本情况登记表"), "file-text", "blue"),
    "notice_received": Telling(gettext_noop("收到刑满释放人员通知书"), "mail-opened", "blue"),
    "verified": Telling(gettext_noop("完成信息核查并回复"), "clipboard-check", "green"),
    "receipt_confirmed": Telling(gettext_noop("监所签收核查回复"), "mail-check", "green"),
    "priority_alerted": Telling(gettext_noop("通报重点帮教对象"), "alert-triangle", "amber"),
    "reception_arranged": Telling(gettext_noop("已回复接收安排"), "door-enter", "green"),
    "change_told": Telling(gettext_noop("来文告知变动"), "arrows-exchange", "amber"),
    "file_closed": Telling(gettext_noop("依名单封闭档案，待封存"), "shield-lock", "violet"),
    "resembling_row_left_out": Telling(
        gettext_noop("名单中有一行与本档案相像，未登记；请核实是否同一人"), "users", "amber"
    ),
    "release_before_admission_left_out": Telling(
        gettext_noop("名单中有一行的释放日期早于收押日期，未并入档案；请与来文单位核对"), "alert-triangle", "amber"
    ),
    "change_taken_back": Telling(gettext_noop("撤销来文变动"), "arrow-back-up", "grey"),
}


def _told(events: list[Event]) -> list[dict[str, object]]:
    """Events with the names of hand and office, in two queries."""
    staff = Staff.objects.in_bulk({event.staff_id for event in events})
    offices = Office.objects.in_bulk({event.office_id for event in events})
    return [
        {
            "event": event,
            "title": gettext(told.title),
            "icon": told.icon,
            "tone": told.tone,
            "by": staff.get(event.staff_id),
            "office": offices.get(event.office_id),
        }
        for event in events
        for told in [TELLINGS.get(event.action, Telling(event.action, "info-circle", "grey"))]
    ]


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
    found = Paper.objects.select_related("author").get(pk=paper_id, person_id=person.pk)
    return render(request, "people/paper.html", {"person": person, "paper": found, "body": body_of(found)})


@for_staff(*OF_FILES)
@require_safe
def why(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Why a duty is there, and why on this day: the clause, what was known, and the figures in force."""
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
    reasons = sentences(explained) if explained else []
    owner = OWNERS[duty_definition(duty.rule).owner.kind]
    case = duty.case
    assert case is not None
    return {
        "shown": shown(duty, by=by),
        "duty": duty,
        "case": case,
        "person": case.person,
        "reasons": reasons,
        "owner": owner,
    }


@reads(*OF_FILES)
def closed_list(request: HttpRequest) -> HttpResponse:
    """Closed files for which the reader is named, behind a second sign-in: numbers and duties, no names. Whoever keeps none is told
    so without being asked for the password: there is nothing behind it.
    """
    by = acting_staff(request)
    page = Paginator(closed_to_all_but(by).order_by("id"), CLOSED_FILES_A_PAGE).get_page(request.GET.get("page"))
    if page.paginator.count:
        ask_to_sign_in_again(request)
    rows = [
        {"person": person, "case": case, "duties": [shown(duty, by=by) for duty in duties_of(case).running()]}
        for person in page
        for case in person.cases.all()
    ]
    return render(request, "people/closed.html", {"rows": rows, "page": page})
