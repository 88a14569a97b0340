"""Agreements with enterprise bases (clause 2.4.3.2)."""

from datetime import date

from django.utils.translation import gettext as _

from anbang.assistance.placement.models import EnterpriseBase
from anbang.audit.recording import Happening, record
from anbang.casework.step.late import refuse_late
from anbang.casework.step.policy import pack_in_force
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.steps import StepRefused
from anbang.policy.clauses import BASES

MAY_AGREE = frozenset({Role.TOWN_OFFICER, Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER})


def agree_base(town_id: int, name: str, *, by: ActingStaff, on: date, late_because: str = "") -> EnterpriseBase:
    """An enterprise of the town signed a placement agreement."""
    with acting(by):
        _refuse_unless_theirs(town_id, by=by)
        if not name.strip():
            raise StepRefused(_("请填写企业名称。"), field="name")
        late = _late_reason(on, late_because, by=by)
        base = EnterpriseBase.objects.create(
            town_id=town_id, name=name.strip(), from_on=on, late_because=late, recorded_by_id=by.staff_id
        )
        _tell("base_agreed", base, by=by, on=on)
        return base


def end_base(base_id: int, *, by: ActingStaff, on: date, late_because: str = "") -> None:
    """The agreement ends: from `on` the base no longer counts."""
    with acting(by):
        base = EnterpriseBase.objects.select_for_update().get(pk=base_id)
        _refuse_unless_theirs(base.town_id, by=by)
        if base.until_on is not None:
            raise StepRefused(_("协议已经终止。"))
        if on < base.from_on:
            raise StepRefused(_("终止不能早于签订。"), field="on")
        base.end_late_because = _late_reason(on, late_because, by=by)
        base.until_on = on
        base.save(update_fields=["until_on", "end_late_because"])
        _tell("base_ended", base, by=by, on=on)


def _refuse_unless_theirs(town_id: int, *, by: ActingStaff) -> None:
    if by.roles.isdisjoint(MAY_AGREE) or not (by.sees_the_district or by.area_id == town_id):
        raise StepRefused(_("企业安置基地由所在镇街登记。"))


def _late_reason(on: date, late_because: str, *, by: ActingStaff) -> str:
    """Why it is recorded so late, empty if it is not. Raises StepRefused for a day to come, and for what is late without a reason."""
    if on > by.today:
        raise StepRefused(_("日期不能晚于今天。"), field="on")
    is_late = refuse_late(on, late_because, today=by.today, pack=pack_in_force())
    return late_because.strip() if is_late else ""


def _tell(action: str, base: EnterpriseBase, *, by: ActingStaff, on: date) -> None:
    record(action, Happening(clauses=(BASES,), data={"base": base.pk, "town": base.town_id}), by=by, on=on)
