"""Removing files that should never have been made, such as those of a list taken in by mistake; the trail stays."""

from collections.abc import Sequence

from anbang.casework.person.models import Case, Person
from anbang.papers.models import Paper


def remove_files(case_ids: Sequence[int]) -> list[int]:
    """Remove the people of these cases with all that hangs on them; returns their ids. Call inside `acting(by)`."""
    people = list(Case.objects.filter(pk__in=case_ids).values_list("person_id", flat=True))
    Case.objects.filter(pk__in=case_ids).delete()
    Paper.objects.filter(person_id__in=people).delete()
    Person.objects.filter(pk__in=people).delete()
    return people
