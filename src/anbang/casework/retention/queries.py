"""Files that have been kept long enough, as far as the reader sees them; and what became of those that are gone."""

from django.db.models import QuerySet

from anbang.casework.person.models import Person
from anbang.casework.person.queries import may_work_on
from anbang.casework.retention.models import WAITING, Disposal
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role

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
    """The register of what is gone (销毁清册), the newest first: of nobody any more, and so for everybody who decides."""
    gone = Disposal.objects.filter(disposed_on__isnull=False) if not MAY_DISPOSE.isdisjoint(for_staff.roles) else None
    rows = Disposal.objects.none() if gone is None else gone
    return rows.select_related("decided_by", "confirmed_by").order_by("-disposed_on", "-id")
