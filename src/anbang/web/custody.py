"""The forms of custody: verification, reception arrangement, alert, receipt."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anbang.audit.recording import record_look
from anbang.casework.custody.actions import (
    Findings,
    alert_priority,
    arrange_reception,
    confirm_receipt,
    record_verification,
)
from anbang.casework.custody.models import Finding
from anbang.casework.custody.queries import get_form, get_notice, notices_of, sentence_of
from anbang.casework.person.models import AbodeKind, Person
from anbang.casework.person.queries import get_case, masked_id_number, place_of, with_places
from anbang.organisations.acting import acting
from anbang.organisations.kinds import Role
from anbang.web.forms import AlertForm, ArrangementForm, VerificationForm, page_with_form, perform
from anbang.web.views import acting_staff, for_staff, writes


def _about(person_id: int, case: object, request: HttpRequest) -> dict[str, object]:
    """What stands beside a form: what the institution wrote."""
    by = acting_staff(request)
    person = with_places(Person.objects.filter(pk=person_id), on=by.today).get()
    return {
        "person": person,
        "case": case,
        "id_number": masked_id_number(person),
        "registered": place_of(person, AbodeKind.REGISTERED),
        "residence": place_of(person, AbodeKind.RESIDENCE),
    }


@for_staff(Role.JUSTICE_ASSISTANT)
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, form_id: int) -> HttpResponse:
    """Record the verification item by item; the reply goes to the institution."""
    by = acting_staff(request)
    with acting(by):
        asked = get_form(form_id, for_staff=by)
        record_look(asked.case.person_id, "verification form", by=by)
    form = VerificationForm(request.POST or None)

    def send(told: dict[str, str]) -> None:
        findings = Findings(
            **{item: Finding(told[item]) for item in ("name", "identity", "address")},
            **{text: told[text] for text in ("name_evidence", "identity_evidence", "address_evidence", "family")},
        )
        sent = record_verification(form_id, findings, by=by, on=by.today)
        messages.success(request, _("核查已回复，编号 %(number)s。") % {"number": sent.number})

    if request.method == "POST" and perform(form, send):
        return redirect("case_file", person_id=asked.case.person_id)
    with acting(by, reading_only=True):
        context = {"form": form, "asked": asked, "sentence": sentence_of(asked.case), **_about(asked.case.person_id, asked.case, request)}
        return page_with_form(request, "custody/verify.html", context)


@for_staff(Role.BUREAU_CLERK)
@require_http_methods(["GET", "POST"])
def arrange(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Answer a release notice with the reception arrangement."""
    by = acting_staff(request)
    with acting(by):
        notice = get_notice(notice_id, for_staff=by)
        record_look(notice.case.person_id, "reception arrangement", by=by)
    form = ArrangementForm(request.POST or None)

    def send(told: dict[str, str]) -> None:
        arrange_reception(notice_id, who_meets=told["who_meets"], remarks=told["remarks"], by=by, on=by.today)
        messages.success(request, _("接收安排已回复。"))

    if request.method == "POST" and perform(form, send):
        return redirect("case_file", person_id=notice.case.person_id)
    with acting(by, reading_only=True):
        context = {"form": form, "notice": notice, **_about(notice.case.person_id, notice.case, request)}
        return page_with_form(request, "custody/arrange.html", context)


@for_staff(Role.JUSTICE_ASSISTANT)
@require_http_methods(["GET", "POST"])
def alert(request: HttpRequest, case_id: int) -> HttpResponse:
    """Tell the town and the police station of a coming priority person."""
    by = acting_staff(request)
    with acting(by):
        case = get_case(case_id, for_staff=by)
        record_look(case.person_id, "priority alert", by=by)
    form = AlertForm(request.POST or None)

    def send(told: dict[str, str]) -> None:
        alert_priority(case_id, town_told=told["town_told"], police_told=told["police_told"], by=by, on=by.today)
        messages.success(request, _("已记录通报。"))

    if request.method == "POST" and perform(form, send):
        return redirect("case_file", person_id=case.person_id)
    with acting(by, reading_only=True):
        context = {"form": form, "notice": notices_of(case).last(), **_about(case.person_id, case, request)}
        return page_with_form(request, "custody/alert.html", context)


@writes(Role.INSTITUTION_CLERK)
def receipt(request: HttpRequest, verification_id: int) -> HttpResponse:
    """The institution confirms that a reply arrived."""
    by = acting_staff(request)
    confirm_receipt(verification_id, by=by, on=by.today)
    messages.success(request, _("已确认收到。"))
    return redirect("answers")
