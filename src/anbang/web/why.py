"""Why a duty is there, and why on this day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import explanation_of, get_duty
from anbang.casework.person.models import AbodeKind
from anbang.casework.person.queries import place_of, read_places
from anbang.organisations.acting import ActingStaff, acting
from anbang.policy import duty_definition
from anbang.policy.language.definitions import Place
from anbang.web.duties import shown
from anbang.web.person import list_address, opens_files
from anbang.web.readers import ASKING_WHY, is_discreet
from anbang.web.reasons import AT_THE_DOOR, HELPING, Reader, sentences
from anbang.web.views import acting_staff, for_staff, look_at

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
# Where another place than that of the registration decides.
BY_PLACE = {
    Place.TOWN_IN_CHARGE: _("由现在负责此人的司法所办理。"),
    Place.TOWN_OF_THE_FILE: _("由最后负责此人的司法所办理。"),
    Place.RECEIVING_TOWN: _("由要接收此人的司法所办理。"),
    Place.TOWN_OF_THE_VILLAGE: _("由负责走访的村（社区）所在的镇街办理。"),
}


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
    reasons = sentences(explained, reader=_reader(by)) if explained else []
    owner = _because_of(duty)
    case = duty.case
    assert case is not None
    if whole:
        read_places([case.person], on=by.today)
    return {
        # Which of the two decided; whoever opens no file reads what is theirs.
        "registered": place_of(case.person, AbodeKind.REGISTERED) if whole else None,
        "residence": place_of(case.person, AbodeKind.RESIDENCE) if whole else None,
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


def _reader(by: ActingStaff) -> Reader | None:
    """What of the reasons the reader's screen may say; None for all of it."""
    if opens_files(by):
        return None
    return AT_THE_DOOR if is_discreet(by) else HELPING


def _because_of(duty: Duty) -> object:
    """Why it is this office's."""
    owner = duty_definition(duty.rule).owner
    return BY_PLACE.get(owner.place, OWNERS[owner.kind])
