"""Right and wrong steps by right and wrong hands: for the machine that takes any steps in any order, and for those that race."""

import random
from collections.abc import Sequence
from datetime import date

from django.db import connections

from anbang.assistance.allowance.actions import approve_allowance, certify_hardship, check_allowance, pay_allowance
from anbang.casework.act.models import Act
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care import actions as care
from anbang.casework.care.away import NewAway, come_back, go_away
from anbang.casework.care.models import GoalArea, TeamRole
from anbang.casework.care.plan import NewGoal, make_plan
from anbang.casework.care.reaching import HowToReach, change_contact
from anbang.casework.care.team import NAMED_BY, NewMember, name_own_members, name_team
from anbang.casework.charge.models import Responsibility, Transfer
from anbang.casework.custody.changes import change_release_date, return_as_not_ours
from anbang.casework.custody.single import record_admission
from anbang.casework.handover import actions as handover
from anbang.casework.handover.models import Outcome, ReleasedFrom
from anbang.casework.person.actions import Place
from anbang.casework.person.models import Reach
from anbang.casework.step.repairing import correct_day, redact, withdraw
from anbang.casework.visit.actions import NewReview, NewVisit, record_review, record_visit
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from tests.support.crew import OUTSIDE, District, days
from tests.support.deeds_beside import BESIDE
from tests.support.telling import OWNER, WORDS, Deed, Told, in_words, plain, prison

TOWNS = ("昌元街道", "安富街道", "广顺街道")
REASONS = (PriorityReason.NO_WORK, PriorityReason.FALSE_NAME)


ROLES = (TeamRole.VILLAGE_CADRE, TeamRole.POLICE_OFFICER, TeamRole.FAMILY_MEMBER)
OWN_MEMBERS = "own_members_named"


def _acts_of(told: Told) -> list[int]:
    acts = Act.objects.using(OWNER).filter(case=told.case_id, withdrawn_on=None).order_by("-id")
    return list(acts.values_list("id", flat=True)[:6])


def _some_act(told: Told) -> int:
    acts = _acts_of(told)
    return acts[told.number % len(acts)] if acts else 0


def _telephone(told: Told) -> str:
    """One of three numbers, so that another one comes and goes."""
    return f"{WORDS} 1390000000{told.number % 3}"


def _a_while_after(told: Told) -> date | None:
    return told.on + days(2) if told.number % 2 else None


def _own_members(told: Told, by: ActingStaff) -> list[NewMember]:
    """One or two of the office, who were named by others too."""
    role = next((role for role, kind in NAMED_BY.items() if kind == by.office_kind), TeamRole.VILLAGE_CADRE)
    return [NewMember(role, name) for name in ("王某", "周某")[: 1 + told.number % 2]]


MOVES: dict[str, Deed] = {
    "moved": lambda told, by: care.record_move(told.case_id, told.place, **told.how(by)),
    "transfer_accepted": plain(care.accept_transfer),
    "transfer_returned": in_words(care.return_transfer),
    "visited": lambda told, by: record_visit(told.case_id, NewVisit(WORDS), **told.how(by)),
    "withdrawn": lambda told, by: withdraw(_some_act(told), why="误录", by=by),
}
DEEDS: dict[str, Deed] = {
    **MOVES,
    **BESIDE,
    "day_corrected": lambda told, by: correct_day(_some_act(told), told.on, why="记错", by=by),
    "redacted": lambda told, by: redact(_some_act(told), why="他人信息", by=by),
    "released": lambda told, by: handover.record_release(
        told.case_id, released_from=ReleasedFrom.PRISON, **told.how(by)
    ),
    "corrections_completed": plain(handover.complete_corrections),
    "received": lambda told, by: handover.record_reception(
        told.case_id,
        handover.Meeting(Outcome.NOT_MET, why_nobody=WORDS),
        released_from=ReleasedFrom.PRISON if told.number % 2 else None,
        **told.how(by),
    ),
    "reported_in": lambda told, by: handover.report_in(told.case_id, handover.Arrival(False), **told.how(by)),
    "certificate_brought": lambda told, by: handover.bring_certificate(
        told.case_id, certificate="释字1号", **told.how(by)
    ),
    "aid_explained": plain(handover.explain_aid),
    "registered_changed": lambda told, by: care.change_registered_place(told.case_id, told.place, **told.how(by)),
    "reviewed": lambda told, by: record_review(told.case_id, NewReview(WORDS, WORDS), **told.how(by)),
    "team_named": lambda told, by: name_team(
        told.case_id, [NewMember(ROLES[told.number % 3], "王某"), NewMember(TeamRole.VOLUNTEER, "刘某")], **told.how(by)
    ),
    OWN_MEMBERS: lambda told, by: name_own_members(told.case_id, _own_members(told, by), **told.how(by)),
    "plan_made": lambda told, by: make_plan(
        told.case_id, [NewGoal(GoalArea.WORK, WORDS)], review_on=_a_while_after(told), **told.how(by)
    ),
    "went_away": lambda told, by: go_away(
        told.case_id, NewAway(WORDS, _telephone(told), "王某", _a_while_after(told)), **told.how(by)
    ),
    "came_back": plain(come_back),
    "priority_set": lambda told, by: care.set_priority(told.case_id, REASONS, words=WORDS, **told.how(by)),
    "priority_lifted": lambda told, by: care.lift_priority(told.case_id, REASONS[:1], words=WORDS, **told.how(by)),
    "contact_lost": in_words(care.lose_contact),
    "search_made": in_words(care.record_search),
    "found": in_words(care.record_found),
    "noted": in_words(care.record_note),
    "contact_changed": lambda told, by: change_contact(
        told.case_id, HowToReach(_telephone(told), WORDS), **told.how(by)
    ),
    "reoffended": in_words(care.record_reoffence),
    "looked_back": in_words(care.record_look_back),
    "died": in_words(care.record_death),
    "care_ended": lambda told, by: care.end_care(told.case_id, care.ClosingRecord(WORDS), **told.how(by)),
    "hardship_certified": plain(certify_hardship),
    "allowance_checked": plain(check_allowance),
    "allowance_approved": plain(approve_allowance),
    "allowance_paid": lambda told, by: pay_allowance(told.case_id, month=f"{told.on:%Y-%m}", **told.how(by)),
    "admitted": lambda told, by: record_admission(
        told.case_id, prison(), release_on=told.on + days(60), months=12, **told.how(by)
    ),
    "release_date_changed": lambda told, by: change_release_date(told.case_id, told.on + days(9), **told.how(by)),
    "not_ours": lambda told, by: return_as_not_ours(told.case_id, belongs_to="隆昌", words=WORDS, **told.how(by)),
}


def places(district: District) -> list[Place]:
    """Two villages in each of three towns, and outside."""
    return [*(district.place(town, number) for town in TOWNS for number in (0, 1)), OUTSIDE]


CLERK, AFTERCARE = "clerk", "aftercare"
# By whose hand: mostly the one whose step it is, else an office at one of the towns, or the district's.
RIGHT = ("right", "")
HANDS: tuple[tuple[str, str], ...] = (
    *(RIGHT,) * 24,
    *((kind, town) for town in TOWNS for kind in (OfficeKind.JUSTICE_OFFICE, OfficeKind.TOWN_GOVERNMENT)),
    *((OfficeKind.CIVIL_AFFAIRS, TOWNS[0]), (OfficeKind.VILLAGE_COMMITTEE, ""), (CLERK, ""), (AFTERCARE, "")),
)
OF_A_TOWN = {"allowance_approved": OfficeKind.TOWN_GOVERNMENT, "allowance_paid": OfficeKind.CIVIL_AFFAIRS}
OF_THE_DISTRICT = {
    **dict.fromkeys(("looked_back", "sign_confirmed", "police_told", "telling_rests"), AFTERCARE),
    **dict.fromkeys(("admitted", "form_sent", "form_received", "notice_received", "reception_arranged"), CLERK),
    **dict.fromkeys(("change_told", "change_confirmed", "family_referred", "identity_established"), CLERK),
    **dict.fromkeys(("facts", "dibao_granted", "dibao_ended", "day_corrected", "withdrawn"), CLERK),
}
ANSWERS = frozenset({"transfer_accepted", "transfer_returned"})


def hand(district: District, which: tuple[str, str], deed: str, told: Told, *, today: date) -> ActingStaff:
    """Whoever takes the step."""
    kind, town = which
    if which == RIGHT and deed == OWN_MEMBERS and (village := _village(told.case_id)):
        return district.cadre(village, today)
    if which == RIGHT:
        kind = OF_THE_DISTRICT.get(deed, "")
        town = "" if kind else _town(district, told.case_id, answers=deed in ANSWERS)
        kind = kind or OF_A_TOWN.get(deed, OfficeKind.JUSTICE_OFFICE)
    if kind == CLERK:
        return district.clerk(today)
    if kind == AFTERCARE:
        return district.aftercare(today)
    if kind == OfficeKind.VILLAGE_COMMITTEE:
        return district.cadre(told.place if told.place.area_id else district.place(), today)
    return district.at(OfficeKind(kind), town, today)


def _village(case_id: int) -> Place | None:
    """The village whose committee sees the person."""
    seen = Reach.objects.using(OWNER).filter(person__cases=case_id, why="village", until_on=None)
    area = seen.values_list("office__area", flat=True).first()
    return Place(area_id=area) if area else None


def _town(district: District, case_id: int, *, answers: bool) -> str:
    """The town of the office that is to receive somebody, of the one in charge, or where the person is registered."""
    transfers = Transfer.objects.using(OWNER).filter(case=case_id, ended_on=None)
    charges = Responsibility.objects.using(OWNER).filter(case=case_id, until_on=None)
    seen = Reach.objects.using(OWNER).filter(
        person__cases=case_id, why__in=("registered_place", "original_investigation"), until_on=None
    )
    area = transfers.values_list("receiver__area", flat=True).first() if answers else None
    area = area or charges.values_list("office__area", flat=True).first()
    area = area or seen.values_list("office__area", flat=True).first()
    return next((name for name in TOWNS if district.town(name) == area), TOWNS[0])


def drawn(chance: random.Random, deeds: Sequence[str]) -> tuple[str, tuple[str, str]]:
    """A deed and a hand, by chance."""
    return chance.choice(deeds), chance.choice(HANDS)


TRACES = """
select string_agg(format('select %L as name, md5(coalesce(string_agg(t::text, chr(10) order by t::text), '''')) from %I t',
    relname, relname), ' union all ')
from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
    and relname not in ('casework_policyversion', 'casework_numberseries')
    and (relname ~ '^(casework|audit|papers|assistance|coordination)_' or relname in ('organisations_frame', 'organisations_posting'))
"""


def traces() -> dict[str, str]:
    """Every table of the database by what stands in it: a step that is refused leaves all of them as they were."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(TRACES)
        cursor.execute(cursor.fetchone()[0])
        return dict(cursor.fetchall())
