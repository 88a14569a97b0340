"""A database with a member of staff in every office, made once for a process; every test works on a copy. Who comes into care comes by steps."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connections

from anbang.casework.act.models import Act
from anbang.casework.care.actions import record_move
from anbang.casework.handover.actions import record_release
from anbang.casework.handover.filing import Somebody, file_somebody
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.person.actions import Place, leave_closed_files
from anbang.casework.person.models import Case
from anbang.casework.step.opening import settle_again
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Area, Office, Staff
from anbang.organisations.queries import sign_in
from anbang.scenario.crew import Crew, hire
from tests.support.database import Server, opened
from tests.support.people import post

TODAY = date(2026, 11, 5)
HOME, NEXT, THIRD = "昌元街道", "安富街道", "广顺街道"
OUTSIDE = Place(outside="四川省隆昌市")


class District:
    """Who takes the steps, in any office and on any day, and people brought into care by them."""

    def __init__(self) -> None:
        self.crew = Crew()
        self.areas = {area.name: area for area in Area.objects.using("owner").filter(parent__isnull=False)}
        self.numbers = itertools.count(1)
        self.signed_in: dict[tuple[OfficeKind, int], ActingStaff] = {}

    def town(self, name: str) -> int:
        """The area of a town."""
        return self.areas[name].pk

    def place(self, town: str = HOME, number: int = 0) -> Place:
        """A village of a town."""
        villages = Area.objects.using("owner").filter(parent=self.town(town)).order_by("id")
        return Place(area_id=villages[number].pk)

    def at(self, kind: OfficeKind, town: str = HOME, on: date = TODAY) -> ActingStaff:
        """Whoever holds the role of an office of a town."""
        return self._of(kind, self.town(town), on)

    def _of(self, kind: OfficeKind, area_id: int, on: date) -> ActingStaff:
        """Whoever was hired for the office of an area, wherever they are posted now."""
        if (kind, area_id) not in self.signed_in:
            office = Office.objects.using("owner").filter(kind=kind, area=area_id).earliest("id")
            staff = Staff.objects.using("owner").get(username=f"scenario-{office.pk}")
            self.signed_in[kind, area_id] = sign_in(staff, on=on)
        return replace(self.signed_in[kind, area_id], today=on, request_id=uuid4())

    def sign_in_again(self) -> None:
        """Offices were merged: everybody signs in anew."""
        self.signed_in.clear()

    def administrator(self, on: date = TODAY) -> ActingStaff:
        """The system administrator, who sees nobody."""
        return self.crew.administrator(on)

    def assistant(self, town: str = HOME, on: date = TODAY) -> ActingStaff:
        """The justice assistant of a town."""
        return self.at(OfficeKind.JUSTICE_OFFICE, town, on)

    def colleague(self, town: str = HOME, on: date = TODAY) -> ActingStaff:
        """Another assistant of the same office."""
        office = Office.objects.using("owner").get(pk=self.assistant(town).office_id)
        return post(Role.JUSTICE_ASSISTANT, office, today=on)

    def cadre(self, place: Place, on: date = TODAY) -> ActingStaff:
        """The cadre of a village."""
        assert place.area_id is not None
        return self._of(OfficeKind.VILLAGE_COMMITTEE, place.area_id, on)

    def clerk(self, on: date = TODAY) -> ActingStaff:
        """The bureau's clerk."""
        return self.crew.at(OfficeKind.JUSTICE_BUREAU, None, on)

    def aftercare(self, on: date = TODAY) -> ActingStaff:
        """The officer of the district's aftercare office."""
        return self.crew.at(OfficeKind.AFTERCARE_OFFICE, None, on)

    def filed(self, town: str = HOME, *, on: date = TODAY, **different: object) -> Case:
        """Somebody of whom there is a file, and nothing else."""
        head = Somebody(f"某{next(self.numbers)}", born_on=date(1990, 3, 2), registered=self.place(town))
        return file_somebody(replace(head, **different), by=self.assistant(town, on), on=on)  # type: ignore[arg-type]

    def in_care(self, town: str = HOME, *, since: date = date(2026, 9, 1), **different: object) -> Case:
        """Somebody released on that day, in the charge of the office of the town."""
        case = self.filed(town, on=since, **different)
        released_from = ReleasedFrom.PRISON
        record_release(case.pk, released_from=released_from, by=self.assistant(town, since), on=since)
        return case

    def closed_in_care(self, town: str = HOME, *, since: date = date(2026, 9, 1)) -> Case:
        """Somebody with a closed file, released on that day. A keeper is to be posted before."""
        by = self.assistant(town, since)
        with acting(by):
            head = Somebody("赵某", born_on=date(2008, 3, 1), registered=self.place(town))
            case = file_somebody(head, by=by, on=since, closed=True)
            leave_closed_files(by=by)
        record_release(case.pk, released_from=ReleasedFrom.PRISON, by=by, on=since)
        return case

    def moved(self, case: Case, to: str | Place = NEXT, *, on: date = TODAY, by: ActingStaff | None = None) -> Act:
        """Somebody moves: to a village of a town, or to a place."""
        place = self.place(to) if isinstance(to, str) else to
        return record_move(case.pk, place, by=by or self.assistant(on=on), on=on)

    def morning(self, *cases: Case, on: date) -> None:
        """A day comes for these people."""
        by = self.aftercare(on)
        with acting(by):
            settle_again([case.person_id for case in cases], by=by)


def again(by: ActingStaff, *, on: date | None = None) -> ActingStaff:
    """The same member of staff at the next request, on that day."""
    signed_in = sign_in(Staff.objects.using("owner").get(pk=by.staff_id), on=on or by.today)
    return replace(signed_in, request_id=uuid4())


def days(number: int) -> timedelta:
    """So many days."""
    return timedelta(days=number)


@pytest.fixture(scope="session")
def crewed(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The template: the district with its crew."""
    folder = tmp_path_factory.mktemp("scenarios")
    with opened(server, folder) as database:
        hire()
        connections.close_all()
        yield database, folder


@pytest.fixture
def scratch(server: Server, crewed: tuple[str, Path]) -> Iterator[str]:
    """A copy of the test's own."""
    template, folder = crewed
    with opened(server, folder, template=template) as name:
        yield name


@pytest.fixture
def district(scratch: str) -> District:
    """Everybody of the district at work, in a database of the test's own."""
    return District()
