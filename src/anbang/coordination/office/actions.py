"""What offices do by the calendar, recorded on its day; their duties follow (clauses 2.2, 2.3.4, 2.4.2.1)."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.person.queries import visible_to
from anbang.casework.step.policy import pack_in_force
from anbang.coordination.office.models import (
    Attendance,
    KeyPeriod,
    OfficeAct,
    OfficeActKind,
    OfficeRounds,
    Presence,
)
from anbang.coordination.office.settling import settle_offices
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.days import day_in_words
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from anbang.organisations.steps import StepRefused
from anbang.policy.clauses import COURSES, EDUCATION, RHYTHM

LATE_RECORD_DAYS = "late_record_days"
# Which roles record what, at which offices. The town's meeting is led by the political-legal office, the town's own.
RECORDED_BY = {
    OfficeActKind.JOINT_MEETING: {Role.AFTERCARE_OFFICER, Role.TOWN_OFFICER, Role.POLITICAL_LEGAL_OFFICER},
    OfficeActKind.LIAISON: {Role.JUSTICE_ASSISTANT},
    OfficeActKind.LESSON: {Role.JUSTICE_ASSISTANT},
    OfficeActKind.KEY_PERIOD_EDUCATION: {Role.JUSTICE_ASSISTANT},
    OfficeActKind.SKILL_COURSE: {Role.DEPARTMENT_OFFICER, Role.AFTERCARE_OFFICER},
    OfficeActKind.LEDGER_MADE: {Role.BUREAU_CLERK},
    OfficeActKind.APPRAISED: {Role.AFTERCARE_OFFICER, Role.BUREAU_CLERK, Role.TOWN_OFFICER},
}
# Who sets key periods, and puts right what any office recorded.
OF_THE_DISTRICT = frozenset({Role.AFTERCARE_OFFICER, Role.BUREAU_CLERK})
# Lessons at which it is noted who came.
LESSONS = frozenset({OfficeActKind.LESSON, OfficeActKind.KEY_PERIOD_EDUCATION})
CLAUSES = {
    OfficeActKind.LESSON: EDUCATION,
    OfficeActKind.KEY_PERIOD_EDUCATION: EDUCATION,
    OfficeActKind.SKILL_COURSE: COURSES,
}


def record_office_act(
    kind: OfficeActKind,
    office_id: int,
    *,
    by: ActingStaff,
    on: date,
    words: str = "",
    key_period_id: int | None = None,
    late_because: str = "",
    attendance: Mapping[int, Presence] | None = None,
) -> OfficeAct:
    """An office did something that it does by the calendar. Its own staff record it; for a town its political-legal office too.
    `attendance`: who of the people in care came to a lesson, by the person's id.
    """
    with acting(by):
        office = Office.objects.select_for_update(of=("self",)).get(pk=office_id)
        if by.roles.isdisjoint(RECORDED_BY[kind]) or not is_theirs(office, by=by):
            raise StepRefused(_("这件事由办理的单位自己登记。"))
        if on < by.today:  # what is recorded on its own day happens in an office that is there
            refuse_before_the_beginning(office, on)
        is_late = _refuse_day(on, late_because, by=by)
        refuse_before_the_period(key_period_id, on)
        act = OfficeAct.objects.create(
            office=office,
            kind=kind,
            on=on,
            key_period_id=key_period_id,
            words=words.strip(),
            recorded_by_id=by.staff_id,
            recorded_on=by.today,
            is_late=is_late,
            late_because=late_because.strip() if is_late else "",
        )
        _keep_attendance(act, attendance or {}, by=by)
        data = {"office": office.pk, "act": act.pk}
        record(str(kind), Happening(clauses=(CLAUSES.get(kind, RHYTHM),), data=data, on=on), by=by, on=on)
        settle_offices([office], today=by.today)
        return act


def _keep_attendance(act: OfficeAct, attendance: Mapping[int, Presence], *, by: ActingStaff) -> None:
    """Only of those whom the office sees; somebody else's is nobody's."""
    if attendance and act.kind not in LESSONS:
        raise StepRefused(_("只有教育活动登记到场的人。"))
    seen = visible_to(by).filter(pk__in=attendance).order_by("id").values_list("pk", flat=True)
    Attendance.objects.bulk_create(
        [Attendance(act=act, person_id=person_id, presence=attendance[person_id]) for person_id in seen]
    )


def is_theirs(office: Office, *, by: ActingStaff) -> bool:
    """Their own, or that of their town: what a town's political-legal office led is the town's; the district's offices are one another's."""
    own = office.pk in by.own_offices
    of_the_town = office.area_id == by.area_id and office.kind in (OfficeKind.TOWN_GOVERNMENT, OfficeKind.HRSS)
    return own or of_the_town


def _refuse_day(on: date, late_because: str, *, by: ActingStaff) -> bool:
    if on > by.today:
        raise StepRefused(_("日期不能晚于今天。"), field="on")
    is_late = on + timedelta(days=int(pack_in_force().parameter(LATE_RECORD_DAYS, by.today))) < by.today
    if is_late and not late_because.strip():
        days = {"days": (by.today - on).days}
        raise StepRefused(_("这件事发生在 %(days)s 天以前，请写明为什么现在才登记。") % days, field="late_because")
    return is_late


def refuse_before_the_beginning(office: Office, on: date) -> None:
    """No office did anything before there was one, nor by a policy before it was issued. Raises StepRefused."""
    first = max(office.from_on, pack_in_force().issued_on)
    if on < first:
        raise StepRefused(
            _("日期不能早于%(day)s：那时还没有这个单位，或文件还没有印发。") % {"day": day_in_words(first)}, field="on"
        )


def refuse_before_the_period(key_period_id: int | None, on: date) -> None:
    """Education for a key period is held in it or after it; what comes before it is another lesson. Asked under the lock of the office."""
    if key_period_id is None:
        return
    period = KeyPeriod.objects.get(pk=key_period_id)
    if period.withdrawn_on is not None:
        raise StepRefused(_("这个重点时期已经撤销。"), field="key_period")
    if on < period.begins_on:
        raise StepRefused(_("“%(name)s”还没有开始，日期不能早于它的第一天。") % {"name": period.name}, field="on")


def set_key_period(name: str, *, begins_on: date, ends_on: date, by: ActingStaff) -> KeyPeriod:
    """The district sets a window in which every justice office holds targeted education (EDU-2)."""
    with acting(by):
        refuse_unless_district(by)
        refuse_period(name, begins_on, ends_on)
        if begins_on < by.today:
            raise StepRefused(_("重点时期从今天或以后开始。"), field="begins_on")
        period = KeyPeriod.objects.create(
            name=name.strip(), begins_on=begins_on, ends_on=ends_on, recorded_by_id=by.staff_id
        )
        record("key_period_set", Happening(clauses=(EDUCATION,), data={"key_period": period.pk}), by=by, on=by.today)
        settle_offices(lock_justice_offices(on=by.today), today=by.today)
        return period


def refuse_unless_district(by: ActingStaff) -> None:
    """Key periods are the district's."""
    if by.roles.isdisjoint(OF_THE_DISTRICT):
        raise StepRefused(_("重点时期由区安帮办设定。"))


def refuse_period(name: str, begins_on: date, ends_on: date, *, but: int = 0) -> None:
    """A period has a name, ends after it begins, and no other begins on its day."""
    if not name.strip():
        raise StepRefused(_("请填写名称。"), field="name")
    if ends_on < begins_on:
        raise StepRefused(_("结束不能早于开始。"), field="ends_on")
    if KeyPeriod.objects.filter(begins_on=begins_on, withdrawn_on=None).exclude(pk=but).exists():
        raise StepRefused(_("已经有一个重点时期从这一天开始。"), field="begins_on")


def lock_justice_offices(*, on: date) -> list[Office]:
    """The justice offices of a day, so that none records education while a key period changes."""
    offices = Office.objects.on(on).filter(kind=OfficeKind.JUSTICE_OFFICE)
    return list(offices.select_for_update(of=("self",)).order_by("id"))


def begin_rounds(offices: list[Office], *, since: date, today: date) -> None:
    """From `since` on the duties of these offices are judged. Call inside `acting(by)`; an office that is judged already stays so."""
    known = set(OfficeRounds.objects.filter(office__in=offices).values_list("office_id", flat=True))
    OfficeRounds.objects.bulk_create(
        [OfficeRounds(office=office, since_on=since) for office in offices if office.pk not in known]
    )
    settle_offices(offices, today=today)
