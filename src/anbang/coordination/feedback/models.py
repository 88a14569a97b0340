"""A remark about a page: by whom, about which page, the words sealed, and its answer. It is about the product and nobody's file."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from anbang.organisations.kinds import Role
from anbang.organisations.models import Office, Staff

# So many a day say all that somebody has to say; more is a finger that rests on a key, or a script.
MOST_A_DAY = 10
# Words with hyphens between slashes, and … where the address named something: no reference and no number gets through.
ADDRESS_OF_NOBODY = r"^/((…|[a-z][a-z-]{0,23})/)*$"


class Feedback(models.Model):
    """A remark. `page`: the address without whatever it names; `number`: of the error page, if there was one; `ordinal`: the how manyth of
    its writer on that day. Open until it has an answer, answered until its writer has read it.
    """

    written_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=Role)
    written_on = models.DateField()
    written_at = models.DateTimeField(db_default=Now())
    ordinal = models.PositiveSmallIntegerField()
    page = models.CharField(max_length=200)
    number = models.CharField(max_length=8, blank=True)
    version = models.CharField(max_length=16)
    words_sealed = models.BinaryField()
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)
    answer_sealed = models.BinaryField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="feedback_names_nobody_in_its_address", condition=Q(page__regex=ADDRESS_OF_NOBODY)
            ),
            models.CheckConstraint(
                name="feedback_quotes_a_number_of_ours", condition=Q(number="") | Q(number__regex="^[0-9a-f]{8}$")
            ),
            models.CheckConstraint(
                name="feedback_is_written_some_times_a_day", condition=Q(ordinal__gte=1, ordinal__lte=MOST_A_DAY)
            ),
            models.UniqueConstraint(
                fields=["written_by", "written_on", "ordinal"], name="feedback_of_a_day_is_counted_once"
            ),
            models.CheckConstraint(
                name="feedback_is_answered_with_words_by_somebody",
                condition=Q(answered_on__isnull=True, answered_by__isnull=True, answer_sealed__isnull=True)
                | Q(
                    answered_on__gte=F("written_on"),
                    answered_by__isnull=False,
                    answer_sealed__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="feedback_is_answered_by_another",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("written_by")),
            ),
            models.CheckConstraint(
                name="feedback_is_closed_after_its_answer",
                condition=Q(closed_on__isnull=True) | Q(answered_on__isnull=False, closed_on__gte=F("answered_on")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["written_by"], condition=Q(closed_on__isnull=True), name="feedback_not_closed_of"),
            models.Index(fields=["answered_on"], name="feedback_by_its_answer"),
        ]

    def __str__(self) -> str:
        return f"feedback {self.pk} on {self.page}"

    @property
    def state(self) -> str:
        """open, answered or closed."""
        if self.closed_on is not None:
            return "closed"
        return "open" if self.answered_on is None else "answered"
