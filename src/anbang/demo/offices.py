"""Plays the offices' own year: meetings, liaison, lessons, courses, bases. Some towns are on time, some late, some leave it undone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import cast

from anbang.assistance.placement.actions import agree_base, end_base
from anbang.casework.charge.desks import KINDS
from anbang.coordination.morning.actions import let_the_offices_day_come
from anbang.coordination.office.actions import LATE_RECORD_DAYS, LESSONS, record_office_act, set_key_period
from anbang.coordination.office.facts import ROUNDS, acts_that_meet
from anbang.coordination.office.models import KeyPeriod, OfficeActKind, Presence
from anbang.coordination.office.queries import people_in_care
from anbang.demo.accounts import DISTRICT, OTHER_TOWN, TOWN
from anbang.demo.days import Days
from anbang.demo.groups import TOWN_WITHOUT_GROUP, TOWN_WITHOUT_HEAD
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import AreaKind, OfficeKind, Role
from anbang.organisations.models import Area, Office
from anbang.organisations.unattended import unattended
from anbang.policy import DEFAULT_PACK, JUDGE, DutyAnswer, PeriodicDuty, office_duties

A_DAY = timedelta(days=1)
# In the first months of a year the year before is played too, or its pages would have nothing to show.
MONTHS_WITH_THE_YEAR_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Habit:
    """How an office keeps its rounds: of so many periods so many pass without the act, and so many acts are written down late."""

    undone: int = 0
    late: int = 0
    of: int = 4

    def leaves(self, number: int) -> bool:
        """Whether the period of that number passes without the act."""
        return number % self.of < self.undone

    def delays(self, number: int) -> bool:
        """Whether the act of that period is written down late."""
        return number % self.of >= self.of - self.late


ON_TIME, LATE, FORGETFUL, IDLE = Habit(), Habit(late=2), Habit(undone=1), Habit(undone=3)
NEARLY_ON_TIME = Habit(undone=1, of=9)
HABITS: Mapping[str, Habit] = {OTHER_TOWN: LATE, TOWN_WITHOUT_HEAD: FORGETFUL, TOWN_WITHOUT_GROUP: IDLE}
# The number that divides a town's own decides, from the first of these on.
HABITS_BY_NUMBER = ((7, LATE), (5, FORGETFUL), (3, NEARLY_ON_TIME))
# Who records what an office owes by the calendar; the town's meeting is led by its political-legal office.
HANDS: Mapping[str, Role] = {
    "joint_meeting_town": Role.POLITICAL_LEGAL_OFFICER,
    "liaison": Role.JUSTICE_ASSISTANT,
    "hold_education": Role.JUSTICE_ASSISTANT,
    "appraise_villages": Role.TOWN_OFFICER,
    "joint_meeting_district": Role.AFTERCARE_OFFICER,
    "appraise_towns": Role.AFTERCARE_OFFICER,
    "appraise_justice_offices": Role.BUREAU_CLERK,
    "make_ledger": Role.BUREAU_CLERK,
    "skill_courses": Role.DEPARTMENT_OFFICER,
}
# How far into its period a thing is done, where the office's year has a season for it.
SEASONS: Mapping[str, float] = {
    "make_ledger": 0.1,
    "joint_meeting_district": 0.55,
    "skill_courses": 0.35,
    "appraise_villages": 0.93,
    "appraise_towns": 0.95,
    "appraise_justice_offices": 0.95,
}
# What the printed justice office does comes at the end of each period, so that its assistant has something to do on nearly any day.
TOWARDS_THE_END = 0.95
# Windows that the district sets: their name, first and last day, and how long before they are set.
KEY_PERIODS = (
    ("春节前后", (1, 20), (2, 25)),
    ("劳动节前后", (4, 25), (5, 5)),
    ("国庆节前后", (9, 24), (10, 8)),
    ("国家宪法日宣传周", (12, 1), (12, 7)),
)
DAYS_SET_AHEAD = 40
DAYS_LATE = 6
SAID: Mapping[OfficeActKind, Sequence[str]] = {
    OfficeActKind.JOINT_MEETING: (
        "会议由牵头单位主持，司法所、派出所、民政参加。议定：两户住房困难由村（社区）月内落实，司法所跟进。",
        "通报本期衔接情况；议定两人参加技能培训，由人力社保联系。",
        "逐人过了一遍名册；议定一户临时救助由民政受理，下次会议报结果。",
    ),
    OfficeActKind.LIAISON: (
        "与派出所核对名册，人数一致，本月无变动。",
        "交换变动情况：一人搬家、一人外出务工，双方名册已改。",
        "核对户籍和住处，两处电话已更新。",
    ),
    OfficeActKind.LESSON: (
        "法治教育：民法典里的婚姻家庭和债务。主讲：司法所；材料：普法读本。",
        "思想政治和道德教育：邻里互助。主讲：社区书记；观看短片一部。",
        "文化和就业教育：读招聘信息、写简历。主讲：社区夜校老师。",
        "法治教育：劳动合同和工资。主讲：驻所律师；发放问答一页。",
    ),
    OfficeActKind.KEY_PERIOD_EDUCATION: ("有针对性的法治教育：节日期间的治安、禁毒和防诈骗；听取诉求，现场答复。",),
    OfficeActKind.SKILL_COURSE: ("免费技能培训：家政与养老护理，十二天。", "免费技能培训：电工基础，十天。"),
    OfficeActKind.LEDGER_MADE: ("上年度工作台账已建立，与各所名册核对一致。",),
    OfficeActKind.APPRAISED: ("按记录考核，结果已反馈被考核单位。",),
}
WHY_LATE = ("当时人手都在下村，回来补记。", "先记在纸上，月底一并录入。")
EMPLOYERS = ("宏发建材厂", "顺达物流有限公司", "安陶工艺厂", "绿源农业合作社", "永兴纸箱厂")
TOWNS_WITHOUT_BASE = frozenset({TOWN_WITHOUT_GROUP})
TOWN_WHOSE_BASE_ENDED = TOWN_WITHOUT_HEAD


def plan_offices(days: Days, *, on: date) -> None:
    """Put what the offices of the district did into the calendar."""
    since = date(on.year - (on.month <= MONTHS_WITH_THE_YEAR_BEFORE), 1, 1)
    days.plan(since, _begin)
    play = _Play(days, since, on)
    towns = list(Area.objects.filter(kind__in=AreaKind.towns()).order_by("id"))
    play.district()
    for number, town in enumerate(towns):
        play.town(town, number)
    play.key_periods(towns)


def _begin(day: date) -> None:
    """From this morning on the offices' rounds are judged."""
    let_the_offices_day_come(day, by=unattended("demo", on=day))


def habit_of(town: str, number: int) -> Habit:
    """How a town keeps its rounds."""
    if town in HABITS or not number:
        return HABITS.get(town, ON_TIME)
    return next((habit for divisor, habit in HABITS_BY_NUMBER if number % divisor == 0), ON_TIME)


@dataclass
class _Play:
    """The calendar to write into, and the key periods that were set in it."""

    days: Days
    since: date
    on: date
    periods: dict[date, KeyPeriod] = field(default_factory=dict)

    def district(self) -> None:
        """The offices that the district has one of."""
        for duty in ROUNDS:
            if duty.owner.kind not in {"town", "justice_office"}:
                self._rounds(duty, DISTRICT, ON_TIME, number=0)

    def town(self, town: Area, number: int) -> None:
        """A town with its justice office, and its enterprise base."""
        for duty in ROUNDS:
            if duty.owner.kind in {"town", "justice_office"}:
                self._rounds(duty, town.name, habit_of(town.name, number), number=number)
        if town.name not in TOWNS_WITHOUT_BASE:
            self.days.plan(self.since + A_DAY * number, partial(self._agree, town, number))

    def _rounds(self, duty: PeriodicDuty, area: str, habit: Habit, *, number: int) -> None:
        """The acts by which an office meets a duty of the calendar; how many periods there are is asked of the policy."""
        kind, office = OfficeActKind(acts_that_meet(duty)), _office(duty, area)
        for answer in office_duties(duty.name, [], since=self.since, as_of=self.on):
            turn = number + answer.occurrence
            if habit.leaves(turn):
                continue
            for held_on in _days_of(duty, answer, area, turn):
                self._plan(kind, office, HANDS[duty.name], area, held_on, turn, is_late=habit.delays(turn))

    def key_periods(self, towns: Sequence[Area]) -> None:
        """The windows of each year, set beforehand by the aftercare office."""
        for year in range(self.since.year, self.on.year + 2):
            for name, begins, ends in KEY_PERIODS:
                begins_on, ends_on = date(year, *begins), date(year, *ends)
                self.days.plan(begins_on - A_DAY * DAYS_SET_AHEAD, partial(self._set, name, begins_on, ends_on))
                for number, town in enumerate(towns):
                    self._educate(town.name, number, begins_on, ends_on)

    def _educate(self, town: str, number: int, begins_on: date, ends_on: date) -> None:
        habit, turn = habit_of(town, number), number + begins_on.month
        if habit.leaves(turn):
            return
        after = ends_on + A_DAY * DAYS_LATE if habit.delays(turn) else begins_on + A_DAY * (turn % 4)
        office = Office.objects.get(kind=OfficeKind.JUSTICE_OFFICE, area__name=town)
        kind = OfficeActKind.KEY_PERIOD_EDUCATION
        self._plan(kind, office, Role.JUSTICE_ASSISTANT, town, _workday_after(after), turn, begins_on=begins_on)

    def _plan(
        self,
        kind: OfficeActKind,
        office: Office,
        role: Role,
        area: str,
        held_on: date,
        turn: int,
        *,
        is_late: bool = False,
        begins_on: date | None = None,
    ) -> None:
        """Plan the recording of an act for the day on which it is written down."""
        days_after = int(DEFAULT_PACK.parameter(LATE_RECORD_DAYS, held_on)) + DAYS_LATE if is_late else 0

        def write_down(day: date) -> None:
            by = self.days.crew.acting(self.days.crew.at(role, area), day)
            record_office_act(
                kind,
                office.pk,
                by=by,
                on=held_on,
                words=SAID[kind][turn % len(SAID[kind])],
                key_period_id=self.periods[begins_on].pk if begins_on else None,
                late_because=WHY_LATE[turn % len(WHY_LATE)] if is_late else "",
                attendance=_attendance(by, turn) if kind in LESSONS else None,
            )

        self.days.plan(held_on + A_DAY * days_after, write_down)

    def _set(self, name: str, begins_on: date, ends_on: date, day: date) -> None:
        by = self.days.crew.acting("aftercare", day)
        self.periods[begins_on] = set_key_period(name, begins_on=begins_on, ends_on=ends_on, by=by)

    def _agree(self, town: Area, number: int, day: date) -> None:
        officer = self.days.crew.at(Role.TOWN_OFFICER, town.name)
        name = town.name.removesuffix("街道").removesuffix("镇") + EMPLOYERS[number % len(EMPLOYERS)]
        base = agree_base(town.pk, name, by=self.days.crew.acting(officer, day), on=day)
        if town.name == TOWN_WHOSE_BASE_ENDED:
            acting = self.days.crew.acting
            self.days.plan(day + A_DAY * 30, lambda later: end_base(base.pk, by=acting(officer, later), on=later))


def _office(duty: PeriodicDuty, area: str) -> Office:
    return Office.objects.get(kind=KINDS[duty.owner.kind], area__name=area)


def _days_of(duty: PeriodicDuty, answer: DutyAnswer, area: str, turn: int) -> Iterator[date]:
    """The days in a period on which a thing is done: as often as the policy asks, and never on a weekend."""
    length = (answer.due_on - answer.opens_on).days
    times = cast("int", JUDGE.rounds[duty.name].ask("times", {}, answer.opens_on, DEFAULT_PACK))
    usual = TOWARDS_THE_END if area == TOWN else (turn * 3 % 8 + 1) / 10
    season = SEASONS.get(duty.name, usual)
    for time in range(times):
        yield _workday(answer.opens_on + A_DAY * round(length * (season + time * (1 - season) / times)))


def _workday(day: date) -> date:
    """The day itself, or the Friday before; a month that begins on a weekend waits for Monday."""
    back = max(day.weekday() - 4, 0)
    return day - A_DAY * back if day.day > back else _workday_after(day)


def _workday_after(day: date) -> date:
    """The day itself, or the Monday after."""
    return day + A_DAY * (7 - day.weekday()) if day.weekday() > 4 else day


def _attendance(by: ActingStaff, turn: int) -> dict[int, Presence]:
    """Most come, some stay away, a few do not want to, and one in ten is not asked."""
    with acting(by):
        asked = list(people_in_care(for_staff=by).values_list("pk", flat=True))
    told = {pk: (pk * 7 + turn * 3) % 10 for pk in asked}
    rare = {0: Presence.ABSENT, 1: Presence.ABSENT, 2: Presence.REFUSED}
    return {pk: rare.get(place, Presence.ATTENDED) for pk, place in told.items() if place != 3}
