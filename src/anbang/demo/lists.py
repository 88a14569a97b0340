"""Which lists came when, who stands on them, and what became of each person by the day of the demo.

Everything is told as days after a list came. What would lie after the day of the demo has not happened yet: so the work lists
of a living district come about by themselves, with what is late, due today, due soon and due later.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import cycle

from anbang.casework.custody.actions import Findings
from anbang.casework.custody.models import Finding
from anbang.demo.accounts import OTHER_TOWN, TOWN
from anbang.demo.people import PRIORITY, Home, Invented, Registry, months_later
from anbang.demo.workbooks import DOTTED, PLAIN, SPOKEN, Style
from anbang.exchange.batch.status import Decision
from anbang.policy import DEFAULT_PACK

TRUE = Findings(Finding.TRUE, Finding.TRUE, Finding.TRUE, family="家人愿意接纳，已说明帮教政策。")
FOUND_FALSE = replace(
    TRUE,
    address=Finding.FALSE,
    address_evidence="村委会证明：该址房屋已拆除，家人三年前迁走。",
    family="已联系上其兄，愿意接纳。",
)
NOT_FOUND = replace(
    TRUE, address=Finding.UNKNOWN, address_evidence="两次上门无人，邻居不知去向。", family="暂未联系上。"
)
WAYS_HOME = (
    "家人到监所门口接回",
    "镇街工作人员与家人一同接回",
    "村（社区）干部陪同家人接回",
    "本人自行返回，司法所电话确认到家",
)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of somebody, in days after the list (a receipt, and what became of a false finding: after the reply). None: nobody did it."""

    verified: int | None = None
    findings: Findings = TRUE
    receipt: int | None = None
    settled: int | None = None
    arranged: int | None = None
    who_meets: str = WAYS_HOME[0]
    alerted: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody's line on a list: what is mistyped there, what the clerk of the bureau puts right and decides, what follows."""

    person: Invented
    fate: Fate = Fate()
    typed: Mapping[str, str] = field(default_factory=dict)
    put_right: Mapping[str, str] = field(default_factory=dict)
    decision: Decision = Decision.NONE


@dataclass(frozen=True, slots=True)
class ArrivedList:
    """One list: who sent it, the day it came, how that institution writes, and its lines."""

    key: str
    institution: str
    arrived_on: date
    style: Style
    entries: Sequence[Entry]

    @property
    def title(self) -> str:
        """What stands above the headings, and what the file is called."""
        return f"{self.institution}{self.arrived_on.year}年{self.arrived_on.month}月拟刑满释放人员名单"


@dataclass(frozen=True, slots=True)
class Occasion:
    """A list to be filled: how many ordinary people stand on it beside those of the stories."""

    key: str
    institution: str
    people: int
    style: Style
    sex: str = "male"
    short: bool = False


# The keys say when a list came, seen from the day of the demo.
OCCASIONS = (
    Occasion("long_ago", "重庆市永川监狱", 24, PLAIN),
    Occasion("last_season", "重庆市渝西监狱", 22, SPOKEN),
    Occasion("two_months_ago", "重庆市永川监狱", 20, PLAIN),
    Occasion("a_month_ago", "重庆市女子监狱", 20, SPOKEN, sex="female"),
    Occasion("weeks_ago", "荣昌区看守所", 15, DOTTED, short=True),
    Occasion("youth", "重庆市未成年犯管教所", 0, SPOKEN),
    Occasion("last_week", "重庆市凤城监狱", 18, SPOKEN),
    Occasion("days_ago", "重庆市永川监狱", 14, PLAIN),
)


def arrivals(on: date) -> dict[str, date]:
    """Occasion → the day it came. Some are chosen so that a duty that counts from them is due on `on` itself."""
    figures = DEFAULT_PACK.in_force(on)

    def figure(name: str) -> int:
        return int(str(figures[name]))

    return {
        "long_ago": on - timedelta(days=112),
        "last_season": on - timedelta(days=84),
        "two_months_ago": on - timedelta(days=60),
        "a_month_ago": months_later(on, -figure("verification_months")),
        "weeks_ago": on - timedelta(days=24),
        "youth": on - timedelta(days=16),
        "last_week": on - timedelta(days=figure("reception_reply_days")),
        "days_ago": on - timedelta(days=figure("priority_alert_days")),
    }


def fill(
    registry: Registry, villages: Mapping[str, Sequence[str]], plots: Mapping[str, Sequence[Entry]], *, on: date
) -> list[ArrivedList]:
    """The lists in the order of their days. `villages`: town → its villages; `plots`: occasion → the lines of the stories."""
    ordinary = _Ordinary(registry, villages, on)
    days = arrivals(on)
    lists = [
        ArrivedList(
            occasion.key,
            occasion.institution,
            days[occasion.key],
            occasion.style,
            [*plots.get(occasion.key, ()), *ordinary.entries(occasion, days[occasion.key])],
        )
        for occasion in OCCASIONS
    ]
    return sorted(lists, key=lambda one: one.arrived_on)


class _Ordinary:
    """Makes people whose story is nothing special: most is done in time, some late, some not at all."""

    def __init__(self, registry: Registry, villages: Mapping[str, Sequence[str]], on: date) -> None:
        self.registry, self.random, self.on = registry, registry.random, on
        self.villages = {town: cycle(names) for town, names in villages.items()}
        self.towns = cycle(villages)

    def home(self, town: str) -> Home:
        """The next village of a town."""
        return Home(town, next(self.villages[town]))

    def entries(self, occasion: Occasion, arrived_on: date) -> Iterator[Entry]:
        """The lines of one list: two people of each printed justice office, one of whom nobody has verified; then all towns."""
        for place in range(occasion.people):
            printed = (TOWN, TOWN, OTHER_TOWN, OTHER_TOWN)
            home = self.home(printed[place] if place < len(printed) else next(self.towns))
            person = self.registry.invent(
                home, self.release_on(place, arrived_on), told_on=arrived_on, sex=occasion.sex, short=occasion.short
            )
            waits = place in (0, 2)
            fate = self.fate(person, waits=waits)
            if waits and occasion.key == "days_ago":
                # Of these nobody has told the town and the police yet, and today is the last day for it.
                person = replace(person, opinion=PRIORITY)
                fate = Fate()
            if occasion.key == "last_week" and place % 6 == 0:
                # The arrangement for these is to be sent back today.
                fate = replace(fate, arranged=None)
            yield Entry(self.elsewhere(person, place), fate)

    def release_on(self, place: int, arrived_on: date) -> date:
        """Not before the day of the demo, and told in time."""
        earliest = max(months_later(arrived_on, 1), self.on)
        return earliest + timedelta(days=1 + self.random.randrange(1 + place % 3 * 35 + 20))

    def elsewhere(self, person: Invented, place: int) -> Invented:
        """Some live in another town than that of their household, some in another county, some come from one."""
        match place:
            case 7:
                return replace(person, residence=self.home(next(self.towns)))
            case 11:
                return replace(person, residence=Home("四川省隆昌市", "界市镇"))
            case 13:
                return replace(person, registered=Home("重庆市大足区", "龙水镇"))
        return person

    def fate(self, person: Invented, *, waits: bool) -> Fate:
        """What becomes of somebody; whoever `waits` is verified by nobody."""
        chance = self.random.random()
        verified = None if waits or chance < 0.05 else self.random.choice((5, 8, 11, 14, 17, 20, 23, 26, 29, 38))
        findings = FOUND_FALSE if chance > 0.95 else NOT_FOUND if chance > 0.9 else TRUE
        return Fate(
            verified=verified,
            findings=findings,
            receipt=None if chance < 0.15 else self.random.randrange(1, 6),
            arranged=None if 0.5 < chance < 0.53 else self.random.choice((1, 2, 3, 4, 5, 6, 9)),
            who_meets=self.random.choice(WAYS_HOME),
            alerted=self.random.choice((1, 2, 5)) if person.opinion == PRIORITY else None,
        )
