"""What happens in the demo before and at the gate: notices, changes, families, the reception, the report-in."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.custody.actions import alert_priority, arrange_reception
from anbang.casework.custody.changes import (
    NewFamilyNeed,
    confirm_change,
    learn_of_change,
    note_family_need,
    refer_family,
    return_as_not_ours,
    settle_family_need,
    tell_change,
)
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
from anbang.casework.handover.filing import Somebody
from anbang.casework.handover.intake import Unannounced, take_in_on_the_spot
from anbang.casework.handover.models import Outcome, ReleasedFrom
from anbang.demo.days import institution
from anbang.demo.lives import Happened
from anbang.demo.photographs import photographed
from anbang.demo.play import Play
from anbang.organisations.kinds import Role
from anbang.papers.exports import NewExport, begin_export
from anbang.papers.models import ExportKind, PaperKind, Purpose

PRISON = "重庆市永川监狱"


def _notice(play: Play, one: Happened, day: date) -> None:
    release_on = play.on - timedelta(days=one.told["release_in"])
    reasons = tuple(PriorityReason(reason) for reason in one.told["reasons"])
    notice = NewNotice(release_on, reasons, risk_opinion="见监狱评估。", aid_proposal="建议落实住处和就业。")
    sender = institution(PRISON, day).pk
    play.notice_id = record_notice(play.case_id, sender, notice, by=play.clerk(day), on=day).pk


def _alert(play: Play, _one: Happened, day: date) -> None:
    town, police = f"{play.town}平安法治办", f"{play.town}派出所值班室"
    alert_priority(play.case_id, town_told=town, police_told=police, by=play.assistant(day), on=day)


def _arrange(play: Play, _one: Happened, day: date) -> None:
    who = "镇街工作人员与家人一同接回"
    arrange_reception(play.notice_id, who_meets=who, remarks="", by=play.clerk(day), on=day)


def _learn_change(play: Play, one: Happened, day: date) -> None:
    play.change_id = learn_of_change(play.case_id, what=one.told["what"], by=play.assistant(day), on=day).pk


def _tell_change(play: Play, _one: Happened, day: date) -> None:
    by, change_id = play.assistant(day), play.change_id
    tell_change(play.case_id, told_by=Teller.HOME, what="", change_id=change_id, by=by, on=day)


def _confirm_change(play: Play, _one: Happened, day: date) -> None:
    confirm_change(play.change_id, by=play.by(Role.INSTITUTION_CLERK, PRISON, day), on=day)


def _told_by_the_prison(play: Play, one: Happened, day: date) -> None:
    tell_change(play.case_id, told_by=Teller.INSTITUTION, what=one.told["what"], by=play.clerk(day), on=day)


def _return_as_not_ours(play: Play, one: Happened, day: date) -> None:
    words = "派出所人口信息：三年前已迁出本区，居委会证明。"
    by = play.assistant(day)
    return_as_not_ours(play.case_id, belongs_to=one.told["belongs_to"], words=words, by=by, on=day)


def _stand_elsewhere(play: Play, one: Happened, day: date) -> None:
    """He reports in where nobody knows him, and the office there asks."""
    at = one.told["at"]
    place = play.areas.place(at)
    came = Unannounced(
        somebody=Somebody(play.name, play.life.sex, play.born_on, play.id_number, place, place),
        released_on=play.on - timedelta(days=one.told["released"]),
        released_from=ReleasedFrom.PRISON,
        arrival=Arrival(has_certificate=False, papers="身份证"),
        why="本人自己来所，没有人通知。",
    )
    take_in_on_the_spot(came, by=play.by(Role.JUSTICE_ASSISTANT, at.town, day), on=day)


def _plan_pick_up(play: Play, _one: Happened, day: date) -> None:
    plan = GatePlan("社工与司法所工作人员", vehicle="街道公务车", leaves_at="早上七点", papers="介绍信、身份材料")
    plan_pick_up(play.case_id, plan, by=play.town_officer(day), on=day)


def _release(play: Play, _one: Happened, day: date) -> None:
    record_release(play.case_id, released_from=ReleasedFrom.PRISON, by=play.assistant(day), on=day)


def _receive(play: Play, one: Happened, day: date) -> None:
    outcome = Outcome(one.told["outcome"])
    meeting = Meeting(
        outcome,
        who="街道工作人员、姐姐" if outcome is Outcome.MET else "",
        where="监狱大门",
        at="上午十点",
        signed_by="监狱、街道和本人都已签字" if outcome is Outcome.MET else "",
        why_nobody="车坏在半路，到时人已离开，电话打不通。" if outcome is Outcome.NOT_MET else "",
    )
    record_reception(play.case_id, meeting, by=play.town_officer(day), on=day)


def _report_in(play: Play, _one: Happened, day: date) -> None:
    certificate = "" if play.life.is_unknown else f"（{play.released_in(day)}）永狱释字第{play.number + 101}号"
    where = "街道过渡房" if play.has_no_home else "与家人同住"
    scan = None if play.life.is_unknown else photographed(PaperKind.RELEASE_CERTIFICATE)
    arrival = Arrival(not play.life.is_unknown, certificate, "户口簿", "电话 13900000000", where, scan)
    report_in(play.case_id, arrival, by=play.assistant(day), on=day)
    notice = NewExport(ExportKind.NOTICE, Purpose.FOR_THE_PERSON, person_id=play.person_id)
    begin_export(notice, by=play.assistant(day), on=day)


def _explain(play: Play, _one: Happened, day: date) -> None:
    explain_aid(play.case_id, by=play.assistant(day), on=day, words="逐项讲了低保、临时救助、就业政策，留了单页。")


def _corrections(play: Play, one: Happened, day: date) -> None:
    words = "社区矫正中心移交档案一册。"
    complete_corrections(play.case_id, by=play.assistant(day), words=words, **play.when(one, day))


def _note_need(play: Play, one: Happened, day: date) -> None:
    need = NewFamilyNeed(**one.told)
    play.need_id = note_family_need(play.case_id, need, by=play.assistant(day), on=day).pk


def _refer_need(play: Play, one: Happened, day: date) -> None:
    refer_family(play.need_id, to=one.told["to"], by=play.clerk(day), on=day)


def _settle_need(play: Play, one: Happened, day: date) -> None:
    settle_family_need(play.need_id, outcome=one.told["outcome"], by=play.assistant(day), on=day)


HANDOVER: Mapping[str, Callable[[Play, Happened, date], None]] = {
    "notice": _notice,
    "alert": _alert,
    "arrange": _arrange,
    "learn_change": _learn_change,
    "tell_change": _tell_change,
    "confirm_change": _confirm_change,
    "told_by_the_prison": _told_by_the_prison,
    "return_as_not_ours": _return_as_not_ours,
    "stand_elsewhere": _stand_elsewhere,
    "plan_pick_up": _plan_pick_up,
    "release": _release,
    "receive": _receive,
    "report_in": _report_in,
    "explain": _explain,
    "corrections": _corrections,
    "note_need": _note_need,
    "refer_need": _refer_need,
    "settle_need": _settle_need,
}
