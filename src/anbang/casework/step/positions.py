"""As what somebody stands to a person on a day: which steps are theirs follows from it."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from anbang.casework.charge.desks import Offices
from anbang.casework.step.police import stations_that_see
from anbang.casework.step.policy import pack_in_force
from anbang.casework.step.settled import Settled
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Office
from anbang.policy.course import CaseCourse, Course
from anbang.policy.language.definitions import Place

FORMER_OFFICE_DAYS = "former_office_days"


class Position(StrEnum):
    """As what an office has to do with a person."""

    REGISTERED = "registered"
    RESPONSIBLE = "responsible"
    # Whose the file is: the responsible office; before care, and while somebody outside is responsible, the registered one.
    IN_CHARGE = "in_charge"
    RECEIVING = "receiving"
    FORMER = "former"
    RESIDENCE = "residence"
    VILLAGE = "village"
    TOWN = "town"
    TOWN_OF_THE_FILE = "town_of_the_file"
    TOWN_OF_THE_VILLAGE = "town_of_the_village"
    FORMER_TOWN = "former_town"
    REGISTERED_TOWN = "registered_town"
    CIVIL_AFFAIRS = "civil_affairs"
    POLICE = "police"
    BUREAU = "bureau"
    AFTERCARE = "aftercare"


OF_THE_DISTRICT = {
    OfficeKind.JUSTICE_BUREAU: Position.BUREAU,
    OfficeKind.AFTERCARE_OFFICE: Position.AFTERCARE,
}
IN_A_TOWN = {
    OfficeKind.TOWN_GOVERNMENT: Position.TOWN,
    OfficeKind.CIVIL_AFFAIRS: Position.CIVIL_AFFAIRS,
}


def positions(one: Settled, *, by: ActingStaff) -> frozenset[Position]:
    """As what `by`'s office stands to the person, on the office's day."""
    course = one.course
    if of_the_district := OF_THE_DISTRICT.get(by.office_kind):
        return frozenset({of_the_district})
    if by.office_kind == OfficeKind.POLICE_STATION:
        # Which station has to do with somebody is one question with who sees them (ADR 0014).
        seeing = stations_that_see(one, Offices(), today=by.today)
        return frozenset({Position.POLICE}) if any(office in by.own_offices for office in seeing) else frozenset()
    own = _own_areas(by)
    if by.office_kind == OfficeKind.JUSTICE_OFFICE:
        return frozenset(_of_a_justice_office(course, own, today=by.today))
    if by.office_kind == OfficeKind.VILLAGE_COMMITTEE:
        return frozenset(_of_a_village(course, own))
    if in_a_town := IN_A_TOWN.get(by.office_kind):
        return frozenset(_of_an_office_in_a_town(in_a_town, course, own, today=by.today))
    return frozenset()


def _own_areas(by: ActingStaff) -> frozenset[str]:
    """The areas of the office and of those that were merged into it, as the policy writes them."""
    if len(by.own_offices) == 1:
        return frozenset({str(by.area_id)})
    areas = Office.objects.filter(pk__in=by.own_offices).values_list("area_id", flat=True)
    return frozenset(map(str, areas))


def _of_a_justice_office(course: Course, own: frozenset[str], *, today: date) -> Iterator[Position]:
    case = course.cases[-1]
    if course.places.get(Place.REGISTERED_TOWN) in own:
        yield Position.REGISTERED
    if course.places.get(Place.TOWN_OF_THE_FILE) in own:
        yield Position.IN_CHARGE
    if course.lives_in is not None and course.lives_in.town in own:
        yield Position.RESIDENCE
    if case.charges and case.charges[-1].town in own:
        yield Position.RESPONSIBLE
    if case.open_transfer is not None and case.open_transfer.to in own:
        yield Position.RECEIVING
    if _was_in_charge_lately(case, own, today=today):
        yield Position.FORMER


def _of_a_village(course: Course, own: frozenset[str]) -> Iterator[Position]:
    if course.places.get(Place.VILLAGE) in own:
        yield Position.VILLAGE


def _of_an_office_in_a_town(
    position: Position, course: Course, own: frozenset[str], *, today: date
) -> Iterator[Position]:
    if not own.isdisjoint(_towns(course)):
        yield position
    if position is Position.TOWN:
        yield from _of_a_town_government(course, own, today=today)


def _of_a_town_government(course: Course, own: frozenset[str], *, today: date) -> Iterator[Position]:
    """Whose duties it would be now, by the places by which the rules name the owner; and the town that handed somebody over lately."""
    places = course.places
    if places.get(Place.REGISTERED_TOWN) in own:
        yield Position.REGISTERED_TOWN
    if places.get(Place.TOWN_OF_THE_FILE) in own:
        yield Position.TOWN_OF_THE_FILE
    # While no village here is in charge, no town has the duty; what was done all the same is told by the registered one.
    if (places.get(Place.TOWN_OF_THE_VILLAGE) or places.get(Place.REGISTERED_TOWN)) in own:
        yield Position.TOWN_OF_THE_VILLAGE
    if _was_in_charge_lately(course.cases[-1], own, today=today):
        yield Position.FORMER_TOWN


def _was_in_charge_lately(case: CaseCourse, own: frozenset[str], *, today: date) -> bool:
    """The office that handed somebody over goes on reading and adding for a while."""
    for charge, later in zip(case.charges, case.charges[1:], strict=False):
        days = int(pack_in_force().parameter(FORMER_OFFICE_DAYS, later.since))
        if charge.town in own and today <= later.since + timedelta(days=days):
            return True
    return False


def _towns(course: Course) -> frozenset[str | None]:
    """Every town that has to do with somebody now."""
    lives_in = {course.lives_in.town} if course.lives_in else set()
    placed = {
        course.places.get(place) for place in (Place.REGISTERED_TOWN, Place.TOWN_IN_CHARGE, Place.TOWN_OF_THE_VILLAGE)
    }
    return frozenset({*placed, *lives_in})
