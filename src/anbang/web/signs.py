"""Signs of reoffending: a page of their own, for those who confirm and answer for them, and for whoever wrote one (LAW-6)."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from anbang.casework.act.story import words_of
from anbang.casework.care.models import Sign
from anbang.casework.care.queries import signs_awaiting_receipt
from anbang.casework.care.sign_mending import Writers, writers_of
from anbang.casework.care.signs import answers_to, still_counts, why_unfounded
from anbang.casework.person.models import Person
from anbang.casework.person.queries import get_person
from anbang.casework.step.standing import Standing, standing_of
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.policy.clauses import HELPERS
from anbang.web.person import about_person, file_address, list_address
from anbang.web.steps.about import may_read_sign, sign_in_lines
from anbang.web.steps.grave import sign_steps
from anbang.web.steps.register import STEPS
from anbang.web.templatetags.anbang import day
from anbang.web.views import acting_staff, reads

NOTING = "note-sign"
READING = STEPS[NOTING].roles | STEPS["confirm-sign"].roles


def signs_told_of(person: Person, *, by: ActingStaff) -> list[Sign]:
    """The signs about somebody that the reader may read, the latest first. What was seen stands on their own page alone."""
    if READING.isdisjoint(by.roles):
        return []
    hands = ("seen_by", "confirmed_by", "unfounded_by", "withdrawn_by", "told_police")
    found = Sign.objects.filter(person=person).select_related(*hands).prefetch_related("redactions__redacted_by")
    return [sign for sign in found.order_by("-seen_on", "-id") if may_read_sign(sign, by)]


def signs_awaiting_us(*, by: ActingStaff) -> list[Sign]:
    """On the first page of a station: the signs of which it was told and has not confirmed the receipt."""
    return list(signs_awaiting_receipt(for_staff=by)) if Role.POLICE_OFFICER in by.roles else []


@reads(*READING, person="signs")
def signs(request: HttpRequest, person_id: int) -> HttpResponse:
    """Every sign that the reader may see, with what may be done about it."""
    by = acting_staff(request)
    standing = standing_of(get_person(person_id, for_staff=by), by=by)
    told = signs_told_of(standing.person, by=by)
    writers = writers_of(told)
    context = {
        **about_person(standing, by=by),
        "signs": [_shown(sign, standing, writers, by=by) for sign in told],
        "may_note": STEPS[NOTING].is_theirs(standing, by) and STEPS[NOTING].may_come(standing),
        "note": reverse("take_step", args=[person_id, NOTING]),
        "clause": HELPERS,
        "back": file_address(person_id, by),
        "list": list_address(by),
    }
    return render(request, "people/signs.html", context)


def _why_so_late(sign: Sign, *, on: date) -> list[tuple[str, str]]:
    """Why something about it was recorded late: what tells of the facts goes with them when they are read no more."""
    told = [(_("为什么现在才登记苗头"), sign.noted_late_because)]
    told += [(_("为什么现在才登记本人说明"), one.late_because) for one in answers_to(sign)]
    kept = [
        (_("为什么现在才登记回执"), sign.receipt_late_because),
        (_("为什么现在才标明不实"), sign.unfounded_late_because),
    ]
    return [(label, why) for label, why in (*(told if still_counts(sign, on=on) else ()), *kept) if why]


def _how_unfounded(sign: Sign) -> list[tuple[str, str]]:
    """How it turned out to be unfounded, and where the police were told of it, through whom they heard."""
    told = [(_("怎样查明不实"), why_unfounded(sign)), (_("已告知公安机关的谁"), sign.unfounded_told_to)]
    return [(label, words) for label, words in told if words]


def _how_told(sign: Sign) -> list[tuple[str, str]]:
    """Who at the police was told on which day, and who confirmed it."""
    if sign.told_police is None:
        return []
    told = [(_("已通报公安机关的谁"), [day(sign.told_police.on), words_of(sign.told_police).get("told_to", "")])]
    if sign.police_receipt_on is not None:
        told.append((_("公安机关由谁签收"), [day(sign.police_receipt_on), sign.police_receipt_by]))
    return [(label, " · ".join(part for part in parts if part)) for label, parts in told]


def _shown(sign: Sign, standing: Standing, writers: Writers, *, by: ActingStaff) -> dict[str, Any]:
    # What counts no more is not read any more either: that there was something stays, and what it was does not.
    counts = still_counts(sign, on=by.today)
    return {
        "sign": sign,
        "is_read": counts,
        "lines": [*(sign_in_lines(sign) if counts else ()), *_how_told(sign)],
        "late": _why_so_late(sign, on=by.today),
        "unfounded": _how_unfounded(sign),
        "lapsed": sign.lapses_on is not None and sign.lapses_on <= by.today,
        "steps": [
            {
                "step": STEPS[slug],
                "address": reverse("take_step_about", args=[standing.person.pk, slug, sign.pk]),
            }
            for slug in sign_steps(sign, by=by, writers=writers)
            if STEPS[slug].is_theirs(standing, by)
        ],
    }
