"""The places of a scenario in the register, and back: official codes, area ids, and what lies beyond the district."""

from functools import cached_property

from anbang.casework.person.actions import Place as RegisterPlace
from anbang.organisations.kinds import AreaKind
from anbang.organisations.models import Area
from anbang.policy.vocabulary import OUTSIDE
from anbang.scenario.areas import Place


class Gazetteer:
    """The areas of the district by code and by id, read once."""

    @cached_property
    def areas(self) -> dict[int, Area]:
        """Every area by id."""
        return Area.objects.in_bulk()

    @cached_property
    def ids(self) -> dict[str, int]:
        """Code → area id."""
        return {area.code_statistics: key for key, area in self.areas.items() if area.code_statistics}

    def code(self, area_id: int | None) -> str:
        """The code of an area; `outside` where there is none."""
        return OUTSIDE if area_id is None else str(self.areas[area_id].code_statistics)

    def town(self, area_id: int) -> int:
        """The town of an area."""
        area = self.areas[area_id]
        return area.pk if area.kind in AreaKind.towns() or area.parent_id is None else area.parent_id

    def in_register(self, place: Place | None) -> RegisterPlace | None:
        """A place of a scenario, as the register has it."""
        if place is None:
            return None
        return RegisterPlace(area_id=self.ids[place.village]) if place.village else RegisterPlace(outside=place.outside)
