"""What a calendar is told: of the posting's own work what is late and what comes next, each as a kind, a letter and a day."""

from dataclasses import dataclass
from datetime import date

from anbang.casework.duty.queries import rows_of, work_list
from anbang.coordination.feed.kinds import kind_of
from anbang.coordination.feed.models import CalendarLink
from anbang.coordination.office.queries import duties_to_record
from anbang.lib.name_sounds import sounds_of_name
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role

MOST_LATE, MOST_TO_COME = 100, 200
# Who has work that comes by days on the work list or by the calendar; the police owe nothing by the rules as they are. Whoever keeps closed files has a list that is opened anew each time, and
# nothing of it goes into a calendar.
WITH_WORK_BY_DAYS = frozenset(
    {
        *(Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER, Role.JUSTICE_ASSISTANT, Role.TOWN_OFFICER),
        *(Role.POLITICAL_LEGAL_OFFICER, Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS_OFFICER),
        Role.DEPARTMENT_OFFICER,
    }
)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing by its day. `letter`: the first of the surname, empty where it is about nobody; `person_id` leads to whom it is about, after
    signing in.
    """

    duty_id: int
    kind: str
    letter: str
    due_on: date
    is_late: bool
    person_id: int | None


def has_work_by_days(by: ActingStaff) -> bool:
    """Whether a posting has anything for a calendar."""
    return not by.roles.isdisjoint(WITH_WORK_BY_DAYS)


def link_of(*, by: ActingStaff) -> CalendarLink | None:
    """The link of the posting, if there is one."""
    return CalendarLink.objects.filter(posting=by.posting_id, staff=by.staff_id, ended_at__isnull=True).first()


def work_by_days(*, for_staff: ActingStaff) -> list[Due]:
    """What is late, the longest first, and what is due next, so much of each at most. Open files within the reader's reach alone: closed ones
    and those that they keep out of stand in no work list.
    """
    today = for_staff.today
    found = []
    for duties in (work_list(for_staff=for_staff), duties_to_record(for_staff=for_staff)):
        found += rows_of(duties.filter(due_on__lt=today)[:MOST_LATE])
        found += rows_of(duties.filter(due_on__gte=today)[:MOST_TO_COME])
    told = [
        Due(duty.pk, kind_of(duty.rule), letter_of(duty.person_name), duty.due_on, duty.due_on < today, duty.person_id)
        for duty in found
    ]
    return sorted(told, key=lambda due: (due.due_on, due.duty_id))


def letter_of(name: str | None) -> str:
    """The first letter of the surname as it is said, Z for 张三: the least by which whoever knows the person tells one visit from another."""
    sounds = sounds_of_name(name or "")
    return sounds[0].whole[:1].upper() if sounds else ""
