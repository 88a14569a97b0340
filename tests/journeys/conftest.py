"""A district with a browser at every desk, whose day moves."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from anbang.casework.charge.models import Responsibility
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.coordination.morning.actions import morning
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Area, Office
from anbang.organisations.unattended import unattended
from anbang.policy import DutyState, duty_state
from anbang.web.middleware import LANGUAGE_COOKIE
from tests.journeys.desks import Desk
from tests.support.browser import DESKTOP, PHONE, Site, served
from tests.support.crew import HOME, District
from tests.support.people import post
from tests.support.recomputed import differences
from tests.web.planted import fresh

OWNER = "owner"
ONE_DAY = timedelta(days=1)


@dataclass
class Journey:
    """The desks of a district, the day that it is there, and at the end the rows."""

    site: Site
    chromium: Browser
    district: District
    today: date
    width: int = DESKTOP
    """The screens of the district: all of them wide, or all of them phones."""
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    desks: dict[tuple[int, int, str], Desk] = field(default_factory=dict)
    officers: dict[str, ActingStaff] = field(default_factory=dict)

    # The day

    def it_is(self, day: str) -> date:
        """A day comes, with its morning."""
        self.today = settings.FIXED_TODAY = date.fromisoformat(day)
        morning(self.today, by=unattended("morning", on=self.today))
        connections.close_all()
        return self.today

    # The desks

    def desk(self, by: ActingStaff, *, width: int | None = None, language: str = "zh-hans") -> Desk:
        """Where somebody sits; the same at every call. `width`: of somebody who always has that screen."""
        width = width or self.width
        key = (by.staff_id, width, language)
        if key not in self.desks:
            self.desks[key] = Desk(self._opened(by, width, language).new_page(), by)
            self._listen_to(self.desks[key].page)
        return self.desks[key]

    def _opened(self, by: ActingStaff, width: int, language: str) -> BrowserContext:
        context = self._context(width)
        session = fresh(by).cookies[settings.SESSION_COOKIE_NAME].value
        cookies = {LANGUAGE_COOKIE: language, settings.SESSION_COOKIE_NAME: session}
        context.add_cookies([{"name": name, "value": told, "url": self.site.address} for name, told in cookies.items()])
        return context

    def _context(self, width: int) -> BrowserContext:
        context = self.chromium.new_context(
            viewport={"width": width, "height": 900}, base_url=self.site.address, reduced_motion="reduce"
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        return context

    def _listen_to(self, page: Page) -> None:
        page.on("console", self._complain)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _complain(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def stranger(self) -> Page:
        """A page before which nobody is signed in, and whose button for the printer is heard."""
        context = self._context(self.width)
        context.add_init_script("window.print = () => { document.title = 'printed'; }")
        page = context.new_page()
        self._listen_to(page)
        return page

    def justice(self, town: str = HOME, **looks: str) -> Desk:
        """The justice assistant of a town."""
        return self.desk(self.district.assistant(town, self.today), **looks)  # type: ignore[arg-type]

    def town(self, town: str = HOME, **looks: str) -> Desk:
        """The town's officer."""
        return self.desk(self.district.at(OfficeKind.TOWN_GOVERNMENT, town, self.today), **looks)  # type: ignore[arg-type]

    def civil(self, town: str = HOME, **looks: str) -> Desk:
        """Civil affairs of a town."""
        return self.desk(self.district.at(OfficeKind.CIVIL_AFFAIRS, town, self.today), **looks)  # type: ignore[arg-type]

    def village(self, town: str = HOME, *, width: int | None = None) -> Desk:
        """The cadre of the first village of a town."""
        return self.desk(self.district.cadre(self.district.place(town), self.today), width=width)

    def bureau(self, **looks: str) -> Desk:
        """The clerk of the justice bureau."""
        return self.desk(self.district.clerk(self.today), **looks)  # type: ignore[arg-type]

    def aftercare(self, **looks: str) -> Desk:
        """The district's aftercare office."""
        return self.desk(self.district.aftercare(self.today), **looks)  # type: ignore[arg-type]

    def police(self, town: str = HOME) -> Desk:
        """An officer of the police station of a town."""
        if town not in self.officers:
            station = Office.objects.using(OWNER).get(kind=OfficeKind.POLICE_STATION, area=self.district.town(town))
            self.officers[town] = post(Role.POLICE_OFFICER, station, today=self.today)
        return self.desk(self.officers[town])

    def villages(self, town: str = HOME) -> list[str]:
        """The villages of a town as the pages name them."""
        areas = Area.objects.using(OWNER).filter(parent=self.district.town(town)).order_by("id")
        return [area.short_name for area in areas]

    # The rows

    def in_charge(self, case: Case) -> list[tuple[str, str, str]]:
        """Town by town who was responsible from when until when; a day that nobody or that two were fails."""
        rows = list(
            Responsibility.objects.using(OWNER).filter(case=case.pk).order_by("from_on").select_related("office")
        )
        kept = Case.objects.using(OWNER).get(pk=case.pk)
        assert rows[0].from_on == kept.care_from
        assert rows[-1].until_on == kept.closed_on
        for row, later in itertools.pairwise(rows):
            assert row.until_on is not None
            assert later.from_on == row.until_on + ONE_DAY
        return [(row.office.area.name if row.office else "", str(row.from_on), str(row.until_on or "")) for row in rows]

    def duties(self, case: Case, *rules: str) -> list[tuple[str, str, str]]:
        """Duties by rule, with their due day and how they stand today."""
        found = Duty.objects.using(OWNER).filter(case=case.pk)
        found = found.filter(rule__in=rules) if rules else found
        return [(duty.rule, str(duty.due_on), self._state(duty)) for duty in found.order_by("due_on", "rule", "number")]

    def _state(self, duty: Duty) -> str:
        state = duty_state(duty.opens_on, duty.due_on, duty.met_on, duty.void_on, max(self.today, duty.opens_on))
        is_missed = state is DutyState.OVERDUE and duty.period
        return "missed" if is_missed else state.value

    def is_all_as_the_acts_say(self, case: Case) -> bool:
        """Whether the register keeps just what follows from what was recorded."""
        assert differences(case.person_id, today=self.today) == []
        return True


@pytest.fixture(params=[pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone", marks=pytest.mark.proof)])
def journey(request: pytest.FixtureRequest, district: District, chromium: Browser) -> Iterator[Journey]:
    """Whatever a browser complains about fails the journey. `make prove` plays each on wide screens and once more on phones."""
    with override_settings(), served() as site:
        journey = Journey(site, chromium, district, settings.FIXED_TODAY, width=request.param)
        yield journey
        for context in journey.contexts:
            context.close()
    assert journey.complaints == []
