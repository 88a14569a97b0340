"""The register of rights requests: of one person, and of those whom the reader sees."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from anbang.casework.person.queries import seen_row_by_row
from anbang.casework.rights.models import RightsRequest
from anbang.organisations.acting import ActingStaff

HANDS = ("person", "case", "came__office", "came__recorded_by", "answered__office", "answered__recorded_by", "extended")


def requests_of(person_id: int) -> QuerySet[RightsRequest]:
    """All about one person, the latest first; those recorded by mistake are left out. Whoever shows it has found the person within reach."""
    found = RightsRequest.objects.filter(person=person_id, came__withdrawn_on__isnull=True)
    return found.select_related(*HANDS, "correction__act").order_by("-came__on", "-number")


def states(*, on: date) -> Mapping[str, Q]:
    """Name → the condition on a request, in the order in which an office asks."""
    waits = Q(answered__isnull=True)
    return {
        "open": waits & Q(due_on__gte=on),
        "late": waits & Q(due_on__lt=on),
        "done": Q(answered__isnull=False),
        "done_late": Q(answered__on__gt=F("due_on")),
    }


def register(*, for_staff: ActingStaff) -> QuerySet[RightsRequest]:
    """The requests about people within reach: what waits comes first, by its due day. Closed files have a list of their own."""
    found = RightsRequest.objects.filter(seen_row_by_row(for_staff, "person"), came__withdrawn_on__isnull=True)
    waits_first = F("answered__on").desc(nulls_first=True)
    return found.select_related(*HANDS).order_by(waits_first, "due_on", "id")


def counts(requests: QuerySet[RightsRequest], *, on: date) -> Mapping[str, int]:
    """How many of these stand so, and `all` of them. One query."""
    asked = {name: Count("id", filter=condition) for name, condition in states(on=on).items()}
    found: dict[str, int] = requests.order_by().aggregate(all=Count("id"), **asked)
    return found
