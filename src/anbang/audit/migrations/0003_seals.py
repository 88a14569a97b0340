"""The trail is sealed every minute, and compared with its seals every night."""

from typing import ClassVar

from django.db import migrations, models

from anbang.audit.guards import CHECKS, SEALS, TRAIL_STANDS


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0002_append_only")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("events_until", models.BigIntegerField()),
                ("looks_until", models.BigIntegerField()),
                ("events", models.PositiveIntegerField(help_text="how many this seal covers")),
                ("looks", models.PositiveIntegerField(help_text="how many this seal covers")),
                ("rows_digest", models.CharField(help_text="SHA-256 of the rows", max_length=64)),
                (
                    "previous",
                    models.CharField(
                        blank=True, help_text="the digest of the seal before; empty for the first", max_length=64
                    ),
                ),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of all that is above, which is signed", max_length=64),
                ),
                ("key", models.CharField(help_text="by which key it is signed", max_length=16)),
                ("signature", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(number=1, previous="") | models.Q(number__gt=1),
                        name="first_seal_follows_none",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("checked_at", models.DateTimeField()),
                ("seals", models.PositiveBigIntegerField(help_text="how many seals there were")),
                ("rows", models.PositiveBigIntegerField(help_text="how many rows lay under them")),
                ("unsealed", models.PositiveIntegerField(help_text="how many rows waited for a seal")),
                ("faults", models.JSONField(default=list, help_text="[[what, seal]], as codes")),
            ],
        ),
        migrations.RunSQL([SEALS, CHECKS, TRAIL_STANDS], migrations.RunSQL.noop),
    ]
