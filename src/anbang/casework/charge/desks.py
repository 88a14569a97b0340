"""Which office stands where on which day: asked for the areas that matter, once, and followed through mergers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from anbang.organisations.kinds import AreaKind, OfficeKind, Role
from anbang.organisations.models import Area, Office
from anbang.organisations.queries import holders

ONE_DAY = timedelta(days=1)
# By whom the rules say that a duty is owed → the kind of office that is meant.
KINDS = {
    "justice_office": OfficeKind.JUSTICE_OFFICE,
    "town": OfficeKind.TOWN_GOVERNMENT,
    "village": OfficeKind.VILLAGE_COMMITTEE,
    "civil_affairs": OfficeKind.CIVIL_AFFAIRS,
    "justice_bureau": OfficeKind.JUSTICE_BUREAU,
    "aftercare_office": OfficeKind.AFTERCARE_OFFICE,
    "hrss": OfficeKind.HRSS,
}
OF_THE_DISTRICT = frozenset({"justice_bureau", "aftercare_office", "hrss"})
# Who steps in where an area has no office of the kind: whatever is owed is owed by somebody.
STAND_INS = (OfficeKind.TOWN_GOVERNMENT, OfficeKind.AFTERCARE_OFFICE, OfficeKind.JUSTICE_BUREAU)


@dataclass(frozen=True, slots=True)
class Stretch:
    """An office stands for an area from one day until another, both included."""

    office_id: int
    from_on: date
    until_on: date | None


class NoOffice(Exception):
    """The district has no office at all that could owe it. Its frame was never loaded."""


class Offices:
    """The offices of some areas and of the district, with all their days."""

    def __init__(self, area_ids: Iterable[int]) -> None:
        wanted = set(area_ids)
        self.parents = dict(Area.objects.filter(pk__in=wanted).values_list("id", "parent_id"))
        near = wanted | {parent for parent in self.parents.values() if parent is not None}
        self._of: dict[tuple[str, int], list[Office]] = defaultdict(list)
        self._by_id: dict[int, Office] = {}
        found = Office.objects.filter(Q(area__in=near) | Q(area__kind=AreaKind.DISTRICT)).select_related("area")
        for office in found.order_by("from_on", "id"):
            self._take(office)
        while missing := {
            one.successor_id for one in self._by_id.values() if one.successor_id and one.successor_id not in self._by_id
        }:
            for office in Office.objects.filter(pk__in=missing).select_related("area"):
                self._by_id[office.pk] = office

    def _take(self, office: Office) -> None:
        self._by_id[office.pk] = office
        if office.area is not None and office.area_id is not None:
            of_district = office.area.kind == AreaKind.DISTRICT
            self._of[office.kind, 0 if of_district else office.area_id].append(office)

    def standing(self, kind: str, area_id: int | None, *, on: date) -> int:
        """The office of the kind at the area (None: the district) on a day, or whoever stands in for it. Raises NoOffice."""
        for place in self._from_here_up(area_id):
            if found := self._one(kind, place, on=on):
                return found
        for stand_in in STAND_INS:
            for place in self._from_here_up(area_id):
                if found := self._one(stand_in, place, on=on):
                    return found
        raise NoOffice(f"no office of kind {kind} stands at area {area_id} on {on}")

    def at(self, kind: str, area_id: int, *, on: date) -> int | None:
        """The office of the kind at just this area on a day, if there is one."""
        return self._one(kind, area_id, on=on)

    def stretches(self, kind: str, area_id: int, since: date, until: date | None) -> Iterator[Stretch]:
        """The offices of the kind that stand for an area between two days, one after the other without a gap."""
        day = since
        while until is None or day <= until:
            office_id = self.standing(kind, area_id, on=day)
            ends_on = self._by_id[office_id].until_on
            last = ends_on if ends_on is not None and ends_on >= day else None
            if last is None or (until is not None and last >= until):
                yield Stretch(office_id, day, until)
                return
            yield Stretch(office_id, day, last)
            day = last + ONE_DAY

    def _from_here_up(self, area_id: int | None) -> list[int]:
        """An area, its town where it is a village, the district."""
        if area_id is None:
            return [0]
        parent = self.parents.get(area_id)
        return [area_id, *([parent] if parent is not None else []), 0]

    def _one(self, kind: str, place: int, *, on: date) -> int | None:
        """What happened before an office was opened is that of the first one; what was merged is followed to the last."""
        offices = self._of.get((kind, place), [])
        if not offices:
            return None
        found = next((one for one in reversed(offices) if one.from_on <= on), offices[0])
        while found.until_on is not None and found.until_on < on:
            if found.successor_id is None:
                return None
            found = self._by_id[found.successor_id]
        return found.pk


def caseworkers(offices: Iterable[int], *, on: date) -> dict[int, int]:
    """Justice office → the assistant who has held the post there longest, on a day."""
    held = holders(Role.JUSTICE_ASSISTANT, offices=[*offices], on=on)
    return dict(held.order_by("-from_on", "-id").values_list("office_id", "staff_id"))
