"""Enterprise bases with their agreements."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from anbang.organisations.models import Area, DatedQuerySet, Staff, ends_after_it_begins


class EnterpriseBase(models.Model):
    """An enterprise of a town has agreed to take people on, from one day until the agreement ends."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    name = models.CharField(max_length=96)
    from_on = models.DateField(help_text="the day of the agreement")
    until_on = models.DateField(null=True, help_text="its last day")
    late_because = models.CharField(max_length=200, blank=True, help_text="why the agreement was recorded so late")
    end_late_because = models.CharField(max_length=200, blank=True, help_text="why its end was recorded so late")
    recorded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            ends_after_it_begins("enterprise_base_ends_after_it_begins"),
            models.CheckConstraint(name="enterprise_base_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
