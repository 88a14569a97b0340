"""The forms of custody: verification, reception arrangement, receipt."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.custody.actions import (
    ARRANGING,
    Findings,
    arrange_reception,
    confirm_receipt,
    record_verification,
)
from anbang.casework.custody.contact import contact_of
from anbang.casework.custody.models import Finding, RegistrationForm
from anbang.casework.custody.queries import get_form, get_notice, sentence_of
from anbang.casework.draft.queries import Form
from anbang.casework.person.models import AbodeKind, Case, Person
from anbang.casework.person.queries import id_number_of, masked_id_number, place_of, with_places
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.policy import duty_definition
from anbang.web.answering import ArrangementForm, VerificationForm
from anbang.web.drafts import ARRANGE, REVEAL, VERIFY, as_typed, fill_in, keep, kept_of, taken, wants_keeping
from anbang.web.forms import page_with_form, perform
from anbang.web.once import hand_of, key_for, send_once, was_sent
from anbang.web.papers import missing_of
from anbang.web.templatetags.anbang import day, place_in_words
from anbang.web.views import acting_staff, for_staff, look_at, writes


def _about(case: Case, request: HttpRequest) -> dict[str, Any]:
    """Whom a form is about."""
    by = acting_staff(request)
    person = with_places(Person.objects.filter(pk=case.person_id), on=by.today).get()
    return {
        "person": person,
        "case": case,
        "sentence": sentence_of(case),
        "id_number": masked_id_number(person),
        "registered": place_of(person, AbodeKind.REGISTERED),
        "residence": place_of(person, AbodeKind.RESIDENCE),
    }


def _dated(told: dict[str, Any]) -> dict[str, Any]:
    """On which day it was, and why it is only now recorded."""
    return {"on": told["on"], "late_because": told["late_because"]}


@for_staff(Role.JUSTICE_ASSISTANT)
def verify(request: HttpRequest, form_id: int) -> HttpResponse:
    """Record the verification item by item; the reply goes to the institution."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        asked = get_form(form_id, for_staff=by)
    kept, hand = Form(VERIFY, asked.case.person_id, form_id), hand_of(request, by)
    if wants_keeping(request):
        return keep(request, kept, find=lambda: get_form(form_id, for_staff=by))
    person = look_at(request, asked.case.person_id, "verification form")
    if request.method == "POST" and was_sent(hand):
        return _sent_before(request, asked.case.person_id)
    is_revealed = REVEAL in request.POST
    if is_revealed:
        # In the midst of the form: what was typed stays, and nothing is sent.
        look_at(request, asked.case.person_id, "id number")
    typed = {"initial": request.POST.dict()} if is_revealed else {"data": request.POST or None}
    form = VerificationForm(**typed, today=by.today, came_on=asked.received_on)
    draft = {} if person.is_closed else _draft_of(kept, form, is_revealed=is_revealed, by=by)

    def send(told: dict[str, Any]) -> None:
        findings = Findings(
            name=Finding(told["name"]),
            identity=Finding(told["identity"]),
            address=Finding(told["address"]),
            name_evidence=told["name_evidence"],
            identity_evidence=told["identity_evidence"],
            address_evidence=told["address_evidence"],
            family=told["family"],
        )
        step = taken(kept, lambda: record_verification(form_id, findings, by=hand, **_dated(told)), by=hand)
        send_once(hand, step)
        with acting(by, reading_only=True):
            number = get_form(form_id, for_staff=by).verification.number
        messages.success(request, _("核查已回复，编号 %(number)s。") % {"number": number})

    if request.method == "POST" and not is_revealed and perform(form, send):
        return redirect("case_file", person_id=asked.case.person_id)
    with acting(by, reading_only=True):
        about = _about(asked.case, request)
        if is_revealed:
            about["id_number"] = id_number_of(about["person"])
        context = {
            "form": form,
            "asked": asked,
            "contact": contact_of(asked),
            "is_verified": hasattr(asked, "verification"),
            "is_revealed": is_revealed,
            "clause": duty_definition("verify").clause,
            "items": _items(form, about),
            "beside": _beside_the_reply(form, asked),
            "form_key": key_for(request, by),
            **draft,
            **about,
        }
        return page_with_form(request, "custody/verify.html", context)


def _beside_the_reply(form: VerificationForm, asked: RegistrationForm) -> list[dict[str, str]]:
    """What a colleague replied while the reader was writing, beside what the reader wrote: a reply goes out once, and nothing typed is lost unseen."""
    if not form.is_bound or not hasattr(asked, "verification"):
        return []
    findings = {str(code): str(label) for code, label in Finding.choices}
    pairs = [
        (str(field.label), str(getattr(asked.verification, name)), str(form.data.get(name, "")))
        for name, field in form.fields.items()
        if hasattr(asked.verification, name)
    ]
    return [
        {"label": label, "theirs": findings.get(theirs, theirs), "mine": findings.get(mine, mine)}
        for label, theirs, mine in pairs
        if theirs or mine
    ]


def _sent_before(request: HttpRequest, person_id: int) -> HttpResponse:
    """The same form came twice: what was recorded is shown, and nothing is recorded once more."""
    messages.success(request, _("这张表已经登记过，没有重复登记。"))
    return redirect("case_file", person_id=person_id)


def _draft_of(kept: Form, form: forms.Form, *, is_revealed: bool, by: ActingStaff) -> dict[str, Any]:
    """What the page shows of its draft, which fills the form in; not where what was just typed stands in it."""
    with acting(by, reading_only=True):
        told = kept_of(kept, by=by)
        if not is_revealed:
            fill_in(form, as_typed(told["draft"]))
        return told


def _items(form: VerificationForm, about: dict[str, Any]) -> list[dict[str, object]]:
    """What the institution wrote, beside what was found of it."""
    person: Person = about["person"]
    born = _("出生日期 %(day)s") % {"day": day(person.born_on)}
    written = {
        "name": (person.name, []),
        "identity": (about["id_number"] or "—", [person.get_sex_display(), born]),
        "address": (
            _("户籍地：%(place)s") % {"place": place_in_words(about["registered"])},
            [_("居住地：%(place)s") % {"place": place_in_words(about["residence"])}],
        ),
    }
    return [
        {
            "name": name,
            "label": form[name].label,
            "written": told,
            "more": more,
            "finding": form[name],
            "evidence": form[f"{name}_evidence"],
        }
        for name, (told, more) in written.items()
    ]


@for_staff(*ARRANGING)
def arrange(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Answer a release notice with the reception arrangement."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        notice = get_notice(notice_id, for_staff=by)
    kept, hand = Form(ARRANGE, notice.case.person_id, notice_id), hand_of(request, by)
    if wants_keeping(request):
        return keep(request, kept, find=lambda: get_notice(notice_id, for_staff=by))
    person = look_at(request, notice.case.person_id, "reception arrangement")
    if request.method == "POST" and was_sent(hand):
        return _sent_before(request, notice.case.person_id)
    form = ArrangementForm(request.POST or None, today=by.today, came_on=notice.received_on)
    draft = {} if person.is_closed else _draft_of(kept, form, is_revealed=False, by=by)

    def send(told: dict[str, Any]) -> None:
        words = {"who_meets": told["who_meets"], "remarks": told["remarks"]}
        send_once(hand, taken(kept, lambda: arrange_reception(notice_id, by=hand, **words, **_dated(told)), by=hand))
        messages.success(request, _("接收安排已回复。"))

    if request.method == "POST" and perform(form, send):
        return redirect("case_file", person_id=notice.case.person_id)
    with acting(by, reading_only=True):
        context = {
            "form": form,
            "clause": duty_definition("reply_reception").clause,
            "notice": notice,
            "reasons": [PriorityReason(reason).label for reason in notice.priority],
            "missing": missing_of(notice, may_bring=True),
            "form_key": key_for(request, by),
            **draft,
        }
        return page_with_form(request, "custody/arrange.html", _about(notice.case, request) | context)


@writes(Role.INSTITUTION_CLERK)
def receipt(request: HttpRequest, verification_id: int) -> HttpResponse:
    """The institution confirms that a reply arrived."""
    by = acting_staff(request)
    confirm_receipt(verification_id, by=by, on=by.today)
    messages.success(request, _("已确认收到。"))
    return redirect("answers")
