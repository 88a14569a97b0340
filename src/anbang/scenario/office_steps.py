"""What the offices of a scenario did, step by step, and whose duties are listed."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date

from anbang.assistance.placement.actions import agree_base, end_base
from anbang.coordination.office.actions import begin_rounds, record_office_act
from anbang.coordination.office.models import OfficeActKind
from anbang.coordination.office.settling import settle_offices
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Office
from anbang.scenario.areas import areas
from anbang.scenario.crew import Crew
from anbang.scenario.places import Gazetteer
from anbang.scenario.values import Event, Scenario

OF_THE_DISTRICT = (OfficeKind.AFTERCARE_OFFICE, OfficeKind.HRSS)
OF_A_TOWN = (OfficeKind.TOWN_GOVERNMENT, OfficeKind.JUSTICE_OFFICE)


class OfficePlay:
    """The offices of a scenario. Without any part of their own they have no duties in it."""

    def __init__(self, scenario: Scenario, crew: Crew, places: Gazetteer) -> None:
        self.scenario, self.told = scenario, scenario.offices
        self.crew, self.places = crew, places
        self.bases: dict[str, list[int]] = defaultdict(list)

    @property
    def towns(self) -> list[str]:
        """The towns that are listed: those named, else those in the events."""
        if self.told is None:
            return []
        named = {str(event.fields["area"]) for event in self.told.events} - {areas().district}
        return list(self.told.towns) if self.told.towns is not None else sorted(named)

    def play(self) -> None:
        """Begin the rounds, take every step, and let the day of the question come."""
        if self.told is None:
            return
        listed = self._listed()
        by = self.crew.at(OfficeKind.AFTERCARE_OFFICE, None, self.scenario.as_of)
        with acting(by):
            begin_rounds(listed, since=self._since(), today=self._since())
        for event in self.told.events:
            STEPS[event.name](self, event)
        with acting(by):
            settle_offices(listed, today=self.scenario.as_of)

    def _listed(self) -> list[Office]:
        district = Office.objects.filter(kind__in=OF_THE_DISTRICT)
        towns = Office.objects.filter(kind__in=OF_A_TOWN, area__in=[self.places.ids[town] for town in self.towns])
        return [*district, *towns]

    def _since(self) -> date:
        """From the first event of anybody, unless the file says from when."""
        assert self.told is not None
        if self.told.since is not None:
            return self.told.since
        days = [event.on for event in self.told.events]
        days += [event.on for person in self.scenario.people.values() for event in person.events]
        return min(days, default=self.scenario.as_of)

    def area(self, event: Event) -> int | None:
        """The town that an event is about; None for the district."""
        code = str(event.fields["area"])
        return None if code == areas().district else self.places.ids[code]

    def act(self, kind: OfficeActKind, office_kind: OfficeKind, event: Event) -> None:
        """The office of a kind did something."""
        by = self.crew.at(office_kind, self.area(event), event.on)
        record_office_act(kind, by.office_id, by=by, on=event.on)

    def meeting(self, event: Event) -> None:
        """A joint meeting of the district or of a town."""
        of_the_district = self.area(event) is None
        office = OfficeKind.AFTERCARE_OFFICE if of_the_district else OfficeKind.TOWN_GOVERNMENT
        self.act(OfficeActKind.JOINT_MEETING, office, event)

    def agree(self, event: Event) -> None:
        """An enterprise of a town agreed to be a base."""
        area = self.area(event)
        assert area is not None
        by = self.crew.at(OfficeKind.TOWN_GOVERNMENT, area, event.on)
        base = agree_base(area, f"企业{len(self.bases[str(area)]) + 1}", by=by, on=event.on)
        self.bases[str(area)].append(base.pk)

    def end(self, event: Event) -> None:
        """The oldest agreement of a town that still holds ends."""
        area = self.area(event)
        by = self.crew.at(OfficeKind.TOWN_GOVERNMENT, area, event.on)
        end_base(self.bases[str(area)].pop(0), by=by, on=event.on)


STEPS: Mapping[str, Callable[[OfficePlay, Event], None]] = {
    "joint_meeting": OfficePlay.meeting,
    "liaison": lambda play, event: play.act(OfficeActKind.LIAISON, OfficeKind.JUSTICE_OFFICE, event),
    "skill_course": lambda play, event: play.act(OfficeActKind.SKILL_COURSE, OfficeKind.HRSS, event),
    "base_agreed": OfficePlay.agree,
    "base_ended": OfficePlay.end,
}
