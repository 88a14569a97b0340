"""A rights request comes, is given more time once, is answered, and the answer is signed for (LAW-1).

Whoever sees the file takes a request in; the answer is owed by the office whose the file is, which the policy says.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.act.models import Act, Correction
from anbang.casework.rights.models import (
    FITTING,
    REFUSING,
    Asker,
    Checked,
    Ground,
    HandedOver,
    Outcome,
    RequestKind,
    RightsRequest,
)
from anbang.casework.step.opening import File, open_file
from anbang.casework.step.positions import Position
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.papers.scans import NewScan, attach_scan
from anbang.policy import answer as answer_of_rule
from anbang.policy.clauses import RIGHTS

DIED = "died"
# Whose file it is, and the bureau, which answers for the whole district.
ANSWERING = (Position.IN_CHARGE, Position.RESPONSIBLE, Position.BUREAU)
TAKING_IN = (*ANSWERING, Position.REGISTERED, Position.RESIDENCE)


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What is asked for, by whom, and how it was checked who asks. `concerns`: in the words of whoever asks; `who`: name, relation and how
    to reach them, where it is not the person; `authority`: the scan of what a representative showed.
    """

    kind: RequestKind
    concerns: str
    asker: Asker = Asker.PERSON
    checked: Checked = Checked.DOCUMENT
    who: str = ""
    authority: NewScan | None = None

    def words(self) -> Mapping[str, str]:
        """What of it a person wrote."""
        return {"concerns": self.concerns.strip(), "asker": self.who.strip()}


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """What is answered: in words; on which ground, where something is refused; and in which form it was handed over. `received_on`: when
    whoever asked signed for it; `correction_id`: what was put right because of it.
    """

    outcome: Outcome
    words: str
    ground: Ground | None = None
    handed_over: HandedOver | None = None
    received_on: date | None = None
    correction_id: int | None = None


def take_in_request(
    case_id: int, request: NewRequest, *, by: ActingStaff, on: date, late_because: str = ""
) -> RightsRequest:
    """Somebody asked, at an office that sees the file. From that day on it is owed an answer."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*TAKING_IN, sentence=_("个人信息请求由能看到此人档案的司法所或区司法局登记。"))
        _refuse_unfit(file, request, on=on)
        numbers = RightsRequest.objects.filter(person=file.person).order_by("-number").values_list("number", flat=True)
        number = (numbers.first() or 0) + 1
        told = {"request": number, "asks": str(request.kind), "asker": str(request.asker)}
        act = file.tell("request_came", on=on, told=told, words=request.words(), late_because=late_because)
        scan = request.authority
        return RightsRequest.objects.create(
            person=file.person,
            case=act.case,
            number=number,
            kind=request.kind,
            asker=request.asker,
            checked=request.checked,
            authority=attach_scan(file.person.pk, scan, by=by, on=by.today) if scan is not None else None,
            came=act,
        )


def _refuse_unfit(file: File, request: NewRequest, *, on: date) -> None:
    """Who may not ask, or was not checked in the way that fits. Raises StepRefused."""
    if not request.concerns.strip():
        raise StepRefused(_("请写明请求涉及什么。"), field="concerns")
    if request.checked not in FITTING[request.asker]:
        ways = _("、").join(str(way.label) for way in FITTING[request.asker])
        sentence = _("%(asker)s提出的，核对方式应当是：%(ways)s。")
        raise StepRefused(sentence % {"asker": request.asker.label, "ways": ways}, field="checked")
    if (request.checked == Checked.AUTHORITY) != (request.authority is not None):
        raise StepRefused(_("受委托的人提出的，请附授权委托书的扫描件；其他情况不附。"), field="authority")
    if request.asker != Asker.PERSON and not request.who.strip():
        raise StepRefused(_("请写明来人是谁、与本人是什么关系、怎么联系。"), field="who")
    _refuse_whom_the_law_does_not_name(file, request.asker, on=on)


def _refuse_whom_the_law_does_not_name(file: File, asker: Asker, *, on: date) -> None:
    """Relatives ask for the dead and nobody else does (article 49); for a child the guardian asks (article 31)."""
    is_dead = file.before.course.cases[-1].ended == DIED
    if (asker == Asker.RELATIVE) != is_dead:
        sentence = (
            _("本人已经去世，由近亲属提出。")
            if is_dead
            else _("近亲属只在本人去世以后提出；本人在世的，由本人、监护人或者受委托的人提出。")
        )
        raise StepRefused(sentence, field="asker")
    if asker in (Asker.PERSON, Asker.REPRESENTATIVE):
        is_child = answer_of_rule("guardian_asks", as_of=on, pack=file.pack, born_on=file.person.born_on)
        if is_child is True:
            raise StepRefused(_("不满十四周岁的，由父母或者其他监护人提出。"), field="asker")


def give_more_time(request_id: int, *, why: str, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """It cannot be answered in time, for a reason that whoever asked is told; once."""
    with _open_request(request_id, by=by) as (file, request):
        file.refuse_unless(*ANSWERING, sentence=_("由负责的司法所或区司法局延长。"))
        _refuse_answered(request)
        if request.extended_id is not None:
            raise StepRefused(_("答复期限已经延长过一次。"))
        if request.due_on is not None and on > request.due_on:
            raise StepRefused(_("已经过了答复期限，不能再延长，请今天就答复。"), field="on")
        if not why.strip():
            raise StepRefused(_("请写明为什么要延长，并告知来人。"), field="why")
        act = file.tell("request_extended", on=on, told=_told(request), words={"why": why}, late_because=late_because)
        request.extended = act
        request.save(update_fields=["extended"])
        return act


def answer_request(request_id: int, answer: NewAnswer, *, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """What was asked for is given, in part or not at all; whoever refuses says why (article 50)."""
    with _open_request(request_id, by=by) as (file, request):
        file.refuse_unless(*ANSWERING, sentence=_("由负责的司法所或区司法局答复。"))
        _refuse_answered(request)
        _refuse_half_an_answer(answer, on=on, today=by.today)
        correction = _correction(request, answer)
        told = _told(request) | {"answer": str(answer.outcome)}
        if answer.ground is not None:
            told["ground"] = str(answer.ground)
        words = {"answer": answer.words.strip()}
        act = file.tell("request_answered", on=on, told=told, words=words, late_because=late_because)
        request.answered, request.outcome, request.ground = act, answer.outcome, answer.ground or ""
        request.handed_over, request.received_on = answer.handed_over or "", answer.received_on
        request.correction = correction
        fields = ("answered", "outcome", "ground", "handed_over", "received_on", "correction")
        request.save(update_fields=fields)
        return act


def _refuse_half_an_answer(answer: NewAnswer, *, on: date, today: date) -> None:
    """What an answer must say, by what is answered. Raises StepRefused."""
    if not answer.words.strip():
        raise StepRefused(_("请写明答复的内容。"), field="words")
    if answer.outcome in REFUSING and answer.ground is None:
        raise StepRefused(_("不同意或者部分同意的，请选法律依据，并在答复中说明理由。"), field="ground")
    if answer.outcome not in REFUSING and answer.ground is not None:
        raise StepRefused(_("只有不同意或者部分同意的才选法律依据。"), field="ground")
    is_taken_back = answer.outcome == Outcome.TAKEN_BACK
    if not is_taken_back and answer.handed_over is None:
        raise StepRefused(_("请选答复用什么方式交给来人。"), field="handed_over")
    if is_taken_back and (answer.handed_over is not None or answer.received_on is not None):
        raise StepRefused(_("来人收回了请求的，没有答复可交。"), field="handed_over")
    if answer.received_on is not None:
        _refuse_received_on(answer.received_on, answered_on=on, today=today)


def _refuse_received_on(received_on: date, *, answered_on: date, today: date) -> None:
    if not answered_on <= received_on <= today:
        raise StepRefused(_("签收不能早于答复，也不能晚于今天。"), field="received_on")


def corrections_since(request: RightsRequest) -> list[Correction]:
    """What was put right in the file since the request came, the latest first: what may have answered it."""
    found = Correction.objects.filter(person=request.person_id, corrected_on__gte=request.came.on)
    return list(found.select_related("act", "corrected_by").order_by("-id"))


def _correction(request: RightsRequest, answer: NewAnswer) -> Correction | None:
    if answer.correction_id is None:
        return None
    if request.kind != RequestKind.CORRECT or answer.outcome not in (Outcome.GRANTED, Outcome.PART):
        raise StepRefused(_("只有同意更正的才关联更正记录。"), field="correction")
    found = next((one for one in corrections_since(request) if one.pk == answer.correction_id), None)
    if found is None:
        raise StepRefused(_("请选此人档案中收到请求以后的一条更正。"), field="correction")
    return found


def sign_for_answer(request_id: int, *, by: ActingStaff, on: date) -> None:
    """Whoever asked signed for the answer that was handed over. A second time is harmless."""
    with _open_request(request_id, by=by) as (file, request):
        file.refuse_unless(*TAKING_IN, sentence=_("由能看到此人档案的司法所或区司法局登记签收。"))
        if request.answered is None or not request.handed_over:
            raise StepRefused(_("还没有答复，没有可签收的。"))
        if request.received_on is not None:
            return
        file.refuse_impossible_day(on)
        _refuse_received_on(on, answered_on=request.answered.on, today=by.today)
        request.received_on = on
        request.save(update_fields=["received_on"])
        about = Happening(request.person_id, request.case_id, (RIGHTS,), {"request": request.pk})
        record("answer_signed_for", about, by=by, on=on)


def _told(request: RightsRequest) -> dict[str, Any]:
    return {"request": request.number}


def _refuse_answered(request: RightsRequest) -> None:
    if request.came.withdrawn_on is not None:
        raise StepRefused(_("这件请求是误录，已经撤销。"))
    if request.answered_id is not None:
        raise StepRefused(_("这件请求已经答复。"))


@contextmanager
def _open_request(request_id: int, *, by: ActingStaff) -> Iterator[tuple[File, RightsRequest]]:
    """A request with the file that it stands in, under the lock of the person. Raises RightsRequest.DoesNotExist beyond the reach of `by`."""
    with acting(by):
        case_id = RightsRequest.objects.values_list("case_id", flat=True).get(pk=request_id)
        with open_file(case_id, by=by) as file:
            yield file, RightsRequest.objects.select_related("came", "answered").get(pk=request_id)
