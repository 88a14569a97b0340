"""Each person is counted once, where the responsible office is, however many offices list them (clause 2.3.3, dual listing)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from anbang.casework.charge.models import Responsibility, Transfer
from anbang.casework.person.models import Reach, ReachReason
from anbang.casework.person.queries import visible_to
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import AreaKind

# How somebody of the list stands to it.
LEAVING, HERE, ARRIVING, OUTSIDE, APART, READ_ON = "leaving", "here", "arriving", "outside", "apart", "read_on"
BY_A_PLACE = (ReachReason.REGISTERED_PLACE, ReachReason.RESIDENCE, ReachReason.ORIGINAL_INVESTIGATION)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people of a list are in somebody's charge, and of these how many are counted here. Whoever is listed and counted elsewhere
    is so for one reason: a transfer to us waits, an office outside took over, one of the two places is ours, or we read on for a while.
    """

    in_charge: int
    here: int
    leaving: int
    arriving: int
    outside: int
    apart: int

    @property
    def elsewhere(self) -> int:
        """Listed here, and counted by the office that is responsible."""
        return self.in_charge - self.here

    @property
    def read_on(self) -> int:
        """Handed over lately, or seen for something else than care."""
        return self.elsewhere - self.arriving - self.outside - self.apart


def _charges(*, for_staff: ActingStaff) -> QuerySet[Responsibility]:
    """Who is responsible now for each person whom the reader sees in lists: one row a person, from the first day of care until the case
    is closed.
    """
    seen = visible_to(for_staff).order_by()
    charges: QuerySet[Responsibility] = Responsibility.objects.filter(until_on__isnull=True, person__in=seen)
    return charges


def counted(*, for_staff: ActingStaff) -> Counted:
    """The reader's list, with everybody counted once. One query."""
    here = _counted_here(for_staff)
    waits = Transfer.objects.filter(case=OuterRef("case"), ended_on__isnull=True)
    ours = Reach.objects.on(for_staff.today).filter(office__in=for_staff.offices, why__in=BY_A_PLACE)
    # The first that holds, so that nobody is in two of them.
    stands = Case(
        When(here & Q(Exists(waits)), then=Value(LEAVING)),
        When(here, then=Value(HERE)),
        When(Exists(waits.filter(receiver__in=for_staff.offices)), then=Value(ARRIVING)),
        When(is_outside=True, then=Value(OUTSIDE)),
        When(Exists(ours.filter(person=OuterRef("person"))), then=Value(APART)),
        default=Value(READ_ON),
    )
    found = _charges(for_staff=for_staff).annotate(stands=stands).values_list("stands").annotate(people=Count("id"))
    people = Counter(dict(found))
    told = {name: people[name] for name in (LEAVING, ARRIVING, OUTSIDE, APART)}
    return Counted(in_charge=people.total(), here=people[HERE] + people[LEAVING], **told)


def _counted_here(staff: ActingStaff) -> Q:
    """That the responsible office is among those whose people the reader sees; for the whole district, any office of it."""
    return Q(is_outside=False) if staff.sees_the_district else Q(is_outside=False, office__in=staff.offices)


@dataclass(frozen=True, slots=True)
class TownCount:
    """How many people the offices of a town list, and how many of them it counts."""

    counted: int = 0
    listed: int = 0

    @property
    def only_listed(self) -> int:
        """Counted by another town, or outside."""
        return self.listed - self.counted


@dataclass(frozen=True, slots=True)
class DistrictCount:
    """Town → its people. What the towns count and what the district's own offices hold make up the whole; whoever was taken over outside is
    listed here and counted there.
    """

    towns: Mapping[int, TownCount]
    of_the_district: int
    outside: int

    @property
    def people(self) -> int:
        """All different people, for each is counted once."""
        return self.of_the_district + sum(town.counted for town in self.towns.values())

    @property
    def on_the_lists(self) -> int:
        """What adding up the lists of the towns would give: whoever stands in two would be counted twice."""
        return sum(town.listed for town in self.towns.values())


def counted_by_town(*, for_staff: ActingStaff) -> DistrictCount:
    """Every town's people in somebody's charge, as far as the reader sees them. Two queries, whatever the number of towns."""
    charges = _charges(for_staff=for_staff)
    by_town = charges.annotate(town=_town_of("office")).values_list("town", "is_outside").annotate(people=Count("id"))
    held = {(town, is_outside): people for town, is_outside, people in by_town}
    reach = Reach.objects.on(for_staff.today).filter(person__in=charges.values("person_id"), office__isnull=False)
    seen = reach.annotate(town=_town_of("office")).values_list("town").annotate(people=Count("person", distinct=True))
    listed = {town: people for town, people in seen if town is not None}
    # On the day of a merger a town is in charge of people who are on its list only from the next morning.
    here = {town: people for (town, is_outside), people in held.items() if town is not None and not is_outside}
    towns = {town: (here.get(town, 0), listed.get(town, 0)) for town in here.keys() | listed.keys()}
    return DistrictCount(
        {town: TownCount(counted, max(counted, of_the_list)) for town, (counted, of_the_list) in towns.items()},
        of_the_district=held.get((None, False), 0),
        outside=held.get((None, True), 0),
    )


def _town_of(office: str) -> Case:
    """The town of an office of a town or a village; none for the district's."""
    area = f"{office}__area"
    return Case(
        When(**{f"{area}__kind__in": AreaKind.towns(), "then": F(f"{area}_id")}),
        When(**{f"{area}__kind__in": AreaKind.villages(), "then": F(f"{area}__parent_id")}),
    )
