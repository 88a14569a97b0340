"""What stays undone is told up the chain, once for each duty and level (clause 2.3.4, RHY-6).

The next level knows on the day after the due day, the one above it some days later, unless somebody let it rest with a reason.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.charge.desks import Offices
from anbang.casework.duty.models import Duty, DutyQuerySet
from anbang.casework.duty.queries import get_duty
from anbang.casework.duty.telling import Level, Pause, ToldUp
from anbang.casework.person.queries import visible_to
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.policy import DEFAULT_PACK
from anbang.policy.clauses import RHYTHM

ESCALATION_DAYS = "escalation_days"
ONE_DAY = timedelta(days=1)
# What these owe is told to the town first; everybody else's to the district at once.
BELOW_A_TOWN = frozenset({"village", "justice_office", "civil_affairs"})


def tell_up(since: date, today: date, *, by: ActingStaff) -> int:
    """Tell the next level of what fell due from `since` on and is undone; how much was told. Read by the due day, never the whole table.

    Call it for each day, or for several that were missed: nothing is told twice.
    """
    pause = timedelta(days=int(DEFAULT_PACK.parameter(ESCALATION_DAYS, today)))
    with acting(by):
        offices = Offices()
        first = list(_fell_due(since - ONE_DAY, today - ONE_DAY, today))
        second = list(_fell_due(since - ONE_DAY - pause, today - ONE_DAY - pause, today))
        rested = list(_rested(since, today))
        told = [
            *_told(first, offices, today, to_the_town=True),
            *_told((duty for duty in first if _skips_the_town(duty)), offices, today),
            *_told((duty for duty in second if not _skips_the_town(duty)), offices, today),
            *_told(rested, offices, today, to_the_town=True),
            *_told((duty for duty in rested if _is_long_due(duty, today, pause)), offices, today),
        ]
        known = set(ToldUp.objects.filter(duty__in={one.duty_id for one in told}).values_list("duty_id", "level"))
        fresh = {(one.duty_id, one.level): one for one in told if (one.duty_id, one.level) not in known}
        ToldUp.objects.bulk_create(fresh.values(), batch_size=2000, ignore_conflicts=True)
        return len(fresh)


def _fell_due(first: date, last: date, today: date) -> QuerySet[Duty]:
    """Undone duties of offices, due between two days, which nobody lets rest."""
    resting = Pause.objects.filter(from_on__lte=today, until_on__gte=today)
    undone: DutyQuerySet = Duty.objects.running().filter(due_on__gte=first, due_on__lte=last, office__isnull=False)
    return undone.exclude(pk__in=resting.values("duty_id")).select_related("office")


def _rested(since: date, today: date) -> QuerySet[Duty]:
    """Undone duties whose rest has ended."""
    ended = Pause.objects.filter(until_on__gte=since - ONE_DAY, until_on__lt=today)
    return Duty.objects.running().filter(pk__in=ended.values("duty_id"), due_on__lt=today).select_related("office")


def _skips_the_town(duty: Duty) -> bool:
    return duty.owner_kind not in BELOW_A_TOWN


def _is_long_due(duty: Duty, today: date, pause: timedelta) -> bool:
    return _skips_the_town(duty) or duty.due_on + pause < today


def _told(duties: Iterable[Duty], offices: Offices, today: date, *, to_the_town: bool = False) -> Iterator[ToldUp]:
    for duty in duties:
        if not to_the_town:
            office = offices.standing(OfficeKind.AFTERCARE_OFFICE, None, on=today)
            yield ToldUp(duty=duty, level=Level.DISTRICT, office_id=office, told_on=today)
        elif not _skips_the_town(duty):
            office = offices.standing(OfficeKind.TOWN_GOVERNMENT, duty.owner_area_id, on=today)
            yield ToldUp(duty=duty, level=Level.TOWN, office_id=office, told_on=today)


# Whoever answers for the work below may let the telling rest; the duty stays as late as it is.
MAY_LET_REST = frozenset({Role.TOWN_OFFICER, Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER, Role.JUSTICE_ASSISTANT})


def let_rest(duty_id: int, *, until: date, why: str, by: ActingStaff) -> Pause:
    """Telling up the chain rests until a day, for a reason. It hides nothing: the duty is as late as it is."""
    with acting(by):
        duty = get_late_duty(duty_id, for_staff=by)
        if by.roles.isdisjoint(MAY_LET_REST):
            raise StepRefused(_("暂停上报由司法所、镇街或区里办理。"))
        if not why.strip():
            raise StepRefused(_("请写明原因。"), field="why")
        if until < by.today:
            raise StepRefused(_("日期不能早于今天。"), field="until")
        if Pause.objects.filter(duty=duty, until_on__gte=by.today).exists():
            raise StepRefused(_("已经暂停上报。"))
        pause = Pause.objects.create(
            duty=duty, from_on=by.today, until_on=until, why=why.strip(), paused_by_id=by.staff_id
        )
        person_id = duty.case.person_id if duty.case else None
        about = Happening(person_id, duty.case_id, (RHYTHM,), {"duty": duty.pk, "until": until.isoformat()})
        record("telling_rests", about, by=by, on=by.today)
        return pause


def told_to(*, for_staff: ActingStaff) -> QuerySet[ToldUp]:
    """What was told to the reader's office, or to the district, and is still undone; nobody met first, then newest first. `rests` tells
    whether the telling rests today.
    """
    running = Q(duty__met_on__isnull=True, duty__void_on__isnull=True)
    seen = Q(duty__case__isnull=True) | Q(duty__case__person__in=visible_to(for_staff))
    to_us = Q(level=Level.DISTRICT) if for_staff.sees_the_district else Q(office__in=for_staff.own_offices)
    today = for_staff.today
    resting = Pause.objects.filter(duty=OuterRef("duty"), from_on__lte=today, until_on__gte=today)
    found = ToldUp.objects.filter(running, seen, to_us).annotate(rests=Exists(resting))
    return found.select_related("duty__office", "duty__case__person").order_by("-told_on", "duty__due_on", "id")


def get_late_duty(duty_id: int, *, for_staff: ActingStaff) -> Duty:
    """A duty about somebody whom the reader sees, or one of an office that the reader was told of. Duty.DoesNotExist otherwise."""
    of_an_office = ToldUp.objects.filter(duty=duty_id, duty__case__isnull=True)
    told = of_an_office if for_staff.sees_the_district else of_an_office.filter(office__in=for_staff.own_offices)
    if told.exists():
        return Duty.objects.select_related("office").get(pk=duty_id)
    return get_duty(duty_id, for_staff=for_staff)
