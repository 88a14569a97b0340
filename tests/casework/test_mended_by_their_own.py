"""Whoever recorded an act puts it right under their own database role, whatever its kind; the bureau's right to all tables hides nothing."""

import pytest

from anbang.casework.act.kinds import kinds
from anbang.casework.act.models import Act
from anbang.casework.models import Case
from anbang.casework.step.repairing import correct_day, withdraw
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.support.deeds import DEEDS
from tests.support.telling import OWNER, Told

WITHOUT_A_STEP = frozenset({"suspected", "arrested"})
BEFORE, THEN, BETWEEN = TODAY - days(3), TODAY - days(1), TODAY - days(2)
IN_CUSTODY = frozenset(
    {
        *("admitted", "form_sent", "form_received", "verified", "change_learnt", "change_told", "release_date_changed"),
        *("notice_received", "priority_alerted", "reception_arranged", "family_hardship_learnt", "family_referred"),
        *("not_ours", "pick_up_planned", "released", "corrections_completed", "received"),
    }
)
# Whose step it is; all others are the justice office's.
CLERK, AFTERCARE, COLLEAGUE, NEIGHBOUR = "clerk", "aftercare", "colleague", "neighbour"
WHOSE = {
    **dict.fromkeys(("reception_arranged", "family_referred"), CLERK),
    "looked_back": AFTERCARE,
    "sign_confirmed": COLLEAGUE,
    **dict.fromkeys(("transfer_accepted", "transfer_returned"), NEIGHBOUR),
    "hardship_certified": OfficeKind.VILLAGE_COMMITTEE,
    "allowance_approved": OfficeKind.TOWN_GOVERNMENT,
    "allowance_paid": OfficeKind.CIVIL_AFFAIRS,
}
# What must be there first.
AFTER = {
    **dict.fromkeys(("release_date_changed", "not_ours"), ("admitted",)),
    "change_told": ("change_learnt",),
    "priority_alerted": ("notice_received",),
    "received": ("released",),
    "certificate_brought": ("reported_in",),
    "verified": ("form_received",),
    "reception_arranged": ("notice_received",),
    "family_referred": ("family_hardship_learnt",),
    "plan_reviewed": ("plan_made",),
    "came_back": ("went_away",),
    "priority_lifted": ("priority_set",),
    **dict.fromkeys(("transfer_accepted", "transfer_returned"), ("moved",)),
    "search_made": ("contact_lost",),
    "found": ("contact_lost",),
    "sign_confirmed": ("sign_noted",),
    "police_told": ("sign_noted", "sign_confirmed"),
    "looked_back": ("reoffended",),
    "allowance_checked": ("reported_in", "hardship_certified"),
    "allowance_approved": ("reported_in", "hardship_certified", "allowance_checked"),
    "allowance_paid": ("reported_in", "hardship_certified", "allowance_checked", "allowance_approved"),
    "dibao_ended": ("dibao_granted",),
    **dict.fromkeys(("request_extended", "request_answered"), ("request_came",)),
}


def whose(district: District, kind: str) -> ActingStaff:
    """Whoever takes the step."""
    of_the_district = {CLERK: district.clerk, AFTERCARE: district.aftercare, COLLEAGUE: district.colleague}
    which = WHOSE.get(kind, OfficeKind.JUSTICE_OFFICE)
    if which in of_the_district:
        return of_the_district[which]()
    if which == NEIGHBOUR:
        return district.assistant(NEXT)
    if which == OfficeKind.VILLAGE_COMMITTEE:
        return district.cadre(district.place())
    return district.at(OfficeKind(which))


def life(district: District, kind: str) -> tuple[Case, Act, ActingStaff]:
    """Somebody of whom an act of that kind was recorded, with what must come before it."""
    case = district.filed(on=TODAY - days(9)) if kind in IN_CUSTODY else a_life_in_care(district, kind)
    to = district.place(NEXT if kind.startswith("transfer") else HOME, 1)
    number = 1 if kind == "family_referred" else 0
    for before in AFTER.get(kind, ()):
        DEEDS[before](Told(case.pk, BEFORE, to, number=number), whose(district, before))
    by = whose(district, kind)
    DEEDS[kind](Told(case.pk, THEN, to, number=number), by)
    return case, Act.objects.using(OWNER).filter(person=case.person_id, kind=kind).latest("id"), by


def a_life_in_care(district: District, kind: str) -> Case:
    """Of those whose term is over the care is ended."""
    if kind == "identity_established":
        return district.in_care(registered=None, investigated_in=district.town(HOME))
    return district.in_care(since=TODAY.replace(year=TODAY.year - 6) if kind == "care_ended" else TODAY - days(60))


TRIED = sorted(set(kinds()) - WITHOUT_A_STEP)


@pytest.mark.parametrize("kind", TRIED)
def test_whoever_recorded_it_corrects_its_day_and_withdraws_it(district, kind):
    _case, act, by = life(district, kind)
    correct_day(act.pk, BETWEEN, why="记错", by=by)
    assert Act.objects.using(OWNER).get(pk=act.pk).on == BETWEEN
    withdraw(act.pk, why="误录", by=by)
    assert Act.objects.using(OWNER).get(pk=act.pk).withdrawn_on == TODAY
