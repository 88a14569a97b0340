"""Invented people: names from small tables, ID numbers with a right check digit, sentences whose days fit together.

Drawn from a seeded source, so that the same district comes about every time; only the days move with the day of the demo.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from anbang.lib.identity_number import check_character

SEED = 2015
# The district's own code, and the two that it had before: what people of the district carry.
REGIONS = ("500153", "510231", "500226")
# Nobody is born later: whoever is on a list of the demo was of age at the offence, unless a story says otherwise.
YEARS_OF_BIRTH = range(1964, 1997)
SURNAMES = "冉龚陶秦段汪田夏姜范方石谭廖邹熊金陆郝孔白崔康毛邱江史顾侯邵孟龙万钱汤尹黎易武乔赖文"
GIVEN_NAMES = {
    "male": (
        *(
            "天佑",
            "启明",
            "祖福",
            "仕荣",
            "正凯",
            "维德",
            "永贵",
            "昌全",
            "世海",
            "光耀",
            "家林",
            "学礼",
            "先友",
            "定邦",
        ),
        *(
            "云飞",
            "开富",
            "显忠",
            "继业",
            "廷川",
            "长河",
            "绍坤",
            "泽厚",
            "瑞祥",
            "朝晖",
            "兴旺",
            "思远",
            "在田",
            "克勤",
        ),
    ),
    "female": (
        *(
            "淑芬",
            "素琴",
            "桂蓉",
            "春燕",
            "冬莲",
            "凤仪",
            "玉珍",
            "雪莉",
            "月秋",
            "碧容",
            "翠屏",
            "若兰",
            "丹霞",
            "小蓉",
        ),
    ),
}
# Offence, and the months that such a sentence often has.
OFFENCES = (
    ("盗窃罪", (8, 14, 20, 38)),
    ("诈骗罪", (18, 30, 42, 66)),
    ("故意伤害罪", (10, 22, 40)),
    ("贩卖毒品罪", (16, 36, 54, 84)),
    ("危险驾驶罪", (6, 8)),
    ("寻衅滋事罪", (12, 20, 32)),
    ("开设赌场罪", (18, 30, 44)),
    ("交通肇事罪", (14, 26, 38)),
    ("掩饰、隐瞒犯罪所得罪", (9, 15, 24)),
)
SHORT_OFFENCES = (("危险驾驶罪", (4, 6, 8)), ("盗窃罪", (6, 9, 10)), ("寻衅滋事罪", (8, 10)))
PROPOSALS = (
    "建议技能培训",
    "家庭困难，建议临时救助",
    "建议落实低保",
    "有驾驶技能，建议推荐就业",
    "身体残疾，建议医疗救助",
    "",
)
PRIORITY, GENERAL = "重点", "一般"


@dataclass(frozen=True, slots=True)
class Home:
    """A place as a list writes it: a town and a village of the district, or a county elsewhere and a place there."""

    town: str
    village: str


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who does not exist, as an institution writes them down. `id_number` None: never proven."""

    name: str
    sex: str
    born_on: date
    id_number: str | None
    registered: Home
    residence: Home
    offence: str
    months: int
    offence_on: date
    admitted_on: date
    release_on: date
    opinion: str = GENERAL
    contact: str = ""
    proposal: str = ""


def id_number(region: str, born_on: date, order: int) -> str:
    """The eighteen characters for somebody of a region and day; `order` (1 to 999) is odd for men."""
    seventeen = f"{region}{born_on:%Y%m%d}{order:03d}"
    return seventeen + check_character(seventeen)


def months_later(day: date, months: int) -> date:
    """The same day `months` later (earlier, if negative), or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass
class Registry:
    """Invents one person after the other; no name and no ID number comes twice."""

    random: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311  # to be the same every time is the point
    names: set[str] = field(default_factory=set)
    orders: int = 0

    def name(self, sex: str) -> str:
        """A name that nobody has yet."""
        while True:
            name = self.random.choice(SURNAMES) + self.random.choice(GIVEN_NAMES[sex])
            if name not in self.names:
                self.names.add(name)
                return name

    def born(self) -> date:
        """A day of birth."""
        return date(self.random.choice(YEARS_OF_BIRTH), 1, 1) + timedelta(days=self.random.randrange(365))

    def number(self, sex: str, born_on: date) -> str:
        """An ID number that nobody has yet."""
        self.orders += 2
        return id_number(self.random.choice(REGIONS), born_on, self.orders % 998 + (sex == "male"))

    def invent(
        self, home: Home, release_on: date, *, told_on: date, sex: str = "male", short: bool = False
    ) -> Invented:
        """Somebody of `home` who is released on that day, as told by a list of `told_on`; `short`: a sentence as it is served
        in a detention centre.
        """
        offence, terms = self.random.choice(SHORT_OFFENCES if short else OFFENCES)
        months = self.random.choice(terms)
        days_held = 0 if short else self.random.randrange(15, 60)
        while months_later(release_on, -months) + timedelta(days=days_held) >= told_on:
            months += 2  # nobody is on a list before they came in; no draw, or another day would be another people
        begun_on = months_later(release_on, -months)
        born_on = self.born()
        return Invented(
            name=self.name(sex),
            sex=sex,
            born_on=born_on,
            id_number=self.number(sex, born_on),
            registered=home,
            residence=home,
            offence=offence,
            months=months,
            offence_on=begun_on - timedelta(days=self.random.randrange(20, 200)),
            admitted_on=begun_on + timedelta(days=days_held),
            release_on=release_on,
            opinion=PRIORITY if self.random.random() < 0.2 else GENERAL,
            contact=f"{self.random.choice(SURNAMES)}某 1390000{self.random.randrange(10_000):04d}",
            proposal=self.random.choice(PROPOSALS),
        )
