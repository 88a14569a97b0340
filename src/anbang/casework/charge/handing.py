"""Cases pass from one named person to another, many at once: when somebody leaves, or an office is merged (clause 2.5, HLP-1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connections, router
from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record_many
from anbang.casework.charge.models import Caseworker, Responsibility
from anbang.casework.person.models import Case, Person
from anbang.casework.person.queries import lock_people, named_in_closed_list, staff_kept_out, within_reach
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.actions import merge_offices
from anbang.organisations.days import day_in_words
from anbang.organisations.kinds import Role
from anbang.organisations.models import Office, Posting, Staff
from anbang.organisations.steps import StepRefused
from anbang.policy.clauses import HELPERS

ONE_DAY = timedelta(days=1)
MAY_HAND_OVER = frozenset({Role.JUSTICE_ASSISTANT, Role.BUREAU_CLERK})


@dataclass(frozen=True, slots=True)
class Holder:
    """A member of staff, the office, and how many of the cases that the reader sees are in their hands."""

    staff: Staff
    office: Office
    cases: int
    is_leaving_on: date | None


def _seen_in_hands(for_staff: ActingStaff) -> QuerySet[Caseworker]:
    seen = Person.objects.filter(within_reach(for_staff) | named_in_closed_list(for_staff))
    held = Caseworker.objects.filter(until_on__isnull=True, person__in=seen)
    return held if for_staff.sees_the_district else held.filter(office__in=for_staff.own_offices)


def holders_of_cases(*, for_staff: ActingStaff) -> list[Holder]:
    """Who holds how many cases, and whose post ends; whoever leaves first stands first."""
    counted = _seen_in_hands(for_staff).values("staff", "office").annotate(cases=Count("id")).order_by()
    rows = list(counted)
    staff = Staff.objects.in_bulk({row["staff"] for row in rows})
    offices = Office.objects.in_bulk({row["office"] for row in rows})
    ends: dict[tuple[int, int], date | None] = {}
    posts = Posting.objects.on(for_staff.today).filter(staff__in=staff, office__in=offices)
    for post in posts.order_by("until_on"):
        # The last end counts; one without an end comes last.
        ends[post.staff_id, post.office_id] = post.until_on
    found = [
        Holder(
            staff[row["staff"]],
            offices[row["office"]],
            row["cases"],
            ends.get((row["staff"], row["office"]), for_staff.today),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.is_leaving_on or date.max, one.office.name, one.staff.name))


def in_nobodys_hands(*, for_staff: ActingStaff) -> int:
    """How many people in the charge of an office, as far as the reader sees them, have no caseworker: nobody there stays."""
    seen = Person.objects.filter(within_reach(for_staff) | named_in_closed_list(for_staff))
    ours = Responsibility.objects.on(for_staff.today).filter(
        office__isnull=False, until_on__isnull=True, person__in=seen
    )
    held = Caseworker.objects.filter(case=OuterRef("case"), until_on__isnull=True)
    gap = ours.exclude(Exists(held))
    return (gap if for_staff.sees_the_district else gap.filter(office__in=for_staff.own_offices)).count()


def cases_in_hand(staff_id: int, *, for_staff: ActingStaff) -> QuerySet[Caseworker]:
    """The cases that are in somebody's hands now, as far as the reader sees them."""
    held = _seen_in_hands(for_staff).filter(staff=staff_id).select_related("person", "case", "office", "staff")
    return held.order_by("case__number")


def who_may_take_over(held: Iterable[Caseworker], *, on: date) -> list[Posting]:
    """The assistants of the offices that hold these cases and stay there, but for those in whose hands they are."""
    rows = list(held)
    posts = Posting.objects.on(on).filter(
        office__in={row.office_id for row in rows},
        role=Role.JUSTICE_ASSISTANT,
        staff__is_active=True,
        until_on__isnull=True,
    )
    return list(
        posts.exclude(staff__in={row.staff_id for row in rows}).select_related("staff", "office").order_by("id")
    )


def hand_over_cases(case_ids: Sequence[int], staff_id: int, *, by: ActingStaff, on: date) -> int:
    """From `on` these cases are in the hands of another member of staff of the responsible office; how many changed hands."""
    with acting(by):
        if by.roles.isdisjoint(MAY_HAND_OVER):
            raise StepRefused(_("案件由司法所或区司法局交接。"))
        lock_people(Case.objects.filter(pk__in=case_ids).values("person_id"))
        charges = Responsibility.objects.select_for_update(of=("self",)).filter(
            case__in=case_ids, until_on__isnull=True, office__isnull=False
        )
        responsible = {row.case_id: row for row in charges.order_by("case_id")}
        held = {row.case_id: row for row in Caseworker.objects.filter(case__in=responsible, until_on__isnull=True)}
        posts = Posting.objects.on(on).filter(staff=staff_id, staff__is_active=True, role=Role.JUSTICE_ASSISTANT)
        posted = dict(posts.order_by(F("until_on").asc(nulls_last=True)).values_list("office_id", "until_on"))
        changed = [
            row for row in responsible.values() if row.case_id not in held or held[row.case_id].staff_id != staff_id
        ]
        kept_out = staff_kept_out([row.person_id for row in changed], on=on)
        for row in changed:
            if staff_id in kept_out[row.person_id]:
                raise StepRefused(_("接手的人与其中一人有回避关系，请交给其他人。"), field="staff")
            if row.office_id not in posted:
                raise StepRefused(_("接手的人不在负责的司法所任职。"), field="staff")
            if (ends_on := posted[row.office_id]) is not None:
                raise StepRefused(
                    _("接手的人在这个司法所只任职到 %(day)s，请交给继续任职的人。") % {"day": day_in_words(ends_on)},
                    field="staff",
                )
            if row.office_id not in by.own_offices and not by.sees_the_district:
                raise StepRefused(_("只能交接本所负责的案件。"))
            _pass_on(row, held.get(row.case_id), staff_id, on=on)
        record_many(
            (
                ("case_handed_over", Happening(row.person_id, row.case_id, (HELPERS,), {"staff": staff_id}, on))
                for row in changed
            ),
            by=by,
            on=on,
        )
        return len(changed)


def _pass_on(charge: Responsibility, held: Caseworker | None, staff_id: int, *, on: date) -> None:
    assert charge.office_id is not None  # those outside were not asked for
    since = max(on, charge.from_on)
    if held is not None and held.from_on >= since:
        held.delete()
    elif held is not None:
        held.until_on = since - ONE_DAY
        held.save(update_fields=["until_on"])
    Caseworker.objects.create(
        person_id=charge.person_id,
        case_id=charge.case_id,
        staff_id=staff_id,
        office_id=charge.office_id,
        from_on=since,
    )


def merge_offices_with_their_people(
    office_ids: Sequence[int], *, successor_id: int, by: ActingStaff, on: date
) -> Office:
    """Offices are merged, and in the same transaction all that was in their charge is in the successor's: nobody is left with an office
    that is gone. Whoever merges offices sees none of these people.
    """
    with acting(by, changing_offices=True):
        with connections[router.db_for_write(Office)].cursor() as cursor:
            cursor.execute("select casework_people_of_offices_wait(%s)", [sorted({*office_ids, successor_id})])
            successor = merge_offices(office_ids, successor_id=successor_id, by=by, on=on)
            for office_id in sorted(set(office_ids)):
                cursor.execute("select casework_merged_office_hands_over(%s)", [office_id])
        return successor
