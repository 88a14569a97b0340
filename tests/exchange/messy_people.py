"""People for messy lists, each planted with what is wrong with them: the true answers are known because they were made."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.exchange.numbers import check_sign, identity_number

DIVISIONS = Path(__file__).parents[2] / "src/anbang/organisations/data/divisions.csv"
ON = date(2026, 11, 5)
FIRST_DAY_IN_TIME = date(2026, 12, 5)
USUAL = ("500153", "500226", "510231", "512127")
SURNAMES = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英玉珍红辉鹏飞波"
ABROAD = (
    ("四川省隆昌市", "界市镇"),
    ("重庆市大足区", "龙水镇"),
    ("贵州省习水县", "东皇街道"),
    ("四川省泸县", "福集镇"),
)
UNKNOWN_TOWNS = ("荣峰镇", "清河镇", "新昌街道")
UNKNOWN_VILLAGES = ("和平新村社区", "不存在村", "双桥头居民委员会")
NO_TERMS = ("见判决书", "若干年", "3", "缓刑")
NO_DAYS = ("1899-12-31", "2101/1/1", "年底", "2027年底", "2027-13-05", "2027年2月30日", "2027/1", "待定", "27.1.5")

Faults = set[tuple[str, str]]


def _places() -> list[tuple[str, str]]:
    """(town, village) by full name; only villages whose bare name is one of a kind, so that no short form is ambiguous."""
    with DIVISIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row["code_statistics"]: row["name"] for row in rows}
    villages = [row for row in rows if row["kind"] in ("community", "village")]
    bare = [bare_village(row["name"]) for row in villages]
    return [
        (names[row["parent"]], row["name"])
        for row in villages
        if bare.count(bare_village(row["name"])) == 1 and len(bare_village(row["name"])) > 1
    ]


def bare_village(name: str) -> str:
    """A village's name without its titles."""
    for ending in ("居民委员会", "村民委员会", "社区", "村"):
        name = name.removesuffix(ending)
    return name


PLACES = _places()


@dataclass(frozen=True)
class Human:
    """Somebody as they are, before anybody types them into a list. No `months`: for life."""

    name: str
    is_male: bool
    number: str
    born_on: date
    registered: tuple[str, str]
    residence: tuple[str, str] | None
    offence: str
    months: int | None
    offence_on: date
    admitted_on: date
    release_on: date
    opinion: str
    contact: str
    proposal: str


@dataclass
class Planted:
    """One row: the human, what is typed differently (column → text, or a day to be written somehow), and the true answer."""

    human: Human
    typed: dict[str, object] = field(default_factory=dict)
    faults: Faults = field(default_factory=set)
    outcome: str = "new"
    number_form: str = "any"

    def fault(self, column: str, code: str, *, refused: bool = True) -> None:
        """Note what is wrong."""
        self.faults.add((column, code))
        if refused:
            self.outcome = "refused"

    @property
    def is_sound(self) -> bool:
        """Whether it can be somebody's double: read without an error, within the district, with its number."""
        return self.outcome == "new" and self.typed.get("身份证号", self.human.number) != ""


class People:
    """Makes humans of whom no two have the same name, number or day of birth."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.made = 0
        self.eldest_on = date(1955, 1, 1) + timedelta(days=random.randrange(12_000))

    def human(self) -> Human:
        """Somebody about whom nothing is wrong and nothing is remarkable."""
        random, self.made = self.random, self.made + 1
        born_on = self.eldest_on + timedelta(days=self.made * 37 + random.randrange(30))
        name = random.choice(SURNAMES) + GIVEN[self.made // len(GIVEN) % len(GIVEN)] + GIVEN[self.made % len(GIVEN)]
        male = random.random() < 0.8
        offence_on = date(2015, 1, 1) + timedelta(days=random.randrange(3000))
        registered = random.choice(PLACES)
        return Human(
            name=name,
            is_male=male,
            number=identity_number(born_on, sequence=2 * random.randrange(499) + male, region=random.choice(USUAL)),
            born_on=born_on,
            registered=registered,
            residence=random.choice([None, registered, random.choice(PLACES)]),
            offence=random.choice(["盗窃罪", "诈骗罪", "交通肇事罪", "贩卖、运输毒品罪", "故意伤害罪"]),
            months=random.choice([None, *range(1, 200)]),
            offence_on=offence_on,
            admitted_on=offence_on + timedelta(days=random.randrange(30, 400)),
            release_on=FIRST_DAY_IN_TIME + timedelta(days=random.choice([0, random.randrange(400)])),
            opinion=random.choice(["一般", "重点", ""]),
            contact=f"{random.choice(SURNAMES)}某 13{random.randrange(10**9):09d}",
            proposal=random.choice(["", "建议技能培训", "家庭困难，建议临时救助"]),
        )


def plant(human: Human, random: Random, columns: set[str]) -> Planted:
    """A row with none, one or some things wrong, of those that the list's columns can show."""
    row = Planted(human)
    for group, share in GROUPS:
        if random.random() < share:
            wrongs = [wrong for wrong, needs in group if needs <= columns]
            if wrongs:
                random.choice(wrongs)(row, random)
    if not _birth_is_known(row, columns):
        row.faults.discard(("作案日期", "juvenile_offence"))
    return row


def _birth_is_known(row: Planted, columns: set[str]) -> bool:
    number_is_read = "身份证号" in columns and "身份证号" not in row.typed
    return number_is_read or ("出生日期" in columns and "出生日期" not in row.typed)


def _no_name(row: Planted, random: Random) -> None:
    row.typed["姓名"] = random.choice(["", "  ", "\u3000"])
    row.fault("姓名", "name_missing")


def _wrong_length(row: Planted, random: Random) -> None:
    row.typed["身份证号"] = row.human.number[: random.choice([14, 16, 17])]
    row.fault("身份证号", "id_length")


def _wrong_check_sign(row: Planted, random: Random) -> None:
    number = row.human.number
    row.typed["身份证号"] = number[:17] + random.choice([sign for sign in "0123456789X" if sign != number[17]])
    row.fault("身份证号", "id_check_digit")


def _no_such_birth(row: Planted, random: Random) -> None:
    number = row.human.number
    seventeen = number[:10] + random.choice(["1301", "0230", "0431", "0000"]) + number[14:17]
    row.typed["身份证号"] = seventeen + check_sign(seventeen)
    row.fault("身份证号", "id_date")


def _birth_that_cannot_be(row: Planted, random: Random) -> None:
    """A real day, before all memory or still to come; the check sign is right."""
    number = row.human.number
    eight = random.choice(["18991231", "18500101", "00010101", f"{ON + timedelta(days=1):%Y%m%d}", "20990101"])
    seventeen = number[:6] + eight + number[14:17]
    row.typed["身份证号"] = seventeen + check_sign(seventeen)
    row.fault("身份证号", "id_date")


def _typed_birth_that_cannot_be(row: Planted, random: Random) -> None:
    """Without a number that would decide it."""
    _no_number(row, random)
    cannot = ["1899-12-31", "2101-01-01", ON + timedelta(days=random.choice([1, 4000]))]
    row.typed["出生日期"] = random.choice(cannot)
    row.fault("出生日期", "date_unreadable")


def _other_birth(row: Planted, random: Random) -> None:
    row.typed["出生日期"] = row.human.born_on + timedelta(days=random.choice([-1, 1, 31, 365]))
    row.fault("出生日期", "born_mismatch")


def _unreadable_birth(row: Planted, random: Random) -> None:
    row.typed["出生日期"] = random.choice(NO_DAYS)
    row.fault("出生日期", "date_unreadable")


def _other_sex(row: Planted, random: Random) -> None:
    row.typed["性别"] = "女" if row.human.is_male else "男"
    row.fault("性别", "sex_mismatch")


def _no_number(row: Planted, random: Random) -> None:
    row.typed["身份证号"] = ""
    row.fault("身份证号", "id_missing", refused=False)


def _neither(row: Planted, random: Random) -> None:
    _no_number(row, random)
    row.typed["出生日期"] = ""
    row.fault("出生日期", "born_missing")


def _fifteen(row: Planted, random: Random) -> None:
    row.number_form = "fifteen"
    row.fault("身份证号", "id_15_digits", refused=False)


def _wide(row: Planted, random: Random) -> None:
    row.number_form = "wide"
    row.fault("身份证号", "id_full_width", refused=False)


def _far_region(row: Planted, random: Random) -> None:
    seventeen = random.choice(["440306", "110101"]) + row.human.number[6:17]
    row.human = replace(row.human, number=seventeen + check_sign(seventeen))
    row.fault("身份证号", "region_unusual", refused=False)


def _unknown_town(row: Planted, random: Random) -> None:
    row.typed["户籍镇街"] = random.choice(UNKNOWN_TOWNS)
    row.fault("户籍镇街", "town_unknown")


def _unknown_village(row: Planted, random: Random) -> None:
    row.typed["户籍村居"] = random.choice(UNKNOWN_VILLAGES)
    row.fault("户籍村居", "village_unknown")


def _village_elsewhere(row: Planted, random: Random) -> None:
    elsewhere = [village for town, village in PLACES if town != row.human.registered[0]]
    row.typed["户籍村居"] = random.choice(elsewhere)
    row.fault("户籍村居", "village_not_in_town")


def _of_elsewhere(row: Planted, random: Random) -> None:
    row.human = replace(row.human, registered=random.choice(ABROAD), residence=random.choice(ABROAD))
    if row.outcome != "refused":
        row.outcome = "not_ours"


def _living_here(row: Planted, random: Random) -> None:
    row.human = replace(row.human, registered=random.choice(ABROAD), residence=random.choice(PLACES))


def _living_elsewhere(row: Planted, random: Random) -> None:
    row.human = replace(row.human, residence=random.choice(ABROAD))


def _no_term(row: Planted, random: Random) -> None:
    row.typed["原判刑期"] = random.choice(NO_TERMS)
    row.fault("原判刑期", "sentence_unreadable")


def _a_child(row: Planted, random: Random) -> None:
    """Seventeen on the day before the birthday, with five years at most."""
    born_on = row.human.born_on
    offence_on = born_on.replace(year=born_on.year + 18, day=min(born_on.day, 28)) - timedelta(
        days=random.choice([1, 400])
    )
    row.human = replace(row.human, offence_on=offence_on, months=random.choice([6, 24, 59, 60]))
    row.fault("作案日期", "juvenile_offence", refused=False)


def _nearly_a_child(row: Planted, random: Random) -> None:
    """Control of the above: of age on the birthday itself, or under age with a month more than five years."""
    born_on = row.human.born_on
    birthday = born_on + timedelta(days=18 * 366)
    younger = born_on + timedelta(days=17 * 365)
    human = random.choice(
        [replace(row.human, offence_on=birthday, months=24), replace(row.human, offence_on=younger, months=61)]
    )
    row.human = human


def _no_release(row: Planted, random: Random) -> None:
    row.typed["释放日期"] = random.choice(["", *NO_DAYS])
    row.fault("释放日期", "date_unreadable")


def _admitted_after(row: Planted, random: Random) -> None:
    row.typed["收押日期"] = row.human.release_on + timedelta(days=random.choice([1, 30]))
    row.fault("收押日期", "release_before_admission")


def _no_admission(row: Planted, random: Random) -> None:
    row.typed["收押日期"] = random.choice(NO_DAYS)
    row.fault("收押日期", "date_unreadable")


def _before_birth(column: str) -> "Wrong":
    """A day before the birth, which a right number decides; not of somebody whose offence is told of already."""

    def wrong(row: Planted, random: Random) -> None:
        if "身份证号" in row.typed or ("作案日期", "juvenile_offence") in row.faults:
            return
        row.typed[column] = row.human.born_on - timedelta(days=random.choice([1, 3000]))
        row.fault(column, "date_unreadable")

    return wrong


def _late(row: Planted, random: Random) -> None:
    row.human = replace(row.human, release_on=FIRST_DAY_IN_TIME - timedelta(days=random.choice([1, 10, 29])))
    row.fault("释放日期", "late_notice", refused=False)


Wrong = Callable[[Planted, Random], None]
NAME: list[tuple[Wrong, set[str]]] = [(_no_name, set())]
IDENTITY: list[tuple[Wrong, set[str]]] = [
    *(
        (wrong, {"身份证号"})
        for wrong in (
            *(_wrong_length, _wrong_check_sign, _no_such_birth, _birth_that_cannot_be, _fifteen, _wide, _far_region),
        )
    ),
    *(
        (wrong, {"身份证号", "出生日期"})
        for wrong in (_other_birth, _no_number, _neither, _unreadable_birth, _typed_birth_that_cannot_be)
    ),
    (_other_sex, {"身份证号", "性别"}),
]
PLACE: list[tuple[Wrong, set[str]]] = [
    (_unknown_town, {"户籍镇街"}),
    *((wrong, {"户籍镇街", "户籍村居"}) for wrong in (_unknown_village, _village_elsewhere)),
    *((wrong, {"居住镇街"}) for wrong in (_of_elsewhere, _living_here, _living_elsewhere)),
]
SENTENCE: list[tuple[Wrong, set[str]]] = [
    (_no_term, {"原判刑期"}),
    *((wrong, {"原判刑期", "作案日期"}) for wrong in (_a_child, _nearly_a_child)),
]
DAYS: list[tuple[Wrong, set[str]]] = [
    (_no_release, {"释放日期"}),
    (_late, {"释放日期"}),
    *((wrong, {"收押日期"}) for wrong in (_admitted_after, _no_admission)),
    *((_before_birth(column), {"身份证号", column}) for column in ("作案日期", "收押日期")),
]
GROUPS = ((NAME, 0.04), (IDENTITY, 0.3), (PLACE, 0.2), (SENTENCE, 0.2), (DAYS, 0.2))
