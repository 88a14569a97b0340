"""The mornings that have come."""

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coordination", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Morning",
            fields=[
                ("on", models.DateField(primary_key=True, serialize=False)),
                ("began_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(null=True)),
                ("settled", models.PositiveIntegerField(default=0)),
                ("told_up", models.PositiveIntegerField(default=0)),
                ("digests", models.PositiveIntegerField(default=0)),
                (
                    "broken",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        help_text="ids of people who could not be settled",
                        size=None,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gte", models.F("began_at")), _connector="OR"
                        ),
                        name="morning_ends_after_it_began",
                    )
                ],
            },
        ),
    ]
