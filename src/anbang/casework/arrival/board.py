"""The way from the institution home, of everybody who is released in a week: which step of it is done, which is late, and who waits for whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import Coalesce, TruncWeek

from anbang.casework.arrival.reception import Release, in_these_days, releases
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import ListedDuty, rows_of
from anbang.casework.person.models import Case
from anbang.casework.person.queries import seen_row_by_row
from anbang.organisations.acting import ActingStaff

# From the first paper of the institution to the desk of the justice office, in the order in which it goes (clauses 2.3.1, 2.3.2, 3.3).
CHAIN = ("send_registration_form", "verify", "send_release_notice", "reply_reception", "receive", "report_in")
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Passage:
    """Somebody's way home: the release, and the last duty of each part of the chain that there was."""

    release: Release
    duties: Mapping[str, ListedDuty]

    def is_late(self, rule: str, *, on: date) -> bool:
        """Whether that part is undone past its day, or was done late."""
        duty = self.duties.get(rule)
        if duty is None or duty.void_on is not None:
            return False
        return (duty.met_on or on) > duty.due_on


def monday_of(on: date) -> date:
    """The Monday of its week."""
    return on - timedelta(days=on.weekday())


def passages(*, for_staff: ActingStaff, monday: date) -> list[Passage]:
    """Everybody whom the reader sees and who is, was, or was to be released in that week, in the order of the days."""
    found = releases(for_staff=for_staff, since=monday, until=monday + WEEK - timedelta(days=1))
    duties = _chain_of(one.case.pk for one in found)
    return [Passage(one, duties.get(one.case.pk, {})) for one in found]


def _chain_of(cases: Iterable[int]) -> Mapping[int, dict[str, ListedDuty]]:
    """Case → rule → the last duty of that kind. One query."""
    of_case: dict[int, dict[str, ListedDuty]] = defaultdict(dict)
    for duty in rows_of(Duty.objects.filter(case__in=list(cases), rule__in=CHAIN).order_by("number")):
        if duty.case_id is not None:
            of_case[duty.case_id][duty.rule] = duty
    return of_case


def released_by_week(*, for_staff: ActingStaff, since: date, until: date) -> Mapping[date, int]:
    """Monday → how many are released in that week, by the day of the release or the one that was told; of the weeks between two Mondays."""
    last = until + WEEK - timedelta(days=1)
    cases = Case.objects.filter(
        seen_row_by_row(for_staff, "person"), pk__in=in_these_days(since, last), closed_on__isnull=True
    )
    day = TruncWeek(Coalesce("care_from", "sentence__release_on"))
    counted = cases.annotate(week=day).values_list("week").annotate(people=Count("id")).order_by("week")
    return dict(counted)


def late_by_institution(found: Sequence[Passage], *, on: date) -> Mapping[str, int]:
    """Institution → how many of its papers of these people are missing past their day or came late."""
    late: dict[str, int] = defaultdict(int)
    for one in found:
        of_theirs = ("send_registration_form", "send_release_notice")
        late[one.release.institution] += sum(one.is_late(rule, on=on) for rule in of_theirs)
    return late
