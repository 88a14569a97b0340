"""Steps of following somebody up: visit, full review, call, and whatever else must be remembered (clauses 2.3.4, 2.4.1.7, 2.5)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from anbang.casework.care.actions import NEAR, record_note
from anbang.casework.step.standing import Standing
from anbang.casework.visit.actions import (
    REVIEWING,
    VISITING,
    NewReview,
    NewVisit,
    record_call,
    record_review,
    record_visit,
)
from anbang.casework.visit.needs import Need
from anbang.policy.clauses import AID_EXPLAINED, HELPERS, RHYTHM
from anbang.web.steps.form import StepForm, long_text, short_text, ticks
from anbang.web.steps.step import Step, Taking


def _needs(step: Taking) -> list[Need]:
    return [Need(need) for need in step.told["needs"]]


class VisitForm(StepForm):
    """What was seen, what is needed, what comes next. It never asks for signs of anything (LAW-6)."""

    day_label = _("哪一天走访")
    refused = forms.BooleanField(
        label=_("本人不愿意见面"), required=False, help_text=_("不愿意也是一种结果，照样算走访过，不影响本人。")
    )
    seen = long_text(
        _("看到了什么、谈了什么"),
        required=False,  # asked for by the step, unless the person would not be met
        hint=_("生活、工作、家里的情况，本人的话。本人不愿意见面的，可以不写。"),
    )
    where = short_text(_("在哪里"), limit=200)
    needs = ticks(_("发现的困难"), Need.choices, hint=_("没有就不选。"))
    next_step = long_text(_("下一步"), required=False, rows=2, limit=400)


def _visit(step: Taking) -> object:
    words = step.words("seen", "where", "next_step")
    return record_visit(step.case_id, NewVisit(refused=step.told["refused"], needs=_needs(step), **words), **step.dated)


class ReviewForm(StepForm):
    """How things stand, and what follows."""

    day_label = _("哪一天考察")
    situation = long_text(_("考察情况"), rows=6, limit=2000)
    conclusion = long_text(_("结论和下一步"))
    needs = ticks(_("发现的困难"), Need.choices, hint=_("没有就不选。"))


def _review(step: Taking) -> object:
    return record_review(
        step.case_id, NewReview(needs=_needs(step), **step.words("situation", "conclusion")), **step.dated
    )


class CallForm(StepForm):
    """Whom one called on, and what was learnt."""

    day_label = _("哪一天走访")
    words = long_text(_("走访了谁、了解到什么"))


class NoteForm(StepForm):
    """Whatever else must be remembered."""

    words = long_text(_("内容"), hint=_("只写办理需要的事。苗头有自己的一步，不写在这里。"))


def _is_priority(standing: Standing) -> bool:
    return bool(standing.now.priority)


STEPS = (
    Step(
        *("visit", _("走访"), "care", RHYTHM, "visited", VISITING, VisitForm, _visit),
        *(_("登记走访"), _("走访已登记。")),
        duties=("follow_up", "priority_contact"),
        icon="home",
    ),
    Step(
        *("review", _("全面考察"), "care", RHYTHM, "reviewed", REVIEWING, ReviewForm, _review),
        *(_("登记考察"), _("全面考察已登记。")),
        duties=("full_review",),
        when=_is_priority,
        icon="clipboard-check",
    ),
    Step(
        *("call", _("走访村居和家庭"), "care", AID_EXPLAINED, "called", VISITING, CallForm),
        lambda step: record_call(step.case_id, step.told["words"], **step.dated),
        *(_("登记走访"), _("走访已登记。")),
        duties=("call_on_family",),
        icon="users",
    ),
    Step(
        *("note", _("工作记事"), "care", HELPERS, "noted", NEAR, NoteForm),
        lambda step: record_note(step.case_id, **step.words("words"), **step.dated),
        *(_("登记"), _("记事已登记。")),
    ),
)
