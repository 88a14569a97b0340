"""The history of every change, sealed with the rest of the trail."""

from typing import ClassVar

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

from anbang.audit.guards import CHANGES, CHANGES_STAND


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("audit", "0003_seals"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table_name", models.CharField(max_length=63)),
                ("row_key", models.TextField()),
                (
                    "verb",
                    models.CharField(
                        choices=[("made", "Made"), ("changed", "Changed"), ("removed", "Removed")], max_length=8
                    ),
                ),
                ("was", models.JSONField(null=True)),
                ("became", models.JSONField(null=True)),
                (
                    "untold",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=63), size=None),
                ),
                ("role", models.CharField(help_text="under which name the database was asked", max_length=63)),
                ("changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("staff_id", models.BigIntegerField(null=True)),
                ("office_id", models.BigIntegerField(null=True)),
                ("request_id", models.UUIDField(null=True)),
                ("person_id", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="seal",
            name="changes",
            field=models.PositiveIntegerField(help_text="how many this seal covers", null=True),
        ),
        migrations.AddField(
            model_name="seal",
            name="changes_until",
            field=models.BigIntegerField(help_text="null: made before changes were kept", null=True),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("changes__isnull", True), ("changes_until__isnull", True)),
                    models.Q(("changes__isnull", False), ("changes_until__isnull", False)),
                    _connector="OR",
                ),
                name="seal_counts_the_changes_it_covers",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(("person_id__isnull", False)),
                fields=["person_id", "id"],
                name="change_about_a_person",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(("request_id__isnull", True)), fields=["id"], name="change_outside_a_step"
            ),
        ),
        migrations.RunSQL([CHANGES, CHANGES_STAND], migrations.RunSQL.noop),
    ]
