"""Kinds of lives, drawn: some wait for release, some are in care, some have been through it. What happens, and on which day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from anbang.scenario.areas import Place, areas
from anbang.scenario.values import Event, ScenarioPerson

PRISON = "重庆市永川监狱"
TEAM = ("police_officer", "justice_assistant", "village_cadre", "family_member")
REASONS = ("no_home", "no_work", "no_kin")
# How many of twenty kinds wait, are in care, and have been through it.
WAITING, IN_CARE, ENDED = range(3)
OF_TWENTY = (WAITING,) * 9 + (IN_CARE,) * 10 + (ENDED,)


@dataclass
class Life:
    """One life while it is drawn: what happened up to a day."""

    chance: Random
    today: date
    events: list[Event] = field(default_factory=list)

    def tell(self, days: int, what: str, **fields: object) -> None:
        """Something happened so many days before today, or later than all that was told; nothing of a day to come."""
        on = max(self.today - timedelta(days), self.events[-1].on if self.events else date.min)
        if on <= self.today:
            self.events.append(Event(on, what, fields, len(self.events) + 1))

    def likely(self, share: float) -> bool:
        """Chance decides."""
        return self.chance.random() < share

    def custody(self, release_in: int) -> None:
        """From the admission towards a release in so many days, before today if negative."""
        release_on = self.today + timedelta(release_in)
        self.tell(
            -release_in + self.chance.randint(200, 1500),
            "admitted",
            institution=PRISON,
            kind="prison",
            release_on=release_on,
        )
        if self.likely(0.75):
            self.tell(-release_in + self.chance.randint(60, 190), "form_received", channel="system")
            if self.likely(0.8):
                self.tell(-release_in + self.chance.randint(35, 60), "verified", name=True, identity=True, address=True)
        if self.likely(0.7):
            priority = (self.chance.choice(REASONS),) if self.likely(0.2) else ()
            self.tell(
                -release_in + self.chance.randint(5, 34), "notice_received", release_on=release_on, priority=priority
            )

    def care(self, since: int, *, until: int, abroad: Place) -> None:
        """From the release so many days ago to a day."""
        self.tell(since, "released", **{"from": "prison"})
        if self.likely(0.8):
            self.tell(since, "received", outcome="met" if self.likely(0.8) else "came_alone")
        reported = since - self.chance.randint(0, 40)
        if self.likely(0.9):
            self.tell(reported, "reported_in")
            self.tell(reported, "aid_explained")
        if self.likely(0.8):
            self.tell(reported - 3, "team_named", members=TEAM)
            self.tell(reported - 5, "plan_made")
        moves = self.chance.randint(until, since) if self.likely(0.12) else None
        for day in range(since - self.chance.randint(10, 80), until, -self.chance.randint(75, 120)):
            if moves is not None and day < moves:
                self.tell(moves, "moved", to=abroad)
                if self.likely(0.7):
                    self.tell(moves - 4, "transfer_accepted")
                moves = None
            if self.likely(0.9):
                self.tell(day, "visited")


def kinds_of_lives(many: int, today: date) -> Iterator[tuple[int, ScenarioPerson]]:
    """So many, always the same ones, each with what becomes of it: WAITING, IN_CARE or ENDED."""
    chance = Random(20_150_831)
    villages = sorted(areas().villages.values(), key=lambda place: str(place.village))
    for number in range(many):
        what = OF_TWENTY[number % len(OF_TWENTY)]
        life, home = Life(chance, today), chance.choice(villages)
        abroad = chance.choice([one for one in villages if one.abode.town != home.abode.town])
        DRAWN[what](life, abroad)
        born = date(1960, 1, 1) + timedelta(chance.randrange(16_000))
        yield what, ScenarioPerson(f"某人{number}", "male", born, home, None, None, True, tuple(life.events))


def _waiting(life: Life, _abroad: Place) -> None:
    life.custody(life.chance.randint(1, 700))


def _in_care(life: Life, abroad: Place) -> None:
    since = 20 + int(1480 * life.chance.random() ** 3)  # most of them came home lately
    life.custody(-since)
    life.care(since, until=0, abroad=abroad)


def _ended(life: Life, abroad: Place) -> None:
    since = life.chance.randint(1860, 2900)
    life.custody(-since)
    if life.likely(0.1):
        died = life.chance.randint(since - 1500, since - 90)
        life.care(since, until=died, abroad=abroad)
        life.tell(died, "died")
        return
    life.care(since, until=since - 1828, abroad=abroad)
    life.tell(since - 1845, "care_ended")


DRAWN: Mapping[int, Callable[[Life, Place], None]] = {WAITING: _waiting, IN_CARE: _in_care, ENDED: _ended}
