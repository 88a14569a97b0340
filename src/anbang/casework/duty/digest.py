"""One digest a morning for each member of staff: how much is late, due within the week, and newly told. Numbers, no names."""

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import DAYS_OF_A_WEEK
from anbang.casework.duty.telling import Digest, Level, ToldUp
from anbang.casework.person.queries import people_kept_from_staff
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.models import Posting

NOTHING: dict[str, int] = {"overdue": 0, "due_today": 0, "due_soon": 0}


def make_digests(today: date, *, by: ActingStaff) -> int:
    """A digest for everybody whose office has anything to be told; how many. One a person and day, however often it is asked."""
    week = today + timedelta(days=DAYS_OF_A_WEEK)
    with acting(by):
        to_do = Duty.objects.to_do(on=today).filter(due_on__lte=week, office__isnull=False)
        counts, told = _counted(to_do, today), _told_to(today)
        unseen = {
            staff_id: (_counted(to_do.filter(case__person__in=people), today), _told_to(today, about=people))
            for staff_id, people in people_kept_from_staff(on=today).items()
        }
        offices = {office for office, row in counts.items() if any(row.values())} | set(told)
        digests: dict[int, Digest] = {}
        for posting in _postings(offices, today):
            row = counts.get(posting.office_id, NOTHING)
            without, told_without = unseen.get(posting.staff_id, ({}, Counter[int]()))
            less = without.get(posting.office_id, NOTHING)
            digest = digests.setdefault(
                posting.staff_id,
                Digest(
                    staff_id=posting.staff_id,
                    office_id=posting.office_id,
                    on=today,
                    **NOTHING,
                    told_up=0,
                ),
            )
            for name in NOTHING:
                setattr(digest, name, getattr(digest, name) + row[name] - less[name])
            digest.told_up += told[posting.office_id] - told_without[posting.office_id]
        made = Digest.objects.bulk_create(digests.values(), batch_size=2000, ignore_conflicts=True)
        return len(made)


def _counted(duties: QuerySet[Duty], today: date) -> dict[int, dict[str, int]]:
    """Office → how many of these are late, due that day, and due in the week after it, as the work list counts them."""
    late, soon = Q(due_on__lt=today), Q(due_on__gt=today)
    rows = duties.order_by().values_list("office")
    counted = rows.annotate(
        overdue=Count("id", filter=late),
        due_today=Count("id", filter=Q(due_on=today)),
        due_soon=Count("id", filter=soon),
    )
    return {office: dict(zip(NOTHING, numbers, strict=True)) for office, *numbers in counted}


def _told_to(today: date, *, about: Collection[int] | None = None) -> Counter[int]:
    """Office → how much it was told that day (`about`: of these people). What was told to the district is told to everybody who reads the
    district.
    """
    told = ToldUp.objects.filter(told_on=today)
    if about is not None:
        told = told.filter(duty__case__person__in=about)
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
