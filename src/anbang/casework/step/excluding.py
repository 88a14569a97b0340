"""Somebody of the staff must keep out of a file (回避): from the moment at which it is said they see nothing of the person any more."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.person.models import Exclusion, ExclusionReason, Person, Reach
from anbang.casework.person.queries import get_person, named_in_closed_list, within_reach
from anbang.casework.step.opening import settle_again
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.models import Posting, Staff
from anbang.organisations.steps import StepRefused

# Who says of others that they must keep out, beside whoever says it of themselves; and who says that it is over.
MAY_NAME_OTHERS = frozenset({Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER, Role.SEALING_KEEPER})


def exclude(person_id: int, staff_id: int, why: ExclusionReason, *, by: ActingStaff, on: date) -> Exclusion:
    """`staff_id` keeps out of the file. Cases in their hands pass to a colleague; where there is none, the case is in nobody's hands, which
    the office and the district are shown. Raises Person.DoesNotExist outside the reach of `by`, StepRefused where it is said already.
    """
    with acting(by, reading_only=True):
        get_person(person_id, for_staff=by)
    # From here on the file is closed to whoever says it of themselves, and what follows has still to be written.
    unseen = replace(by, is_job=True)
    with acting(unseen):
        person = Person.objects.select_for_update().get(pk=person_id)
        if staff_id != by.staff_id and staff_id not in {one.pk for one in who_can_be_named(person_id, by=by)}:
            raise StepRefused(_("请选择能看到这份档案的工作人员。"), field="staff")
        if Exclusion.objects.on(on).filter(person=person, staff=staff_id).exists():
            raise StepRefused(_("此人已经回避。"), field="staff")
        told = Exclusion.objects.create(person=person, staff_id=staff_id, why=why, told_by_id=by.staff_id, from_on=on)
        record(
            "staff_excluded", Happening(person_id, None, (), {"exclusion": told.pk, "staff": staff_id}), by=by, on=on
        )
        settle_again([person_id], by=unseen)
        return told


def end_exclusion(exclusion_id: int, because: str, *, by: ActingStaff, on: date) -> None:
    """`on` is the last day on which it holds. Raises Exclusion.DoesNotExist for one that is not `by`'s to end."""
    with acting(by):
        told = exclusions_to_end(for_staff=by).select_for_update(of=("self",)).get(pk=exclusion_id)
        if not because.strip():
            raise StepRefused(_("请写明为什么不再需要回避。"), field="because")
        told.until_on, told.ended_by_id, told.ended_because = on, by.staff_id, because.strip()
        told.save(update_fields=["until_on", "ended_by", "ended_because"])
        data = {"exclusion": told.pk, "staff": told.staff_id}
        record("exclusion_ended", Happening(told.person_id, None, (), data), by=by, on=on)


def who_can_be_named(person_id: int, *, by: ActingStaff) -> Sequence[Staff]:
    """Whoever sees the file by their office or role, beside those who keep out already: of whom `by` may say that they must keep out."""
    if by.roles.isdisjoint(MAY_NAME_OTHERS):
        return []
    reach = Reach.objects.on(by.today).filter(person=person_id)
    posts = Posting.objects.on(by.today).filter(staff__is_active=True)
    at_an_office = posts.filter(office__in=reach.filter(office__isnull=False).values("office"))
    of_the_district = posts.filter(role__in=[*Role.seeing_the_district(), Role.SEALING_KEEPER])
    named = {*at_an_office.values_list("staff", flat=True), *of_the_district.values_list("staff", flat=True)}
    named |= set(reach.filter(staff__isnull=False).values_list("staff", flat=True))
    keeping_out = Exclusion.objects.on(by.today).filter(person=person_id).values_list("staff", flat=True)
    return list(Staff.objects.filter(pk__in=named - set(keeping_out)).exclude(pk=by.staff_id).order_by("name", "id"))


def exclusions_of(person_id: int, *, for_staff: ActingStaff) -> QuerySet[Exclusion]:
    """Who keeps out of a file now, for whoever sees it."""
    found = Exclusion.objects.on(for_staff.today).filter(person=person_id, until_on__isnull=True)
    return found.select_related("staff", "told_by").order_by("from_on", "id")


def exclusions_to_end(*, for_staff: ActingStaff) -> QuerySet[Exclusion]:
    """All that hold and that the reader may end: never their own, and of people whose files they see."""
    if for_staff.roles.isdisjoint(MAY_NAME_OTHERS):
        return Exclusion.objects.none()
    seen = Person.objects.filter(within_reach(for_staff) | named_in_closed_list(for_staff))
    found = Exclusion.objects.filter(until_on__isnull=True, person__in=seen).exclude(staff=for_staff.staff_id)
    return found.select_related("person", "staff", "told_by").order_by("-from_on", "-id")
