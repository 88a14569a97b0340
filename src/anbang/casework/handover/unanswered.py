"""A question to another office that nobody answers in time is told to the district, once, as an unanswered transfer is (clause 2.3.3)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import QuerySet

from anbang.audit.recording import Happening, record_many
from anbang.casework.handover.intake import TRANSFER_ANSWER_DAYS
from anbang.casework.handover.models import Enquiry
from anbang.casework.person.models import Reach, ReachReason
from anbang.casework.person.queries import visible_to
from anbang.casework.step.policy import pack_in_force
from anbang.organisations.acting import ActingStaff, acting
from anbang.policy.clauses import CARE


def tell_of_unanswered(today: date, *, by: ActingStaff) -> int:
    """Mark what waits longer than the pack gives for answering a transfer, and was told to nobody yet; how many there were. Of a closed file
    nothing is told: whoever is named for it answers.
    """
    days = int(pack_in_force().parameter(TRANSFER_ANSWER_DAYS, today))
    with acting(by):
        waiting = Enquiry.objects.filter(answer="", told_up_on__isnull=True, asked_on__lt=today - timedelta(days=days))
        found = list(waiting.filter(person__in=visible_to(by)).order_by("id"))
        Enquiry.objects.filter(pk__in=[one.pk for one in found]).update(told_up_on=today)
        told = (("enquiry_told_up", Happening(one.person_id, None, (CARE,), {"enquiry": one.pk})) for one in found)
        record_many(told, by=by, on=by.today)
        return len(found)


def unanswered(*, for_staff: ActingStaff) -> QuerySet[Enquiry]:
    """What the district was told of and nobody has answered yet, the longest wait first. The offices above alone are told."""
    if not for_staff.sees_the_district:
        return Enquiry.objects.none()
    told = Enquiry.objects.filter(answer="", told_up_on__isnull=False, person__in=visible_to(for_staff))
    return told.select_related("asking", "person").order_by("asked_on", "id")


def who_is_asked(people: Iterable[int], *, on: date) -> Mapping[int, str]:
    """The office that is to answer about each person: the one in charge, else the one of the registered place, else the one that keeps it in the archive. One query for any number."""
    asked = (ReachReason.ARCHIVED, ReachReason.REGISTERED_PLACE, ReachReason.RESPONSIBLE)
    reach = Reach.objects.on(on).filter(person__in=list(people), office__isnull=False, why__in=asked)
    # "responsible" comes last, and stands.
    return dict(reach.order_by("why", "id").values_list("person", "office__name"))
