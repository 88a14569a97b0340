"""What offices owe by the calendar and what they did: for themselves, and for the district over all towns."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from anbang.assistance.placement.models import EnterpriseBase
from anbang.assistance.placement.queries import bases_by_town, towns_without_bases
from anbang.casework.duty.chain import get_late_duty
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import OFFICES_OF_OWNERS
from anbang.casework.person.models import Case, Person
from anbang.casework.person.queries import visible_to
from anbang.coordination.office.actions import LESSONS, RECORDED_BY, is_theirs
from anbang.coordination.office.facts import OCCASIONS, ROUNDS, acts_that_meet
from anbang.coordination.office.models import Attendance, KeyPeriod, OfficeAct, OfficeActKind, OfficeRounds, Presence
from anbang.coordination.office.repairing import held_for, may_mend
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import AreaKind, OfficeKind
from anbang.organisations.models import Area, Office
from anbang.organisations.queries import areas_within_the_district, district
from anbang.policy import RULES

# What each kind of office does by the calendar; a town's meeting is led by its political-legal office.
DONE_AT: Mapping[OfficeActKind, tuple[OfficeKind, ...]] = {
    OfficeActKind.JOINT_MEETING: (OfficeKind.AFTERCARE_OFFICE, OfficeKind.TOWN_GOVERNMENT),
    OfficeActKind.LIAISON: (OfficeKind.JUSTICE_OFFICE,),
    OfficeActKind.LESSON: (OfficeKind.JUSTICE_OFFICE,),
    OfficeActKind.KEY_PERIOD_EDUCATION: (OfficeKind.JUSTICE_OFFICE,),
    OfficeActKind.SKILL_COURSE: (OfficeKind.HRSS,),
    OfficeActKind.LEDGER_MADE: (OfficeKind.JUSTICE_BUREAU,),
    OfficeActKind.APPRAISED: (OfficeKind.AFTERCARE_OFFICE, OfficeKind.JUSTICE_BUREAU, OfficeKind.TOWN_GOVERNMENT),
}


def recorded_for(staff: ActingStaff) -> dict[OfficeActKind, Office]:
    """What the reader may record, in the order of the list, each with the office for which."""
    offices = list(Office.objects.on(staff.today).filter(area=staff.area_id).order_by("id"))
    found = {}
    for kind in OfficeActKind:
        if not staff.roles.isdisjoint(RECORDED_BY[kind]):
            its = (office for office in offices if office.kind in DONE_AT[kind] and is_theirs(office, by=staff))
            found[kind] = next(its, None)
    return {kind: office for kind, office in found.items() if office is not None}


def may_record(kind: OfficeActKind, *, for_staff: ActingStaff) -> Office | None:
    """The office for which the reader may record an act of that kind, if there is one."""
    return recorded_for(for_staff).get(kind)


def records_for_offices(staff: ActingStaff) -> bool:
    """Whether whoever holds these posts records anything of offices, whichever office stands for it today."""
    return any(not roles.isdisjoint(staff.roles) for roles in RECORDED_BY.values())


def offices_of(*, for_staff: ActingStaff, recorded: Mapping[OfficeActKind, Office] | None = None) -> list[int]:
    """The reader's own office, and those for which the reader records; `recorded`, for whoever asked for these already."""
    told = recorded_for(for_staff) if recorded is None else recorded
    return sorted({*for_staff.own_offices, *(office.pk for office in told.values())})


def acts_of(offices: Iterable[int]) -> QuerySet[OfficeAct]:
    """What these offices recorded, newest first; what was withdrawn too, with how it was put right."""
    found = OfficeAct.objects.filter(office__in=list(offices)).select_related("office", "recorded_by", "key_period")
    return found.prefetch_related("attendance", "corrections__corrected_by").order_by("-on", "-id")


def recorded_in_town(town: Area, *, on: date) -> QuerySet[OfficeAct]:
    """What the offices of a town recorded of the year up to a day, newest first."""
    offices = Office.objects.filter(area=town).values_list("id", flat=True)
    return acts_of(offices).filter(on__gte=date(on.year, 1, 1), on__lte=on)


def get_act_to_mend(act_id: int, *, for_staff: ActingStaff) -> OfficeAct:
    """An act that the reader puts right. OfficeAct.DoesNotExist for everybody else's."""
    act = acts_of(Office.objects.values_list("id", flat=True)).get(pk=act_id)
    if not may_mend(act, by=for_staff):
        raise OfficeAct.DoesNotExist
    return act


def duties_of_offices(offices: Iterable[int], *, on: date) -> QuerySet[Duty]:
    """What these offices owe by the calendar and can still do, most urgent first."""
    running = Duty.objects.to_do(on=on).filter(case__isnull=True, office__in=list(offices))
    return running.select_related("office").order_by("due_on", "rule")


def duties_to_record(
    *, for_staff: ActingStaff, recorded: Mapping[OfficeActKind, Office] | None = None
) -> QuerySet[Duty]:
    """What the reader's own office owes by the calendar, and of what others owe that which the reader records for them."""
    told = recorded_for(for_staff) if recorded is None else recorded
    rules = [duty.name for duty in ROUNDS if acts_that_meet(duty) in told]
    owed = duties_of_offices(offices_of(for_staff=for_staff, recorded=told), on=for_staff.today)
    return owed.filter(Q(office__in=for_staff.own_offices) | Q(rule__in=rules))


def owes_about_people(kind: OfficeKind) -> bool:
    """Whether offices of that kind have a duty about somebody, and not only such as come with the calendar."""
    of_offices = {duty.name for duty in ROUNDS} | {duty.name for duty in OCCASIONS}
    owed = (duty for name, duty in RULES.duties.items() if name not in of_offices)
    return any(kind in OFFICES_OF_OWNERS.get(duty.owner.kind, ()) for duty in owed)


def missed_by_offices(offices: Iterable[int], *, on: date) -> QuerySet[Duty]:
    """What these offices did not do in periods that ended this year or the year before, newest first."""
    missed = Duty.objects.missed(on=on).filter(case__isnull=True, office__in=list(offices))
    return missed.filter(due_on__year__gte=on.year - 1).select_related("office").order_by("-due_on", "rule")


def get_duty_of_an_office(duty_id: int, *, for_staff: ActingStaff) -> Duty:
    """A duty of the reader's own office, or of any where the reader coordinates the district, or one of which the reader's office was
    told. Duty.DoesNotExist otherwise.
    """
    duty = Duty.objects.select_related("office__area").get(pk=duty_id, case__isnull=True)
    if for_staff.sees_the_district or duty.office_id in offices_of(for_staff=for_staff):
        return duty
    return get_late_duty(duty_id, for_staff=for_staff)


def people_in_care(*, for_staff: ActingStaff) -> QuerySet[Person]:
    """People in care whom the reader sees in lists, by name: those who are asked to a lesson."""
    running = Case.objects.filter(care_from__isnull=False, closed_on__isnull=True)
    return visible_to(for_staff).filter(pk__in=running.values("person_id")).order_by("name", "id")


@dataclass(frozen=True, slots=True)
class Covered:
    """How often somebody in care came to a lesson this year, and when last."""

    person: Person
    attended: int
    refused: int
    absent: int
    last_on: date | None


def coverage(*, for_staff: ActingStaff) -> list[Covered]:
    """Every person in care whom the reader sees, those who never came first (EDU-1)."""
    people = list(people_in_care(for_staff=for_staff))
    this_year = Q(act__on__gte=date(for_staff.today.year, 1, 1), act__on__lte=for_staff.today)
    came = Attendance.objects.filter(person__in=people, act__withdrawn_on=None).values("person_id")
    told = came.annotate(
        **{presence.value: Count("id", filter=this_year & Q(presence=presence)) for presence in Presence},
        last=Max("act__on", filter=Q(presence=Presence.ATTENDED)),
    )
    by_person = {row["person_id"]: row for row in told}
    found = [_covered(person, by_person.get(person.pk, {})) for person in people]
    return sorted(found, key=lambda one: (one.attended, one.last_on or date.min, one.person.pk))


def _covered(person: Person, told: Mapping[str, Any]) -> Covered:
    attended, refused, absent = (
        told.get(one.value, 0) for one in (Presence.ATTENDED, Presence.REFUSED, Presence.ABSENT)
    )
    return Covered(person, attended, refused, absent, told.get("last"))


def names_of_key_periods() -> dict[date, str]:
    """The first day of a key period → its name: what tells several duties of one kind apart. No two begin on one day."""
    return dict(KeyPeriod.objects.filter(withdrawn_on=None).values_list("begins_on", "name"))


@dataclass(frozen=True, slots=True)
class PeriodSeen:
    """A key period, and which justice offices have educated in it. It can be put right while none has, and it was not withdrawn."""

    period: KeyPeriod
    done: list[Office]
    undone: list[Office]
    can_be_mended: bool


def key_periods(*, on: date, latest: int = 6) -> list[PeriodSeen]:
    """The newest key periods, coming ones and withdrawn ones too."""
    found = KeyPeriod.objects.prefetch_related("corrections__corrected_by").order_by("-begins_on", "-id")
    periods = list(found[:latest])
    offices = list(Office.objects.on(on).filter(kind=OfficeKind.JUSTICE_OFFICE).order_by("id")) if periods else []
    held: dict[int | None, set[int]] = defaultdict(set)
    for period_id, office_id in held_for(*periods).values_list("key_period_id", "office_id"):
        held[period_id].add(office_id)
    return [
        PeriodSeen(
            period,
            [office for office in offices if office.pk in held[period.pk]],
            [office for office in offices if office.pk not in held[period.pk]],
            can_be_mended=period.withdrawn_on is None and not held[period.pk],
        )
        for period in periods
    ]


@dataclass(frozen=True, slots=True)
class TownYear:
    """What the offices of a town did this year, and what they owe."""

    town: Area
    meetings: int
    liaisons: int
    lessons: int
    bases: int
    lacks_a_base: bool
    overdue: int
    missed: int

    @property
    def undone(self) -> int:
        """What its offices did not do by its day, whether or not it can still be done."""
        return self.overdue + self.missed


def towns_of_the_year(*, on: date) -> list[TownYear]:
    """The towns of the district side by side, by their order in the register."""
    towns = list(areas_within_the_district().filter(kind__in=AreaKind.towns()).order_by("id"))
    since = date(on.year, 1, 1)
    done: dict[int | None, Counter[str]] = defaultdict(Counter)
    acts = OfficeAct.objects.filter(office__area__in=towns, on__gte=since, on__lte=on, withdrawn_on=None)
    for town, kind in acts.values_list("office__area_id", "kind"):
        done[town][kind] += 1
    late, missed = _undone_by_town(towns, since=since, on=on)
    bases, lacking = bases_by_town([town.pk for town in towns], on=on)
    return [
        TownYear(
            town,
            done[town.pk][OfficeActKind.JOINT_MEETING],
            done[town.pk][OfficeActKind.LIAISON],
            sum(done[town.pk][kind] for kind in LESSONS),
            bases[town.pk],
            town.pk in lacking,
            late[town.pk],
            missed[town.pk],
        )
        for town in towns
    ]


def undone_in_town(town: Area, *, on: date) -> list[Duty]:
    """What the offices of a town had not done by its day in the year up to a day: what can still be done first, then newest first."""
    late = Duty.objects.overdue(on=on) | Duty.objects.missed(on=on).filter(due_on__year=on.year)
    own = late.filter(case__isnull=True, office__area=town).select_related("office")
    return sorted(own.order_by("-due_on", "rule"), key=lambda duty: duty.period != "")


def _undone_by_town(
    towns: Iterable[Area], *, since: date, on: date
) -> tuple["Counter[int | None]", "Counter[int | None]"]:
    """How many of their own duties the offices of each town have yet to do after their day, and how many they missed since a day."""
    undone = Duty.objects.overdue(on=on) | Duty.objects.missed(on=on).filter(due_on__gte=since)
    own = undone.filter(case__isnull=True, office__area__in=towns).values_list("office__area_id", "period")
    late: Counter[int | None] = Counter()
    missed: Counter[int | None] = Counter()
    for town, period in own:
        # Whatever comes with the calendar is missed once its period is over.
        (missed if period else late)[town] += 1
    return late, missed


def years_kept(*, on: date) -> list[int]:
    """The years of which something is kept, this one first."""
    first = OfficeRounds.objects.aggregate(first=Min("since_on"))["first"] or on
    return list(range(on.year, min(first.year, on.year) - 1, -1))


def bases_seen(*, for_staff: ActingStaff) -> tuple[Sequence[EnterpriseBase], list[Area]]:
    """Agreements of the reader's town, or of all towns; and the towns that have too few."""
    wide = for_staff.sees_the_district or for_staff.area_id == district().pk
    towns = areas_within_the_district().filter(kind__in=AreaKind.towns()).order_by("id")
    mine = [town for town in towns if wide or town.pk == for_staff.area_id]
    found = EnterpriseBase.objects.filter(town__in=mine).select_related("town").order_by("town", "-from_on", "-id")
    lacking = towns_without_bases([town.pk for town in mine], on=for_staff.today)
    return list(found), [town for town in mine if town.pk in lacking]
