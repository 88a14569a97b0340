"""What happens in the demo while somebody is in care: team, plan, visits, help, moves, signs, the end."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from anbang.assistance.allowance.actions import approve_allowance, certify_hardship, check_allowance, pay_allowance
from anbang.assistance.household.actions import grant_dibao, tell_facts
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.actions import (
    ClosingRecord,
    accept_transfer,
    change_registered_place,
    end_care,
    establish_identity,
    lose_contact,
    propose_transfer_again,
    record_death,
    record_found,
    record_move,
    record_reoffence,
    record_search,
    return_transfer,
    set_priority,
)
from anbang.casework.care.away import NewAway, come_back, go_away
from anbang.casework.care.models import GoalArea, GoalState, TeamRole
from anbang.casework.care.plan import NewGoal, PlanReview, make_plan, mark_of_goals, plan_of, review_plan
from anbang.casework.care.reaching import HowToReach, change_contact
from anbang.casework.care.signs import answer_sign, confirm_police_receipt, confirm_sign, note_sign, tell_police
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.rights.actions import NewAnswer, NewRequest, answer_request, sign_for_answer, take_in_request
from anbang.casework.rights.models import HandedOver, Outcome, RequestKind
from anbang.casework.visit.actions import NewReview, NewVisit, record_review, record_visit
from anbang.casework.visit.needs import Need
from anbang.demo.lives import Happened
from anbang.demo.photographs import photographed
from anbang.demo.play import Play
from anbang.organisations.acting import acting
from anbang.organisations.kinds import Role
from anbang.papers.exports import NewExport, begin_export
from anbang.papers.models import ExportKind, PaperKind, Purpose

SEEN = (
    "在家，谈了近况，情绪平稳。",
    "住在亲戚家，正在找活干。",
    "在镇上打零工，收入不稳。",
    "身体不太好，家人在照顾。",
    "有了固定工作，家里满意。",
)
SEEN_WITHOUT_HOME = ("在过渡房，谈了近况，情绪平稳。", "在过渡房，正在找活干，也在看出租屋。")


def _team(play: Play, one: Happened, day: date) -> None:
    members = [
        NewMember(TeamRole.JUSTICE_ASSISTANT, play.assistant(day).name, f"{play.town}司法所"),
        NewMember(TeamRole.VILLAGE_CADRE, play.cadre(day).name, play.lives_in.village),
    ]
    if not one.told.get("no_officer"):
        officer = play.by(Role.POLICE_OFFICER, play.town, day)
        members.append(NewMember(TeamRole.POLICE_OFFICER, officer.name, f"{play.town}派出所"))
    if play.number % 3:
        members.append(NewMember(TeamRole.FAMILY_MEMBER, f"{play.name[0]}家姐姐", "姐姐", "13900000000"))
    name_team(play.case_id, members, by=play.assistant(day), **play.when(one, day))


def _plan(play: Play, one: Happened, day: date) -> None:
    when = play.when(one, day)
    made_on = when["on"]
    first = "先住街道过渡房，三个月内租到住处。" if play.has_no_home else "先住亲戚家，三个月内租到住处。"
    goals = [
        NewGoal(GoalArea.HOME, first, "村（社区）", made_on + timedelta(days=90)),
        NewGoal(GoalArea.WORK, "参加技能培训，推荐到镇上企业。", "人力社保", made_on + timedelta(days=120)),
    ]
    if not play.has_no_home:
        goals.append(NewGoal(GoalArea.FAMILY, "每月陪同走访父母一次。", "司法所"))
    review_on = made_on + timedelta(days=180)
    agreement = photographed(PaperKind.CARE_AGREEMENT) if play.number % 2 else None
    make_plan(play.case_id, goals, by=play.assistant(day), review_on=review_on, agreement=agreement, **when)


def _visit(play: Play, one: Happened, day: date) -> None:
    play.visits += 1
    told = SEEN_WITHOUT_HOME if play.has_no_home else SEEN
    seen = told[(play.number + play.visits) % len(told)]
    needs = (Need.WORK,) if play.visits % 2 else ()
    if one.told.get("refused"):
        visit = NewVisit("敲门后隔门说今天不想见人，约好下周电话联系。", refused=True, where="家门口")
        record_visit(play.case_id, visit, by=play.cadre(day), on=day)
        return
    visit = NewVisit(seen, where="家中", needs=needs, next_step="下月再来，带招聘信息。" if needs else "")
    record_visit(play.case_id, visit, by=play.cadre(day), on=day)


def _review(play: Play, _one: Happened, day: date) -> None:
    record_review(
        play.case_id, NewReview("表现平稳，住处未定。", "继续按重点帮教。"), by=play.town_officer(day), on=day
    )


def _facts(play: Play, one: Happened, day: date) -> None:
    tell_facts(play.case_id, one.told, by=play.assistant(day), on=day)


def _certify(play: Play, _one: Happened, day: date) -> None:
    scan = photographed(PaperKind.HARDSHIP_CERTIFICATE)
    certify_hardship(play.case_id, by=play.cadre(day), on=day, words="无住房、无收入，情况属实。", scan=scan)


def _check(play: Play, _one: Happened, day: date) -> None:
    check_allowance(play.case_id, by=play.assistant(day), on=day)


def _approve(play: Play, _one: Happened, day: date) -> None:
    approve_allowance(play.case_id, by=play.town_officer(day), on=day)


def _pay(play: Play, _one: Happened, day: date) -> None:
    by = play.by(Role.CIVIL_AFFAIRS_OFFICER, play.town, day)
    pay_allowance(play.case_id, month=f"{day:%Y-%m}", by=by, on=day)


def _move(play: Play, one: Happened, day: date) -> None:
    play.lives_in = one.told["to"]
    record_move(play.case_id, play.areas.place(play.lives_in), by=play.assistant(day), on=day, words="本人电话告知。")


def _propose(play: Play, _one: Happened, day: date) -> None:
    words = "再去核实：人确实住在那里，房东和邻居都认得，只是白天上工不在家。"
    propose_transfer_again(play.case_id, words=words, by=play.assistant(day), on=day)


def _accept(play: Play, _one: Happened, day: date) -> None:
    accept_transfer(play.case_id, by=play.receiver(day), on=day)


def _give_back(play: Play, _one: Happened, day: date) -> None:
    return_transfer(play.case_id, words="两次上门都没有见到人，房东说没有租住。", by=play.receiver(day), on=day)


def _go_away(play: Play, _one: Happened, day: date) -> None:
    away = NewAway("广东东莞，电子厂", "电话 13900000000", "村（社区）干部每月通话", day + timedelta(days=200))
    go_away(play.case_id, away, by=play.assistant(day), on=day)


def _lose(play: Play, _one: Happened, day: date) -> None:
    lose_contact(play.case_id, words="电话停机，家人一周没有见到。", by=play.assistant(day), on=day)


def _search(play: Play, _one: Happened, day: date) -> None:
    record_search(play.case_id, words="问了姐姐、工友和村里，说可能去了重庆主城。", by=play.assistant(day), on=day)


def _find(play: Play, _one: Happened, day: date) -> None:
    words = "本人来电：去主城找活时丢了手机，已经回到家里，留了新号码。"
    reached = HowToReach(contact="电话 13900000001")
    record_found(play.case_id, words=words, reached=reached, by=play.assistant(day), on=day)


def _note_sign(play: Play, _one: Happened, day: date) -> None:
    told = {"facts": "两次看到他和从前的同案在车站碰头。", "prevention": "约谈一次，请姐姐多陪伴。"}
    play.sign_id = note_sign(play.case_id, **told, by=play.assistant(day), on=day).pk


def _reoffend(play: Play, _one: Happened, day: date) -> None:
    record_reoffence(play.case_id, words="法院判决书，公安机关告知。", by=play.assistant(day), on=day)


def _die(play: Play, _one: Happened, day: date) -> None:
    record_death(play.case_id, words="家属告知，医院证明。", by=play.assistant(day), on=day)


def _confirm_sign(play: Play, _one: Happened, day: date) -> None:
    confirm_sign(play.sign_id, by=play.head(day), on=day)


def _tell_police(play: Play, _one: Happened, day: date) -> None:
    tell_police(play.sign_id, told_to=f"{play.town}派出所值班室", by=play.assistant(day), on=day)


def _receive_telling(play: Play, _one: Happened, day: date) -> None:
    officer = play.by(Role.POLICE_OFFICER, play.town, day)
    confirm_police_receipt(play.sign_id, received_by=officer.name, by=officer, on=day)


def _answer_sign(play: Play, _one: Happened, day: date) -> None:
    answer_sign(play.sign_id, words="本人说是碰巧同车，已和对方断了来往。", by=play.assistant(day), on=day)


def _set_priority(play: Play, one: Happened, day: date) -> None:
    reasons = [PriorityReason(reason) for reason in one.told["reasons"]]
    set_priority(play.case_id, reasons, words="走访时发现房子已经卖掉，暂住工棚。", by=play.assistant(day), on=day)


def _review_plan(play: Play, _one: Happened, day: date) -> None:
    with acting(play.assistant(day), reading_only=True):
        plan = plan_of(play.case_id)
        goals = list(plan.goals.order_by("pk")) if plan is not None else []
    states = dict(zip((goal.pk for goal in goals), (GoalState.REACHED, GoalState.DROPPED), strict=False))
    review = PlanReview(
        "住处已落实；本人想开货车，电子厂的目标取消。",
        states,
        [NewGoal(GoalArea.WORK, "帮助报考货车驾照，联系驾校减免。", "人力社保", day + timedelta(days=90))],
        review_on=day + timedelta(days=180),
        seen=mark_of_goals(goals),
    )
    review_plan(play.case_id, review, by=play.assistant(day), on=day)


def _change_contact(play: Play, _one: Happened, day: date) -> None:
    reached = HowToReach(contact="电话 13900000002", lives_at="新搬到同村三组")
    change_contact(play.case_id, reached, words="走访时本人告知。", by=play.assistant(day), on=day)


def _come_back(play: Play, _one: Happened, day: date) -> None:
    reached = HowToReach(contact="电话 13900000003")
    come_back(play.case_id, reached=reached, words="厂里放假，回来不再去了。", by=play.assistant(day), on=day)


def _identify(play: Play, one: Happened, day: date) -> None:
    number = play.registry.number(play.life.sex, play.born_on)
    registered = play.areas.place(one.told["registered"])
    words = "指纹比对，公安机关出具证明。"
    establish_identity(play.case_id, registered, id_number=number, words=words, by=play.assistant(day), on=day)


def _change_registered(play: Play, one: Happened, day: date) -> None:
    to = play.areas.place(one.told["to"])
    change_registered_place(play.case_id, to, words="户口簿已换发。", by=play.assistant(day), on=day)


def _grant_dibao(play: Play, _one: Happened, day: date) -> None:
    grant_dibao(play.case_id, from_month=f"{day:%Y-%m}", by=play.assistant(day), on=day)


def _ask(play: Play, one: Happened, day: date) -> None:
    request = NewRequest(RequestKind(one.told["kind"]), one.told["concerns"])
    play.request_id = take_in_request(play.case_id, request, by=play.assistant(day), on=day).pk


def _answer_request(play: Play, one: Happened, day: date) -> None:
    """What he asked to see was printed first, as on any day."""
    sheet = NewExport(ExportKind.LOOKS, Purpose.FOR_THE_PERSON, person_id=play.person_id)
    by = play.assistant(day)
    begin_export(sheet, by=by, on=day)
    answer = NewAnswer(Outcome.GRANTED, one.told["words"], handed_over=HandedOver.PRINTED)
    answer_request(play.request_id, answer, by=by, on=day)
    sign_for_answer(play.request_id, by=by, on=day)


def _end(play: Play, _one: Happened, day: date) -> None:
    record = ClosingRecord("三年里找到固定工作，和家人住在一起，没有再犯。", "社保转移还没有办完，由镇街继续帮办。")
    end_care(play.case_id, record, by=play.assistant(day), on=day)


CARE: Mapping[str, Callable[[Play, Happened, date], None]] = {
    "team": _team,
    "plan": _plan,
    "visit": _visit,
    "review": _review,
    "facts": _facts,
    "certify": _certify,
    "check": _check,
    "approve": _approve,
    "pay": _pay,
    "move": _move,
    "propose": _propose,
    "accept": _accept,
    "return": _give_back,
    "go_away": _go_away,
    "lose": _lose,
    "search": _search,
    "find": _find,
    "note_sign": _note_sign,
    "reoffend": _reoffend,
    "die": _die,
    "confirm_sign": _confirm_sign,
    "tell_police": _tell_police,
    "receive_telling": _receive_telling,
    "answer_sign": _answer_sign,
    "set_priority": _set_priority,
    "review_plan": _review_plan,
    "change_contact": _change_contact,
    "come_back": _come_back,
    "identify": _identify,
    "change_registered": _change_registered,
    "grant_dibao": _grant_dibao,
    "ask": _ask,
    "answer_request": _answer_request,
    "end": _end,
}
