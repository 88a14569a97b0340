"""The two pages through which every sheet about somebody is printed: what for is asked and put on record, then the sheet is shown."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse

from anbang.casework.person.models import Person
from anbang.casework.person.queries import may_work_on
from anbang.casework.step.standing import Standing, standing_of
from anbang.organisations.acting import ActingStaff, acting
from anbang.papers.exports import begin_export, last_export, mark_of, own_export
from anbang.web.exporting import ExportForm, purpose_in_words, told_of_export
from anbang.web.forms import page_with_form, perform
from anbang.web.once import hand_of, key_for, send_once
from anbang.web.person import file_address, list_address
from anbang.web.sheets.register import ROLES, SHEETS
from anbang.web.sheets.sheet import Printing, Sheet
from anbang.web.views import acting_staff, ask_to_sign_in_again, for_staff, look_at


def _sheet(slug: str, request: HttpRequest) -> Sheet:
    """The sheet of that slug, if it is there for the reader, who has just confirmed that it is them."""
    sheet = SHEETS.get(slug)
    if sheet is None or sheet.roles.isdisjoint(acting_staff(request).roles):
        raise Http404
    ask_to_sign_in_again(request)
    return sheet


def _standing(person_id: int, sheet: Sheet, *, by: ActingStaff) -> Standing:
    """Whom it is about; 404 where there is no such sheet of somebody, and of a file that is open in an emergency: that is read and not
    printed. Call inside `acting(by)`.
    """
    standing = standing_of(Person.objects.get(may_work_on(by), pk=person_id), by=by)
    if not sheet.exists(standing, by):
        raise Http404
    return standing


def _offered(standing: Standing, *, by: ActingStaff) -> list[Sheet]:
    """The sheets that the reader may print about somebody."""
    return [one for one in SHEETS.values() if not one.roles.isdisjoint(by.roles) and one.exists(standing, by)]


@for_staff(*ROLES)
def ask_sheet(request: HttpRequest, person_id: int, slug: str) -> HttpResponse:
    """GET asks what the sheet is for; POST puts it on record and leads to the sheet."""
    by = acting_staff(request)
    sheet = _sheet(slug, request)
    look_at(request, person_id, sheet.look)
    with acting(by, reading_only=True):
        standing = _standing(person_id, sheet, by=by)
    sent = request.POST if request.method == "POST" else None
    form = ExportForm(sent, purposes=sheet.purposes, usual=sheet.usual, masks=sheet.masks, focused=sent is None)
    made: list[int] = []

    hand = hand_of(request, by)

    def begin(told: dict[str, Any]) -> None:
        new = told_of_export(told, sheet.kind, person_id=person_id, is_closed=standing.person.is_closed)
        send_once(hand, lambda: made.append(begin_export(new, by=hand, on=by.today).pk))

    if request.method == "POST" and perform(form, begin):
        # Sent again, it leads to the sheet that was put on record the first time.
        printed = made[0] if made else last_export(sheet.kind, person_id=person_id, by=by).pk
        return redirect("sheet", person_id=person_id, slug=slug, export_id=printed)
    with acting(by, reading_only=True):
        context = {
            "sheet": sheet,
            "form": form,
            "form_key": key_for(request, by),
            "person": standing.person,
            "case": standing.case,
            "others": [one for one in _offered(standing, by=by) if one is not sheet],
            "back": file_address(person_id, by),
            "list": list_address(by),
        }
        return page_with_form(request, "sheets/ask.html", context)


@for_staff(*ROLES)
def sheet(request: HttpRequest, person_id: int, slug: str, export_id: int) -> HttpResponse:
    """The sheet as it was put on record by the reader today; on any other day it is asked for again."""
    by = acting_staff(request)
    wanted = _sheet(slug, request)
    if request.method == "POST":  # told to nobody for whom there is no such sheet
        return HttpResponseNotAllowed(["GET", "HEAD"])
    with acting(by, reading_only=True):
        export = own_export(export_id, wanted.kind, person_id=person_id, by=by)
    look_at(request, person_id, wanted.look)
    if export.in_full:
        look_at(request, person_id, "id number")
    with acting(by, reading_only=True):
        printing = Printing(_standing(person_id, wanted, by=by), by, export)
        context = {
            **wanted.content(printing),
            "sheet": wanted,
            "person": printing.standing.person,
            "case": printing.standing.case,
            "office": by.office_name,
            "today": by.today,
            "purpose": purpose_in_words(export),
            "mark": mark_of(export, by=by),
            "back": file_address(person_id, by),
            "list": list_address(by),
            "again": reverse("ask_sheet", args=[person_id, slug]),
        }
        return render(request, wanted.template, context)
