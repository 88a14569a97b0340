"""A file is opened for one person: typed in from paper, handed over from community corrections, or taken in on the spot."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from anbang.casework.person.actions import NewPerson, Place, open_files
from anbang.casework.person.alone import alone_with
from anbang.casework.person.models import Case, Person, Sex
from anbang.casework.person.queries import refuse_whoever_keeps_out
from anbang.casework.person.routing import Desks
from anbang.casework.step.settling import settle
from anbang.lib.identity_number import IdentityNumber, read_identity_number
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.days import day_in_words
from anbang.organisations.kinds import OfficeKind, Role
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

    @property
    def number(self) -> str:
        """The ID number, whole and in its own signs; nothing where there is none or it is not right."""
        number = read_identity_number(self.id_number) if self.id_number.strip() else None
        return number.number if number is not None and number.fault is None else ""

    @property
    def birth(self) -> date | None:
        """The day of birth, by the ID number where there is a right one."""
        return read_identity_number(self.number).born_on if self.number else self.born_on


def look_alone(somebody: Somebody, *, by: ActingStaff) -> None:
    """Before anybody asks whether `somebody` has a file: whoever files them at the same moment comes before or after."""
    refuse_whoever_keeps_out(name=somebody.name, born_on=somebody.birth, id_number=somebody.number)
    alone_with(name=somebody.name.strip(), born_on=somebody.birth, id_number=somebody.number, by=by)


def refuse_before_birth(somebody: Somebody, days: Mapping[str, date | None]) -> None:
    """Nothing happens to anybody before they are born. `days`: the day that each field told. Raises StepRefused at the first at fault."""
    birth = somebody.birth
    for field, day in days.items():
        if birth is not None and day is not None and day < birth:
            raise StepRefused(_("日期不能早于出生日期（%(day)s）。") % {"day": day_in_words(birth)}, field=field)


@contextmanager
def day_told_at(field: str) -> Iterator[None]:
    """A complaint of the day of a step stands at the field that told it."""
    try:
        yield
    except StepRefused as refused:
        raise StepRefused(str(refused), field=field if refused.field == "on" else refused.field) from None


def file_somebody(somebody: Somebody, *, by: ActingStaff, on: date, closed: bool = False) -> Case:
    """A file for `somebody`, by the bureau or a justice office. What is known of them is told by further steps. A closed one stays
    readable for `by` until `leave_closed_files`.
    """
    with acting(by):
        if by.roles.isdisjoint(MAY_FILE):
            raise StepRefused(_("档案由区司法局或司法所建立。"))
        new = _checked(somebody, by=by, on=on, closed=closed)
        case = open_files([new], by=by, on=on)[0]
        settle([Person.objects.get(pk=case.person_id)], today=by.today)
        return case


def _checked(somebody: Somebody, *, by: ActingStaff, on: date, closed: bool) -> NewPerson:
    if not somebody.name.strip():
        raise StepRefused(_("请填写姓名；不肯说或不知道的，写自称。"), field="name")
    number = read_identity_number(somebody.id_number) if somebody.id_number.strip() else None
    if number is not None and number.fault is not None:
        raise StepRefused(_("身份证号不对：请核对十八位号码和最后一位校验码。"), field="id_number")
    born_on = number.born_on if number is not None else somebody.born_on
    if born_on is not None and born_on > on:
        raise StepRefused(_("出生日期不能晚于今天。"), field="born_on")
    desk = _desk(somebody, on=on)
    return NewPerson(
        name=somebody.name.strip(),
        sex=_sex(somebody, number),
        born_on=born_on,
        id_number=number.number if number is not None else None,
        registered=somebody.registered,
        residence=somebody.residence or somebody.registered,
        closed=closed,
        seen_by_office=desk,
        seen_by_staff=Desks(on=on).named_for_closed_files(desk) if closed else (),
        investigated_in=somebody.investigated_in,
        # Before whichever justice office: nobody is sent away without a trace.
        stands_here=by.office_kind == OfficeKind.JUSTICE_OFFICE,
    )


def _sex(somebody: Somebody, number: IdentityNumber | None) -> str:
    """As the number tells it, as for a row of a list."""
    if number is None:
        return somebody.sex
    return str(Sex.MALE if number.is_male else Sex.FEMALE)


def _desk(somebody: Somebody, *, on: date) -> int:
    """The justice office that answers for somebody before care."""
    desks = Desks(on=on)
    if somebody.investigated_in is not None:
        return desks.justice_offices[somebody.investigated_in]
    for place in (somebody.registered, somebody.residence):
        if place is not None and place.area_id is not None:
            return desks.justice_offices[desks.town_of_area[place.area_id]]
    raise StepRefused(_("户籍地和居住地都不在本区。"), field="registered")
