"""The mornings that have come, so that a missed one is made up for and none comes twice."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Morning(models.Model):
    """One morning: what came of it, and who could not be settled; and what the sweep after it found."""

    on = models.DateField(primary_key=True)
    began_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    settled = models.PositiveIntegerField(default=0)
    told_up = models.PositiveIntegerField(default=0)
    digests = models.PositiveIntegerField(default=0)
    closed_list_waits = models.BooleanField(
        default=False,
        db_default=False,
        help_text="something about closed files, of which their keepers were told long ago, is still undone",
    )
    broken = ArrayField(models.BigIntegerField(), default=list, help_text="ids of people who could not be settled")
    posted = models.JSONField(
        default=dict,
        help_text="who was posted at which justice office, if everybody could be settled: where that is the same, nobody waits",
    )

    swept_at = models.DateTimeField(null=True)
    swept = models.PositiveIntegerField(default=0, help_text="how many people there were")
    differed = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="ids of people who were not as the rules say, and were put right",
    )
    unproved = ArrayField(models.BigIntegerField(), default=list, help_text="ids of people who could not be proved")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="morning_ends_after_it_began",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("began_at")),
            )
        ]

    def __str__(self) -> str:
        return f"morning of {self.on}"
