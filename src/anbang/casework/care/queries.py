"""Questions about where people stand: by stage, priority, transfer and contact, asked of the register without replaying anybody's story."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connections, router
from django.db.models import Count, F, Q, QuerySet

from anbang.casework.care.models import Away, CarePlan, Goal, GoalState, Sign
from anbang.casework.charge.models import Responsibility
from anbang.casework.person.models import Person, Stage
from anbang.casework.person.queries import visible_to
from anbang.organisations.acting import ActingStaff


def conditions(*, on: date) -> Mapping[str, Q]:
    """Name → the condition on Person, in the order in which an office asks. `ended`: no case is open any more; `archived`: nor does anybody see
    the file but who keeps it.
    """
    in_care = Q(stage=Stage.IN_CARE)
    return {
        "in_custody": Q(stage=Stage.IN_CUSTODY),
        "in_care": in_care & Q(stage_until__gte=on),
        "to_be_ended": in_care & Q(stage_until__lt=on),
        "priority": Q(is_priority=True),
        "transfer": Q(is_in_transfer=True),
        "lost": Q(is_lost=True),
        "ended": Q(stage=Stage.ENDED),
        "archived": Q(stage=Stage.ARCHIVED),
    }


def counts(people: QuerySet[Person], *, on: date) -> Mapping[str, int]:
    """How many of these people stand so, and `all` of them. One query."""
    asked = {name: Count("id", filter=condition) for name, condition in conditions(on=on).items()}
    found: dict[str, int] = people.order_by().aggregate(all=Count("id"), **asked)
    return found


def counts_of_listed(*, for_staff: ActingStaff) -> Mapping[str, int]:
    """The same of everybody whom `for_staff` sees in lists, by the guardian's function, which applies the conditions of the gate. Call inside
    `acting`.
    """
    where = "district" if for_staff.sees_the_district else "reach"
    found: Counter[str] = Counter()
    with connections[router.db_for_read(Person)].cursor() as cursor:
        cursor.execute(f"select * from casework_count_in_{where}()")  # noqa: S608
        for stage, is_running, is_priority, is_in_transfer, is_lost, people in cursor.fetchall():
            stands = "to_be_ended" if stage == Stage.IN_CARE and not is_running else stage
            marks = (("priority", is_priority), ("transfer", is_in_transfer), ("lost", is_lost))
            found.update(dict.fromkeys(("all", stands, *(mark for mark, holds in marks if holds)), people))
    return found


def past_their_return(*, for_staff: ActingStaff) -> QuerySet[Away]:
    """Who works away, meant to be back before today, and of whose return nothing is recorded: those in the charge of the reader's office, the
    longest past first. Nobody owes a return (LAW-4); it is asked about. One query, closed files left out.
    """
    away = Away.objects.filter(until_on__isnull=True, expected_on__lt=for_staff.today)
    return away.filter(_in_own_charge(for_staff)).select_related("case__person").order_by("expected_on", "id")


def plans_to_review(*, for_staff: ActingStaff) -> QuerySet[CarePlan]:
    """The plans that hold and whose review day has come, of those in care in the charge of the reader's office, the longest past first. The
    policy knows no such duty: the office set the day itself, and is reminded of it. One query, closed files left out.
    """
    today = for_staff.today
    plans = CarePlan.objects.filter(replaced_on__isnull=True, review_on__lte=today, case__term_until__gte=today)
    return plans.filter(_in_own_charge(for_staff)).select_related("case__person").order_by("review_on", "id")


def goals_past_their_day(*, for_staff: ActingStaff) -> QuerySet[Goal]:
    """The open goals of plans that hold whose day has passed, likewise."""
    today = for_staff.today
    goals = Goal.objects.filter(plan__replaced_on__isnull=True, state=GoalState.OPEN, by_on__lt=today)
    goals = goals.filter(case__term_until__gte=today)
    return goals.filter(_in_own_charge(for_staff)).select_related("case__person").order_by("by_on", "id")


def _in_own_charge(by: ActingStaff) -> Q:
    """That the open case of a row is in the charge of the reader's office, and the person within reach."""
    charged = Responsibility.objects.on(by.today).filter(office__in=by.own_offices)
    return Q(case__closed_on__isnull=True, case__in=charged.values("case"), case__person__in=visible_to(by))


def signs_to_be_confirmed(*, for_staff: ActingStaff) -> QuerySet[Sign]:
    """The signs about people in the charge of the reader's office that nobody else has confirmed or called unfounded, the oldest first: until
    a second person looks, nothing follows (LAW-6). Some may have lapsed meanwhile. One query, closed files left out.
    """
    unconfirmed = Sign.objects.filter(confirmed__isnull=True, unfounded_on__isnull=True, withdrawn_on__isnull=True)
    return unconfirmed.filter(_in_own_charge(for_staff)).select_related("person", "seen_by").order_by("seen_on", "id")


def signs_awaiting_receipt(*, for_staff: ActingStaff) -> QuerySet[Sign]:
    """The signs of which the police were told and whose receipt nobody has confirmed, about people whom the reader sees, those told first in
    front. One query, closed files left out.
    """
    told = Sign.objects.filter(told_police__isnull=False, police_receipt_on__isnull=True, unfounded_on__isnull=True)
    told = told.filter(case__closed_on__isnull=True, case__person__in=visible_to(for_staff).order_by())
    return told.select_related("person", "told_police__office").order_by("told_police__on", "id")


def in_charge_of(cases: Iterable[int]) -> dict[int, Responsibility]:
    """Case → who is responsible, or was last."""
    rows = Responsibility.objects.filter(case__in=list(cases)).select_related("office")
    return {row.case_id: row for row in rows.order_by(F("from_on").asc(), "id")}
