"""Who takes the steps of a scenario: one member of staff for each role at each office, registered as a district registers them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import uuid4

from django.contrib.auth.hashers import make_password

from anbang.organisations.acting import ActingStaff
from anbang.organisations.actions import Appointment, NewAccount, appoint_all, open_accounts
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office, Posting, Staff
from anbang.organisations.queries import sign_in
from anbang.organisations.unattended import unattended

OWNER = "owner"
# Long before any scenario: its offices and its staff have always been there.
ALWAYS = date(1949, 10, 1)
HIRED_ON = date(1990, 1, 1)
FIRST = "scenario-administrator"
POSTS: Mapping[OfficeKind, Role] = {
    OfficeKind.JUSTICE_BUREAU: Role.BUREAU_CLERK,
    OfficeKind.AFTERCARE_OFFICE: Role.AFTERCARE_OFFICER,
    OfficeKind.JUSTICE_OFFICE: Role.JUSTICE_ASSISTANT,
    OfficeKind.TOWN_GOVERNMENT: Role.TOWN_OFFICER,
    OfficeKind.VILLAGE_COMMITTEE: Role.VILLAGE_CADRE,
    OfficeKind.CIVIL_AFFAIRS: Role.CIVIL_AFFAIRS_OFFICER,
    OfficeKind.HRSS: Role.DEPARTMENT_OFFICER,
}


def is_hired() -> bool:
    """Whether the crew is there."""
    return Staff.objects.using(OWNER).filter(username=FIRST).exists()


def hire() -> None:
    """Make the crew in a freshly prepared database. Nobody can sign in as one of them."""
    Office.objects.using(OWNER).update(from_on=ALWAYS)
    _administrator()
    installation = unattended("scenario", on=HIRED_ON, role=Role.SYSTEM_ADMINISTRATOR)
    offices = list(Office.objects.using(OWNER).filter(kind__in=POSTS, until_on__isnull=True).order_by("id"))
    accounts = [NewAccount(f"scenario-{office.pk}", f"经办人{office.pk}") for office in offices]
    staff = open_accounts(accounts, by=installation, on=HIRED_ON)
    appoint_all(
        [
            Appointment(one.pk, office.pk, POSTS[OfficeKind(office.kind)])
            for one, office in zip(staff, offices, strict=True)
        ],
        by=installation,
        on=HIRED_ON,
    )


def _administrator() -> None:
    """The one account that nobody could have opened."""
    staff = Staff.objects.using(OWNER).create(username=FIRST, name="系统管理员", password=make_password(None))
    bureau = Office.objects.using(OWNER).get(kind=OfficeKind.JUSTICE_BUREAU)
    Posting.objects.using(OWNER).create(staff=staff, office=bureau, role=Role.SYSTEM_ADMINISTRATOR, from_on=HIRED_ON)


@dataclass
class Crew:
    """The crew at work: whoever holds the role of an office, on any day."""

    _signed_in: dict[tuple[str, int | None], ActingStaff] = field(default_factory=dict)

    def at(self, kind: OfficeKind, area_id: int | None, on: date) -> ActingStaff:
        """The member of staff of the office of a kind at an area (None: the district's), as of a day."""
        key = (kind, area_id)
        if key not in self._signed_in:
            offices = Office.objects.filter(kind=kind, postings__role=POSTS[kind])
            office = offices.filter(area=area_id).get() if area_id is not None else offices.get()
            posting = Posting.objects.select_related("staff").get(office=office, role=POSTS[kind])
            self._signed_in[key] = sign_in(posting.staff, on=on)
        return replace(self._signed_in[key], today=on, request_id=uuid4())

    def administrator(self, on: date) -> ActingStaff:
        """The system administrator, for institutions that a scenario names."""
        return sign_in(Staff.objects.get(username=FIRST), on=on)
