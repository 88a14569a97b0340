"""The stories as lines on lists: who stands on which list, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from anbang.casework.custody.models import Finding
from anbang.demo.accounts import OTHER_TOWN, TOWN
from anbang.demo.lists import TRUE, Entry, Fate
from anbang.demo.people import GENERAL, PRIORITY, Home, Invented, Registry, months_later
from anbang.demo.stories import STORIES
from anbang.exchange.batch.status import Decision

STORY = {story.key: story for story in STORIES}
HOME, SECOND_HOME = Home(TOWN, "白象社区居民委员会"), Home(OTHER_TOWN, "石燕子社区居民委员会")
ELSEWHERE = Home("四川省隆昌市", "界市镇")
OLD_HOUSE_GONE = replace(
    TRUE,
    address=Finding.FALSE,
    address_evidence="居委会证明：该址房屋已于2019年拆除，户主不知去向。",
    family="其姐住在邻街，愿意接纳。",
)
NOBODY_KNOWS = replace(
    TRUE,
    name=Finding.UNKNOWN,
    identity=Finding.UNKNOWN,
    name_evidence="只有本人自述，无证件，无人认识。",
    identity_evidence="派出所人口信息查无此人，已协查两地，未获答复。",
    family="本人称无亲属。",
)


@dataclass
class Plots:
    """Writes the stories' lines. Offences and terms are ordinary on purpose: what counts is what happens."""

    registry: Registry
    on: date

    def person(
        self, key: str, days_until_release: int, *, home: Home = HOME, sex: str = "male", opinion: str = GENERAL
    ) -> Invented:
        """The person of a story (or of none: an empty key), released so many days after the day of the demo."""
        story = STORY.get(key)
        born_on = (story and story.born_on) or self.registry.born()
        release_on = self.on + timedelta(days=days_until_release)
        return Invented(
            name=(story and story.name) or self.registry.name(sex),
            sex=sex,
            born_on=born_on,
            id_number=self.registry.number(sex, born_on),
            registered=home,
            residence=home,
            offence="盗窃罪",
            months=30,
            offence_on=months_later(release_on, -34),
            admitted_on=months_later(release_on, -29),
            release_on=release_on,
            contact="家属 13900000000",
            opinion=opinion,
            proposal="建议技能培训",
        )

    def in_the_detention_centre(self, person: Invented) -> Invented:
        """The same person with a sentence as it is served there."""
        months = 8
        begun_on = months_later(person.release_on, -months)
        return replace(person, months=months, offence_on=months_later(begun_on, -2), admitted_on=begun_on)

    def child(self, months_of_age: int, home: Home) -> Entry:
        """Somebody released soon, who at the offence was so many months old."""
        release_on = self.on + timedelta(days=45)
        offence_on = months_later(release_on, -22)
        born_on = months_later(offence_on, -months_of_age)
        return Entry(
            replace(
                self.person("", 45, home=home),
                born_on=born_on,
                id_number=self.registry.number("male", born_on),
                offence="寻衅滋事罪",
                months=20,
                offence_on=offence_on,
                admitted_on=months_later(release_on, -19),
            )
        )

    def all(self) -> Mapping[str, Sequence[Entry]]:
        """Occasion → its lines."""
        moved = Entry(self.person("release_moved", 120), Fate(verified=12, receipt=3, arranged=4))
        first = self.person("namesakes", 40)
        number_told = self.person("number_corrected", 33, home=SECOND_HOME)
        return {
            "long_ago": [
                moved,
                # Met by nobody, as far as anybody has written down: the town's alarm, and today's gate.
                Entry(self.person("", -1), Fate(verified=20, receipt=2, arranged=3)),
                Entry(self.person("", 0), Fate(verified=16, receipt=2, arranged=3)),
                Entry(self.person("", 5), Fate(verified=16, receipt=2, arranged=3)),
            ],
            "last_season": [
                Entry(
                    self.person("false_address", 25),
                    Fate(verified=19, findings=OLD_HOUSE_GONE, receipt=4, settled=22, arranged=5),
                ),
                Entry(
                    number_told,
                    Fate(verified=15, receipt=2, arranged=6),
                    typed={"身份证号": wrong_digit(number_told.id_number or "")},
                    put_right={"身份证号": number_told.id_number or ""},
                ),
                Entry(first, Fate(verified=14, receipt=2, arranged=3)),
                Entry(
                    replace(first, id_number=None, registered=Home(TOWN, "武城社区居民委员会")),
                    Fate(verified=23, receipt=2, arranged=3),
                    decision=Decision.TAKE_IN,
                ),
            ],
            "two_months_ago": [
                Entry(self.person("overdue", 38, home=SECOND_HOME), Fate(arranged=4)),
                Entry(
                    self.person("priority", 18, opinion=PRIORITY),
                    Fate(verified=15, receipt=3, arranged=5, who_meets="街道、派出所、司法所一同接回并安置", alerted=2),
                ),
                Entry(self.person("no_receipt", 47), Fate(verified=28, arranged=5)),
                Entry(self.person("", 30), Fate(verified=10, receipt=4)),
            ],
            "a_month_ago": [
                Entry(
                    self.person("all_arranged", 6, sex="female"),
                    Fate(verified=9, receipt=2, arranged=4, who_meets="街道工作人员和她的姐姐一同接回"),
                ),
            ],
            "weeks_ago": [
                Entry(
                    replace(
                        self.in_the_detention_centre(self.person("unknown_identity", 20, home=SECOND_HOME)),
                        id_number=None,
                    ),
                    Fate(verified=17, findings=NOBODY_KNOWS, receipt=3, arranged=5),
                ),
                Entry(self.in_the_detention_centre(self.person("", 30, home=ELSEWHERE))),
            ],
            "youth": [
                self.child(16 * 12 + 4, HOME),
                self.child(17 * 12, SECOND_HOME),
                self.child(19 * 12, HOME),
                # Closed and at fault: it waits for the keepers.
                replace(self.child(16 * 12 + 8, HOME), typed={"释放日期": "待定"}),
            ],
            "days_ago": [
                Entry(self.person("released_in_days", 4), Fate()),
                Entry(replace(moved.person, release_on=self.on + timedelta(days=33))),
            ],
        }


def wrong_digit(number: str) -> str:
    """The number with one digit mistyped: its check no longer holds."""
    return f"{number[:15]}{(int(number[15]) + 1) % 10}{number[16:]}"
