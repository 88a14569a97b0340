"""A form that is not sent yet, as far as it is written."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from anbang.casework.person.models import Person
from anbang.organisations.models import Staff

# What is typed into a form at most, before and after it is sealed; the longest form holds a tenth of it.
MOST_BYTES, SEALED_BYTES = 64_000, 65_000


class Draft(models.Model):
    """What its author typed into a page of somebody, or of a row; nobody else reads it, and after its last day nobody does."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    page = models.CharField(max_length=32, help_text="the step, or the page, whose form it is")
    person = models.ForeignKey(
        # It goes with the person by the database's own hand (`draft_goes_with_the_file`): who removes a file sees nobody's drafts.
        *(Person, models.DO_NOTHING),
        null=True,
        related_name="+",
        db_constraint=False,
        help_text="null: whoever is not in the register yet, such as of a row of a list",
    )
    about = models.BigIntegerField(null=True, help_text="the row that the page is about, where it is about one")
    content_sealed = models.BinaryField()
    kept_at = models.DateTimeField()
    until_on = models.DateField(help_text="the last day on which its author finds it")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["staff", "page", "person", "about"],
                name="author_has_one_draft_of_a_form",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="draft_is_of_somebody_or_of_a_row",
                condition=models.Q(person__isnull=False) | models.Q(about__isnull=False),
            ),
            models.CheckConstraint(
                name="draft_is_no_longer_than_a_form",
                condition=LessThanOrEqual(Length("content_sealed"), SEALED_BYTES),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person"], name="draft_of_a_person")]

    def __str__(self) -> str:
        return f"draft {self.pk}"
