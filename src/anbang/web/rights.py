"""The register of rights requests: of one person, and of all whom the reader's office sees (LAW-1)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import row_of
from anbang.casework.person.models import Person
from anbang.casework.person.queries import get_person, may_work_on
from anbang.casework.rights.models import RightsRequest
from anbang.casework.rights.queries import counts, register, requests_of, states
from anbang.casework.step.standing import standing_of
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.papers.models import Export, ExportKind
from anbang.policy.clauses import RIGHTS
from anbang.web.acts import may_read_words, words_in_lines
from anbang.web.duties import shown_together
from anbang.web.person import about_person
from anbang.web.readers import MAY_READ_THE_OFFENCE
from anbang.web.steps.about import request_in_lines
from anbang.web.steps.offered import about_a_row
from anbang.web.steps.register import STEPS
from anbang.web.steps.rights import request_steps
from anbang.web.views import acting_staff, reads

TAKING_IN = "take-in-request"
ANSWER = "answer_request"
KEEPING_THE_REGISTER = (Role.JUSTICE_ASSISTANT, Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER)
REQUESTS_A_PAGE = 30
FILTERS = {
    "open": gettext_lazy("待答复"),
    "late": gettext_lazy("逾期未答复"),
    "done": gettext_lazy("已答复"),
    "done_late": gettext_lazy("逾期才答复"),
}


@reads(*KEEPING_THE_REGISTER)
def requests(request: HttpRequest) -> HttpResponse:
    """Every request about people within reach: what waits first, by its due day."""
    by = acting_staff(request)
    found = register(for_staff=by)
    show = request.GET.get("show", "")
    show = show if show in FILTERS else ""
    chosen = found.filter(states(on=by.today)[show]) if show else found
    page = Paginator(chosen, REQUESTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(page, by=by),
        "show": show,
        "chips": _chips(counts(found, on=by.today), show),
        "clause": RIGHTS,
    }
    return render(request, "rights/requests.html", context)


def _chips(found: Mapping[str, int], show: str) -> list[dict[str, object]]:
    """The filter by how requests stand: the address is the filter."""
    return [
        {
            "label": label,
            "count": found[key or "all"],
            "address": reverse("requests", query={"show": key} if key else {}),
            "here": show == key,
            "alarm": key == "late" and found[key] > 0,
        }
        for key, label in [("", gettext_lazy("全部")), *FILTERS.items()]
    ]


def _rows(found: Iterable[RightsRequest], *, by: ActingStaff) -> list[dict[str, Any]]:
    """Each with its duty, which says whose it is and how urgent."""
    rows = list(found)
    duties = Duty.objects.filter(rule=ANSWER, case__in={row.case_id for row in rows})
    # The days of a request tell its duty from the others of the case; those that are alike in them are alike.
    known: dict[tuple[Any, ...], Duty] = {
        (duty.case_id, duty.due_on, duty.met_on): duty for duty in duties.select_related("case__person").order_by("id")
    }
    owed = [known.get((row.case_id, row.due_on, row.answered.on if row.answered else None)) for row in rows]
    told = iter(shown_together((row_of(duty) for duty in owed if duty), by=by))
    return [{"request": row, "duty": next(told) if duty else None} for row, duty in zip(rows, owed, strict=True)]


@reads(*MAY_READ_THE_OFFENCE, person="requests")
def requests_about(request: HttpRequest, person_id: int) -> HttpResponse:
    """Every request about somebody, with its words and with what may be done about it."""
    by = acting_staff(request)
    standing = standing_of(get_person(person_id, for_staff=by), by=by)
    step = STEPS[TAKING_IN]
    context = {
        **about_person(standing, by=by),
        "requests": [
            {**told, "lines": _lines(told["request"], by=by), "steps": _steps(told["request"], standing, by=by)}
            for told in _rows(requests_of(person_id), by=by)
        ],
        "take_in": reverse("take_step", args=[person_id, TAKING_IN]) if step.is_theirs(standing, by) else "",
        "clause": RIGHTS,
    }
    return render(request, "rights/requests_about.html", context)


def _steps(row: RightsRequest, standing: Any, *, by: ActingStaff) -> list[Any]:
    return about_a_row(request_steps(row, by=by), row, standing, by=by)


def _lines(row: RightsRequest, *, by: ActingStaff) -> list[tuple[str, str]]:
    """Everything that is kept of a request."""
    lines = request_in_lines(row)
    for act in (row.came, row.extended, row.answered):
        if act is not None and may_read_words(act, by):
            lines += words_in_lines(act)
    if row.correction is not None:
        lines.append((_("更正了哪一条"), f"{row.correction.act.on:%Y-%m-%d} {row.correction.get_how_display()}"))
    return lines


def rights_shown(person: Person, *, by: ActingStaff) -> dict[str, Any] | None:
    """On the file: which requests wait, and when the notice was printed last; for whoever takes requests in or hands sheets out."""
    if MAY_READ_THE_OFFENCE.isdisjoint(by.roles):
        return None
    printed = Export.objects.filter(person_id=person.pk, kind=ExportKind.NOTICE).order_by("-id")
    waits = RightsRequest.objects.filter(person=person.pk, answered__isnull=True).exists()
    return {
        "waiting": _rows(requests_of(person.pk).filter(answered__isnull=True), by=by) if waits else [],
        "noticed_on": printed.values_list("exported_on", flat=True).first(),
        "register": reverse("requests_about", args=[person.pk]),
    }


def may_print(person_id: int, *, by: ActingStaff) -> bool:
    """Whether the reader prints of the file."""
    return Person.objects.filter(may_work_on(by), pk=person_id).exists()
