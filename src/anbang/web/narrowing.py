"""The filters of the work list and of the list of people: what an address may ask for, and what it means. The address is the filter, in codes and in
numbers of areas and staff; who was looked for stands in none, so no filter that is kept names anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db import connections
from django.db.models import Exists, OuterRef, Q, QuerySet

from anbang.casework.care.queries import conditions, counts_of_listed
from anbang.casework.charge.models import Caseworker
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import (
    MOST_COUNTED,
    WINDOWS,
    duties_below,
    rules_kept_from,
    urgency_window,
    work_list,
)
from anbang.casework.person.models import Abode, Person
from anbang.casework.person.queries import visible_to
from anbang.organisations.acting import ActingStaff
from anbang.organisations.directory import directory
from anbang.organisations.kinds import FilteredList
from anbang.policy import UnknownName, duty_definition

OTHERS = "others"
KEYS = {
    FilteredList.TODAY: ("whose", "due", "rule", "place", "hands"),
    FilteredList.PEOPLE: ("show", "place", "hands"),
}
LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A filter of a list, each part checked; an empty one is left out of its address."""

    shown: FilteredList
    whose: str = ""
    due: str = ""
    rule: str = ""
    show: str = ""
    place: int = 0
    hands: int = 0

    @property
    def told(self) -> dict[str, str]:
        """As an address says it, in one order."""
        return {key: str(value) for key in KEYS[self.shown] if (value := getattr(self, key))}

    @property
    def query(self) -> str:
        """The part of an address behind the question mark."""
        return urlencode(self.told)

    @property
    def is_narrow(self) -> bool:
        """Whether it asks for more than the chips of the list do."""
        return bool(self.rule or self.place or self.hands)

    @property
    def narrow(self) -> dict[str, str]:
        """What it asks for beyond the chips."""
        return {key: value for key, value in self.told.items() if key in ("rule", "place", "hands")}


def filter_of(shown: FilteredList, asked: Mapping[str, str], *, by: ActingStaff) -> Narrowed:
    """What an address asks for, as far as it is of ours; the rest is as if it had not been asked. Call inside `acting(by)`."""
    whose = OTHERS if asked.get("whose") == OTHERS else ""
    due = asked.get("due", "")
    found = {
        "whose": whose,
        "due": due if due in WINDOWS else "",
        "rule": _rule(asked.get("rule", ""), by=by),
        "show": asked.get("show", "") if asked.get("show") in conditions(on=by.today) else "",
        "place": place if (place := _number(asked.get("place", ""))) in directory().areas else 0,
        # In whose hands somebody is another office's own business.
        "hands": 0 if whose else _number(asked.get("hands", "")),
    }
    return Narrowed(shown, **{key: value for key, value in found.items() if key in KEYS[shown]})  # type: ignore[arg-type]


def kept_filter(shown: FilteredList, query: str, *, by: ActingStaff) -> Narrowed:
    """A filter as it was kept, checked like any address."""
    return filter_of(shown, dict(parse_qsl(query)), by=by)


def _number(told: str) -> int:
    return number if told.isascii() and told.isdecimal() and (number := int(told[:10])) <= LARGEST else 0


def _rule(told: str, *, by: ActingStaff) -> str:
    """A kind of duty of which the reader may know."""
    try:
        duty_definition(told)
    except UnknownName:
        return ""
    return "" if told in rules_kept_from(by) else told


def _within(place: int) -> list[int]:
    """An area and those in it."""
    return [place, *(area.id for area in directory().areas.values() if area.parent_id == place)]


def duties_asked_for(narrowed: Narrowed, *, by: ActingStaff) -> QuerySet[Duty]:
    """The work list as a filter wants it, but for how soon something is due. Of other offices' work a place is where the office is; of one's own,
    where the person lives or is registered.
    """
    duties = duties_below(for_staff=by) if narrowed.whose else work_list(for_staff=by)
    if narrowed.rule:
        duties = duties.filter(rule=narrowed.rule)
    if narrowed.place and narrowed.whose:
        areas = set(_within(narrowed.place))
        duties = duties.filter(office__in=[one.id for one in directory().offices.values() if one.area_id in areas])
    elif narrowed.place:
        duties = duties.filter(Exists(_abodes(narrowed, by=by).filter(person=OuterRef("person"))))
    if narrowed.hands:
        duties = duties.filter(Exists(_held(narrowed).filter(case=OuterRef("case"))))
    return duties


def people_asked_for(narrowed: Narrowed, *, by: ActingStaff) -> QuerySet[Person]:
    """The people whom a filter wants, but for how they stand: begun from those of a place or in somebody's hands, who are few."""
    people = visible_to(by)
    if narrowed.place:
        people = people.filter(pk__in=_abodes(narrowed, by=by).values("person"))
    if narrowed.hands:
        people = people.filter(pk__in=_held(narrowed).values("person"))
    return people


def _abodes(narrowed: Narrowed, *, by: ActingStaff) -> QuerySet[Abode]:
    return Abode.objects.on(by.today).filter(area__in=_within(narrowed.place))


def _held(narrowed: Narrowed) -> QuerySet[Caseworker]:
    return Caseworker.objects.filter(staff=narrowed.hands, until_on__isnull=True)


def counts_of(filters: list[Narrowed], *, by: ActingStaff) -> list[str]:
    """How many each filter shows: up to as many as lists count, all in one question; of filters by chips alone, by the guardian's count."""
    if not filters:
        return []
    asked = [one for one in filters if one.shown is FilteredList.TODAY or one.is_narrow]
    found = dict(zip(asked, _counted([_rows_of(one, by=by) for one in asked], by=by), strict=True))
    standing = counts_of_listed(for_staff=by) if len(asked) < len(filters) else {}
    return [_told(found[one] if one in found else standing[one.show or "all"]) for one in filters]


def _rows_of(narrowed: Narrowed, *, by: ActingStaff) -> QuerySet[Duty] | QuerySet[Person]:
    if narrowed.shown is FilteredList.TODAY:
        duties = duties_asked_for(narrowed, by=by)
        return duties.filter(urgency_window(narrowed.due, on=by.today)) if narrowed.due else duties
    return people_asked_for(narrowed, by=by).filter(conditions(on=by.today).get(narrowed.show, Q()))


def _counted(rows: list[QuerySet[Duty] | QuerySet[Person]], *, by: ActingStaff) -> list[int]:
    """How many each has, up to `MOST_COUNTED` and one more."""
    parts: list[str] = []
    given: list[Any] = []
    for number, one in enumerate(rows):
        some = one.order_by().values("pk")[: MOST_COUNTED + 1]
        if one.query.is_empty():
            parts.append("0")
            continue
        text, values = some.query.sql_with_params()
        parts.append(f"(select count(*) from ({text}) as counted_{number})")  # noqa: S608  # written by the ORM
        given += values
    if not parts:
        return []
    with connections[by.alias].cursor() as cursor:
        cursor.execute(f"select {', '.join(parts)}", given)
        return list(cursor.fetchone())


def _told(many: int) -> str:
    return f"{MOST_COUNTED}+" if many > MOST_COUNTED else str(many)
