"""Which stations see somebody by what the acts told, on a path of the tests' own: looked up backwards from the last naming and the last alert."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from anbang.casework.act.models import Act
from anbang.policy.course import CaseCourse
from anbang.policy.language.definitions import Place as PlaceOf
from tests.support.recomputed_teams import team_told

NAMED, ALERTED = "team_named", "priority_alerted"


def told_stations(
    acts: Sequence[Act], case: CaseCourse, places: Mapping[PlaceOf, str | None], frame: Any, today: date
) -> set[str]:
    """The towns of the stations, by the acts of the newest case in their order."""
    registered = places[PlaceOf.REGISTERED_TOWN]
    now = places[PlaceOf.TOWN_IN_CHARGE] or registered
    told = [(act, *_for_which_town(act, acts, case, registered, frame, today)) for act in acts]
    # The last time at which the office in charge did it anew: what others did before it no longer counts.
    own = [number for number, (act, town, then) in enumerate(told) if _decides(act) and town == then == now]
    anew = own[-1] if own else -1
    counting = [(number, act, town or then) for number, (act, town, then) in enumerate(told)]
    counting = [(number, act, town) for number, act, town in counting if number >= anew or town == now]
    found = {_helping(acts, told, counting)}
    if case.priority and (alerts := [town for _number, act, town in counting if act.kind == ALERTED]):
        found.add(alerts[-1])
    return {town for town in found if town and town.isdigit()}


def _decides(act: Act) -> bool:
    return act.kind == ALERTED or (act.kind == NAMED and not act.told.get("own"))


def _helping(acts: Sequence[Act], told: Sequence[Any], counting: Sequence[Any]) -> str | None:
    """The town for which the officer in the team was named: of the last naming of an officer that a justice office or a station made."""
    team = dict(team_told([act for act in acts if act.kind == NAMED]))
    if "police_officer" not in team:
        return None
    last = list(acts).index(team["police_officer"])
    # Whoever else names the team keeps the officer who was there.
    while told[last][1] is None:
        before = [act for act in acts[:last] if act.kind == NAMED]
        kept = dict(team_told(before))
        if "police_officer" not in kept:
            break
        last = list(acts).index(kept["police_officer"])
    return next((town for number, _act, town in counting if number == last), None)


def _for_which_town(
    act: Act, acts: Sequence[Act], case: CaseCourse, registered: str | None, frame: Any, today: date
) -> tuple[str | None, str | None]:
    """For which town an office acted, and which was in charge then."""
    changes = [one for one in acts[: list(acts).index(act) + 1] if one.kind in _CHANGING]
    # Where guards are off, more is accepted than follows, or nothing follows at all.
    then = case.charges[min(len(changes), len(case.charges)) - 1].town if changes and case.charges else registered
    office = frame.offices[act.office_id]
    if office.kind == "police_station":
        return str(office.area_id), then
    if office.kind != "justice_office":
        return None, then
    for town in (then, registered):
        if town and town.isdigit():
            standing = {frame.standing("justice_office", int(town), day) for day in (act.on, today)}
            if act.office_id in standing:
                return town, then
    return str(office.area_id), then


_CHANGING = ("released", "corrections_completed", "transfer_accepted")
