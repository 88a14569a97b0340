"""What an office recorded wrongly is put right in the product: a day is corrected, an act withdrawn, words are taken out; each with a reason.

A key period that was entered wrongly is corrected or withdrawn while nothing hangs on it. The duties are settled anew.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.act.models import Mending
from anbang.coordination.office.actions import (
    CLAUSES,
    OF_THE_DISTRICT,
    RECORDED_BY,
    is_theirs,
    lock_justice_offices,
    refuse_before_the_beginning,
    refuse_before_the_period,
    refuse_period,
    refuse_unless_district,
)
from anbang.coordination.office.models import (
    KeyPeriod,
    KeyPeriodCorrection,
    OfficeAct,
    OfficeActKind,
    OfficeCorrection,
    PeriodMending,
)
from anbang.coordination.office.settling import settle_offices
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Office
from anbang.organisations.steps import ChangedMeanwhile, StepRefused
from anbang.policy.clauses import EDUCATION, RHYTHM


def may_mend(act: OfficeAct, *, by: ActingStaff) -> bool:
    """Whoever records such an act of that office puts it right; the district may for everybody."""
    recording = not by.roles.isdisjoint(RECORDED_BY[OfficeActKind(act.kind)]) and is_theirs(act.office, by=by)
    return recording or not by.roles.isdisjoint(OF_THE_DISTRICT)


def held_for(*periods: KeyPeriod) -> QuerySet[OfficeAct]:
    """The education that was held for these key periods and stands."""
    return OfficeAct.objects.filter(key_period__in=periods, withdrawn_on=None)


@contextmanager
def _open_act(act_id: int, *, by: ActingStaff, why: str) -> Iterator[OfficeAct]:
    with acting(by):
        office_id = OfficeAct.objects.values_list("office_id", flat=True).get(pk=act_id)
        Office.objects.select_for_update(of=("self",)).get(pk=office_id)
        act = OfficeAct.objects.select_related("office").get(pk=act_id)
        if not may_mend(act, by=by):
            raise StepRefused(_("由登记的单位自己更正，或请区安帮办、区司法局更正。"))
        _refuse_without_why(why)
        yield act


def correct_office_day(act_id: int, on: date, *, why: str, by: ActingStaff, seen: date | None = None) -> None:
    """The office did it on another day. `seen`: the day that whoever corrects it had before them; ChangedMeanwhile where it is another by now."""
    with _open_act(act_id, by=by, why=why) as act:
        if seen is not None and act.on != seen:
            raise ChangedMeanwhile
        _refuse_withdrawn(act)
        if on > by.today:
            raise StepRefused(_("日期不能晚于今天。"), field="on")
        if on > act.recorded_on:
            raise StepRefused(_("日期不能晚于登记的那一天。"), field="on")
        if on == act.on:
            raise StepRefused(_("日期没有变化。"), field="on")
        refuse_before_the_beginning(act.office, on)
        refuse_before_the_period(act.key_period_id, on)
        _keep(act, Mending.DAY, why, by=by)
        act.on = on
        act.save(update_fields=["on"])
        _trace("office_act_day_corrected", act, by=by)
        settle_offices([act.office], today=by.today)


def withdraw_office_act(act_id: int, *, why: str, by: ActingStaff) -> None:
    """The office did not do it. It stays legible, and counts nowhere."""
    with _open_act(act_id, by=by, why=why) as act:
        _refuse_withdrawn(act)
        _keep(act, Mending.WITHDRAWN, why, by=by)
        act.withdrawn_on = by.today
        act.save(update_fields=["withdrawn_on"])
        _trace("office_act_withdrawn", act, by=by)
        settle_offices([act.office], today=by.today)


def redact_office_act(act_id: int, *, why: str, by: ActingStaff) -> None:
    """The words of an act are taken out for good, such as those about somebody; the act stays, also a withdrawn one."""
    with _open_act(act_id, by=by, why=why) as act:
        if not act.words:
            raise StepRefused(_("这条记录没有文字。"))
        _keep(act, Mending.REDACTED, why, by=by)
        act.words = ""
        act.save(update_fields=["words"])
        _trace("office_act_redacted", act, by=by)


def _refuse_withdrawn(act: OfficeAct) -> None:
    if act.withdrawn_on is not None:
        raise StepRefused(_("这条记录已经撤销。"))


def _refuse_without_why(why: str) -> None:
    if not why.strip():
        raise StepRefused(_("请写明原因。"), field="why")


def _keep(act: OfficeAct, how: Mending, why: str, *, by: ActingStaff) -> None:
    OfficeCorrection.objects.create(
        act=act,
        how=how,
        day_before=act.on if how is Mending.DAY else None,
        why=why.strip(),
        corrected_on=by.today,
        corrected_by_id=by.staff_id,
    )


def _trace(action: str, act: OfficeAct, *, by: ActingStaff) -> None:
    clause = CLAUSES.get(OfficeActKind(act.kind), RHYTHM)
    data = {"office": act.office_id, "act": act.pk, "kind": act.kind}
    record(action, Happening(clauses=(clause,), data=data), by=by, on=by.today)


@contextmanager
def _open_period(period_id: int, *, by: ActingStaff, why: str) -> Iterator[KeyPeriod]:
    """Nothing hangs on the period, and with the offices locked nothing is recorded for it meanwhile; afterwards their duties follow."""
    with acting(by):
        refuse_unless_district(by)
        offices = lock_justice_offices(on=by.today)
        period = KeyPeriod.objects.select_for_update().get(pk=period_id)
        if period.withdrawn_on is not None:
            raise StepRefused(_("这个重点时期已经撤销。"))
        if held_for(period).exists():
            raise StepRefused(_("已有司法所为这个重点时期办了教育，不能再改；那些登记有误的，请先撤销。"))
        _refuse_without_why(why)
        yield period
        settle_offices(offices, today=by.today)


def correct_key_period(
    period_id: int,
    name: str,
    *,
    begins_on: date,
    ends_on: date,
    why: str,
    by: ActingStaff,
    seen: KeyPeriod | None = None,
) -> None:
    """The period has another name, or lies on other days: none of which is put into the past. `seen`: as whoever corrects it had it before
    them; ChangedMeanwhile where it stands otherwise by now.
    """
    with _open_period(period_id, by=by, why=why) as period:
        if seen is not None and _told_of(seen) != _told_of(period):
            raise ChangedMeanwhile
        refuse_period(name, begins_on, ends_on, but=period.pk)
        if begins_on < by.today and begins_on != period.begins_on:
            raise StepRefused(_("重点时期从今天或以后开始。"), field="begins_on")
        if ends_on < by.today and ends_on != period.ends_on:
            raise StepRefused(_("结束不能早于今天。"), field="ends_on")
        if (name.strip(), begins_on, ends_on) == (period.name, period.begins_on, period.ends_on):
            raise StepRefused(_("没有变化。"), field="name")
        _keep_period(period, PeriodMending.CORRECTED, why, by=by)
        period.name, period.begins_on, period.ends_on = name.strip(), begins_on, ends_on
        period.save(update_fields=["name", "begins_on", "ends_on"])
        _trace_period("key_period_corrected", period, by=by)


def _told_of(period: KeyPeriod) -> tuple[str, date, date]:
    return period.name, period.begins_on, period.ends_on


def withdraw_key_period(period_id: int, *, why: str, by: ActingStaff) -> None:
    """The period was entered by mistake: nobody educates for it."""
    with _open_period(period_id, by=by, why=why) as period:
        _keep_period(period, PeriodMending.WITHDRAWN, why, by=by)
        period.withdrawn_on = by.today
        period.save(update_fields=["withdrawn_on"])
        _trace_period("key_period_withdrawn", period, by=by)


def _keep_period(period: KeyPeriod, how: PeriodMending, why: str, *, by: ActingStaff) -> None:
    KeyPeriodCorrection.objects.create(
        key_period=period,
        how=how,
        name_before=period.name,
        began_before=period.begins_on,
        ended_before=period.ends_on,
        why=why.strip(),
        corrected_on=by.today,
        corrected_by_id=by.staff_id,
    )


def _trace_period(action: str, period: KeyPeriod, *, by: ActingStaff) -> None:
    record(action, Happening(clauses=(EDUCATION,), data={"key_period": period.pk}), by=by, on=by.today)
