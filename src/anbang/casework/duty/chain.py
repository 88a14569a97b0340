"""What stays undone is told up the chain, once for each duty and level (clause 2.3.4, RHY-6).

The next level knows on the day after the due day, the one above it some days later, unless somebody let it rest with a reason. Both are
counted from the due day: of what was late already when the register learnt of it, the next morning tells every level that should know by then.

About a closed file no office may know. What stays undone there is told at once to the keepers, who sit at the bureau, and to nobody else: it
stands in the closed list under the number of the file (LAW-2, ADR 0023).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record, record_many
from anbang.casework.charge.desks import Offices
from anbang.casework.charge.models import Transfer
from anbang.casework.duty.models import (
    ANSWERED_OUTSIDE,
    HIGHEST_LEVEL,
    OUTLIVES_ITS_DAY,
    RECEIVE,
    Duty,
    DutyQuerySet,
)
from anbang.casework.duty.queries import READ_BY, get_duty, rules_kept_from
from anbang.casework.duty.telling import NO_OUTCOME, UNANSWERED, UNDONE, Level, Pause, ToldUp
from anbang.casework.person.queries import closed_to_all_but, lock_people, visible_to
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.policy import DEFAULT_PACK
from anbang.policy.clauses import RHYTHM

ESCALATION_DAYS = "escalation_days"
LONGEST_PAUSE_DAYS = "longest_pause_days"
ONE_DAY = timedelta(days=1)
AT_ONCE = 2000
# What these owe is told to the town first; everybody else's to the district at once.
BELOW_A_TOWN = frozenset({"village", "justice_office", "civil_affairs"})


def tell_up(since: date, today: date, *, by: ActingStaff, eyes: ActingStaff | None = None) -> int:
    """Tell everybody above of what is late, can still be done and was not told to them, however late that came to be known; and of what
    passed with its period from the day before `since` on, which nobody can do any more. How much was told. Never the whole table is read.

    Call it for each day, or for several that were missed: nothing is told twice. Cut off, it goes on where it was. `eyes`: of the closed
    files that these see, in place of the open ones.
    """
    pause = escalation(today)

    def tell(duties: DutyQuerySet) -> tuple[list[Duty], int]:
        some = list(duties.select_related("office", "case__person"))
        return some, write_told(_told(_still_owed(some), Offices(), today, pause), by=by)

    many, some = 0, [Duty(due_on=date.min, pk=0)]
    while some:
        with acting(eyes or by):
            some, told = tell(_next(untold(until=today - ONE_DAY, today=today, eyes=eyes), after=some[-1]))
        many += told
    with acting(eyes or by, reading_only=True):
        passed = list(_passed(since, today, pause, eyes))
    for start in range(0, len(passed), AT_ONCE):
        with acting(eyes or by):
            many += tell(_tellable(today, eyes).filter(pk__in=passed[start : start + AT_ONCE]))[1]
    return many


def escalation(today: date) -> timedelta:
    """How long after the first level the one above it is told (clause 2.3.4)."""
    return timedelta(days=int(DEFAULT_PACK.parameter(ESCALATION_DAYS, today)))


def _still_owed(duties: Sequence[Duty]) -> list[Duty]:
    """Those that no step has met, moved or taken away while they were read: their people are locked now, as a step locks them."""
    lock_people({duty.case.person_id for duty in duties if duty.case})
    owed = Duty.objects.running().filter(pk__in=[duty.pk for duty in duties])
    known = dict(owed.values_list("id", "due_on"))
    return [duty for duty in duties if known.get(duty.pk) == duty.due_on]


def _next(duties: DutyQuerySet, *, after: Duty) -> DutyQuerySet:
    """So many after the last one, by the index: what is told leaves it, what was told to the town or rests stays in it."""
    later = Q(due_on__gt=after.due_on) | Q(pk__gt=after.pk)
    return duties.filter(later, due_on__gte=after.due_on).order_by("due_on", "id")[:AT_ONCE]


def untold(*, until: date, today: date, eyes: ActingStaff | None = None) -> DutyQuerySet:
    """What was due by a day, can still be done, rests for nobody, and was not told to every level; of the closed files of `eyes`, if given."""
    return _tellable(today, eyes).filter(OUTLIVES_ITS_DAY, due_on__lte=until, told_level__lt=HIGHEST_LEVEL)


def _tellable(today: date, eyes: ActingStaff | None) -> DutyQuerySet:
    """Undone duties of offices, and transfers that nobody outside answered, which nobody lets rest."""
    resting = Pause.objects.standing().filter(from_on__lte=today, until_on__gte=today)
    undone = Duty.objects.running().filter(Q(office__isnull=False) | ANSWERED_OUTSIDE, was_left=False)
    if eyes is not None:
        undone = undone.filter(case__person__in=closed_to_all_but(eyes))
    return undone.exclude(pk__in=resting.values("duty_id"))


def _passed(since: date, today: date, pause: timedelta, eyes: ActingStaff | None) -> Iterator[int]:
    """What passed with its period, on the days on which its levels are told, or when its rest has ended."""
    passed = _tellable(today, eyes).exclude(OUTLIVES_ITS_DAY).filter(due_on__lt=today)
    for first in (since - ONE_DAY, since - ONE_DAY - pause):
        days = passed.filter(due_on__gte=first, due_on__lte=first + (today - since))
        yield from days.order_by("due_on", "id").values_list("id", flat=True)
    ended = Pause.objects.standing().filter(until_on__gte=since - ONE_DAY, until_on__lt=today)
    yield from passed.filter(pk__in=ended.values("duty_id")).order_by("id").values_list("id", flat=True)


def write_told(told: Iterable[ToldUp], *, by: ActingStaff) -> int:
    """Write what no level was told yet of the day on which each is due, and each telling into the trail; how many there were."""
    told = list(told)
    about = {one.duty_id for one in told}
    known = set(ToldUp.objects.filter(duty__in=about).values_list("duty_id", "due_on", "level"))
    each = {(one.duty_id, one.due_on, one.level): one for one in told}
    fresh = {key: one for key, one in each.items() if key not in known}
    ToldUp.objects.bulk_create(fresh.values(), batch_size=2000, ignore_conflicts=True)
    for level in Level:
        of_the_level = {one.duty_id for one in told if one.level == level}
        # Whose day was put right meanwhile was told to nobody.
        were_told = ToldUp.objects.filter(duty=OuterRef("pk"), due_on=OuterRef("due_on"), level=level)
        duties = Duty.objects.filter(pk__in=of_the_level, told_level__lt=level)
        duties.filter(Exists(were_told)).update(told_level=level)
    record_many((("told_up", _happening(one)) for one in fresh.values()), by=by, on=by.today)
    return len(fresh)


def _happening(told: ToldUp) -> Happening:
    case = told.duty.case
    data = {"duty": told.duty_id, "level": int(told.level), "told": told.office_id, "because": told.because}
    return Happening(case.person_id if case else None, told.duty.case_id, (RHYTHM,), data)


def _is_closed(duty: Duty) -> bool:
    return duty.case is not None and duty.case.person.is_closed


def _skips_the_town(duty: Duty) -> bool:
    """Whether the district is the next level: also for what a town may not know of (LAW-2, LAW-6)."""
    return duty.owner_is_outside or duty.owner_kind not in BELOW_A_TOWN or duty.rule in READ_BY or _is_closed(duty)


def office_above(duty: Duty, offices: Offices, *, on: date) -> int:
    """Which office of the district is told: the aftercare office; of a closed file the bureau, for its keepers (LAW-2)."""
    kind = OfficeKind.JUSTICE_BUREAU if _is_closed(duty) else OfficeKind.AFTERCARE_OFFICE
    return offices.standing(kind, None, on=on)


def _told(duties: Iterable[Duty], offices: Offices, today: date, pause: timedelta) -> Iterator[ToldUp]:
    """Each level that should know of them by now."""
    for duty in duties:
        if not _skips_the_town(duty):
            office = offices.standing(OfficeKind.TOWN_GOVERNMENT, duty.owner_area_id, on=today)
            yield _telling(duty, Level.TOWN, office, today)
        if _skips_the_town(duty) or duty.due_on + pause < today:
            office = office_above(duty, offices, on=today)
            yield _telling(duty, Level.DISTRICT, office, today, because=_why(duty))


def _telling(duty: Duty, level: Level, office: int, today: date, because: str = UNDONE) -> ToldUp:
    return ToldUp(duty=duty, due_on=duty.due_on, level=level, office_id=office, told_on=today, because=because)


def _why(duty: Duty) -> str:
    """Whoever was to be met and nobody says whether they were is an alarm, on whatever day that is told."""
    if duty.owner_is_outside:
        return UNANSWERED
    return NO_OUTCOME if duty.rule == RECEIVE else UNDONE


# Who stands above those that owe something: the town above its own offices, the district above everybody.
OF_THE_TOWN = frozenset({Role.TOWN_OFFICER})
OF_THE_DISTRICT = frozenset({Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER})


def let_rest(duty_id: int, *, until: date, why: str, by: ActingStaff) -> Pause:
    """Telling up the chain rests until a day, for a reason. It hides nothing: the duty is as late as it is, and the level above reads who
    let it rest. Whoever is late cannot silence the chain themselves, and nobody for longer than the policy says.
    """
    with acting(by):
        duty = get_late_duty(duty_id, for_staff=by)
        if not stands_above(duty, by=by):
            raise StepRefused(
                _(
                    "暂停上报由上一级办理：村居、司法所、民政的事由镇街或区里暂停，其他单位的由区里暂停；本单位的事不能自己暂停。"
                )
            )
        if not why.strip():
            raise StepRefused(_("请写明原因。"), field="why")
        if until < by.today:
            raise StepRefused(_("日期不能早于今天。"), field="until")
        longest = int(DEFAULT_PACK.parameter(LONGEST_PAUSE_DAYS, by.today))
        if until > by.today + timedelta(days=longest):
            raise StepRefused(_("每次至多暂停 %(days)s 天。") % {"days": longest}, field="until")
        # Two who let it rest follow one another, and the second reads that it rests.
        due_on = Duty.objects.select_for_update().get(pk=duty.pk).due_on
        if Pause.objects.filter(duty=duty, due_on=due_on, until_on__gte=by.today).exists():
            raise StepRefused(_("已经暂停上报。"))
        pause = Pause.objects.create(
            duty=duty, due_on=due_on, from_on=by.today, until_on=until, why=why.strip(), paused_by_id=by.staff_id
        )
        person_id = duty.case.person_id if duty.case else None
        about = Happening(person_id, duty.case_id, (RHYTHM,), {"duty": duty.pk, "until": until.isoformat()})
        record("telling_rests", about, by=by, on=by.today)
        return pause


def stands_above(duty: Duty, *, by: ActingStaff) -> bool:
    """Whether the reader's office is a level above the one that owes it; never that one itself."""
    if duty.office_id in by.own_offices:
        return False
    if not by.roles.isdisjoint(OF_THE_DISTRICT):
        return True
    if _skips_the_town(duty) or by.roles.isdisjoint(OF_THE_TOWN):
        return False
    return Offices().standing(OfficeKind.TOWN_GOVERNMENT, duty.owner_area_id, on=by.today) in by.own_offices


def resting_now(*, for_staff: ActingStaff) -> QuerySet[Pause]:
    """What rests today of all that the reader is, or would be, told: the whole district's for the district, for a town that of its own
    offices. Who let it rest, until when and why stands with it; the longest rest first.
    """
    today = for_staff.today
    undone = Q(duty__met_on__isnull=True, duty__void_on__isnull=True)
    seen = Q(duty__case__isnull=True) | Q(duty__person__in=visible_to(for_staff))
    found = Pause.objects.standing().filter(undone, seen, from_on__lte=today, until_on__gte=today)
    if not for_staff.sees_the_district:
        below = Q(duty__office__in=for_staff.offices, duty__owner_kind__in=BELOW_A_TOWN)
        found = found.filter(below).exclude(duty__office__in=for_staff.own_offices)
    return found.select_related("duty__office", "duty__case__person", "paused_by").order_by("-until_on", "id")


def told_to(*, for_staff: ActingStaff) -> QuerySet[ToldUp]:
    """What was told to the reader's office, or to the district, and is still undone, the newest first. `rests` tells whether the telling
    rests today, `sent_by_id` which office waits for an answer from outside the district.
    """
    running = Q(duty__met_on__isnull=True, duty__void_on__isnull=True, duty__was_left=False)
    seen = Q(duty__case__isnull=True) | Q(duty__person__in=visible_to(for_staff))
    to_us = Q(level=Level.DISTRICT) if for_staff.sees_the_district else Q(office__in=for_staff.own_offices)
    today = for_staff.today
    resting = Pause.objects.standing().filter(duty=OuterRef("duty"), from_on__lte=today, until_on__gte=today)
    sent = Transfer.objects.filter(
        case=OuterRef("duty__case"), receiver__isnull=True, opened_on=OuterRef("duty__opens_on")
    )
    sender = Subquery(sent.order_by("-number").values("sender")[:1])
    found = (
        ToldUp.objects.standing()
        .filter(running, seen, to_us)
        .exclude(duty__rule__in=rules_kept_from(for_staff))
        .annotate(rests=Exists(resting), sent_by_id=sender)
    )
    return found.select_related("duty__office", "duty__case__person").order_by("-told_on", "duty__due_on", "id")


def get_late_duty(duty_id: int, *, for_staff: ActingStaff) -> Duty:
    """A duty about somebody whom the reader sees, or one of an office that the reader was told of. Duty.DoesNotExist otherwise."""
    of_an_office = ToldUp.objects.standing().filter(duty=duty_id, duty__case__isnull=True)
    told = of_an_office if for_staff.sees_the_district else of_an_office.filter(office__in=for_staff.own_offices)
    if told.exists():
        return Duty.objects.select_related("office").get(pk=duty_id)
    return get_duty(duty_id, for_staff=for_staff)
