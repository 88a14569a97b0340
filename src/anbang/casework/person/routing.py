"""Which office a person in custody belongs to: the justice office of the registered town (clause 2.3.1, INF-2)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from anbang.casework.person.actions import Place
from anbang.casework.person.models import Abode, AbodeKind, Case
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.queries import holders, offices_of_towns, the_office, towns_of_areas
from anbang.organisations.steps import StepRefused


class Desks:
    """The district's desks on one day: areas to towns, towns to offices, and the keepers of closed files. What a step does not
    ask for is not read.
    """

    def __init__(self, *, on: date) -> None:
        self.on = on

    @cached_property
    def town_of_area(self) -> dict[int, int]:
        """Area → its town."""
        return towns_of_areas()

    @cached_property
    def justice_offices(self) -> dict[int, int]:
        """Town → its justice office."""
        return {town: office.pk for town, office in offices_of_towns(OfficeKind.JUSTICE_OFFICE, on=self.on).items()}

    @cached_property
    def bureau(self) -> int:
        """The justice bureau."""
        return the_office(OfficeKind.JUSTICE_BUREAU, on=self.on).pk

    @cached_property
    def keepers(self) -> tuple[int, ...]:
        """Who keeps closed files."""
        held = holders(Role.SEALING_KEEPER, offices=[self.bureau], on=self.on)
        return tuple(held.values_list("staff_id", flat=True))

    @cached_property
    def assistants(self) -> dict[int, int]:
        """Justice office → the assistant who has held the post longest."""
        held = holders(Role.JUSTICE_ASSISTANT, offices=[*self.justice_offices.values()], on=self.on)
        return dict(held.order_by("-from_on", "-id").values_list("office_id", "staff_id"))

    def town(self, registered: Place, residence: Place) -> int:
        """The town that counts as registered: that of the residence for somebody registered outside the district."""
        area = registered.area_id or residence.area_id
        if area is None:
            raise StepRefused("neither place lies in the district")
        return self.town_of_area[area]

    def for_places(self, registered: Place, residence: Place) -> int:
        """The justice office that answers for somebody with these places."""
        return self.justice_offices[self.town(registered, residence)]

    def of_case(self, case: Case) -> int:
        """The justice office that answers for the person of `case` in custody, by the newest places."""
        return self.justice_offices[self.towns_of([case])[case.pk]]

    def towns_of(self, cases: Sequence[Case]) -> dict[int, int]:
        """Case id → the town area of its person, by the newest places. One query for any number."""
        places: dict[int, dict[str, Place]] = defaultdict(dict)
        abodes = Abode.objects.filter(person__in={case.person_id for case in cases}).order_by("from_on", "id")
        for abode in abodes:
            places[abode.person_id][abode.kind] = Place(abode.area_id, abode.outside)
        return {case.pk: self.town(*_both(places[case.person_id])) for case in cases}

    def named_for_closed_files(self, office: int) -> tuple[int, ...]:
        """Who alone sees a closed file at that office: the keepers, and the assistant who has held the post longest."""
        assistant = self.assistants.get(office)
        named = {*self.keepers, *([assistant] if assistant else [])}
        if not named:
            raise StepRefused("nobody is named to keep closed files")
        return tuple(sorted(named))


def _both(places: Mapping[str, Place]) -> tuple[Place, Place]:
    """Where somebody is registered, and where they live; of whoever was unknown at first only one of them may be told."""
    told = next(iter(places.values()))
    return places.get(AbodeKind.REGISTERED, told), places.get(AbodeKind.RESIDENCE, told)
