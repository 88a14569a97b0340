"""Removing files that should never have been made, such as those of a list taken in by mistake; the trail stays."""

from collections.abc import Sequence
from datetime import date

from django.db import connections, router

from anbang.casework.person.models import Abode, Case, ClosedRecord, Person, Reach, ReachReason
from anbang.organisations.acting import ActingStaff
from anbang.papers.models import Paper


def see_closed_files_while_removing(case_ids: Sequence[int], *, by: ActingStaff, on: date) -> None:
    """Let `by` see the closed files among these cases for the length of this transaction, in which they go, or which is
    rolled back. Call inside `acting(by)`.
    """
    with connections[router.db_for_read(Person)].cursor() as cursor:
        cursor.execute("select * from casework_people_of_closed_cases(%s)", [list(case_ids)])
        people = [row[0] for row in cursor.fetchall()]
    Reach.objects.bulk_create(
        [Reach(person_id=person, staff_id=by.staff_id, why=ReachReason.TAKING_IN, from_on=on) for person in people]
    )


def remove_files(case_ids: Sequence[int]) -> list[int]:
    """Remove the people of these cases with all that hangs on them; returns their ids. Call inside `acting(by)`."""
    people = list(Case.objects.filter(pk__in=case_ids).values_list("person_id", flat=True))
    Case.objects.filter(pk__in=case_ids).delete()
    for table in (Paper, Abode, ClosedRecord):
        table.objects.filter(person_id__in=people).delete()
    # The person before the reach: whoever lost the reach to a closed file could no longer remove it. The foreign keys are
    # looked at when the transaction ends.
    gone = Person.objects.filter(pk__in=people)
    gone._raw_delete(gone.db)
    Reach.objects.filter(person_id__in=people).delete()
    return people
