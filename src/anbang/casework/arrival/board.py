"""The way from the institution home, of everybody who is released in a week: which step of it is done, which is late, and who waits for whom."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case as Where
from django.db.models import Count, When
from django.db.models.functions import Coalesce, TruncWeek

from anbang.casework.arrival.reception import Coming, coming, in_these_days, recorded_release
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import ListedDuty, rows_of
from anbang.casework.person.models import Case
from anbang.casework.person.queries import seen_row_by_row
from anbang.organisations.acting import ActingStaff

# From the first paper of the institution to the desk of the justice office, in the order in which it goes (clauses 2.3.1, 2.3.2, 3.3).
CHAIN = ("send_registration_form", "verify", "send_release_notice", "reply_reception", "receive", "report_in")
OF_THE_INSTITUTION = ("send_registration_form", "send_release_notice")
WEEK = timedelta(days=7)


Chain = Mapping[str, ListedDuty]
"""The last duty of each part of the way that there was."""


@dataclass(frozen=True, slots=True)
class Week:
    """Everybody whom the reader sees and who is, was, or was to be released in a week, in the order of the days; and how far each is."""

    cases: list[Coming]
    chains: Mapping[int, Chain]


def monday_of(on: date) -> date:
    """The Monday of its week."""
    return on - timedelta(days=on.weekday())


def week_of(monday: date, *, for_staff: ActingStaff) -> Week:
    """The week that begins that Monday. Two queries."""
    cases = coming(for_staff=for_staff, since=monday, until=monday + WEEK - timedelta(days=1))
    return Week(cases, _chains(one.case_id for one in cases))


def is_late(chain: Chain, rule: str, *, on: date) -> bool:
    """Whether that part is undone past its day, or was done late."""
    duty = chain.get(rule)
    if duty is None or duty.void_on is not None:
        return False
    return (duty.met_on or on) > duty.due_on


def _chains(cases: Iterable[int]) -> Mapping[int, Chain]:
    of_case: dict[int, dict[str, ListedDuty]] = defaultdict(dict)
    for duty in rows_of(Duty.objects.filter(case__in=list(cases), rule__in=CHAIN).order_by("number")):
        if duty.case_id is not None:
            of_case[duty.case_id][duty.rule] = duty
    return of_case


def released_by_week(*, for_staff: ActingStaff, since: date, until: date) -> Mapping[date, int]:
    """Monday → how many are released in that week, by the same day as `week_of` shows them; of the weeks between two Mondays."""
    last = until + WEEK - timedelta(days=1)
    cases = Case.objects.filter(
        seen_row_by_row(for_staff, "person"), pk__in=in_these_days(since, last), closed_on__isnull=True
    )
    # Whoever came from community corrections was met at no gate: no release is recorded, and what was told is of no care that has begun.
    told = Where(When(care_from__isnull=True, then="sentence__release_on"))
    weeks = cases.annotate(week=TruncWeek(Coalesce(recorded_release(), told))).filter(week__range=(since, until))
    counted = weeks.values_list("week").annotate(people=Count("id")).order_by("week")
    return dict(counted)


def late_by_institution(week: Week, *, on: date) -> Mapping[str, int]:
    """Institution → how many of its papers of these people are missing past their day or came late."""
    late: Counter[str] = Counter()
    for case in week.cases:
        chain = week.chains[case.case_id]
        late[case.institution] += sum(is_late(chain, rule, on=on) for rule in OF_THE_INSTITUTION)
    # A plain one: of a counter a template that asks for its `items` is told how many there are of that name.
    return dict(+late)
