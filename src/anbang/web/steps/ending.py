"""Steps at the end: reoffence, look-back, death, end of care (clauses 2.3.3, 3.4)."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anbang.casework.care.actions import (
    ENDING,
    KNOWING_OF_A_REOFFENCE,
    LOOKING_BACK,
    NEAR,
    ClosingRecord,
    end_care,
    record_death,
    record_look_back,
    record_reoffence,
)
from anbang.casework.step.standing import Standing
from anbang.organisations.kinds import Role
from anbang.policy.clauses import AID, APPRAISAL, CARE
from anbang.web.steps.form import StepForm, long_text
from anbang.web.steps.step import Step


class ReoffenceForm(StepForm):
    """The judgment, and from where it is known."""

    day_label, day_is_asked = _("判决生效日期"), True
    words = long_text(_("判决和来源"), rows=3, hint=_("判决书编号和从哪里得知。"))


class LookBackForm(StepForm):
    """What was due, done, late or skipped."""

    day_label = _("完成日期")
    words = long_text(
        _("倒查情况"), rows=6, hint=_("哪些该办、哪些办了、哪些迟了、哪些没有办。不预设责任。"), limit=2000
    )


class DeathForm(StepForm):
    """How it is known."""

    day_label, day_is_asked = _("死亡日期"), True
    words = long_text(_("从何得知"), rows=2)


class ClosingForm(StepForm):
    """The end-of-care record."""

    day_label = _("结束日期")
    clauses: ClassVar[Mapping[str, str]] = {"afterwards": AID}
    summary = long_text(_("帮教总结"), rows=6, hint=_("这几年做了什么，现在怎么样。"), limit=2000)
    afterwards = long_text(_("以后还需要谁帮什么"), required=False, rows=3)


def _ended_by_a_reoffence(standing: Standing) -> bool:
    return any(case.ended == "reoffended" for case in standing.course.cases)


STEPS = (
    Step(
        *("end-care", _("结束帮教"), "end", CARE, "care_ended", ENDING, ClosingForm),
        lambda step: end_care(step.case_id, ClosingRecord(**step.words("summary", "afterwards")), **step.dated),
        *(_("确认结束帮教"), _("帮教已结束，档案已归档。")),
        duties=("end_of_care",),
        icon="circle-check",
        only=frozenset({Role.JUSTICE_ASSISTANT, Role.BUREAU_CLERK}),
        hint=_("期满不会自动归档：由承办人写好总结后确认。"),
    ),
    Step(
        *("reoffence", _("重新犯罪"), "end", APPRAISAL, "reoffended", KNOWING_OF_A_REOFFENCE, ReoffenceForm),
        lambda step: record_reoffence(step.case_id, **step.words("words"), **step.dated),
        *(_("登记重新犯罪"), _("已登记，帮教停止，由区安帮办倒查。")),
        icon="alert-triangle",
        grave=True,
        hint=_("以生效判决为准。登记后帮教停止，困难补助停发。"),
    ),
    Step(
        *("look-back", _("倒查"), "end", APPRAISAL, "looked_back", LOOKING_BACK, LookBackForm),
        lambda step: record_look_back(step.case_id, **step.words("words"), **step.dated),
        *(_("登记倒查"), _("倒查已登记。")),
        duties=("look_back",),
        when=_ended_by_a_reoffence,
        icon="search",
    ),
    Step(
        *("death", _("死亡"), "end", CARE, "died", NEAR, DeathForm),
        lambda step: record_death(step.case_id, **step.words("words"), **step.dated),
        *(_("登记死亡"), _("已登记。")),
        icon="x",
        grave=True,
    ),
)
