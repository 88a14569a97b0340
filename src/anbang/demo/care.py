"""Plays the lives of the demo's people in care through the product's own steps, by the accounts whose work each is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from anbang.assistance.allowance.actions import approve_allowance, certify_hardship, check_allowance, pay_allowance
from anbang.assistance.household.actions import tell_facts
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.actions import (
    accept_transfer,
    lose_contact,
    propose_transfer_again,
    record_death,
    record_found,
    record_move,
    record_reoffence,
    record_search,
    return_transfer,
)
from anbang.casework.care.away import NewAway, go_away
from anbang.casework.care.models import GoalArea, TeamRole
from anbang.casework.care.plan import NewGoal, make_plan
from anbang.casework.care.reaching import HowToReach
from anbang.casework.care.signs import note_sign
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.custody.actions import alert_priority, arrange_reception
from anbang.casework.custody.changes import confirm_change, learn_of_change, return_as_not_ours, tell_change
from anbang.casework.custody.models import Teller
from anbang.casework.custody.single import NewNotice, record_notice
from anbang.casework.handover.actions import (
    Arrival,
    GatePlan,
    Meeting,
    complete_corrections,
    explain_aid,
    plan_pick_up,
    record_reception,
    record_release,
    report_in,
)
from anbang.casework.handover.filing import Somebody, file_somebody
from anbang.casework.handover.intake import Unannounced, take_in_on_the_spot
from anbang.casework.handover.models import Outcome, ReleasedFrom
from anbang.casework.person.actions import Place
from anbang.casework.visit.actions import NewReview, NewVisit, record_review, record_visit
from anbang.casework.visit.needs import Need
from anbang.demo.days import CLERK, Days, institution
from anbang.demo.lives import Happened, Life
from anbang.demo.people import Home, Registry, months_later
from anbang.demo.stories import STORIES
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import AreaKind, Role
from anbang.organisations.models import Area

TERM_AFTER_CORRECTIONS = 36
PRISON = "重庆市永川监狱"
STORY = {story.key: story for story in STORIES}
SEEN = (
    "在家，谈了近况，情绪平稳。",
    "住在亲戚家，正在找活干。",
    "在镇上打零工，收入不稳。",
    "身体不太好，家人在照顾。",
    "有了固定工作，家里满意。",
)


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


def plan_lives(lives: Sequence[Life], registry: Registry, days: Days, *, on: date) -> None:
    """Put every step of these lives into the calendar."""
    areas = Areas.read()
    for number, life in enumerate(lives):
        play = _Play(life, registry, days, areas, on, number)
        first = max(one.ago for one in life.happened)
        days.plan(on - timedelta(days=first), play.file)
        for one in sorted(life.happened, key=lambda happened: -happened.ago):
            days.plan(on - timedelta(days=one.ago), partial(play.take, one))


class _Play:
    """One life. The file is opened on its first day; every later step knows the case."""

    def __init__(self, life: Life, registry: Registry, days: Days, areas: Areas, on: date, number: int) -> None:
        self.life, self.days, self.areas, self.on, self.number = life, days, areas, on, number
        story = STORY.get(life.story)
        self.name = (story and story.name) or registry.name(life.sex)
        self.born_on = (story and story.born_on) or registry.born()
        self.id_number = "" if life.is_unknown else registry.number(life.sex, self.born_on)
        self.case_id = 0
        self.change_id = self.notice_id = 0
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
        self.case_id = file_somebody(somebody, by=self._assistant(day), on=day).pk

    def take(self, one: Happened, day: date) -> None:
        """Take one step."""
        STEPS[one.step](self, one, day)

    # By whose hand

    def _by(self, role: Role, area: str, day: date) -> ActingStaff:
        return self.days.crew.acting(self.days.crew.at(role, area), day)

    def _assistant(self, day: date) -> ActingStaff:
        return self._by(Role.JUSTICE_ASSISTANT, self.town, day)

    def _town(self, day: date) -> ActingStaff:
        return self._by(Role.TOWN_OFFICER, self.town, day)

    def _cadre(self, day: date) -> ActingStaff:
        return self._by(Role.VILLAGE_CADRE, self.lives_in.village, day)

    def _clerk(self, day: date) -> ActingStaff:
        return self.days.crew.acting(CLERK, day)

    # On which day

    def _when(self, one: Happened, day: date) -> dict[str, Any]:
        """The day that counts: that of the record, unless it is entered from a paper file."""
        if "term_over" not in one.told:
            return {"on": day}
        began = months_later(self.on, -TERM_AFTER_CORRECTIONS) - timedelta(days=one.told["term_over"])
        return {"on": began + timedelta(days=one.told["after"]), "late_because": "使用本系统以前的纸质档案，补录。"}

    # The steps

    def notice(self, one: Happened, day: date) -> None:
        release_on = self.on - timedelta(days=one.told["release_in"])
        reasons = tuple(PriorityReason(reason) for reason in one.told["reasons"])
        notice = NewNotice(release_on, reasons, risk_opinion="见监狱评估。", aid_proposal="建议落实住处和就业。")
        sender = institution(PRISON, day).pk
        self.notice_id = record_notice(self.case_id, sender, notice, by=self._clerk(day), on=day).pk

    def alert(self, _one: Happened, day: date) -> None:
        town, police = f"{self.town}平安法治办", f"{self.town}派出所值班室"
        alert_priority(self.case_id, town_told=town, police_told=police, by=self._assistant(day), on=day)

    def arrange(self, _one: Happened, day: date) -> None:
        who = "镇街工作人员与家人一同接回"
        arrange_reception(self.notice_id, who_meets=who, remarks="", by=self._clerk(day), on=day)

    def learn_change(self, one: Happened, day: date) -> None:
        self.change_id = learn_of_change(self.case_id, what=one.told["what"], by=self._assistant(day), on=day).pk

    def tell_change(self, _one: Happened, day: date) -> None:
        by, change_id = self._assistant(day), self.change_id
        tell_change(self.case_id, told_by=Teller.HOME, what="", change_id=change_id, by=by, on=day)

    def confirm_change(self, _one: Happened, day: date) -> None:
        confirm_change(self.change_id, by=self._by(Role.INSTITUTION_CLERK, PRISON, day), on=day)

    def told_by_the_prison(self, one: Happened, day: date) -> None:
        tell_change(self.case_id, told_by=Teller.INSTITUTION, what=one.told["what"], by=self._clerk(day), on=day)

    def return_as_not_ours(self, one: Happened, day: date) -> None:
        words = "派出所人口信息：三年前已迁出本区，居委会证明。"
        by = self._assistant(day)
        return_as_not_ours(self.case_id, belongs_to=one.told["belongs_to"], words=words, by=by, on=day)

    def stand_elsewhere(self, one: Happened, day: date) -> None:
        """He reports in where nobody knows him, and the office there asks."""
        at = one.told["at"]
        place = self.areas.place(at)
        came = Unannounced(
            somebody=Somebody(self.name, self.life.sex, self.born_on, self.id_number, place, place),
            released_on=self.on - timedelta(days=one.told["released"]),
            released_from=ReleasedFrom.PRISON,
            arrival=Arrival(has_certificate=False, papers="身份证"),
            why="本人自己来所，没有人通知。",
        )
        take_in_on_the_spot(came, by=self._by(Role.JUSTICE_ASSISTANT, at.town, day), on=day)

    def plan_pick_up(self, _one: Happened, day: date) -> None:
        plan = GatePlan("社工与司法所工作人员", vehicle="街道公务车", leaves_at="早上七点", papers="介绍信、身份材料")
        plan_pick_up(self.case_id, plan, by=self._town(day), on=day)

    def release(self, _one: Happened, day: date) -> None:
        record_release(self.case_id, released_from=ReleasedFrom.PRISON, by=self._assistant(day), on=day)

    def receive(self, one: Happened, day: date) -> None:
        outcome = Outcome(one.told["outcome"])
        meeting = Meeting(
            outcome,
            who="街道工作人员、姐姐" if outcome is Outcome.MET else "",
            where="监狱大门",
            at="上午十点",
            signed_by="监狱、街道和本人都已签字" if outcome is Outcome.MET else "",
            why_nobody="车坏在半路，到时人已离开，电话打不通。" if outcome is Outcome.NOT_MET else "",
        )
        record_reception(self.case_id, meeting, by=self._town(day), on=day)

    def report_in(self, _one: Happened, day: date) -> None:
        certificate = "" if self.life.is_unknown else f"（{self._released_in(day)}）永狱释字第{self.number + 101}号"
        arrival = Arrival(not self.life.is_unknown, certificate, "户口簿", "电话 13900000000", "与家人同住")
        report_in(self.case_id, arrival, by=self._assistant(day), on=day)

    def _released_in(self, day: date) -> int:
        """The year of the last release by that day."""
        released = [self.on - timedelta(days=one.ago) for one in self.life.happened if one.step == "release"]
        return max((on for on in released if on <= day), default=day).year

    def explain(self, _one: Happened, day: date) -> None:
        explain_aid(self.case_id, by=self._assistant(day), on=day, words="逐项讲了低保、临时救助、就业政策，留了单页。")

    def corrections(self, one: Happened, day: date) -> None:
        words = "社区矫正中心移交档案一册。"
        complete_corrections(self.case_id, by=self._assistant(day), words=words, **self._when(one, day))

    def team(self, one: Happened, day: date) -> None:
        members = [
            NewMember(TeamRole.JUSTICE_ASSISTANT, self._assistant(day).name, f"{self.town}司法所"),
            NewMember(TeamRole.VILLAGE_CADRE, self._cadre(day).name, self.lives_in.village),
        ]
        if not one.told.get("no_officer"):
            officer = self._by(Role.POLICE_OFFICER, self.town, day)
            members.append(NewMember(TeamRole.POLICE_OFFICER, officer.name, f"{self.town}派出所"))
        if self.number % 3:
            members.append(NewMember(TeamRole.FAMILY_MEMBER, f"{self.name[0]}家姐姐", "姐姐", "13900000000"))
        name_team(self.case_id, members, by=self._assistant(day), **self._when(one, day))

    def plan(self, one: Happened, day: date) -> None:
        when = self._when(one, day)
        made_on = when["on"]
        goals = [
            NewGoal(GoalArea.HOME, "先住亲戚家，三个月内租到住处。", "村（社区）", made_on + timedelta(days=90)),
            NewGoal(GoalArea.WORK, "参加技能培训，推荐到镇上企业。", "人力社保", made_on + timedelta(days=120)),
            NewGoal(GoalArea.FAMILY, "每月陪同走访父母一次。", "司法所"),
        ]
        review_on = made_on + timedelta(days=180)
        make_plan(self.case_id, goals, by=self._assistant(day), review_on=review_on, **when)

    def visit(self, _one: Happened, day: date) -> None:
        self.visits += 1
        seen = SEEN[(self.number + self.visits) % len(SEEN)]
        needs = (Need.WORK,) if self.visits % 2 else ()
        visit = NewVisit(seen, where="家中", needs=needs, next_step="下月再来，带招聘信息。" if needs else "")
        record_visit(self.case_id, visit, by=self._cadre(day), on=day)

    def review(self, _one: Happened, day: date) -> None:
        record_review(self.case_id, NewReview("表现平稳，住处未定。", "继续按重点帮教。"), by=self._town(day), on=day)

    def facts(self, one: Happened, day: date) -> None:
        tell_facts(self.case_id, one.told, by=self._assistant(day), on=day)

    def certify(self, _one: Happened, day: date) -> None:
        certify_hardship(self.case_id, by=self._cadre(day), on=day, words="无住房、无收入，情况属实。")

    def check(self, _one: Happened, day: date) -> None:
        check_allowance(self.case_id, by=self._assistant(day), on=day)

    def approve(self, _one: Happened, day: date) -> None:
        approve_allowance(self.case_id, by=self._town(day), on=day)

    def pay(self, _one: Happened, day: date) -> None:
        by = self._by(Role.CIVIL_AFFAIRS_OFFICER, self.town, day)
        pay_allowance(self.case_id, month=f"{day:%Y-%m}", by=by, on=day)

    def move(self, one: Happened, day: date) -> None:
        self.lives_in = one.told["to"]
        record_move(
            self.case_id, self.areas.place(self.lives_in), by=self._assistant(day), on=day, words="本人电话告知。"
        )

    def propose(self, _one: Happened, day: date) -> None:
        words = "再去核实：人确实住在那里，房东和邻居都认得，只是白天上工不在家。"
        propose_transfer_again(self.case_id, words=words, by=self._assistant(day), on=day)

    def accept(self, _one: Happened, day: date) -> None:
        accept_transfer(self.case_id, by=self._receiver(day), on=day)

    def give_back(self, _one: Happened, day: date) -> None:
        return_transfer(self.case_id, words="两次上门都没有见到人，房东说没有租住。", by=self._receiver(day), on=day)

    def _receiver(self, day: date) -> ActingStaff:
        """The office of the residence; for one outside the bureau records the answer."""
        if self.lives_in.town not in self.areas.towns:
            return self._clerk(day)
        return self._by(Role.JUSTICE_ASSISTANT, self.lives_in.town, day)

    def go_away(self, _one: Happened, day: date) -> None:
        away = NewAway("广东东莞，电子厂", "电话 13900000000", "村（社区）干部每月通话", day + timedelta(days=200))
        go_away(self.case_id, away, by=self._assistant(day), on=day)

    def lose(self, _one: Happened, day: date) -> None:
        lose_contact(self.case_id, words="电话停机，家人一周没有见到。", by=self._assistant(day), on=day)

    def search(self, _one: Happened, day: date) -> None:
        record_search(self.case_id, words="问了姐姐、工友和村里，说可能去了重庆主城。", by=self._assistant(day), on=day)

    def find(self, _one: Happened, day: date) -> None:
        words, reached = "本人来电，在主城工地，留了新号码。", HowToReach(contact="电话 13900000001")
        record_found(self.case_id, words=words, reached=reached, by=self._assistant(day), on=day)

    def note_sign(self, _one: Happened, day: date) -> None:
        told = {"facts": "两次看到他和从前的同案在车站碰头。", "prevention": "约谈一次，请姐姐多陪伴。"}
        note_sign(self.case_id, **told, by=self._assistant(day), on=day)

    def reoffend(self, _one: Happened, day: date) -> None:
        record_reoffence(self.case_id, words="法院判决书，公安机关告知。", by=self._assistant(day), on=day)

    def die(self, _one: Happened, day: date) -> None:
        record_death(self.case_id, words="家属告知，医院证明。", by=self._assistant(day), on=day)


STEPS: Mapping[str, Callable[[_Play, Happened, date], None]] = {
    "notice": _Play.notice,
    "alert": _Play.alert,
    "arrange": _Play.arrange,
    "learn_change": _Play.learn_change,
    "tell_change": _Play.tell_change,
    "confirm_change": _Play.confirm_change,
    "told_by_the_prison": _Play.told_by_the_prison,
    "return_as_not_ours": _Play.return_as_not_ours,
    "stand_elsewhere": _Play.stand_elsewhere,
    "plan_pick_up": _Play.plan_pick_up,
    "release": _Play.release,
    "receive": _Play.receive,
    "report_in": _Play.report_in,
    "explain": _Play.explain,
    "corrections": _Play.corrections,
    "team": _Play.team,
    "plan": _Play.plan,
    "visit": _Play.visit,
    "review": _Play.review,
    "facts": _Play.facts,
    "certify": _Play.certify,
    "check": _Play.check,
    "approve": _Play.approve,
    "pay": _Play.pay,
    "move": _Play.move,
    "propose": _Play.propose,
    "accept": _Play.accept,
    "return": _Play.give_back,
    "go_away": _Play.go_away,
    "lose": _Play.lose,
    "search": _Play.search,
    "find": _Play.find,
    "note_sign": _Play.note_sign,
    "reoffend": _Play.reoffend,
    "die": _Play.die,
}
