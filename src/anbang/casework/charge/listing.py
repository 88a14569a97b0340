"""Why somebody does not stand in an office's list: told only of those whom the reader may know of (clause 2.3.3)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from anbang.casework.charge.models import Responsibility, Transfer
from anbang.casework.person.models import Case, Closing, Person
from anbang.casework.person.numbers import has_number
from anbang.casework.person.queries import visible_to
from anbang.lib.identity_number import read_identity_number
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Office


class Standing(StrEnum):
    """How a case stands to the reader's office."""

    OURS = "ours"
    NOT_YET_IN_CARE = "not_yet_in_care"
    ENDED = "ended"
    OUTSIDE = "outside"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Listed:
    """Why a person stands in a list or does not: in whose charge they are since when, and which transfer waits."""

    person: Person
    case: Case
    standing: Standing
    since: date | None = None
    office: Office | None = None
    waits_since: date | None = None
    waits_for: Office | None = None
    comes_to_us: bool = False

    @property
    def ended_how(self) -> str:
        """How the case ended, in words."""
        return str(Closing(self.case.closed_how).label) if self.case.closed_how else ""


def sought(text: str, born_on: date | None, *, for_staff: ActingStaff) -> list[Person]:
    """Whom the reader sees in lists with this ID number, or this name and day of birth. Whoever is there and not seen, and whoever is
    not there, are found by the same questions and not found alike.
    """
    number = read_identity_number(text)
    seen = visible_to(for_staff)
    if number.fault is None:
        return list(seen.filter(has_number(number.number)).order_by("id"))
    return list(seen.filter(name=text.strip(), born_on=born_on).order_by("id")) if born_on is not None else []


def listed(person: Person, *, for_staff: ActingStaff) -> Listed:
    """How the newest case of somebody stands to the reader's office."""
    case = Case.objects.filter(person=person).latest("id")
    if case.closed_on is not None:
        return Listed(person, case, Standing.ENDED, since=case.closed_on)
    if case.care_from is None:
        return Listed(person, case, Standing.NOT_YET_IN_CARE)
    charge = Responsibility.objects.filter(case=case, until_on__isnull=True).select_related("office").first()
    waits = Transfer.objects.filter(case=case, ended_on__isnull=True).select_related("receiver").first()
    outside = charge is None or charge.office is None
    ours = charge is not None and charge.office_id in for_staff.own_offices
    return Listed(
        person,
        case,
        Standing.OUTSIDE if outside else Standing.OURS if ours else Standing.ELSEWHERE,
        since=charge.from_on if charge else None,
        office=charge.office if charge else None,
        waits_since=waits.opened_on if waits else None,
        waits_for=waits.receiver if waits else None,
        comes_to_us=bool(waits and waits.receiver_id in for_staff.own_offices),
    )
