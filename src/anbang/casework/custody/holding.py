"""Rows of papers and changes whose act holds. What was withdrawn stands in the history alone."""

from typing import TypeVar

from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model)


class Holding(models.Manager[Row]):
    """Papers whose act holds."""

    def get_queryset(self) -> models.QuerySet[Row]:
        """Without what was withdrawn."""
        return super().get_queryset().filter(act__withdrawn_on__isnull=True)


class HoldingChanges(models.Manager[Row]):
    """Changes of which the learning or the telling holds. An institution, which sees no act, has its rows taken from it instead."""

    def get_queryset(self) -> models.QuerySet[Row]:
        """Without what was withdrawn."""
        was_learnt = Q(learnt__isnull=False, learnt__withdrawn_on__isnull=True)
        was_told = Q(told__isnull=False, told__withdrawn_on__isnull=True)
        return super().get_queryset().filter(was_learnt | was_told)


class HoldingNeeds(models.Manager[Row]):
    """Needs whose noting holds."""

    def get_queryset(self) -> models.QuerySet[Row]:
        """Without what was withdrawn."""
        return super().get_queryset().filter(learnt__withdrawn_on__isnull=True)
