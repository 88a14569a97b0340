"""Append-only tables. Ids are plain numbers: a trail outlives what it speaks of."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

# A file was opened beyond one's reach, and whether that was right.
GLASS_BROKEN, EMERGENCY_JUDGED = "glass_broken", "emergency_judged"
OF_EMERGENCIES = (GLASS_BROKEN, EMERGENCY_JUDGED)


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
            # Few among millions, and asked for on the auditor's first page.
            models.Index(fields=["id"], name="event_of_an_emergency", condition=models.Q(action__in=OF_EMERGENCIES)),
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


class Verb(models.TextChoices):
    """What became of a row."""

    MADE = "made"
    CHANGED = "changed"
    REMOVED = "removed"


class Change(models.Model):
    """One row of any table that was made, changed or removed: written by the database, never by a step.

    `was` and `became` hold the columns that differ, as far as their values are told; `untold` names the others that differ. Hand, office and
    request are those of the step; null where there was none, and then the database role says who it was.
    """

    table_name = models.CharField(max_length=63)
    row_key = models.TextField()
    verb = models.CharField(max_length=8, choices=Verb)
    was = models.JSONField(null=True)
    became = models.JSONField(null=True)
    untold = ArrayField(models.CharField(max_length=63))
    role = models.CharField(max_length=63, help_text="under which name the database was asked")
    changed_at = models.DateTimeField(db_default=Now())
    staff_id = models.BigIntegerField(null=True)
    office_id = models.BigIntegerField(null=True)
    request_id = models.UUIDField(null=True)
    person_id = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["person_id", "id"], name="change_about_a_person", condition=models.Q(person_id__isnull=False)
            ),
            models.Index(fields=["id"], name="change_outside_a_step", condition=models.Q(request_id__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.table_name} {self.row_key} {self.verb}"


class Seal(models.Model):
    """Up to which row each table of the trail was sealed, and what these rows were: chained to the seal before, and signed.

    Rows are told apart by the order in which they were numbered, never by a clock. `sealed_at` is told for people and proves nothing.
    """

    number = models.BigIntegerField(primary_key=True)
    events_until = models.BigIntegerField()
    looks_until = models.BigIntegerField()
    changes_until = models.BigIntegerField(null=True, help_text="null: made before changes were kept")
    events = models.PositiveIntegerField(help_text="how many this seal covers")
    looks = models.PositiveIntegerField(help_text="how many this seal covers")
    changes = models.PositiveIntegerField(null=True, help_text="how many this seal covers")
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
                name="seal_counts_the_changes_it_covers",
                condition=models.Q(changes_until__isnull=True, changes__isnull=True)
                | models.Q(changes_until__isnull=False, changes__isnull=False),
            ),
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
