"""Removing files that should never have been made, such as those of a list taken in by mistake; the trail stays."""

from collections.abc import Sequence
from datetime import date

from anbang.casework.person.actions import see_closed_file
from anbang.casework.person.models import Abode, Case, ClosedRecord, Person, Reach
from anbang.casework.person.queries import people_of_closed_cases
from anbang.organisations.acting import ActingStaff
from anbang.papers.models import Paper


def see_closed_files_while_removing(case_ids: Sequence[int], *, by: ActingStaff, on: date) -> None:
    """Let `by` see the closed files among these cases until `leave_closed_files`, in the transaction in which they go or are
    changed back. Call inside `acting(by)`.
    """
    for person_id in people_of_closed_cases(case_ids):
        see_closed_file(person_id, by=by, on=on)


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
