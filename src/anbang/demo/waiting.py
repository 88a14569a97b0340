"""The list that waits: just handed in, and not yet put right. It has a row for nearly everything that can be wrong."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from anbang.demo.accounts import OTHER_TOWN, TOWN
from anbang.demo.lists import ArrivedList, Entry
from anbang.demo.people import PRIORITY, Home, Invented, Registry, months_later
from anbang.demo.play import Play
from anbang.demo.plots import ELSEWHERE, Plots, wrong_digit
from anbang.demo.workbooks import PLAIN

SENDER = "重庆市渝都监狱"
# After the judgment that ended the care of whoever reoffended.
DAYS_SINCE_ADMITTED = 9
HOMES = (
    Home(TOWN, "桂花社区居民委员会"),
    Home(OTHER_TOWN, "古桥社区居民委员会"),
    Home("峰高街道", "东湖社区居民委员会"),
    Home("荣隆镇", "高田村村民委员会"),
    Home("盘龙镇", "大建社区居民委员会"),
    Home("铜鼓镇", "高山村村民委员会"),
)


def waiting_list(registry: Registry, earlier: Sequence[ArrivedList], reoffended: Play, *, on: date) -> ArrivedList:
    """The list of the day. `earlier`: some of it repeats or changes what stands there. `reoffended`: is in custody again."""
    known = {arrived.key: [entry.person for entry in arrived.entries] for arrived in earlier}
    same, transferred = known["last_week"][4], known["last_week"][5]
    doubted, unproven = known["two_months_ago"][7], known["weeks_ago"][0]
    ready = [
        registry.invent(home, months_later(on, 2) + timedelta(days=9 * place), told_on=on)
        for place, home in enumerate(HOMES)
    ]
    number, day, place, term, nameless, other_day, priority = (
        registry.invent(home, months_later(on, 2) + timedelta(days=4), told_on=on) for home in (*HOMES, HOMES[0])
    )
    plots = Plots(registry, on)
    late = plots.person("", 9)
    entries = [
        *(Entry(person) for person in ready),
        Entry(replace(priority, opinion=PRIORITY)),
        Entry(late),
        Entry(same),
        Entry(replace(transferred, release_on=transferred.release_on + timedelta(days=12), proposal="建议落实低保")),
        # Somebody else's number under this name; and a name and birthday that somebody without a number has.
        Entry(replace(doubted, name=registry.name(doubted.sex))),
        Entry(unproven),
        Entry(plots.person("", 50, home=ELSEWHERE)),
        Entry(number, typed={"身份证号": wrong_digit(number.id_number or "")}),
        Entry(day, typed={"释放日期": "年底"}),
        Entry(place, typed={"户籍村居": HOMES[1].village}),
        Entry(term, typed={"原判刑期": "见判决书"}),
        Entry(nameless, typed={"姓名": ""}),
        Entry(other_day, typed={"出生日期": (other_day.born_on + timedelta(days=1)).isoformat()}),
        plots.child(17 * 12, HOMES[0]),
        Entry(_in_custody_again(registry, reoffended, on=on)),
    ]
    return ArrivedList("today", SENDER, on, PLAIN, entries)


def _in_custody_again(registry: Registry, play: Play, *, on: date) -> Invented:
    """Somebody whose file ended with a judgment some days ago, as the prison writes them down now."""
    admitted_on = on - timedelta(days=DAYS_SINCE_ADMITTED)
    return replace(
        registry.invent(play.life.home, months_later(admitted_on, 9), told_on=on, sex=play.life.sex),
        name=play.name,
        born_on=play.born_on,
        id_number=play.id_number,
        offence_on=months_later(admitted_on, -3),
        admitted_on=admitted_on,
        months=10,
    )
