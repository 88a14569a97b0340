"""Two append-only tables. Ids are plain numbers: a trail outlives what it speaks of."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One step that has a name in the office. `data` holds ids and codes, never names or numbers of people."""

    action = models.CharField(max_length=64)
    happened_on = models.DateField(help_text="the day that counts in law")
    recorded_at = models.DateTimeField(db_default=Now())
    staff_id = models.BigIntegerField()
    office_id = models.BigIntegerField()
    request_id = models.UUIDField()
    person_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    clauses = ArrayField(models.CharField(max_length=16), default=list)
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person_id", "id"], name="event_of_a_person"),
            models.Index(fields=["request_id"], name="event_of_a_request"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.action}"


class Look(models.Model):
    """Somebody opened something about a person; written and committed before the page is read."""

    looked_at = models.DateTimeField(db_default=Now())
    staff_id = models.BigIntegerField()
    office_id = models.BigIntegerField()
    request_id = models.UUIDField()
    person_id = models.BigIntegerField()
    what = models.CharField(max_length=64, help_text="the page, or the field that was revealed")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person_id", "-id"], name="look_at_a_person")]

    def __str__(self) -> str:
        return f"{self.id} {self.what}"
