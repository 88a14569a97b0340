"""Steps about priority, and signs of reoffending within the fences of LAW-6 (clauses 2.3.2, 2.5)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.actions import PRIORITISING, lift_priority, set_priority
from anbang.casework.care.models import Sign
from anbang.casework.care.sign_mending import Writers, may_redact, may_withdraw, redact_words, withdraw_sign
from anbang.casework.care.signs import (
    CONFIRMING,
    SEEING,
    answer_sign,
    confirm_police_receipt,
    confirm_sign,
    mark_unfounded,
    note_sign,
    tell_police,
)
from anbang.casework.custody.actions import alert_priority
from anbang.casework.custody.alerting import ALERTING, awaits_alert
from anbang.casework.step.positions import Position
from anbang.casework.step.standing import Standing
from anbang.organisations.acting import ActingStaff
from anbang.policy.clauses import HELPERS, RECEPTION
from anbang.web.steps.form import DayOnly, StepForm, long_text, short_text, ticks
from anbang.web.steps.step import Step, Taking

WRITING = tuple(dict.fromkeys((*SEEING, *CONFIRMING)))
RECEIVING_A_TELLING = (*CONFIRMING, Position.POLICE)


class SetForm(StepForm):
    """Which reasons, and on what grounds."""

    day_label = _("从哪一天起")
    reasons = ticks(_("理由"), PriorityReason.choices, required=True)
    words = long_text(_("依据"), rows=3)

    def prepare(self) -> None:
        """Those that do not stand yet."""
        standing = set(self.standing.now.priority)
        self.fields["reasons"].choices = [  # type: ignore[attr-defined]
            choice for choice in PriorityReason.choices if choice[0] not in standing
        ]


class LiftForm(StepForm):
    """Which reasons no longer hold."""

    day_label = _("从哪一天起")
    reasons = ticks(_("不再成立的理由"), PriorityReason.choices, required=True)
    words = long_text(_("依据"), rows=3)

    def prepare(self) -> None:
        """Those that stand."""
        standing = set(self.standing.now.priority)
        self.fields["reasons"].choices = [  # type: ignore[attr-defined]
            choice for choice in PriorityReason.choices if choice[0] in standing
        ]


def _reasons(step: Taking) -> list[PriorityReason]:
    return [PriorityReason(reason) for reason in step.told["reasons"]]


def _may_be_priority(standing: Standing) -> bool:
    return standing.now.stage in ("in_custody", "in_care")


def _awaits_alert(standing: Standing) -> bool:
    """Somebody is a priority person, and since the reasons were told or another office took over nobody has been alerted."""
    acts = [act for act in standing.story if act.case_id == standing.case.pk]
    return bool(standing.now.priority) and _may_be_priority(standing) and awaits_alert(acts)


class PriorityAlertForm(StepForm):
    """Who was told at the town and at the police station."""

    day_label = _("哪一天通报")
    town_told = short_text(_("镇街：通报给谁"), required=True)
    police_told = short_text(_("派出所：通报给谁"), required=True, hint=_("派出所和民警姓名。"))


class SignForm(StepForm):
    """Facts that the writer saw, and what is done to prevent worse."""

    day_label = _("哪一天看到的")
    facts = long_text(
        _("亲眼看到的事实"), hint=_("时间、地点、看到了什么。只写事实，不写听说、推测和印象。"), limit=2000
    )
    prevention = long_text(_("采取了什么预防措施"), rows=3)


class ToldForm(StepForm):
    """Who was told at the police."""

    day_label = _("哪一天通报")
    told_to = short_text(_("通报给谁"), required=True, hint=_("派出所和民警姓名。"))


class ReceiptForm(StepForm):
    """Who confirmed."""

    day_label = _("哪一天签收")
    received_by = short_text(_("由谁签收"), required=True)


class AnswerForm(StepForm):
    """What the person says to it."""

    day_label = _("哪一天说明的")
    words = long_text(_("本人的说明"), hint=_("尽量用本人的原话。"))


class UnfoundedForm(DayOnly):
    """On which day it turned out, and how."""

    day_label = _("哪一天查明不实")
    why = long_text(_("怎样查明不实"), rows=3)
    told_to = short_text(_("已告知公安机关的谁"), hint=_("通报过公安机关的必须告知，并写明告知了谁。"))

    def prepare(self) -> None:
        """Whom the police were told through, only where they were told."""
        if self.about is None or self.about.told_police_id is None:
            del self.fields["told_to"]


class MendForm(StepForm):
    """Only why: it counts from today."""

    why = long_text(_("原因"), rows=2, limit=200, hint=_("不要在原因里重复要删去的内容。"))
    on: Any = None
    late_because: Any = None


def _in_care(standing: Standing) -> bool:
    return standing.now.stage == "in_care"


def sign_steps(sign: Sign, *, by: ActingStaff, writers: Writers) -> list[str]:
    """The slugs of what may be done about a sign as it stands, by who wrote what in it."""
    mending = [("withdraw-sign", may_withdraw), ("redact-sign", may_redact)]
    return _going_on(sign, staff_id=by.staff_id) + [slug for slug, may in mending if may(sign, by=by, writers=writers)]


def _going_on(sign: Sign, *, staff_id: int) -> list[str]:
    if sign.unfounded_on is not None or sign.withdrawn_on is not None:
        return []
    slugs = []
    if sign.confirmed_id is None and sign.seen_by_id != staff_id:
        slugs.append("confirm-sign")
    # A telling of the days before it lapsed may still be recorded.
    if sign.confirmed_id is not None and sign.told_police_id is None:
        slugs.append("tell-police")
    if sign.told_police_id is not None and sign.police_receipt_on is None:
        slugs.append("police-receipt")
    return [*slugs, "answer-sign", "unfounded-sign"]


STEPS = (
    Step(
        *("set-priority", _("列为重点"), "grave", RECEPTION, "priority_set", PRIORITISING, SetForm),
        lambda step: set_priority(step.case_id, _reasons(step), **step.words("words"), **step.dated),
        *(_("列为重点"), _("已列为重点帮教对象。")),
        when=_may_be_priority,
        icon="alert-triangle",
        hint=_("只列文件写明的理由。这里不打分，也不评“危险等级”。"),
    ),
    Step(
        *("lift-priority", _("取消重点理由"), "grave", RECEPTION, "priority_lifted", PRIORITISING, LiftForm),
        lambda step: lift_priority(step.case_id, _reasons(step), **step.words("words"), **step.dated),
        *(_("取消理由"), _("已取消。")),
        when=lambda standing: bool(standing.now.priority),
        icon="circle-check",
    ),
    Step(
        *("alert", _("通报重点帮教对象"), "grave", RECEPTION, "priority_alerted", ALERTING, PriorityAlertForm),
        lambda step: alert_priority(step.case_id, **step.words("town_told", "police_told"), **step.dated),
        *(_("记录通报"), _("已记录通报。")),
        duties=("alert_priority",),
        when=_awaits_alert,
        icon="send",
        hint=_("通报后，派出所在此人列为重点期间能看到联系方式，看不到罪名和理由。"),
    ),
    Step(
        *("note-sign", _("登记苗头"), "grave", HELPERS, "", SEEING, SignForm),
        lambda step: note_sign(step.case_id, **step.words("facts", "prevention"), **step.dated),
        *(_("登记事实"), _("已登记，等另一名工作人员确认；确认之前不产生任何后果。")),
        when=_in_care,
        discreet_title=_("有件事放心不下"),
        icon="info-circle",
        hint=_("只登记您亲眼看到的事实。要由另一名工作人员确认；本人可以说明；查明不实的会标明；过期自动失效。"),
    ),
    Step(
        *("confirm-sign", _("确认苗头"), "grave", HELPERS, "sign_confirmed", CONFIRMING, DayOnly),
        lambda step: confirm_sign(step.about.pk, **step.dated),
        *(pgettext_lazy("button", "确认"), _("苗头已确认，要马上通报公安机关。")),
        about=Sign,
        icon="check",
    ),
    Step(
        *("tell-police", _("通报公安机关"), "grave", HELPERS, "police_told", CONFIRMING, ToldForm),
        lambda step: tell_police(step.about.pk, **step.words("told_to"), **step.dated),
        *(_("登记通报"), _("通报已登记，等待回执。")),
        duties=("tell_police",),
        about=Sign,
        icon="send",
    ),
    Step(
        *("police-receipt", _("公安机关回执"), "grave", HELPERS, "", RECEIVING_A_TELLING, ReceiptForm),
        lambda step: confirm_police_receipt(step.about.pk, **step.words("received_by"), **step.dated),
        *(_("登记回执"), _("回执已登记。")),
        about=Sign,
        icon="mail-check",
    ),
    Step(
        *("answer-sign", _("本人说明"), "grave", HELPERS, "", CONFIRMING, AnswerForm),
        lambda step: answer_sign(step.about.pk, **step.words("words"), **step.dated),
        *(_("登记说明"), _("本人的说明已登记，与苗头并列。")),
        about=Sign,
        icon="user",
    ),
    Step(
        *("unfounded-sign", _("标明不实"), "grave", HELPERS, "", CONFIRMING, UnfoundedForm),
        lambda step: mark_unfounded(
            step.about.pk, why=step.told["why"], told_to=step.told.get("told_to", ""), **step.dated
        ),
        *(_("标明不实"), _("已标明不实，不再计入。")),
        about=Sign,
        icon="x",
    ),
    Step(
        *("withdraw-sign", _("撤销误记的苗头"), "grave", HELPERS, "", WRITING, MendForm),
        lambda step: withdraw_sign(step.about.pk, why=step.told["why"], by=step.by),
        *(_("撤销"), _("苗头已撤销，不再计入。")),
        about=Sign,
        icon="arrow-back-up",
        grave=True,
        hint=_("例如其实是别人的事。由登记的单位或区司法局撤销；文字仍在，要删去的请再办“删去苗头文字”。"),
    ),
    Step(
        *("redact-sign", _("删去苗头文字"), "grave", HELPERS, "", WRITING, MendForm),
        lambda step: redact_words(step.about.pk, why=step.told["why"], by=step.by),
        *(pgettext_lazy("button", "删去文字"), _("本单位写的文字已删去，这条苗头仍在。")),
        about=Sign,
        icon="x",
        grave=True,
        hint=_(
            "只删去本单位写的文字，删去后不能恢复。别的单位写的仍在，由写的单位或区司法局删去；区司法局删去全部文字。"
        ),
    ),
)
