"""Who may see somebody, as it follows from the acts: the offices that have to do with the person, or for a closed file named staff."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import connections, router

from anbang.casework.charge.desks import Offices, longest_in_post
from anbang.casework.person.models import Reach, ReachReason
from anbang.casework.person.queries import staff_kept_out
from anbang.casework.step.police import stations_that_see
from anbang.casework.step.policy import pack_in_force
from anbang.casework.step.settled import Settled
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.queries import holders
from anbang.organisations.steps import StepRefused
from anbang.policy import answer
from anbang.policy.course import Course
from anbang.policy.language.definitions import Place

FORMER_OFFICE_DAYS = "former_office_days"
APPROVED = "allowance_approved"


@dataclass(frozen=True, slots=True)
class Sees:
    """An office may see the person, and why; `until` where an end is known."""

    office_id: int
    why: ReachReason
    until: date | None = None


def settle_sight(settled: Sequence[Settled], offices: Offices, *, today: date, before: Settled | None = None) -> None:
    """Let those see each person whom the acts demand, and nobody else any longer. Nothing is written where a step (`before`) changed
    nothing about it.
    """
    wanted = [{"person": one.person.pk, "reach": _reach(one, offices, today=today)} for one in settled]
    if before is not None and wanted[0]["reach"] == _reach(before, offices, today=today):
        return
    with connections[router.db_for_write(Reach)].cursor() as cursor:
        cursor.execute("select casework_give_reach(%s::jsonb, %s::date)", [json.dumps(wanted), today])


def _reach(one: Settled, offices: Offices, *, today: date) -> list[dict[str, Any]]:
    seeing = list(dict.fromkeys(offices_that_see(one, offices, today=today)))
    if one.person.is_closed:
        return [
            {"staff": staff_id, "why": ReachReason.NAMED_FOR_CLOSED_FILE}
            for staff_id in _named(one, [sees.office_id for sees in seeing], offices, today=today)
        ]
    latest = {(sees.office_id, sees.why): sees for sees in seeing}
    return [
        {"office": sees.office_id, "why": sees.why, "until": sees.until and sees.until.isoformat()}
        for sees in latest.values()
    ]


def offices_that_see(one: Settled, offices: Offices, *, today: date) -> Iterator[Sees]:
    """The offices that see somebody on a day: those that have to do with the person, until a closed file goes to the archive (LAW-1); from
    the closing on the last one in charge keeps it, and once it is in the archive that one alone.
    """
    archived = archived_from(one.course, on=today)
    if archived is None:
        yield from _offices_concerned(one, offices, today=today)
        return
    last_day = archived - timedelta(days=1)
    if last_day >= today:
        for sees in _offices_concerned(one, offices, today=today):
            yield replace(sees, until=min(sees.until or last_day, last_day))
    case = one.course.cases[-1]
    charged = [charge.town for charge in case.charges if charge.town is not None and charge.town.isdigit()]
    town = charged[-1] if charged else one.course.places.get(Place.REGISTERED_TOWN)
    if town is not None and town.isdigit():
        yield Sees(offices.standing("justice_office", int(town), on=today), ReachReason.ARCHIVED)


def archived_from(course: Course, *, on: date) -> date | None:
    """The day from which the file is in the archive, None while a case is open."""
    closed_on = course.cases[-1].ended_on
    if closed_on is None:
        return None
    found = answer("archived_on", as_of=on, pack=pack_in_force(), file_closed_on=closed_on)
    return found if isinstance(found, date) else None


def _offices_concerned(one: Settled, offices: Offices, *, today: date) -> Iterator[Sees]:
    """By the places, by the charge, by a transfer, and the last one for a while."""
    course, case = one.course, one.course.cases[-1]

    def justice_office(town: str | None, why: ReachReason, until: date | None = None) -> Iterator[Sees]:
        # A place outside, or one that nobody told, has no office here.
        if town is not None and town.isdigit():
            yield Sees(offices.standing("justice_office", int(town), on=today), why, until)

    yield from justice_office(course.places.get(Place.REGISTERED_TOWN), _because_of(one))
    yield from _police(one, offices, today=today)
    if not case.charges:
        return
    yield from justice_office(course.lives_in.town if course.lives_in else None, ReachReason.RESIDENCE)
    for charge, later in zip(case.charges, case.charges[1:], strict=False):
        until = later.since + timedelta(days=int(pack_in_force().parameter(FORMER_OFFICE_DAYS, later.since)))
        if until >= today:
            yield from justice_office(charge.town, ReachReason.HANDED_OVER, until)
    yield from justice_office(case.charges[-1].town, ReachReason.RESPONSIBLE)
    if case.open_transfer is not None:
        yield from justice_office(case.open_transfer.to, ReachReason.TRANSFER)
    yield from _paying(one, offices, today=today)
    if case.ended_on is None:
        yield from _village(course.places.get(Place.VILLAGE), offices, today=today)


def _paying(one: Settled, offices: Offices, *, today: date) -> Iterator[Sees]:
    """Civil affairs of the registered town, once it is to pay; to whoever is registered elsewhere by now this district pays nothing (3.3)."""
    if _is_paid_elsewhere(one):
        return
    town = one.course.places.get(Place.REGISTERED_TOWN)
    approved = any(act.happening.event == APPROVED and act.case_id == one.case.pk for act in one.story)
    if approved and town is not None and town.isdigit():
        yield Sees(offices.standing(OfficeKind.CIVIL_AFFAIRS, int(town), on=today), ReachReason.ALLOWANCE)


def _is_paid_elsewhere(one: Settled) -> bool:
    registered = one.course.registered
    return one.course.identity_known and not (registered is not None and registered.is_here)


def _police(one: Settled, offices: Offices, *, today: date) -> Iterator[Sees]:
    """The stations that help somebody, or were told of them."""
    for station in stations_that_see(one, offices, today=today):
        yield Sees(station, ReachReason.POLICE)


def _village(village: str | None, offices: Offices, *, today: date) -> Iterator[Sees]:
    """The committee of the village in charge; where only the town is known, its government sees the person anyway."""
    if village is not None and village.isdigit():
        office_id = offices.at(OfficeKind.VILLAGE_COMMITTEE, int(village), on=today)
        if office_id is not None:
            yield Sees(office_id, ReachReason.VILLAGE)


def _because_of(one: Settled) -> ReachReason:
    if not one.course.identity_known:
        return ReachReason.ORIGINAL_INVESTIGATION
    registered = one.course.registered
    return ReachReason.REGISTERED_PLACE if registered is not None and registered.is_here else ReachReason.RESIDENCE


def _named(one: Settled, office_ids: Sequence[int], offices: Offices, *, today: date) -> list[int]:
    """Who alone sees a closed file: the keepers, and at each office the assistant who has held the post longest; none who must keep out."""
    without = staff_kept_out([one.person.pk], on=today)[one.person.pk]
    bureau = offices.standing("justice_bureau", None, on=today)
    keepers = set(holders(Role.SEALING_KEEPER, offices=[bureau], on=today).values_list("staff_id", flat=True))
    named = (keepers - without) | set(longest_in_post(office_ids, on=today, without=without).values())
    if not named:
        raise StepRefused("nobody is named to keep closed files")
    return sorted(named)
