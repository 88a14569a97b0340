"""The demo's staff, registered as an installation registers its first ones."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from django.contrib.auth.hashers import make_password

from anbang.demo.accounts import ACCOUNTS, AUDIT_OFFICE, BASE, PASSWORD, DemoAccount
from anbang.demo.people import Registry
from anbang.organisations.acting import ActingStaff
from anbang.organisations.actions import (
    Appointment,
    NewAccount,
    appoint_all,
    end_posting,
    open_accounts,
    open_office,
)
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office, Posting, Staff
from anbang.organisations.queries import district, sign_in
from anbang.organisations.unattended import unattended

OWNER = "owner"
FIRST = "system"
TOWN_WITHOUT_FULL_TIME_OFFICER = "清流镇"  # a gap, so that the gaps have something to show
# Who else works where: the accounts that are not printed. Two at a justice office, its assistant first.
OTHERS: Sequence[tuple[OfficeKind, Role, str, str]] = (
    (OfficeKind.JUSTICE_OFFICE, Role.JUSTICE_ASSISTANT, "assistant", ""),
    (OfficeKind.JUSTICE_OFFICE, Role.JUSTICE_ASSISTANT, "head", "所长"),
    (OfficeKind.TOWN_GOVERNMENT, Role.TOWN_OFFICER, "town", ""),
    (OfficeKind.POLICE_STATION, Role.POLICE_OFFICER, "police", ""),
    (OfficeKind.CIVIL_AFFAIRS, Role.CIVIL_AFFAIRS_OFFICER, "civil", ""),
    (OfficeKind.POLITICAL_LEGAL, Role.POLITICAL_LEGAL_OFFICER, "legal", ""),
    (OfficeKind.VILLAGE_COMMITTEE, Role.VILLAGE_CADRE, "village", ""),
    (OfficeKind.PRISON, Role.INSTITUTION_CLERK, "prison", ""),
    *((OfficeKind(kind), Role.DEPARTMENT_OFFICER, "department", "") for kind in OfficeKind.departments()[1:-1]),
)


@dataclass(frozen=True, slots=True)
class Place:
    """An account to be, and the office it works at."""

    account: DemoAccount
    office: Office
    leaves: bool = False


@dataclass
class Crew:
    """Everybody who works in the demo. Signs them in on the day of a step, as the step needs it."""

    places: tuple[Place, ...]
    staff: Mapping[str, Staff]
    _signed_in: dict[tuple[str, date], ActingStaff] = field(default_factory=dict)

    def acting(self, username: str, on: date) -> ActingStaff:
        """The account as it acts on a day."""
        key = (username, on)
        if key not in self._signed_in:
            self._signed_in[key] = sign_in(self.staff[username], on=on)
        return self._signed_in[key]

    def at(self, role: Role, area: str, *, title: str | None = None) -> str:
        """The user name of the first who holds the role, and the title, at an area's office or an institution."""
        held = (place.account for place in self.places if place.account.role is role)
        there = (account for account in held if account.place == area)
        return next(account.username for account in there if title is None or account.title == title)


def hire(registry: Registry, *, since: date, left_on: date) -> Crew:
    """Make the accounts and their postings, as of `since`; two assistants left on `left_on`."""
    encoded = make_password(PASSWORD)  # once: scrypt is slow on purpose
    administrator = _first_administrator(encoded, since=since)
    # As `anbang account` does it, before there is anybody who could release.
    installation = unattended("demo", on=since, role=Role.SYSTEM_ADMINISTRATOR)
    area_id = district().pk
    open_office(OfficeKind.BASE, BASE, area_id=area_id, by=administrator, on=since)
    open_office(OfficeKind.AUDIT_OFFICE, AUDIT_OFFICE, area_id=area_id, by=administrator, on=since)
    places = [*_printed(), *_others(registry)]
    accounts = [NewAccount(p.account.username, p.account.name, encoded_password=encoded, keeps_it=True) for p in places]
    staff = dict(
        zip((p.account.username for p in places), open_accounts(accounts, by=installation, on=since), strict=True)
    )
    postings = appoint_all([_appointment(place, staff) for place in places], by=installation, on=since)
    for place, posting in zip(places, postings, strict=True):
        if place.leaves:
            end_posting(posting.pk, by=administrator, on=left_on)
    return Crew(places=tuple(place for place in places if not place.leaves), staff=staff)


def _first_administrator(encoded: str, *, since: date) -> ActingStaff:
    """The one account that nobody could have opened: written by the owner of the tables, as an installation writes it."""
    told = next(account for account in ACCOUNTS if account.username == FIRST)
    staff = Staff.objects.using(OWNER).create(username=told.username, name=told.name, password=encoded)
    office = Office.objects.using(OWNER).get(kind=told.office_kind, area__name=told.place)
    Posting.objects.using(OWNER).create(staff=staff, office=office, role=told.role, from_on=since)
    return sign_in(staff, on=since)


def _printed() -> Iterator[Place]:
    offices = Office.objects.select_related("area")
    for account in ACCOUNTS:
        if account.username != FIRST:
            of_the_kind = offices.filter(kind=account.office_kind)
            institution = account.office_kind in OfficeKind.institutions()
            yield Place(account, of_the_kind.get(**{"name" if institution else "area__name": account.place}))


def _others(registry: Registry) -> Iterator[Place]:
    """Accounts for the offices at which no printed one holds the role, and for heads and people who left."""
    taken = {(account.office_kind, account.place, account.title) for account in ACCOUNTS}
    offices: dict[str, list[Office]] = {}
    for office in Office.objects.select_related("area").order_by("id"):
        offices.setdefault(office.kind, []).append(office)
    numbers: dict[str, Iterator[int]] = defaultdict(lambda: count(11))
    for kind, role, stem, title in OTHERS:
        for office in offices[kind]:
            if (kind, _place_of(office), title) not in taken:
                yield Place(_account(registry, f"{stem}{next(numbers[stem])}", role, office, title), office)
    for number, office in enumerate(offices[OfficeKind.JUSTICE_OFFICE][:2], start=1):
        yield Place(_account(registry, f"former{number}", Role.JUSTICE_ASSISTANT, office, ""), office, leaves=True)


def _account(registry: Registry, username: str, role: Role, office: Office, title: str) -> DemoAccount:
    sex = "female" if registry.random.random() < 0.4 else "male"
    return DemoAccount(
        username, registry.name(sex), role, OfficeKind(office.kind), _place_of(office), "", "", title=title
    )


def _place_of(office: Office) -> str:
    return office.area.name if office.area and office.kind not in OfficeKind.institutions() else office.name


def _appointment(place: Place, staff: Mapping[str, Staff]) -> Appointment:
    account = place.account
    full_time = account.role is not Role.JUSTICE_ASSISTANT or account.place != TOWN_WITHOUT_FULL_TIME_OFFICER
    return Appointment(
        staff[account.username].pk, place.office.pk, account.role, title=account.title, full_time=full_time
    )
