"""One digest a morning for each member of staff: how much is late, due within the week, and newly told. Numbers, no names."""

from collections import Counter
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import DAYS_OF_A_WEEK
from anbang.casework.duty.telling import Digest, Level, ToldUp
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.models import Posting


def make_digests(today: date, *, by: ActingStaff) -> int:
    """A digest for everybody whose office has anything to be told; how many. One a person and day, however often it is asked."""
    week = today + timedelta(days=DAYS_OF_A_WEEK)
    with acting(by):
        to_do = Duty.objects.to_do(on=today).filter(due_on__lte=week, office__isnull=False)
        counts = {
            row["office"]: row
            for row in to_do.order_by()
            .values("office")
            .annotate(
                overdue=Count("id", filter=Q(due_on__lt=today)),
                due_soon=Count("id", filter=Q(due_on__gte=today)),
            )
        }
        told = _told_to(today)
        offices = {office for office, row in counts.items() if row["overdue"] or row["due_soon"]} | set(told)
        digests: dict[int, Digest] = {}
        for posting in _postings(offices, today):
            row = counts.get(posting.office_id, {"overdue": 0, "due_soon": 0})
            digest = digests.setdefault(
                posting.staff_id,
                Digest(
                    staff_id=posting.staff_id, office_id=posting.office_id, on=today, overdue=0, due_soon=0, told_up=0
                ),
            )
            digest.overdue += row["overdue"]
            digest.due_soon += row["due_soon"]
            digest.told_up += told[posting.office_id]
        made = Digest.objects.bulk_create(digests.values(), batch_size=2000, ignore_conflicts=True)
        return len(made)


def _told_to(today: date) -> Counter[int]:
    """Office → how much it was told that day. What was told to the district is told to everybody who reads the district."""
    told = ToldUp.objects.filter(told_on=today)
    counted = Counter(told.exclude(level=Level.DISTRICT).values_list("office_id", flat=True))
    if to_the_district := told.filter(level=Level.DISTRICT).count():
        held = Posting.objects.on(today).filter(role__in=Role.seeing_the_district())
        counted.update(dict.fromkeys(held.values_list("office_id", flat=True).distinct(), to_the_district))
    return counted


def _postings(offices: set[int], today: date) -> list[Posting]:
    """Who works at these offices that day; several roles at one office count once."""
    held = Posting.objects.on(today).filter(office__in=offices, staff__is_active=True)
    # A keeper of closed files sees none of what an office's digest counts: what is due there stands in the closed list.
    found = held.exclude(role__in=[*Role.seeing_no_case(), Role.SEALING_KEEPER]).order_by("staff_id", "office_id", "id")
    return list(found.distinct("staff_id", "office_id"))


def digest_of(*, for_staff: ActingStaff) -> Digest | None:
    """Today's digest of the reader, if there is one and it was not put away."""
    return Digest.objects.filter(staff_id=for_staff.staff_id, on=for_staff.today, read_at__isnull=True).first()


def put_away(*, by: ActingStaff) -> None:
    """The reader has seen today's digest."""
    with acting(by):
        Digest.objects.filter(staff_id=by.staff_id, on=by.today).update(read_at=timezone.now())
