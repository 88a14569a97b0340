"""Removing files: those that should never have been made, such as those of a list taken in by mistake, and those that were kept long enough.
The trail stays.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import SET_NULL, ForeignObjectRel, Model
from django.db.models.base import ModelBase

from anbang.casework.person.actions import see_closed_file
from anbang.casework.person.models import Abode, Case, ClosedRecord, Person, Reach
from anbang.casework.person.queries import people_of_closed_cases
from anbang.casework.person.telephones import Telephone
from anbang.organisations.acting import ActingStaff
from anbang.papers.actions import destroy_file
from anbang.papers.exports import forget_words_about
from anbang.papers.models import Paper, SealedFile


def see_closed_files_while_removing(case_ids: Sequence[int], *, by: ActingStaff, on: date) -> None:
    """Let `by` see the closed files among these cases until `leave_closed_files`, in the transaction in which they go or are
    changed back. Call inside `acting(by)`.
    """
    for person_id in people_of_closed_cases(case_ids):
        see_closed_file(person_id, by=by, on=on)


def remove_files(case_ids: Sequence[int], *, on: date) -> list[int]:
    """Remove the people of these cases with all that hangs on them; returns their ids. Call inside `acting(by)`."""
    people = list(Case.objects.filter(pk__in=case_ids).values_list("person_id", flat=True))
    Case.objects.filter(pk__in=case_ids).delete()
    for table in (Paper, Abode, ClosedRecord, Telephone):
        table.objects.filter(person_id__in=people).delete()
    # The person before the reach: whoever lost the reach to a closed file could no longer remove it. The foreign keys are
    # looked at when the transaction ends.
    gone = Person.objects.filter(pk__in=people)
    gone._raw_delete(gone.db)
    Reach.objects.filter(person_id__in=people).delete()
    forget_words_about(people, on=on)
    return people


def about_a_person() -> list[type[Model]]:
    """Every table that points to a person, but for the cases, with which most goes, and the reach, which goes last."""
    told = (one.related_model for one in _pointing_to(Person))
    return [table for table in dict.fromkeys(told) if isinstance(table, ModelBase) and table not in {Case, Reach}]


def _pointing_to(table: type[Model]) -> list[ForeignObjectRel]:
    """The relations by which others point to a table, those too that have no name on its side."""
    return [one for one in table._meta.get_fields(include_hidden=True) if isinstance(one, ForeignObjectRel)]


def _about_a_case() -> list[type[Model]]:
    """Tables of other rooms whose rows outlive a case that is taken back, such as the rows of a list; not one that is disposed of."""
    told = (one for one in _pointing_to(Case) if one.on_delete is SET_NULL)
    return [one.related_model for one in told if isinstance(one.related_model, ModelBase)]


def destroy_file_of(person_id: int, *, using: str, on: date) -> None:
    """Remove somebody whose file was kept long enough: every row about the person, and their scans from the disk. Call inside `acting(by)` of
    a job that sees the file. That two people decided it is asked by the database (`file_of_care_goes_by_the_decision_of_two`).
    """
    for table in _about_a_case():
        table._default_manager.filter(case__person=person_id).delete()
    Case.objects.filter(person=person_id).delete()
    for table in about_a_person():
        table._default_manager.filter(person=person_id).delete()
    files = list(SealedFile.objects.filter(paper__person_id=person_id))
    Paper.objects.filter(person_id=person_id).delete()
    for file in files:
        destroy_file(file, using=using)
    SealedFile.objects.filter(pk__in=[file.pk for file in files]).delete()
    gone = Person.objects.filter(pk=person_id)
    gone._raw_delete(gone.db)
    Reach.objects.filter(person=person_id).delete()
    forget_words_about([person_id], on=on)
