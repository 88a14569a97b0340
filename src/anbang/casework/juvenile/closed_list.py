"""The closed list of whoever is named: what is due, what waits for a keeper; and whether it has waited so long that the district asks (LAW-2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from anbang.casework.duty.chain import escalation
from anbang.casework.duty.models import Duty, DutyQuerySet
from anbang.casework.duty.queries import DAYS_OF_A_WEEK
from anbang.casework.duty.telling import ALARMS, Level, ToldUp
from anbang.casework.juvenile.models import SealingDecision, SealingOutcome, Unsealing
from anbang.casework.juvenile.queries import is_keeper
from anbang.casework.person.models import Case, Person
from anbang.casework.person.queries import closed_to_all_but, is_named_for_somebody
from anbang.organisations.acting import ActingStaff


@dataclass(frozen=True, slots=True)
class ClosedWork:
    """How pressing the closed list is. No numbers: on a first page they would tell whoever stands behind the reader."""

    urgency: str  # overdue, today, week, or nothing
    has_alarm: bool
    asks_for_consent: bool


def closed_files(*, for_staff: ActingStaff) -> QuerySet[Person]:
    """The closed files for which the reader is named; `asks` what waits for another keeper, `due_on` when the first duty is due. Those come first."""
    due = Duty.objects.to_do(on=for_staff.today).filter(person=OuterRef("pk")).order_by("due_on")
    files = closed_to_all_but(for_staff).annotate(due_on=Subquery(due.values("due_on")[:1]), asks=_asks(for_staff))
    return files.order_by("-asks", F("due_on").asc(nulls_last=True), "id")


def closed_work(*, for_staff: ActingStaff) -> ClosedWork:
    """What the first page says of the closed list; who owes it does not matter, for most offices cannot see that they do."""
    if not is_named_for_somebody(for_staff):
        return ClosedWork("", has_alarm=False, asks_for_consent=False)
    today = for_staff.today
    due = _about_closed_files(for_staff).filter(due_on__lte=today + timedelta(days=DAYS_OF_A_WEEK))
    alarm = ToldUp.objects.standing().filter(duty=OuterRef("pk"), because__in=ALARMS)
    found = due.aggregate(first=Min("due_on"), alarms=Count("pk", filter=Exists(alarm)))
    first = found["first"]
    urgency = "" if first is None else "overdue" if first < today else "today" if first == today else "week"
    asks = is_keeper(for_staff) and closed_to_all_but(for_staff).filter(_asks(for_staff)).exists()
    return ClosedWork(urgency, has_alarm=found["alarms"] > 0, asks_for_consent=asks)


def told_of(duties: Collection[int]) -> Mapping[int, ToldUp]:
    """Duty → what the keepers were told of it, for duties that the reader sees."""
    told = ToldUp.objects.standing().filter(duty__in=duties, level=Level.DISTRICT)
    return {one.duty_id: one for one in told}


def waits_too_long(today: date, *, eyes: ActingStaff) -> bool:
    """Whether anything about the closed files that `eyes` see is still undone though the keepers were told of it so long before as the
    district is told after a town. Call inside `acting(eyes)`.
    """
    told = ToldUp.objects.standing().filter(duty=OuterRef("pk"), told_on__lt=day_that_is_too_long_ago(today))
    return _about_closed_files(eyes).filter(Exists(told)).exists()


def day_that_is_too_long_ago(today: date) -> date:
    """What waits for keepers since before this day, the district is told of."""
    return today - escalation(today)


def _about_closed_files(staff: ActingStaff) -> DutyQuerySet:
    """Of cases that are asked for first: they are few, and the duties of all others are not looked at."""
    cases = list(Case.objects.filter(person__in=closed_to_all_but(staff)).values_list("pk", flat=True))
    return Duty.objects.to_do(on=staff.today).filter(office__isnull=False, case__in=cases)


def _asks(staff: ActingStaff) -> Q:
    """The condition that somebody else waits for the reader's consent, as a keeper, to open the file or to read what is sealed."""
    if not is_keeper(staff):
        return Q(pk__in=[])
    opening = SealingDecision.objects.filter(outcome=SealingOutcome.NOT_SEALED, answered_by__isnull=True)
    reading = Unsealing.objects.filter(answered_by__isnull=True).exclude(asked_by=staff.staff_id)
    here = {"person": OuterRef("pk")}
    return Q(Exists(opening.exclude(decided_by=staff.staff_id).filter(**here))) | Q(Exists(reading.filter(**here)))
