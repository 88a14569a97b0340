"""Files that have been kept long enough, as far as the reader sees them; and what became of those that are gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet

from anbang.casework.act.models import Act
from anbang.casework.person.models import Case, Person
from anbang.casework.person.queries import may_work_on
from anbang.casework.retention.models import WAITING, Disposal
from anbang.casework.step.policy import pack_in_force
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.policy import answer

# Who decides what becomes of a file: the district, and for closed files whoever keeps them.
MAY_DISPOSE = frozenset({Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER, Role.SEALING_KEEPER})


def _within_reach(for_staff: ActingStaff) -> QuerySet[Disposal]:
    return Disposal.objects.filter(person_id__in=Person.objects.filter(may_work_on(for_staff)).values("pk"))


def get_disposal(disposal_id: int, *, for_staff: ActingStaff) -> Disposal:
    """A proposal that waits, or Disposal.DoesNotExist: for whoever does not see the file it does not exist."""
    return _within_reach(for_staff).select_related("decided_by").get(WAITING, pk=disposal_id)


def waiting_disposals(*, for_staff: ActingStaff) -> QuerySet[Disposal]:
    """What waits for a decision or for another to confirm it, the longest first."""
    return _within_reach(for_staff).filter(WAITING).select_related("decided_by").order_by("kept_until", "id")


def disposed(*, for_staff: ActingStaff) -> QuerySet[Disposal]:
    """The register of what is gone (销毁清册), the newest first: of nobody any more, and so for everybody who decides; a closed file's number
    for the two alone who did it.
    """
    if MAY_DISPOSE.isdisjoint(for_staff.roles):
        return Disposal.objects.none()
    their_own = Q(decided_by=for_staff.staff_id) | Q(confirmed_by=for_staff.staff_id)
    rows = Disposal.objects.filter(Q(is_closed=False) | their_own, disposed_on__isnull=False)
    return rows.select_related("decided_by", "confirmed_by").order_by("-disposed_on", "-id")


def person_of(told: Disposal, *, for_staff: ActingStaff) -> Person:
    """Whose file it is, or Person.DoesNotExist outside the reach."""
    return Person.objects.get(may_work_on(for_staff), pk=told.person_id)


def with_people(rows: Iterable[Disposal], *, for_staff: ActingStaff) -> list[tuple[Disposal, Person]]:
    """Each proposal with the person. One query for any number."""
    told = list(rows)
    people = Person.objects.filter(may_work_on(for_staff)).in_bulk([one.person_id for one in told])
    return [(one, people[one.person_id]) for one in told if one.person_id in people]


@dataclass(frozen=True, slots=True)
class Keeping:
    """From which day a closed file is in the archive, and the last day on which it is kept."""

    archived_on: date
    kept_until: date
    is_archived: bool


def days_of_keeping(case: Case, *, on: date) -> Keeping | None:
    """What the policy says about a closed file; None while it is open."""
    if case.closed_on is None:
        return None
    pack, newest = pack_in_force(), Act.objects.filter(person=case.person_id, withdrawn_on__isnull=True)
    last_on = newest.aggregate(day=Max("on"))["day"] or case.closed_on
    # What is recorded after the closing takes it out of the archive again (anbang.casework.step.sight).
    archived = answer("archived_on", as_of=on, pack=pack, file_closed_on=max(case.closed_on, last_on))
    kept = answer("kept_until", as_of=on, pack=pack, file_closed_on=case.closed_on)
    if not isinstance(archived, date) or not isinstance(kept, date):
        return None
    return Keeping(archived, kept, is_archived=archived <= on)
