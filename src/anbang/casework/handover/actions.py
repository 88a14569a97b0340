"""From the gate to the justice office: released, met, reported in, told of aid (clauses 2.3.2, 2.4.1.7 and 3.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anbang.casework.act.models import Act
from anbang.casework.handover.alarm import raise_the_alarm
from anbang.casework.handover.models import Outcome, ReleasedFrom
from anbang.casework.step.opening import File, open_file
from anbang.casework.step.positions import Position
from anbang.organisations.acting import ActingStaff
from anbang.organisations.steps import StepRefused
from anbang.papers.scans import NewScan, attach_scan
from anbang.policy import Happening

AT_HOME = (
    *(Position.REGISTERED, Position.RESPONSIBLE, Position.RESIDENCE, Position.TOWN),
    *(Position.BUREAU, Position.AFTERCARE),
)
REPORTED_TO = (Position.REGISTERED, Position.RESPONSIBLE, Position.RESIDENCE, Position.BUREAU)
CORRECTIONS = "corrections_completed"
NOT_FROM_CUSTODY = gettext_noop("此人由社区矫正期满衔接，不是从监所释放的，没有接回结果可登记。")
EXPLAINING = (Position.REGISTERED, Position.RESPONSIBLE, Position.RESIDENCE)


@dataclass(frozen=True, slots=True)
class GatePlan:
    """Who goes to the gate, how, when, with which papers, and whether the family was reached (REC-1, REC-2)."""

    who_goes: str
    vehicle: str = ""
    leaves_at: str = ""
    papers: str = ""
    family_reached: bool = False
    family: str = ""

    def words(self) -> Mapping[str, str]:
        """What of it a person wrote."""
        return {
            "who_goes": self.who_goes,
            "vehicle": self.vehicle,
            "leaves_at": self.leaves_at,
            "papers": self.papers,
            "family": self.family,
        }


def plan_pick_up(case_id: int, plan: GatePlan, *, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """The town says who fetches the person, and how. A later plan stands beside the earlier one and holds instead of it."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*AT_HOME, sentence=_("接人方案由户籍地镇街或司法所安排。"))
        if not plan.who_goes.strip():
            raise StepRefused(_("请写明由谁去接。"), field="who_goes")
        if plan.family_reached and not plan.family.strip():
            raise StepRefused(_("请写明联系上了哪位家属。"), field="family")
        told = {"family_reached": plan.family_reached}
        return file.tell("pick_up_planned", on=on, told=told, words=plan.words(), late_because=late_because)


def record_release(
    case_id: int,
    *,
    released_from: ReleasedFrom,
    by: ActingStaff,
    on: date,
    late_because: str = "",
    another_day: str = "",
) -> Act:
    """Released: care begins, and from this day on exactly one office is responsible (RES-1, RES-4). `another_day`: why it was not on the
    day that was announced.
    """
    with open_file(case_id, by=by) as file:
        return _release(file, released_from, on=on, late_because=late_because, another_day=another_day)


def _release(file: File, released_from: ReleasedFrom, *, on: date, late_because: str, another_day: str) -> Act:
    file.refuse_unless(*AT_HOME, sentence=_("释放由户籍地司法所、镇街或区司法局登记。"))
    _refuse_returned(file, on)
    told, words = {"from": str(released_from)}, {"another_day": another_day}
    return file.tell("released", on=on, told=told, words=words, late_because=late_because)


def _refuse_returned(file: File, on: date) -> None:
    """Whoever was returned as another county's is released and met there, until a new admission is told. Raises StepRefused."""
    case = file.before.course.cases[-1]
    if case.ended == "not_ours" and case.ended_on is not None and case.ended_on <= on:
        raise StepRefused(_("此案已作为非本辖区退回：不再登记释放和接回。确属本区的，请先撤销退回，或录入新的登记表。"))


def complete_corrections(case_id: int, *, by: ActingStaff, on: date, words: str = "", late_because: str = "") -> Act:
    """Community corrections are completed: care begins without a release (RES-1). `words`: who handed over, and what."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*AT_HOME, sentence=_("社区矫正期满衔接由户籍地司法所登记。"))
        return _complete(file, words, on=on, late_because=late_because)


def _complete(file: File, words: str, *, on: date, late_because: str) -> Act:
    return file.tell("corrections_completed", on=on, words={"handed_over": words}, late_because=late_because)


def take_over_in_new_file(case_id: int, *, by: ActingStaff, on: date, words: str, late_because: str) -> Act:
    """The same in a file that `by` just opened, whichever office of the district it is."""
    with open_file(case_id, by=by) as file:
        return _complete(file, words, on=on, late_because=late_because)


@dataclass(frozen=True, slots=True)
class Meeting:
    """What became of the pick-up: the outcome, who met the person, where and when, who signed the hand-over, or why nobody came (REC-3)."""

    outcome: Outcome
    who: str = ""
    where: str = ""
    at: str = ""
    signed_by: str = ""
    why_nobody: str = ""

    def words(self) -> Mapping[str, str]:
        """What of it a person wrote."""
        return {
            "who": self.who,
            "where": self.where,
            "at": self.at,
            "signed_by": self.signed_by,
            "why_nobody": self.why_nobody,
        }


def record_reception(
    case_id: int,
    meeting: Meeting,
    *,
    by: ActingStaff,
    on: date,
    released_from: ReleasedFrom | None = None,
    late_because: str = "",
    another_day: str = "",
    all_the_same: bool = False,
) -> Act:
    """What became of the pick-up. With `released_from` the release of that day is recorded with it. Nobody met: the district is told at
    once, not tomorrow. Whoever came from community corrections was fetched from nowhere, unless `all_the_same` says that it was told so.
    """
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*AT_HOME, sentence=_("接回结果由户籍地镇街或司法所登记。"))
        if file.has(CORRECTIONS) and not all_the_same:
            raise StepRefused(_(NOT_FROM_CUSTODY))
        if meeting.outcome is Outcome.MET and not meeting.who.strip():
            raise StepRefused(_("请写明由谁接到。"), field="who")
        if meeting.outcome is Outcome.NOT_MET and not meeting.why_nobody.strip():
            raise StepRefused(_("没有接到的，请写明原因。"), field="why_nobody")
        _refuse_returned(file, on)
        if released_from is not None:
            _release(file, released_from, on=on, late_because=late_because, another_day=another_day)
        told = {"outcome": str(meeting.outcome)}
        act = file.tell("received", on=on, told=told, words=meeting.words(), late_because=late_because)
        if meeting.outcome is Outcome.NOT_MET:
            file.afterwards.append(raise_the_alarm)
        return act


@dataclass(frozen=True, slots=True)
class Arrival:
    """What somebody brings to the justice office (ALW-2): the release certificate with its number, other papers, how to be reached."""

    has_certificate: bool
    certificate: str = ""
    papers: str = ""
    contact: str = ""
    lives_at: str = ""
    scan: NewScan | None = None

    def words(self) -> Mapping[str, str]:
        """What of it a person wrote."""
        return {
            "certificate": self.certificate,
            "papers": self.papers,
            "contact": self.contact,
            "lives_at": self.lives_at,
        }


def report_in(case_id: int, arrival: Arrival, *, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """The person reports in at the justice office of the registered place; of several the first counts."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*REPORTED_TO, sentence=_("报到由户籍地司法所登记。"))
        return _report_in(file, arrival, on=on, late_because=late_because)


def _report_in(file: File, arrival: Arrival, *, on: date, late_because: str = "") -> Act:
    if arrival.has_certificate and not arrival.certificate.strip():
        raise StepRefused(_("请填写释放证明编号。"), field="certificate")
    if arrival.scan is not None and not arrival.has_certificate:
        raise StepRefused(_("没有带来释放证明的，不附照片；补来后再拍。"), field="scan")
    told = {"certificate": arrival.has_certificate}
    act = file.tell("reported_in", on=on, told=told, words=arrival.words(), late_because=late_because)
    _keep(file, arrival.scan, on=on)
    return act


def _keep(file: File, scan: NewScan | None, *, on: date) -> None:
    """The photograph of the paper that was shown, if there is one."""
    if scan is not None:
        attach_scan(file.person.pk, scan, by=file.by, on=on)


def release_and_report_in(
    case_id: int,
    released_from: ReleasedFrom,
    released_on: date,
    arrival: Arrival,
    *,
    why: str,
    by: ActingStaff,
    on: date,
) -> None:
    """Whoever stands before an office that just opened their file was released and reports in, whichever office of the district it is
    (RES-4): it takes nobody in who is another's, and turns nobody away. `why`: why nobody announced it.
    """
    with open_file(case_id, by=by) as file:
        file.tell("released", on=released_on, told={"from": str(released_from)}, late_because=why)
        # Nobody went to the gate, for nobody knew; the outcome of the release is known all the same (REC-3).
        alone = Meeting(Outcome.CAME_ALONE, where=by.office_name)
        file.tell("received", on=on, told={"outcome": str(alone.outcome)}, words=alone.words())
        _report_in(file, arrival, on=on)


def bring_certificate(
    case_id: int,
    *,
    certificate: str,
    by: ActingStaff,
    on: date,
    words: str = "",
    scan: NewScan | None = None,
    late_because: str = "",
) -> Act:
    """The release certificate that the person did not bring to the report is brought later, and looked at (ALW-2)."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*REPORTED_TO, sentence=_("释放证明由报到的司法所核对登记。"))
        if not certificate.strip():
            raise StepRefused(_("请填写释放证明编号。"), field="certificate")
        case = file.case_on(on)
        if not lacks_certificate([act.happening for act in file.story if act.case_id == case.pk]):
            raise StepRefused(_("报到时已核对释放证明，或还没有报到。"))
        said = {"certificate": certificate, "words": words}
        act = file.tell("certificate_brought", on=on, words=said, late_because=late_because)
        _keep(file, scan, on=on)
        return act


def lacks_certificate(story: Sequence[Happening]) -> bool:
    """Whether somebody has reported in without the release certificate, and has not brought it since."""
    reported = [one.details.get("certificate") is True for one in story if one.event == "reported_in"]
    return bool(reported) and not any(reported) and not any(one.event == "certificate_brought" for one in story)


def explain_aid(case_id: int, *, by: ActingStaff, on: date, words: str = "", late_because: str = "") -> Act:
    """The aid policy was explained to the person (AID-7)."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*EXPLAINING, sentence=_("救助政策由司法所讲解并登记。"))
        return file.tell("aid_explained", on=on, words={"words": words}, late_because=late_because)
