"""A file is opened for one person: typed in from paper, handed over from community corrections, or taken in on the spot."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from anbang.casework.person.actions import NewPerson, Place, open_files
from anbang.casework.person.models import Case, Person
from anbang.casework.person.routing import Desks
from anbang.casework.step.settling import settle
from anbang.lib.identity_number import read_identity_number
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.steps import StepRefused

MAY_FILE = frozenset({Role.BUREAU_CLERK, Role.JUSTICE_ASSISTANT})


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who somebody is and where they belong. Whoever cannot be identified is filed at the town of the original investigation (RES-3)."""

    name: str
    sex: str = ""
    born_on: date | None = None
    id_number: str = ""
    registered: Place | None = None
    residence: Place | None = None
    investigated_in: int | None = None


def file_somebody(somebody: Somebody, *, by: ActingStaff, on: date) -> Case:
    """A file for `somebody`, by the bureau or a justice office. What is known of them is told by further steps."""
    with acting(by):
        if by.roles.isdisjoint(MAY_FILE):
            raise StepRefused(_("档案由区司法局或司法所建立。"))
        new = _checked(somebody, on=on)
        case = open_files([new], by=by, on=on)[0]
        settle([Person.objects.get(pk=case.person_id)], today=by.today)
        return case


def _checked(somebody: Somebody, *, on: date) -> NewPerson:
    if not somebody.name.strip():
        raise StepRefused(_("请填写姓名；不肯说或不知道的，写自称。"), field="name")
    number = read_identity_number(somebody.id_number) if somebody.id_number.strip() else None
    if number is not None and number.fault is not None:
        raise StepRefused(_("身份证号不对：请核对十八位号码和最后一位校验码。"), field="id_number")
    born_on = number.born_on if number is not None else somebody.born_on
    if born_on is not None and born_on > on:
        raise StepRefused(_("出生日期不能晚于今天。"), field="born_on")
    return NewPerson(
        name=somebody.name.strip(),
        sex=somebody.sex,
        born_on=born_on,
        id_number=number.number if number is not None else None,
        registered=somebody.registered,
        residence=somebody.residence or somebody.registered,
        closed=False,
        seen_by_office=_desk(somebody, on=on),
        investigated_in=somebody.investigated_in,
    )


def _desk(somebody: Somebody, *, on: date) -> int:
    """The justice office that answers for somebody before care."""
    desks = Desks(on=on)
    if somebody.investigated_in is not None:
        return desks.justice_offices[somebody.investigated_in]
    for place in (somebody.registered, somebody.residence):
        if place is not None and place.area_id is not None:
            return desks.justice_offices[desks.town_of_area[place.area_id]]
    raise StepRefused(_("户籍地和居住地都不在本区。"), field="registered")
