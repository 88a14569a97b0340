"""Staff and people for the tests, made the way the product makes them."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher, make_password

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.custody.intake import Intake, take_in
from anbang.casework.models import Case
from anbang.casework.person.actions import Place
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Area, Office, Posting, Staff
from anbang.organisations.queries import sign_in
from anbang.organisations.unattended import unattended

TODAY = date(2026, 11, 5)
FIRST_DAY = date(2015, 8, 31)
PASSWORD = "only-for-tests"
INSTALLATION = unattended("tests", on=TODAY, role=Role.SYSTEM_ADMINISTRATOR)
_numbers = itertools.count(1)


class HastyHasher(ScryptPasswordHasher):
    """The product's hasher with the work taken out: in the suite a password guards nothing."""

    work_factor = 2


def office(kind: OfficeKind, place: str = "") -> Office:
    """The office of `kind`, at the named area if one is named, the first one otherwise."""
    found = Office.objects.using("owner").filter(kind=kind)
    return (found.filter(area__name=place) if place else found).order_by("id")[0]


def post(role: Role, at: Office, *, name: str = "", from_on: date = FIRST_DAY, today: date = TODAY) -> ActingStaff:
    """A new member of staff with one posting, signed in."""
    number = next(_numbers)
    username = f"{role}-{number}"
    staff = Staff(
        username=username, name=name or f"{Role(role).name.title()} {number}", password=make_password(PASSWORD)
    )
    staff.save(using="owner")
    Posting.objects.using("owner").create(staff=staff, office=at, role=role, from_on=from_on)
    return sign_in(Staff.objects.get(pk=staff.pk), on=today)


@pytest.fixture
def clerk(database: str) -> ActingStaff:
    """The bureau's clerk; a keeper of closed files is there too."""
    bureau = office(OfficeKind.JUSTICE_BUREAU)
    post(Role.SEALING_KEEPER, bureau)
    return post(Role.BUREAU_CLERK, bureau)


@pytest.fixture
def assistant(database: str) -> ActingStaff:
    """The justice assistant of 昌元."""
    return post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, "昌元街道"))


@pytest.fixture
def neighbour(database: str) -> ActingStaff:
    """The justice assistant of another town."""
    return post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, "安富街道"))


@pytest.fixture
def warder(database: str) -> ActingStaff:
    """A clerk of the prison that `intake` comes from."""
    return post(Role.INSTITUTION_CLERK, office(OfficeKind.PRISON))


def village(name: str = "玉屏社区居民委员会") -> Area:
    """A village by its full name."""
    return Area.objects.using("owner").get(name=name)


@pytest.fixture
def intake(database: str) -> Intake:
    """Somebody of 昌元, released next month from the first prison."""
    place = Place(area_id=village().pk)
    return Intake(
        name="张三",
        sex="male",
        born_on=date(1985, 6, 12),
        id_number="510231198506121232",
        registered=place,
        residence=place,
        institution_id=office(OfficeKind.PRISON).pk,
        offence="盗窃罪",
        offence_on=date(2024, 1, 10),
        months=24,
        for_life=False,
        admitted_on=date(2025, 1, 20),
        release_on=date(2026, 12, 20),
        risk_opinion="一般",
        contact="李某 13800000000",
        aid_proposal="建议技能培训",
    )


@pytest.fixture
def take(clerk: ActingStaff, intake: Intake) -> Callable[..., Case]:
    """Takes in somebody like `intake` with what is told differently; returns the case."""

    def taken(*, on: date = TODAY, **different: object) -> Case:
        told = replace(intake, **different)  # type: ignore[arg-type]
        return take_in([told], by=clerk, on=on)[0]

    return taken


@pytest.fixture
def priority() -> tuple[PriorityReason, ...]:
    """The reason that a list gives when it gives none."""
    return (PriorityReason.OTHER,)
