"""Questions about duties: the work list, and why a duty is there."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db import connections
from django.db.models import Count, DateField, F, Min, Q, QuerySet
from django.db.models.expressions import RawSQL

from anbang.casework.act.story import heads_of, stories_of
from anbang.casework.charge.desks import KINDS
from anbang.casework.duty.models import OUTLIVES_ITS_DAY, Duty, DutyQuerySet
from anbang.casework.duty.versions import version_of
from anbang.casework.person.models import Case
from anbang.casework.person.queries import get_case, seen_row_by_row
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from anbang.policy import Explanation
from anbang.policy.language.archive import UnreadableVersion

DAYS_OF_A_WEEK = 7
# Who has so many of one urgency needs no exact number, and counting all of a district takes seconds.
MOST_COUNTED = 299
TELL_POLICE = "tell_police"
# By whom the rules say that a duty is owed → the kinds of offices that are meant.
OFFICES_OF_OWNERS: Mapping[str, tuple[str, ...]] = {
    "institution": OfficeKind.institutions(),
    **{owner: (kind,) for owner, kind in KINDS.items()},
}


# Whose duties others may read: a sign of reoffending is nobody's but theirs who confirm it and answer for it (LAW-6).
READING_SIGNS = frozenset({Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER, Role.JUSTICE_ASSISTANT, Role.SEALING_KEEPER})
READ_BY: Mapping[str, frozenset[Role]] = {TELL_POLICE: READING_SIGNS}
# Who reads what other offices have to do. Whoever helps a person reads their own work alone (LAW-1).
SUPERVISING = READING_SIGNS | {Role.TOWN_OFFICER}


def rules_kept_from(staff: ActingStaff) -> list[str]:
    """The rules of whose duties the reader may not even know."""
    return [rule for rule, roles in READ_BY.items() if roles.isdisjoint(staff.roles)]


def readable(duties: DutyQuerySet, *, for_staff: ActingStaff) -> DutyQuerySet:
    """Without those of which the reader may not even know."""
    return duties.exclude(rule__in=rules_kept_from(for_staff))


def _own(for_staff: ActingStaff) -> DutyQuerySet:
    """What the posting's own office, and those merged into it, can still do; a town also has those of its offices in view, but
    not as its own.
    """
    return Duty.objects.to_do(on=for_staff.today).filter(office__in=for_staff.own_offices)


def work_list(*, for_staff: ActingStaff) -> QuerySet[Duty]:
    """What the posting's office has to do, most urgent first. Closed files have a list of their own."""
    return _listed(_own(for_staff).filter(seen_row_by_row(for_staff, "person")))


def duties_below(*, for_staff: ActingStaff) -> QuerySet[Duty]:
    """What other offices that the posting sees have to do, most urgent first: for those who supervise, and nothing for others."""
    if for_staff.roles.isdisjoint(SUPERVISING):
        return Duty.objects.none()
    seen = seen_row_by_row(for_staff, "person")
    others = Duty.objects.to_do(on=for_staff.today).filter(seen).exclude(office__in=for_staff.own_offices)
    return _listed(readable(others, for_staff=for_staff))


def _listed(duties: DutyQuerySet) -> QuerySet[Duty]:
    """In the order of a work list."""
    return duties.order_by("due_on", "case_id", "rule")


@dataclass(frozen=True, slots=True)
class ListedDuty:
    """A duty as a row of a list shows it. Offices have their names from the directory; `person_id` None: it is an office's own."""

    pk: int
    rule: str
    clause: str
    owner_kind: str
    office_id: int | None
    office_when_due_id: int | None
    period: str
    opens_on: date
    due_on: date
    met_on: date | None
    void_on: date | None
    was_left: bool
    case_id: int | None
    case_number: str | None
    person_id: int | None
    person_name: str | None


OF_THE_CASE = {
    "case_number": "case__number",
    "person_id": "person_id",
    "person_name": "person__name",
}
COLUMNS = tuple(OF_THE_CASE.get(field.name, field.name) for field in fields(ListedDuty))


def rows_of(duties: QuerySet[Duty]) -> list[ListedDuty]:
    """The rows of a list, or of a page of one. One query, and nothing of the person but the name."""
    return [ListedDuty(*row) for row in duties.values_list(*COLUMNS)]


def row_of(duty: Duty) -> ListedDuty:
    """One that is at hand, with its case and person."""
    case = duty.case
    of_the_duty = [getattr(duty, name) for name in COLUMNS if name not in OF_THE_CASE.values()]
    return ListedDuty(*of_the_duty, *((case.number, case.person_id, case.person.name) if case else (None, None, None)))


@dataclass(frozen=True, slots=True)
class LateSender:
    """An institution whose registration forms and release notices are missing past their day, or came late; the oldest that is missing."""

    name: str
    missing: int
    first_due_on: date | None
    late: int


def late_senders(*, for_staff: ActingStaff, since: date) -> list[LateSender]:
    """Which institutions send late or nothing (INF-6): what is missing today, and what came late since a day; as far as the reader sees the
    people. Whoever lets the longest wait comes first.
    """
    if for_staff.roles.isdisjoint(SUPERVISING):
        return []
    senders = Office.objects.filter(kind__in=OfficeKind.institutions()).values("pk")
    owed = Duty.objects.filter(seen_row_by_row(for_staff, "person"), office__in=senders, owner_kind="institution")
    missing = Q(met_on__isnull=True, void_on__isnull=True, was_left=False, due_on__lt=for_staff.today)
    late = Q(met_on__gt=F("due_on"), met_on__gte=since)
    counted = owed.filter(missing | late).values_list("office__name")
    rows = counted.annotate(
        missing=Count("id", filter=missing), first=Min("due_on", filter=missing), late=Count("id", filter=late)
    )
    return [LateSender(*row) for row in rows.order_by(F("first").asc(nulls_last=True), "-late", "office__name")]


@dataclass(frozen=True, slots=True)
class Urgency:
    """How many duties there are, by how soon they are due."""

    overdue: int
    today: int
    week: int
    later: int

    @property
    def all(self) -> int:
        """Every one of them."""
        return self.overdue + self.today + self.week + self.later

    def of(self, urgency: str) -> int:
        """Those of an urgency, or all."""
        return int(getattr(self, urgency or "all"))

    def told(self, urgency: str) -> str:
        """The same in words: with a plus where no more were counted."""
        if any(self.of(name) > MOST_COUNTED for name in ((urgency,) if urgency else WINDOWS)):
            return f"{MOST_COUNTED}+"
        return str(self.of(urgency))


WINDOWS = ("overdue", "today", "week", "later")


def urgency_window(urgency: str, *, on: date) -> Q:
    """The condition for `overdue`, `today`, `week` (the seven days after today) or `later`."""
    if urgency == "overdue":
        return Q(due_on__lt=on) & OUTLIVES_ITS_DAY
    first, last = _days_of(on)[urgency]
    return Q(due_on__gte=first, due_on__lte=last)


def _days_of(on: date) -> dict[str, tuple[date, date]]:
    """The first and the last day of each urgency that is still to come."""
    tomorrow, week = on + timedelta(days=1), on + timedelta(days=DAYS_OF_A_WEEK)
    return {"today": (on, on), "week": (tomorrow, week), "later": (week + timedelta(days=1), date.max)}


def counts_by_urgency(duties: QuerySet[Duty], *, on: date) -> Urgency:
    """The counts of a work list, each up to `MOST_COUNTED` and one more, in one query: it may be as long as the district's. The days to come
    are asked for by one text, so that it is planned once and whoever is within reach is looked up once.
    """
    if duties.query.is_empty():
        return Urgency(0, 0, 0, 0)
    overdue, given = _some(duties.filter(urgency_window("overdue", on=on)))
    first, last = (RawSQL(f"days.{name}", (), DateField()) for name in ("first", "last"))  # noqa: S611  # no word of a reader's
    to_come, asked = _some(duties.filter(due_on__gte=first, due_on__lte=last))
    days = [day for both in _days_of(on).values() for day in both]
    with connections[duties.db].cursor() as cursor:
        cursor.execute(
            f"select null::date, ({overdue}) union all select days.first, ({to_come})"  # noqa: S608  # likewise
            " from (values (%s::date, %s::date), (%s, %s), (%s, %s)) days (first, last) order by 1 nulls first",
            [*given, *asked, *days],
        )
        return Urgency(*(many for _first, many in cursor.fetchall()))


def _some(duties: QuerySet[Duty]) -> tuple[str, tuple[Any, ...]]:
    """The text that counts them, and what is given to it."""
    text, given = duties.order_by().values("pk")[: MOST_COUNTED + 1].query.sql_with_params()
    return f"select count(*) from ({text}) few", given  # noqa: S608  # written by the ORM


def duties_of(case: Case, *, for_staff: ActingStaff) -> DutyQuerySet:
    """Every duty of a case that the reader may know of: running ones first, by urgency, then what is met or void."""
    running_first = (F("met_on").asc(nulls_first=True), F("void_on").asc(nulls_first=True))
    found = readable(Duty.objects.filter(case=case), for_staff=for_staff)
    return found.order_by(*running_first, "due_on", "rule")


def get_duty(duty_id: int, *, for_staff: ActingStaff) -> Duty:
    """A duty whose person `for_staff` may see, or Duty.DoesNotExist. Whoever helps a person opens their own work alone."""
    found = readable(Duty.objects.all(), for_staff=for_staff)
    if for_staff.roles.isdisjoint(SUPERVISING):
        found = found.filter(office__in=for_staff.own_offices)
    duty = found.select_related("case__person", "office").get(pk=duty_id)
    try:
        if duty.case_id is None:
            raise Case.DoesNotExist
        get_case(duty.case_id, for_staff=for_staff)
    except Case.DoesNotExist as error:
        raise Duty.DoesNotExist from error
    return duty


def explanation_of(duty: Duty, *, on: date) -> Explanation | None:
    """Why the duty is there and due on its day, from what is known on `on` and by the rules and figures that made it; None where
    these do not ask for it.
    """
    try:
        judge, pack = version_of(duty.pack)
    except UnreadableVersion:
        return None
    if duty.case is None:
        return None
    person = duty.case.person
    story = [act.happening for act in stories_of([person.pk])[person.pk]]
    place = list(Case.objects.filter(person=person).order_by("id").values_list("id", flat=True)).index(duty.case.pk)
    answers = judge.duties(story, heads_of([person])[person.pk], on, pack)
    key = (place, duty.rule, duty.opens_on, duty.due_on)
    same = (answer for answer in answers if (answer.case, answer.duty, answer.opens_on, answer.due_on) == key)
    answer = next(same, None)
    return judge.explain_duty(answer, pack) if answer else None
