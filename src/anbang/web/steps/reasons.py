"""Why a step is not there on a day, in the words of what is recorded: care had not begun, the transfer was not open or is answered."""

from datetime import date

from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.duty.queries import SUPERVISING
from anbang.casework.step.opening import not_on_that_day
from anbang.casework.step.standing import Standing
from anbang.organisations.acting import ActingStaff
from anbang.organisations.days import day_in_words
from anbang.policy.order import ONLY_IN_CARE
from anbang.web.steps.step import Step

ANSWERS = ("transfer_accepted", "transfer_returned")


def why_not_then(step: Step, standing: Standing, *, on: date, by: ActingStaff) -> tuple[str | None, str]:
    """The field that is at fault, if one is, and the sentence; whoever reads no more than their own work is told the day alone."""
    if by.roles.isdisjoint(SUPERVISING):
        return "on", not_on_that_day()
    if step.kind in ONLY_IN_CARE and (too_early := _before_care(standing, on)):
        return "on", too_early
    if step.kind in ANSWERS:
        return _of_the_transfer(standing, on)
    return "on", _("按已登记的经过，这一步在那一天不能办。")


def _before_care(standing: Standing, on: date) -> str:
    if standing.case.care_from is None:
        return _("还没有登记释放或社区矫正期满，帮教还没有开始。")
    if on < standing.case.care_from:
        return _("帮教从%(day)s开始，日期不能早于这一天。") % {"day": day_in_words(standing.case.care_from)}
    return ""


def _of_the_transfer(standing: Standing, on: date) -> tuple[str | None, str]:
    transfer = standing.now.open_transfer
    if transfer is not None and on < transfer.since:
        return "on", _("这次转接%(day)s才发起，答复不能早于这一天。") % {"day": day_in_words(transfer.since)}
    answered = Act.objects.filter(case=standing.case, kind__in=ANSWERS, withdrawn_on__isnull=True)
    last = answered.select_related("recorded_by", "office").order_by("on", "id").last()
    if transfer is not None or last is None:
        return None, _("没有等待本单位答复的转接。")
    told = {"day": day_in_words(last.on), "office": last.office.name, "name": last.recorded_by.name}
    if last.kind == "transfer_accepted":
        return None, _("这次转接已于%(day)s由%(office)s%(name)s接收，不能再答复。") % told
    return None, _("这次转接已于%(day)s由%(office)s%(name)s退回，不能再答复。") % told
