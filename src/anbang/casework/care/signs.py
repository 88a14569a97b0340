"""Signs of reoffending within the fences of LAW-6: facts, two persons, an answer, an end."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import router
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.act.models import Act
from anbang.casework.care.models import Sign
from anbang.casework.care.passed_over import refuse_to_pass_over
from anbang.casework.step.opening import File, open_file
from anbang.casework.step.policy import pack_in_force
from anbang.casework.step.positions import Position
from anbang.casework.step.repairing import take_back
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.days import day_in_words
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import next_ids
from anbang.papers.sealed import Sealed
from anbang.policy import Pack, answer
from anbang.policy.clauses import HELPERS

FACTS = Sealed("casework_sign", "facts_sealed", "facts of a sign", "casework_sign:{id}:facts of a sign")
ANSWER = Sealed("casework_sign", "answer_sealed", "answer to a sign", "casework_sign:{id}:answer to a sign")
UNFOUNDED = Sealed(
    *("casework_sign", "unfounded_why_sealed", "how a sign was unfounded"),
    "casework_sign:{id}:how a sign was unfounded",
)
SEEING = (
    *(Position.RESPONSIBLE, Position.REGISTERED, Position.RESIDENCE, Position.VILLAGE, Position.POLICE, Position.TOWN),
)
CONFIRMING = (Position.RESPONSIBLE, Position.REGISTERED, Position.RESIDENCE, Position.BUREAU, Position.AFTERCARE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person says to a sign: on which day, in which words, and why it was recorded so late."""

    on: date
    words: str
    late_because: str = ""


def note_sign(case_id: int, *, facts: str, prevention: str, by: ActingStaff, on: date, late_because: str = "") -> Sign:
    """A named person saw facts, and says what is done to prevent worse. Nothing follows until a second person confirms it."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*SEEING, sentence=_("苗头由亲自见到的工作人员登记。"))
        _refuse_unless_in_care(file, on)
        for name, text in (("facts", facts), ("prevention", prevention)):
            if not text.strip():
                raise StepRefused(_("请写明亲眼所见的事实和采取的预防措施。"), field=name)
        is_late = file.refuse_day(on, late_because)
        key = next_ids("casework_sign", "id", 1, using=router.db_for_write(Sign))[0]
        sign = Sign.objects.create(
            id=key,
            case=file.case,
            person=file.person,
            facts_sealed=seal_facts(facts.strip(), prevention.strip(), sign_id=key),
            seen_by_id=by.staff_id,
            seen_on=on,
            noted_late_because=late_because.strip() if is_late else "",
        )
        _trace("sign_noted", sign, by=by, on=on)
        return sign


def _refuse_unless_in_care(file: File, on: date) -> None:
    case = file.before.course.cases[-1]
    if case.care is None or case.ended or case.care.stops_on <= file.by.today:
        raise StepRefused(_("此人不在帮教期内。"))
    if on < case.care.begins_on:
        sentence = _("只登记帮教期内见到的苗头，帮教从%(day)s开始。")
        raise StepRefused(sentence % {"day": day_in_words(case.care.begins_on)}, field="on")


def confirm_sign(sign_id: int, *, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """A second person confirms the facts; the police are told in time, and the sign lapses after the time that the pack says."""
    with _open_sign(sign_id, by=by) as (file, sign):
        file.refuse_unless(*CONFIRMING, sentence=_("苗头由司法所另一名工作人员确认。"))
        if sign.seen_by_id == by.staff_id:
            raise StepRefused(_("请由另一名工作人员确认：发现的人不能自己确认。"))
        _refuse_withdrawn(sign)
        if sign.confirmed_id is not None or sign.unfounded_on is not None:
            raise StepRefused(_("这条苗头已经确认或已标明不实。"))
        if on < sign.seen_on:
            raise StepRefused(_("确认不能早于发现。"), field="on")
        if _lapse(file, sign.seen_on) <= by.today:
            raise StepRefused(_("这条苗头已经过了有效期，不能再确认。"))
        file.refuse_other_case(sign.case_id, on)
        act = file.tell("sign_confirmed", on=on, data={"sign": sign.pk}, late_because=late_because)
        sign.confirmed, sign.confirmed_by_id, sign.confirmed_on = act, by.staff_id, on
        sign.lapses_on = _lapse(file, on)
        sign.save(update_fields=["confirmed", "confirmed_by", "confirmed_on", "lapses_on"])
        refuse_to_pass_over(sign.case_id)
        return act


def can_be_confirmed(sign: Sign, *, on: date) -> bool:
    """Whether what was seen is recent enough that a second person may still confirm it."""
    return _lapse_of(pack_in_force(), sign.seen_on) > on


def _lapse(file: File, confirmed_on: date) -> date:
    """From which day a sign that was confirmed on that day counts no more."""
    return _lapse_of(file.pack, confirmed_on)


def _lapse_of(pack: Pack, confirmed_on: date) -> date:
    lapses_on = answer("sign_lapses_on", as_of=confirmed_on, pack=pack, sign_confirmed_on=confirmed_on)
    assert isinstance(lapses_on, date)
    return lapses_on


def waiting_for_the_police(case_id: int, *, on: date) -> QuerySet[Sign]:
    """The confirmed signs of a case that stood on a day and of which the police have not been told: one telling tells of them all."""
    confirmed = Sign.objects.filter(case=case_id, confirmed__isnull=False, told_police__isnull=True)
    return confirmed.filter(unfounded_on__isnull=True, confirmed_on__lte=on, lapses_on__gt=on).order_by("id")


def still_counts(sign: Sign, *, on: date) -> bool:
    """Neither withdrawn, lapsed nor unfounded: what counts no more is not read any more either."""
    stands = sign.unfounded_on is None and sign.withdrawn_on is None
    return stands and (sign.lapses_on is None or sign.lapses_on > on)


def tell_police(sign_id: int, *, told_to: str, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """The police are told of a confirmed sign, and of whatever else waits to be told of the person (HLP-2). Legal basis and purpose are
    those of clause 2.5; nothing else goes along.
    """
    with _open_sign(sign_id, by=by) as (file, sign):
        file.refuse_unless(*CONFIRMING, sentence=_("由负责的司法所通报公安机关。"))
        # What was told before it lapsed may be recorded after it has.
        waiting = waiting_for_the_police(sign.case_id, on=on)
        if sign.confirmed_on is not None and on < sign.confirmed_on:
            raise StepRefused(_("通报不能早于确认。"), field="on")
        if not waiting.filter(pk=sign.pk).exists():
            raise StepRefused(_("只通报经两人确认、没有通报过、没有失效、也未标明不实的苗头。"), field="on")
        if not told_to.strip():
            raise StepRefused(_("请写明通报给谁。"), field="told_to")
        file.refuse_other_case(sign.case_id, on)
        data = {"signs": list(waiting.values_list("pk", flat=True))}
        act = file.tell("police_told", on=on, words={"told_to": told_to}, data=data, late_because=late_because)
        waiting.update(told_police=act)
        return act


def confirm_police_receipt(
    sign_id: int, *, received_by: str, by: ActingStaff, on: date, late_because: str = ""
) -> None:
    """The police confirmed that they were told: who, and on which day. A second one is told that it is there already."""
    with _open_sign(sign_id, by=by) as (file, sign):
        file.refuse_unless(*CONFIRMING, Position.POLICE, sentence=_("回执由公安或负责的司法所登记。"))
        if sign.told_police_id is None:
            raise StepRefused(_("还没有通报公安机关。"))
        if sign.police_receipt_on is not None:
            raise StepRefused(_("公安机关的回执已经登记过。"))
        if not received_by.strip():
            raise StepRefused(_("请写明由谁签收。"), field="received_by")
        if sign.told_police is not None and on < sign.told_police.on:
            raise StepRefused(_("签收不能早于通报。"), field="on")
        is_late = file.refuse_day(on, late_because)
        sign.police_receipt_on, sign.police_receipt_by = on, received_by.strip()
        sign.receipt_late_because = late_because.strip() if is_late else ""
        sign.save(update_fields=["police_receipt_on", "police_receipt_by", "receipt_late_because"])
        _trace("police_receipt", sign, by=by, on=on)


def answer_sign(sign_id: int, *, words: str, by: ActingStaff, on: date, late_because: str = "") -> None:
    """What the person says to it stands beside it for as long as it stands; who says more later is heard again, and both stand."""
    with _open_sign(sign_id, by=by) as (file, sign):
        file.refuse_unless(*CONFIRMING, sentence=_("本人的说明由负责的司法所记录。"))
        _refuse_withdrawn(sign)
        if not words.strip():
            raise StepRefused(_("请写下本人的说明。"), field="words")
        if sign.unfounded_on is not None:
            raise StepRefused(_("这条苗头已经标明不实，不再补记说明。"))
        if on < sign.seen_on:
            raise StepRefused(_("本人的说明不能早于发现苗头。"), field="on")
        is_late = file.refuse_day(on, late_because)
        said = Answer(on, words.strip(), late_because.strip() if is_late else "")
        answers = sorted([*answers_to(sign), said], key=lambda one: one.on)
        sign.answer_sealed, sign.answered_on = seal_answers(answers, sign_id=sign.pk), answers[-1].on
        sign.answer_late_because = answers[-1].late_because
        sign.save(update_fields=["answer_sealed", "answered_on", "answer_late_because"])
        _trace("sign_answered", sign, by=by, on=on)


def mark_unfounded(
    sign_id: int, *, why: str, by: ActingStaff, on: date, told_to: str = "", late_because: str = ""
) -> None:
    """The sign was unfounded: it says so from now on, and counts no more. A confirmation of which the police were not told yet is taken
    back, and with it the duty to tell them. `told_to`: who at the police was told that it was unfounded, where they had been told of it.
    """
    with _open_sign(sign_id, by=by) as (file, sign):
        file.refuse_unless(*CONFIRMING, sentence=_("由负责的司法所标明不实。"))
        if sign.unfounded_on is not None:
            raise StepRefused(_("这条苗头已经标明不实。"))
        _refuse_withdrawn(sign)
        if not why.strip():
            raise StepRefused(_("请写明怎样查明不实。"), field="why")
        if sign.told_police_id is not None and not told_to.strip():
            raise StepRefused(_("已经通报过公安机关：请写明已告知谁这条苗头不实。"), field="told_to")
        if on < sign.seen_on:
            raise StepRefused(_("查明不实不能早于发现苗头。"), field="on")
        is_late = file.refuse_day(on, late_because)
        if sign.confirmed is not None and sign.told_police_id is None:
            # How it turned out stands sealed in the sign; at the act stands only that it did.
            take_back(file, sign.confirmed, why=_("苗头查明不实。"))
        Sign.objects.filter(pk=sign_id).update(
            unfounded_on=on,
            unfounded_by=by.staff_id,
            unfounded_why_sealed=seal_unfounded(why.strip(), sign_id=sign.pk),
            unfounded_told_to=told_to.strip(),
            unfounded_late_because=late_because.strip() if is_late else "",
        )
        _trace("sign_unfounded", sign, by=by, on=on)


def _refuse_withdrawn(sign: Sign) -> None:
    if sign.withdrawn_on is not None:
        raise StepRefused(_("这条苗头是误记，已经撤销。"))


@contextmanager
def _open_sign(sign_id: int, *, by: ActingStaff) -> Iterator[tuple[File, Sign]]:
    """A sign with the file that it stands in, under the lock of the person. Raises Sign.DoesNotExist beyond the reach of `by`."""
    with acting(by):
        case_id = Sign.objects.values_list("case_id", flat=True).get(pk=sign_id)
        with open_file(case_id, by=by) as file:
            yield file, Sign.objects.get(pk=sign_id)


def seal_facts(facts: str, prevention: str, *, sign_id: int) -> bytes:
    """What was seen and what is done to prevent worse, bound to its row."""
    return _seal({"facts": facts, "prevention": prevention}, FACTS, sign_id)


def seal_answers(answers: Sequence[Answer], *, sign_id: int) -> bytes:
    """What the person says to it, each time, bound to its row."""
    told = [[one.on.isoformat(), one.words, one.late_because] for one in answers]
    return _seal({"answers": told}, ANSWER, sign_id)


def seal_unfounded(why: str, *, sign_id: int) -> bytes:
    """How it turned out to be unfounded, bound to its row."""
    return _seal({"why": why}, UNFOUNDED, sign_id)


def _seal(words: Mapping[str, Any], sealed: Sealed, sign_id: int) -> bytes:
    return sealed.seal(json.dumps(dict(words)).encode(), id=sign_id)


def facts_of(sign: Sign) -> dict[str, str]:
    """What was seen, and what is done to prevent worse; whoever shows it has recorded the look first."""
    opened: dict[str, str] = json.loads(FACTS.open(sign.facts_sealed, id=sign.pk))
    return opened


def answers_to(sign: Sign) -> list[Answer]:
    """What the person says to it, oldest first. One that was sealed before several could be has its day and reason in the row."""
    if sign.answer_sealed is None:
        return []
    opened = json.loads(ANSWER.open(sign.answer_sealed, id=sign.pk))
    if "answer" in opened:
        assert sign.answered_on is not None
        return [Answer(sign.answered_on, str(opened["answer"]), sign.answer_late_because)]
    return [Answer(date.fromisoformat(on), words, why) for on, words, why in opened["answers"]]


def why_unfounded(sign: Sign) -> str:
    """How it turned out to be unfounded; empty where nobody kept it."""
    if sign.unfounded_why_sealed is None:
        return ""
    return str(json.loads(UNFOUNDED.open(sign.unfounded_why_sealed, id=sign.pk))["why"])


def _trace(action: str, sign: Sign, *, by: ActingStaff, on: date) -> None:
    record(action, Happening(sign.person_id, sign.case_id, (HELPERS,), {"sign": sign.pk}), by=by, on=on)
