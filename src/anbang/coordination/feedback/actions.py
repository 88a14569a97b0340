"""A remark about a page is written, answered, read, and removed when its time is over."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import router
from django.db.models import Max
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.coordination.feedback.models import MOST_A_DAY, Feedback
from anbang.coordination.feedback.queries import ANSWER, WORDS, answers_feedback, get_feedback
from anbang.lib.masking import mask_numbers
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Staff
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import next_ids

# Long enough for whoever was away when the answer came, and for a fault that comes back.
KEPT_AFTER_THE_ANSWER = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class NewFeedback:
    """What somebody says of a page: its address without whatever it names, the number of an error page, and the version that showed it."""

    page: str
    wrong: str
    version: str
    expected: str = ""
    number: str = ""


def write_feedback(told: NewFeedback, *, by: ActingStaff, on: date) -> Feedback:
    """Somebody says what is wrong with a page. No number that leads to somebody is taken in, nor more than some remarks a day."""
    with acting(by):
        for name in ("wrong", "expected"):
            refuse_numbers(getattr(told, name), field=name)
        if not told.wrong.strip():
            raise StepRefused(_("请写一句哪里不对。"), field="wrong")
        Staff.objects.select_for_update().get(pk=by.staff_id)  # one remark of somebody after the other
        ordinal = _written(by, on) + 1
        if ordinal > MOST_A_DAY:
            raise StepRefused(_("今天已经反映了 %(most)s 次，请明天再写，或打电话给区里。") % {"most": MOST_A_DAY})
        key = next_ids("coordination_feedback", "id", 1, using=router.db_for_write(Feedback))[0]
        words = json.dumps({"wrong": told.wrong.strip(), "expected": told.expected.strip()})
        feedback = Feedback.objects.create(
            pk=key,
            written_by_id=by.staff_id,
            office_id=by.office_id,
            role=by.role,
            written_on=on,
            ordinal=ordinal,
            page=told.page,
            number=told.number,
            version=told.version,
            words_sealed=WORDS.seal(words.encode(), id=key),
        )
        record("feedback_written", Happening(data={"feedback": key}), by=by, on=on)
        return feedback


def _written(by: ActingStaff, on: date) -> int:
    last = Feedback.objects.filter(written_by=by.staff_id, written_on=on).aggregate(last=Max("ordinal"))["last"]
    return last or 0


def refuse_numbers(text: str, *, field: str) -> None:
    """Neither an ID number nor a telephone stands in what is read by whoever may see nobody's file. Raises StepRefused."""
    if mask_numbers(text) != text:
        raise StepRefused(
            _("这里不要写身份证号、电话等号码，也不要写人名：看的人不一定能看这个人的档案。"), field=field
        )


def answer_feedback(feedback_id: int, words: str, *, by: ActingStaff, on: date) -> Feedback:
    """The district or whoever runs the installation answers, once."""
    with acting(by):
        if not answers_feedback(by):
            raise Feedback.DoesNotExist
        feedback = Feedback.objects.select_for_update().get(pk=feedback_id)
        if feedback.state != "open":
            raise StepRefused(_("已经答复过了。"))
        if feedback.written_by_id == by.staff_id:
            raise StepRefused(_("自己反映的，请另一个人答复。"))
        if not words.strip():
            raise StepRefused(_("请写明答复。"), field="answer")
        refuse_numbers(words, field="answer")
        feedback.answered_by_id, feedback.answered_on = by.staff_id, on
        feedback.answer_sealed = ANSWER.seal(words.strip().encode(), id=feedback.pk)
        feedback.save(update_fields=["answered_by", "answered_on", "answer_sealed"])
        record("feedback_answered", Happening(data={"feedback": feedback.pk}), by=by, on=on)
        return feedback


def close_feedback(feedback_id: int, *, by: ActingStaff, on: date) -> None:
    """Whoever wrote it has read the answer, or whoever answers sees that it is done with. Done twice it does nothing the second time."""
    with acting(by):
        feedback = Feedback.objects.select_for_update().get(pk=get_feedback(feedback_id, for_staff=by).pk)
        if feedback.state == "open":
            raise StepRefused(_("还没有答复，不能结束。"))
        if feedback.state == "answered":
            feedback.closed_on = on
            feedback.save(update_fields=["closed_on"])
            record("feedback_closed", Happening(data={"feedback": feedback.pk}), by=by, on=on)


def remove_feedback(*, by: ActingStaff, on: date) -> int:
    """What was answered long ago goes, read or not. How many went."""
    with acting(by):
        return Feedback.objects.filter(answered_on__lt=on - KEPT_AFTER_THE_ANSWER).delete()[0]
