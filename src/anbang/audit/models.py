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


class Seal(models.Model):
    """Up to which row each table of the trail was sealed, and what these rows were: chained to the seal before, and signed.

    Rows are told apart by the order in which they were numbered, never by a clock. `sealed_at` is told for people and proves nothing.
    """

    number = models.BigIntegerField(primary_key=True)
    events_until = models.BigIntegerField()
    looks_until = models.BigIntegerField()
    events = models.PositiveIntegerField(help_text="how many this seal covers")
    looks = models.PositiveIntegerField(help_text="how many this seal covers")
    rows_digest = models.CharField(max_length=64, help_text="SHA-256 of the rows")
    previous = models.CharField(
        max_length=64, blank=True, help_text="the digest of the seal before; empty for the first"
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 of all that is above, which is signed")
    key = models.CharField(max_length=16, help_text="by which key it is signed")
    signature = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="first_seal_follows_none", condition=models.Q(number=1, previous="") | models.Q(number__gt=1)
            ),
        ]

    def __str__(self) -> str:
        return f"seal {self.number}"


class Check(models.Model):
    """One time at which the whole trail was compared with its seals, and what was not as it was sealed."""

    checked_at = models.DateTimeField()
    seals = models.PositiveBigIntegerField(help_text="how many seals there were")
    rows = models.PositiveBigIntegerField(help_text="how many rows lay under them")
    unsealed = models.PositiveIntegerField(help_text="how many rows waited for a seal")
    faults = models.JSONField(default=list, help_text="[[what, seal]], as codes")

    def __str__(self) -> str:
        return f"check {self.checked_at:%Y-%m-%d %H:%M}"
