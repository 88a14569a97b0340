"""One life of the demo while it is played: whose file it is, and by whose hand each step is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from anbang.casework.handover.filing import Somebody, file_somebody
from anbang.casework.person.actions import Place
from anbang.demo.days import CLERK, Days
from anbang.demo.lives import Happened, Life
from anbang.demo.people import Home, Registry, months_later
from anbang.demo.stories import STORIES
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import AreaKind, Role
from anbang.organisations.models import Area

TERM_AFTER_CORRECTIONS = 36
STORY = {story.key: story for story in STORIES}


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of the district by name."""

    ids: Mapping[tuple[str, str], int]
    towns: Mapping[str, int]

    @classmethod
    def read(cls) -> "Areas":
        """From the register."""
        areas = Area.objects.select_related("parent")
        villages = areas.filter(kind__in=AreaKind.villages())
        towns = areas.filter(kind__in=AreaKind.towns())
        return cls(
            {(area.parent.name, area.name): area.pk for area in villages if area.parent},
            {area.name: area.pk for area in towns},
        )

    def place(self, home: Home) -> Place:
        """A home of the demo, as the register has it."""
        key = (home.town, home.village)
        return Place(area_id=self.ids[key]) if key in self.ids else Place(outside=home.town + home.village)


class Play:
    """One life. The file is opened on its first day; every later step knows the case."""

    def __init__(self, life: Life, registry: Registry, days: Days, areas: Areas, on: date, number: int) -> None:
        self.life, self.days, self.areas, self.on, self.number = life, days, areas, on, number
        self.registry = registry
        story = STORY.get(life.story)
        self.name = (story and story.name) or registry.name(life.sex)
        self.born_on = (story and story.born_on) or registry.born()
        self.id_number = "" if life.is_unknown else registry.number(life.sex, self.born_on)
        self.case_id = self.person_id = 0
        self.change_id = self.notice_id = self.need_id = self.sign_id = self.request_id = 0
        self.town = life.home.town
        self.lives_in = life.residence or life.home
        self.visits = 0

    def file(self, day: date) -> None:
        """Open the file."""
        registered = None if self.life.is_unknown else self.areas.place(self.life.home)
        somebody = Somebody(
            name=self.name,
            sex=self.life.sex,
            born_on=self.born_on,
            id_number=self.id_number,
            registered=registered,
            residence=self.areas.place(self.lives_in),
            investigated_in=self.areas.towns[self.town] if self.life.is_unknown else None,
        )
        case = file_somebody(somebody, by=self.assistant(day), on=day)
        self.case_id, self.person_id = case.pk, case.person_id

    @property
    def has_no_home(self) -> bool:
        """Whether the prison announced somebody without a home."""
        return any("no_home" in one.told.get("reasons", ()) for one in self.life.happened if one.step == "notice")

    # By whose hand

    def by(self, role: Role, area: str, day: date) -> ActingStaff:
        """The one at an area who holds a role."""
        return self.days.crew.acting(self.days.crew.at(role, area), day)

    def assistant(self, day: date) -> ActingStaff:
        """The assistant of the registered town's justice office."""
        return self.by(Role.JUSTICE_ASSISTANT, self.town, day)

    def town_officer(self, day: date) -> ActingStaff:
        """The town government."""
        return self.by(Role.TOWN_OFFICER, self.town, day)

    def head(self, day: date) -> ActingStaff:
        """The head of that office: its second person."""
        return self.days.crew.acting(self.days.crew.at(Role.JUSTICE_ASSISTANT, self.town, title="所长"), day)

    def cadre(self, day: date) -> ActingStaff:
        """The cadre of the village where the person lives."""
        return self.by(Role.VILLAGE_CADRE, self.lives_in.village, day)

    def clerk(self, day: date) -> ActingStaff:
        """The clerk of the bureau."""
        return self.days.crew.acting(CLERK, day)

    # On which day

    def when(self, one: Happened, day: date) -> dict[str, Any]:
        """The day that counts: that of the record, unless it is entered from a paper file."""
        if "term_over" not in one.told:
            return {"on": day}
        began = months_later(self.on, -TERM_AFTER_CORRECTIONS) - timedelta(days=one.told["term_over"])
        return {"on": began + timedelta(days=one.told["after"]), "late_because": "使用本系统以前的纸质档案，补录。"}

    def released_in(self, day: date) -> int:
        """The year of the last release by that day."""
        released = [self.on - timedelta(days=one.ago) for one in self.life.happened if one.step == "release"]
        return max((on for on in released if on <= day), default=day).year

    def receiver(self, day: date) -> ActingStaff:
        """The office of the residence; for one outside the bureau records the answer."""
        if self.lives_in.town not in self.areas.towns:
            return self.clerk(day)
        return self.by(Role.JUSTICE_ASSISTANT, self.lives_in.town, day)
