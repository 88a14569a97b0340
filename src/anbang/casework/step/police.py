"""Which police stations have to do with somebody: those of the office that named the team or gave the alert, until it is done anew (ADR 0014)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from anbang.casework.act.story import MEMBERS, TEAM, ToldAct
from anbang.casework.charge.desks import Offices
from anbang.casework.step.settled import Settled
from anbang.organisations.kinds import OfficeKind
from anbang.policy.course import CaseCourse
from anbang.policy.language.definitions import Place
from anbang.policy.vocabulary import OUTSIDE

# What makes a police station one of those who help: an officer of it is in the team, or it was told of a priority person.
POLICE_OFFICER, ALERTED, ACCEPTED = "police_officer", "priority_alerted", "transfer_accepted"
BEGINNING = frozenset({"released", "corrections_completed"})


@dataclass(frozen=True, slots=True)
class _Act:
    """A naming or an alert, with the town in charge when it was told (before care: that of the registered place)."""

    act: ToldAct
    in_charge: str | None


@dataclass(slots=True)
class _Stations:
    """Whether an officer is in the team, the town whose station sees by it, and those whose stations were told of a priority person: of
    these the last counts.
    """

    has_an_officer: bool = False
    helping: str | None = None
    told: list[str | None] = field(default_factory=list)


def stations_that_see(one: Settled, offices: Offices, *, today: date) -> Iterator[int]:
    """The stations that help somebody (clause 2.1) or were told of them as a priority person (clause 2.3.2), as they stand today; never after
    the end, nor while another district cares for the person: no office here would name another team. That a station was told of a sign opens
    nothing: signs lapse, and may be unfounded (LAW-6).
    """
    case = one.course.cases[-1]
    if case.ended_on is not None or (case.charges and case.charges[-1].town == OUTSIDE):
        return
    known = _towns_of_stations(one, offices, today=today)
    towns = [known.helping, *(known.told[-1:] if case.priority else [])]
    for town in dict.fromkeys(town for town in towns if town is not None and town.isdigit()):
        station = offices.at(OfficeKind.POLICE_STATION, int(town), on=today)
        if station is not None:
            yield station


def _towns_of_stations(one: Settled, offices: Offices, *, today: date) -> _Stations:
    """What the namings and alerts of the newest case say, one after the other."""
    known, present = _Stations(), _town_now(one)
    for told in _namings_and_alerts(one):
        town = _town_of(told, one, offices, today=today)
        if told.act.happening.event == ALERTED:
            known.told.append(town or told.in_charge)
        elif told.act.names(POLICE_OFFICER):
            known.helping = _helping_after(known, told, town)
            known.has_an_officer = _has_an_officer(told.act)
        _forget_those_of_another_town(known, told, town, present)
    return known


def _helping_after(known: _Stations, told: _Act, town: str | None) -> str | None:
    """The town of the officer in the team after a naming. Only a justice office or the station itself adds one: whoever else names the team
    keeps the one who is there.
    """
    if not _has_an_officer(told.act):
        return None
    if town is None:
        return known.helping if known.has_an_officer else told.in_charge
    return town


def _forget_those_of_another_town(known: _Stations, told: _Act, town: str | None, present: str | None) -> None:
    """Once the office in charge has named its team or given its alert, what the office before it did opens the file no longer."""
    if town is None or not town == told.in_charge == present or told.act.own is not None:
        return
    if known.helping != town:
        known.helping = None
    known.told = [one for one in known.told if one == town]


def _has_an_officer(act: ToldAct) -> bool:
    """Whether an officer is in the team after the naming."""
    return POLICE_OFFICER in list(act.happening.details.get(MEMBERS) or [])  # type: ignore[call-overload]


def _namings_and_alerts(one: Settled) -> Iterator[_Act]:
    """Those of the newest case in their order. What follows from a day counts in the order in which it was told."""
    case, passed = one.course.cases[-1], 0
    in_charge = one.course.places.get(Place.REGISTERED_TOWN)
    for act in (act for act in one.story if act.case_id == one.case.pk):
        event = act.happening.event
        if event in BEGINNING | {ACCEPTED}:
            passed += 1
            in_charge = _charge(case, passed) or in_charge
        if event in (TEAM, ALERTED):
            yield _Act(act, in_charge)


def _charge(case: CaseCourse, passed: int) -> str | None:
    """The town in charge after so many changes of it."""
    return case.charges[min(passed, len(case.charges)) - 1].town if case.charges else None


def _town_now(one: Settled) -> str | None:
    places = one.course.places
    return places.get(Place.TOWN_IN_CHARGE) or places.get(Place.REGISTERED_TOWN)


def _town_of(told: _Act, one: Settled, offices: Offices, *, today: date) -> str | None:
    """The town for which the office acted: of those for which it stands the one in charge, then the registered one, then where it sits. None
    for an office that is neither a justice office nor a station.
    """
    office = offices.directory.offices[told.act.office_id]
    if office.kind == OfficeKind.JUSTICE_OFFICE:
        for town in (told.in_charge, one.course.places.get(Place.REGISTERED_TOWN)):
            if town is not None and town.isdigit() and _stands_for(told.act, int(town), offices, today=today):
                return town
    elif office.kind != OfficeKind.POLICE_STATION:
        return None
    return str(office.area_id) if office.area_id else None


def _stands_for(act: ToldAct, town: int, offices: Offices, *, today: date) -> bool:
    """Whether the office of an act was the justice office of a town on the day of the act, or is it now, after a merger."""
    days = (act.happening.on, today)
    return any(offices.standing(OfficeKind.JUSTICE_OFFICE, town, on=day) == act.office_id for day in days)
