"""Steps that put right what was recorded wrongly, from its own entry in the history; each with a reason."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anbang.casework.act.models import Act
from anbang.casework.care.actions import NEAR
from anbang.casework.step.positions import Position
from anbang.casework.step.repairing import correct_day, redact, withdraw
from anbang.policy.clauses import FILES
from anbang.web.steps.form import StepForm, long_text
from anbang.web.steps.replacing import ReplacingForm
from anbang.web.steps.step import Step

RECORDING = (*NEAR, Position.CIVIL_AFFAIRS, Position.POLICE)


def _why() -> Any:
    return long_text(_("原因"), rows=2, hint=_("必填。原来写的不会消失，和原因一起留着，查得到是谁改的。"), limit=200)


class DayForm(ReplacingForm):
    """The right day, and why."""

    things: ClassVar[Mapping[str, Any]] = {"on": _("正确的日期")}
    is_filled_in = True

    day_label = _("正确的日期")
    why = _why()
    late_because: Any = None

    def prepare(self) -> None:
        """The day as it stands."""
        self.fields["on"].initial = self.about.on

    def stands(self) -> dict[str, str]:
        """The day as it stands."""
        return {"on": self.about.on.isoformat()}


class RedactForm(StepForm):
    """Only why: the words are gone for good, the reason stays."""

    why = long_text(_("原因"), rows=2, hint=_("不要在原因里重复要删去的内容。"), limit=200)
    on: Any = None
    late_because: Any = None


class WhyForm(StepForm):
    """Only why: it counts from today."""

    why = _why()
    on: Any = None
    late_because: Any = None


STEPS = (
    Step(
        *("correct-day", _("更正日期"), "mend", FILES, "", RECORDING, DayForm),
        lambda step: correct_day(step.about.pk, step.on, why=step.told["why"], by=step.by),
        *(_("更正"), _("日期已更正。")),
        about=Act,
        icon="calendar-event",
    ),
    Step(
        *("withdraw", _("撤销误录"), "mend", FILES, "", RECORDING, WhyForm),
        lambda step: withdraw(step.about.pk, why=step.told["why"], by=step.by),
        *(_("撤销"), _("已撤销，跟着它的期限和事项已重新计算。")),
        about=Act,
        icon="arrow-back-up",
        grave=True,
    ),
    Step(
        *("redact", _("删去文字"), "mend", FILES, "", RECORDING, RedactForm),
        lambda step: redact(step.about.pk, why=step.told["why"], by=step.by),
        *(pgettext_lazy("button", "删去文字"), _("写下的文字已删去；这条记录、日期和住处仍在。")),
        about=Act,
        icon="x",
        grave=True,
        hint=_(
            "例如写到了别人的隐私。删去的是登记这一条的单位写的文字，包括为什么现在才登记，删去后不能恢复。"
            "别的单位补充的文字仍在，由那个单位或区里删去；住在哪里（包括写明的区外地址）和文书、扫描件仍在。"
        ),
    ),
)
