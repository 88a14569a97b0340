"""Steps during the sentence: release day, major changes, families, findings, and whoever is another county's (clause 2.3.1)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbang.casework.custody.changes import (
    AT_HOME,
    KNOWING_THE_FAMILY,
    REFERRING,
    RETURNING,
    NewFamilyNeed,
    change_release_date,
    confirm_change,
    learn_of_change,
    note_family_need,
    refer_family,
    return_as_not_ours,
    settle_family_need,
    settle_finding,
    tell_change,
    waiting_to_be_told,
    what_changed,
)
from anbang.casework.custody.models import FamilyNeed, FindingOutcome, MajorChange, Teller, ThreeFalseFinding
from anbang.casework.custody.queries import sentence_of
from anbang.casework.step.standing import Standing
from anbang.organisations.kinds import Role
from anbang.policy.clauses import INFORMATION, RIGHTS
from anbang.web.intake.fields import Day
from anbang.web.steps.form import DayOnly, StepForm, long_text, one_of, short_text
from anbang.web.steps.replacing import ReplacingForm
from anbang.web.steps.step import Step, Taking


def in_custody(standing: Standing) -> bool:
    """Before the gate."""
    return standing.now.stage == "in_custody"


class ReleaseDayForm(ReplacingForm):
    """Another release day is told."""

    things: ClassVar[Mapping[str, Any]] = {"release_on": _("新的释放日期")}

    day_label = _("哪一天来文告知")
    release_on = Day(label=_("新的释放日期"))
    words = long_text(_("原因"), required=False, rows=3, hint=_("例如减刑裁定。"))

    def stands(self) -> dict[str, str]:
        """The day as it was announced last."""
        sentence = sentence_of(self.standing.case)
        return {"release_on": str((sentence and sentence.release_on) or "")}


class LearntForm(StepForm):
    """What happened at home."""

    day_label = _("哪一天得知")
    what = long_text(_("发生了什么"), hint=_("监所会看到这段文字。"))


class ToldForm(StepForm):
    """One side tells the other."""

    day_label = _("哪一天通报")
    told_by = one_of(_("由谁通报"), Teller.choices)
    what = long_text(_("发生了什么"), hint=_("双方都会看到这段文字。"))

    def prepare(self) -> None:
        """What waits to be told goes along with whatever home tells."""
        waiting = waiting_to_be_told(self.standing.case.pk, on=self.by.today)
        if told := [what_changed(change) for change in waiting]:
            sentence = gettext("由户籍地通报的，下列等待通报的变故一并通报；没有别的事的，可以不写：%(what)s")
            self.fields["what"].help_text = sentence % {"what": "；".join(told)}
        self.fields["what"].required = not told


def _told(step: Taking) -> object:
    return tell_change(step.case_id, told_by=Teller(step.told["told_by"]), what=step.told["what"], **step.dated)


class NeedForm(StepForm):
    """A family in hardship or minor children."""

    day_label = _("哪一天得知")
    clauses: ClassVar[Mapping[str, str]] = {"consent": RIGHTS, "consent_from": RIGHTS}
    words = long_text(_("家庭的困难"))
    children = forms.IntegerField(label=_("未成年子女人数"), min_value=0, max_value=20, initial=0)
    consent = forms.BooleanField(label=_("家属同意把情况告诉能帮助的单位"), required=False)
    consent_from = short_text(_("由谁同意"), hint=_("同意的必须写明是谁。"))


def _need(step: Taking) -> object:
    need = NewFamilyNeed(**step.words("words", "children", "consent", "consent_from"))  # type: ignore[arg-type]
    return note_family_need(step.case_id, need, **step.dated)


class ReferForm(StepForm):
    """Who is asked to help."""

    day_label = _("哪一天协调")
    to = short_text(_("请谁帮助"), required=True, hint=_("镇街、部门或组织。"), limit=200)


class OutcomeForm(StepForm):
    """What became of it."""

    day_label = _("哪一天有结果")
    outcome = long_text(_("结果"), rows=3, limit=400)


class FindingForm(StepForm):
    """Resolved, or carried on as open."""

    day_label = _("哪一天查清")
    outcome = one_of(_("结果"), [choice for choice in FindingOutcome.choices if choice[0] != FindingOutcome.OPEN.value])
    words = long_text(_("怎样查清，或为什么继续查"), rows=3, limit=400)


class NotOursForm(StepForm):
    """Where the person belongs."""

    day_label = _("退回日期")
    belongs_to = short_text(_("属于哪个区县"), required=True, limit=96)
    words = long_text(_("依据"), rows=3)


class ReceiptForm(DayOnly):
    """On which day the other side's telling arrived."""

    day_label = _("哪一天签收")


STEPS = (
    Step(
        *("release-day", _("释放日期变更"), "custody", INFORMATION, "release_date_changed", AT_HOME, ReleaseDayForm),
        lambda step: change_release_date(step.case_id, step.told["release_on"], **step.words("words"), **step.dated),
        *(_("登记变更"), _("释放日期已变更，有关期限随之变动。")),
        icon="calendar-event",
    ),
    Step(
        *("change-learnt", _("得知家庭重大变故"), "custody", INFORMATION, "change_learnt", AT_HOME, LearntForm),
        lambda step: learn_of_change(step.case_id, **step.words("what"), **step.dated),
        *(_("登记变故"), _("变故已登记，要马上通报监所。")),
        when=in_custody,
        icon="info-circle",
    ),
    Step(
        *("tell-change", _("向监所通报变故"), "custody", INFORMATION, "change_told", AT_HOME, DayOnly),
        lambda step: tell_change(step.case_id, told_by=Teller.HOME, what="", change_id=step.about.pk, **step.dated),
        *(_("登记通报"), _("通报已登记，等待签收。")),
        duties=("tell_change",),
        about=MajorChange,
        icon="send",
    ),
    Step(
        *("change-told", _("互通重大变故"), "custody", INFORMATION, "change_told", AT_HOME, ToldForm, _told),
        *(_("登记通报"), _("通报已登记，等待签收。")),
        when=in_custody,
        icon="arrows-exchange",
    ),
    Step(
        *("confirm-change", _("签收监所的通报"), "custody", INFORMATION, "", AT_HOME, ReceiptForm),
        lambda step: confirm_change(step.about.pk, **step.dated),
        *(_("签收"), _("已签收。")),
        about=MajorChange,
        icon="mail-check",
    ),
    Step(
        *("family-need", _("得知家庭困难"), "custody", INFORMATION, "family_hardship_learnt", KNOWING_THE_FAMILY),
        *(NeedForm, _need, _("登记困难"), _("家庭困难已登记。")),
        when=in_custody,
        icon="users",
    ),
    Step(
        *("refer-family", _("协调帮助其家庭"), "custody", INFORMATION, "family_referred", REFERRING, ReferForm),
        lambda step: refer_family(step.about.pk, **step.words("to"), **step.dated),
        *(_("登记协调"), _("协调已登记。")),
        duties=("refer_family",),
        about=FamilyNeed,
        icon="send",
    ),
    Step(
        *("settle-family", _("家庭困难的结果"), "custody", INFORMATION, "", AT_HOME, OutcomeForm),
        lambda step: settle_family_need(step.about.pk, **step.words("outcome"), **step.dated),
        *(_("登记结果"), _("结果已登记。")),
        about=FamilyNeed,
        icon="check",
    ),
    Step(
        *("settle-finding", _("查清三假情况"), "custody", INFORMATION, "", AT_HOME, FindingForm),
        lambda step: settle_finding(
            step.about.pk, FindingOutcome(step.told["outcome"]), **step.words("words"), **step.dated
        ),
        *(_("登记结果"), _("结果已登记。")),
        about=ThreeFalseFinding,
        icon="check",
    ),
    Step(
        *("not-ours", _("非本辖区退回"), "custody", INFORMATION, "not_ours", RETURNING, NotOursForm),
        lambda step: return_as_not_ours(step.case_id, **step.words("belongs_to", "words"), **step.dated),
        *(pgettext_lazy("button", "退回"), _("已退回，来文单位会看到属于哪里。")),
        icon="arrow-back-up",
        grave=True,
        only=frozenset({Role.JUSTICE_ASSISTANT, Role.BUREAU_CLERK}),
    ),
)
