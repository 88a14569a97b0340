"""The same step for one after the other: each in a transaction of its own, through the form and the action of one; tried first, and taken back."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4, uuid5

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from anbang.audit.models import Event
from anbang.casework.act.models import Act
from anbang.casework.step.repairing import withdraw
from anbang.casework.step.standing import Standing
from anbang.lib.sealing import SealBroken
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.web.once import was_sent
from anbang.web.steps.form import StepForm
from anbang.web.steps.register import STEPS
from anbang.web.steps.step import Taking
from anbang.web.steps.taking import taken
from anbang.web.together.kinds import Kind

logger = logging.getLogger("anbang.web")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came, or would come, of the step for one of them: done, or why not. `form`: theirs, with what is wrong at its fields; `noted`: what must
    be kept to take it back.
    """

    is_done: bool
    why: str = ""
    form: StepForm | None = None
    noted: int | None = None


def hand_for(hand: ActingStaff, person_id: int) -> ActingStaff:
    """The hand under which the step is taken for one of them: the form is spent for each by itself."""
    return replace(hand, request_id=uuid5(hand.request_id, str(person_id)))


def may(kind: Kind, standing: Standing, *, by: ActingStaff) -> Outcome:
    """Whether the step is there today for somebody, before anything is filled in."""
    if not kind.step.is_theirs(standing, by):
        return Outcome(False, _("按现在的情况，这一步不由您的单位办理。"))
    if not kind.step.may_come(standing):
        return Outcome(False, _("按已登记的经过，这一步今天不能办。登记以前的事，请填当时的日期。"))
    return Outcome(True)


def tried(kind: Kind, standing: Standing, sent: Any, *, by: ActingStaff) -> Outcome:
    """What would come of it: the step is taken whole, and with its transaction taken back before anybody sees it."""
    hand = replace(by, request_id=uuid4())
    with acting(hand):
        outcome = _attempt(kind, standing, sent, hand)
        transaction.set_rollback(True, using=hand.alias)
    return outcome


def done(kind: Kind, standing: Standing, sent: Any, *, hand: ActingStaff) -> Outcome:
    """The step for one of them; what stands in the way of one stands in nobody else's."""
    own = hand_for(hand, standing.person.pk)
    if was_sent(own):
        return Outcome(True, _("已经登记过，没有重复登记。"))
    with acting(own, reading_only=True):
        noted = kind.note(standing)
    return replace(_attempt(kind, standing, sent, own), noted=noted)


def _attempt(kind: Kind, standing: Standing, sent: Any, hand: ActingStaff) -> Outcome:
    if not kind.step.is_theirs(standing, hand):
        return Outcome(False, _("按现在的情况，这一步不由您的单位办理。"))
    why: list[str] = []
    with _told(why), acting(hand):
        form = kind.step.form(sent, standing=standing, by=hand)
        # The action's own refusal is told by the form, and its savepoint is gone with it.
        if taken(kind.step, form, standing, Taking(standing.case.pk, hand, {})):
            return Outcome(True)
        return Outcome(False, _in_words(form), form)
    return Outcome(False, why[0])


def _in_words(form: StepForm) -> str:
    """What is wrong with a form, each sentence once."""
    return " ".join(dict.fromkeys(str(told) for told_of in form.errors.values() for told in told_of))


@contextmanager
def _told(why: list[str]) -> Iterator[None]:
    """Whatever stops the step for one of them becomes the sentence in their row."""
    try:
        yield
    except StepRefused as refused:
        why.append(str(refused))
    except ObjectDoesNotExist:
        why.append(_("此人已不在您可以查看的范围内。"))
    except SealBroken as broken:
        logger.error("%s", broken)
        why.append(_("打不开，请告诉系统管理员"))
    except DatabaseError:
        logger.exception("a step for several was not possible for one")
        why.append(_("没有登记成。请打开此人，单独办理。"))


def taken_back(
    kind: Kind, standing: Standing, noted: int | None, *, why: str, hand: ActingStaff, by: ActingStaff
) -> Outcome:
    """The step taken back for one of them, as they who took it: withdrawn with the reason, or by the way of its own."""
    told: list[str] = []
    with _told(told):
        if kind.take_back is not None:
            kind.take_back(standing.case.pk, noted, by)
            return Outcome(True)
        if not STEPS["withdraw"].is_theirs(standing, by):
            raise StepRefused(_("按现在的情况，这一步不由您的单位办理。"))
        for act in _acts_of(standing, hand):
            withdraw(act, why=why, by=by)
        return Outcome(True)
    return Outcome(False, told[0])


def _acts_of(standing: Standing, hand: ActingStaff) -> list[int]:
    """What the step told of one of them, by the trail."""
    own = hand_for(hand, standing.person.pk)
    with acting(own, reading_only=True):
        events = Event.objects.filter(request_id=own.request_id, staff_id=own.staff_id, person_id=standing.person.pk)
        told: list[Mapping[str, Any]] = list(events.values_list("data", flat=True))
        acts = {data["act"] for data in told if "act" in data}
        return list(
            Act.objects.filter(pk__in=acts, withdrawn_on__isnull=True).order_by("-id").values_list("pk", flat=True)
        )
