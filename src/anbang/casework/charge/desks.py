"""Which office stands where on which day, followed through mergers."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from anbang.organisations.directory import directory
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.queries import holders

ONE_DAY = timedelta(days=1)
DISTRICT = 0
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
    """The offices of the district with all their days."""

    def __init__(self) -> None:
        self.directory = directory()

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
            ends_on = self.directory.offices[office_id].until_on
            last = ends_on if ends_on is not None and ends_on >= day else None
            if last is None or (until is not None and last >= until):
                yield Stretch(office_id, day, until)
                return
            yield Stretch(office_id, day, last)
            day = last + ONE_DAY

    def _from_here_up(self, area_id: int | None) -> list[int]:
        """An area, its town where it is a village, the district."""
        area = self.directory.areas.get(area_id) if area_id is not None else None
        if area is None:
            return [DISTRICT]
        return [area.id, *([area.parent_id] if area.parent_id is not None else []), DISTRICT]

    def _one(self, kind: str, place: int, *, on: date) -> int | None:
        """What happened before an office was opened is that of the first one; what was merged is followed to the last."""
        offices = self.directory.at.get((kind, place))
        if not offices:
            return None
        found = next((one for one in reversed(offices) if one.from_on <= on), offices[0])
        while found.until_on is not None and found.until_on < on:
            if found.successor_id is None:
                return None
            found = self.directory.offices[found.successor_id]
        return found.id


def longest_in_post(offices: Iterable[int], *, on: date, without: Collection[int] = ()) -> dict[int, int]:
    """Justice office → the assistant who has held the post there longest, on a day; one who stays before one whose posting has an end.
    `without`: staff who must keep out of it.
    """
    held = holders(Role.JUSTICE_ASSISTANT, offices=[*offices], on=on).exclude(staff__in=without)
    held = held.order_by("-from_on", "-id")
    leaving = dict(held.filter(until_on__isnull=False).values_list("office_id", "staff_id"))
    return leaving | dict(held.filter(until_on__isnull=True).values_list("office_id", "staff_id"))


def caseworkers(offices: Iterable[int], *, on: date, without: Collection[int] = ()) -> dict[int, int]:
    """Justice office → who takes its cases on a day: the assistant who has held the post there longest of those whose posting has no end.
    In the hands of a leaver a case would wait for somebody who does not come any more. `without`: staff who must keep out of it.
    """
    held = holders(Role.JUSTICE_ASSISTANT, offices=[*offices], on=on).filter(until_on__isnull=True)
    held = held.exclude(staff__in=without)
    return dict(held.order_by("-from_on", "-id").values_list("office_id", "staff_id"))
