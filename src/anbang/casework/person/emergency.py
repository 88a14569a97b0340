"""Opening a file beyond one's reach because it cannot wait: with a reason, for half an hour, and before everybody's eyes."""

from datetime import date, datetime

from django.db import connections, router
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.person.models import Emergency, Person, Reach, ReachReason
from anbang.casework.person.numbers import indexes_of
from anbang.casework.person.queries import may_open, seen_row_by_row
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import next_ids
from anbang.papers.sealed import Sealed

# Before whom somebody stands, and who does not see the whole district; and who judges afterwards whether it was right.
MAY_BREAK_GLASS = frozenset({Role.JUSTICE_ASSISTANT})
MAY_JUDGE = frozenset({Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER})
WHY = Sealed("casework_emergency", "why_sealed", "why in an emergency", "casework_emergency:{id}:why")
SHORTEST_REASON = 6


def break_glass(why: str, *, name: str, born_on: date | None, id_number: str, by: ActingStaff, on: date) -> int | None:
    """The person whose open file `by` may read for half an hour, by the number or by name and birth; None where nobody or several fit, in
    the same words for all. Both are told to the trail: trying is seen too. Raises StepRefused without a reason.
    """
    if by.roles.isdisjoint(MAY_BREAK_GLASS):
        raise StepRefused(_("紧急查阅只限司法所。"))
    if len(why.strip()) < SHORTEST_REASON:
        raise StepRefused(_("请写明为什么等不及：什么事、谁在等。"), field="why")
    with acting(by):
        (key,) = next_ids("casework_emergency", "id", 1, using=by.alias)
        sealed = WHY.seal(why.strip().encode(), id=key)
        wanted = indexes_of(id_number) if id_number else None
        with connections[router.db_for_write(Emergency)].cursor() as cursor:
            cursor.execute(
                "select casework_break_glass(%s, %s::bytea[], %s, %s::date, %s::bytea)",
                [key, wanted, name.strip(), born_on, sealed],
            )
            person_id: int | None = cursor.fetchone()[0]
        if person_id is None:
            record("glass_found_nobody", Happening(), by=by, on=on)
        else:
            record("glass_broken", Happening(person_id, None, (), {"emergency": key}), by=by, on=on)
        return person_id


def judge_emergency(emergency_id: int, *, is_justified: bool, by: ActingStaff, on: date) -> None:
    """Whether it was right, by somebody else of the district. Raises Emergency.DoesNotExist for one that is not theirs to judge."""
    with acting(by):
        told = emergencies_to_judge(for_staff=by).select_for_update(of=("self",)).get(pk=emergency_id)
        told.judged_by_id, told.judged_on, told.is_justified = by.staff_id, on, is_justified
        told.save(update_fields=["judged_by", "judged_on", "is_justified"])
        data = {"emergency": told.pk, "justified": is_justified}
        record("emergency_judged", Happening(told.person_id, None, (), data), by=by, on=on)


def emergencies_to_judge(*, for_staff: ActingStaff) -> QuerySet[Emergency]:
    """Those that nobody judged yet, of files that the reader sees, and never their own; the oldest first."""
    if for_staff.roles.isdisjoint(MAY_JUDGE):
        return Emergency.objects.none()
    return _unjudged(for_staff).order_by("id")


def emergencies_of_ours(*, for_staff: ActingStaff) -> QuerySet[Emergency]:
    """Which of the files that stand in the reader's lists others opened in an emergency, as long as nobody judged it; the newest first."""
    unjudged = Emergency.objects.filter(seen_row_by_row(for_staff, "person"), judged_by__isnull=True)
    others = unjudged.exclude(staff=for_staff.staff_id)
    return others.select_related("staff", "office", "person").order_by("-id")


def _unjudged(for_staff: ActingStaff) -> QuerySet[Emergency]:
    seen = Person.objects.filter(may_open(for_staff))
    unjudged = Emergency.objects.filter(person__in=seen, judged_by__isnull=True)
    return unjudged.exclude(staff=for_staff.staff_id).select_related("staff", "office", "person")


def why_of(emergency: Emergency) -> str:
    """The reason that was given."""
    return WHY.open(emergency.why_sealed, id=emergency.pk).decode()


def open_until(person_id: int, *, for_staff: ActingStaff) -> datetime | None:
    """Until when the reader has the file open in an emergency, if that is why they read it."""
    reach = Reach.objects.filter(
        person=person_id, staff=for_staff.staff_id, why=ReachReason.EMERGENCY, until_at__gt=timezone.now()
    )
    return reach.order_by("-until_at").values_list("until_at", flat=True).first()
