"""The database knows by number and fingerprint which keys it needs."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("papers", "0005_removed_scans")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="SealingKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("master", "master"), ("index", "index")], max_length=6)),
                ("number", models.PositiveIntegerField()),
                ("fingerprint", models.CharField(max_length=16)),
                (
                    "made_on",
                    models.DateField(help_text="null for one that was made before this was kept", null=True),
                ),
                (
                    "retired_on",
                    models.DateField(
                        help_text="since when nothing lies under it, and the keyring needs it no more", null=True
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "number"), name="a_key_number_is_given_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("retired_on__isnull", True),
                            ("made_on__isnull", True),
                            ("retired_on__gte", models.F("made_on")),
                            _connector="OR",
                        ),
                        name="a_key_is_retired_after_it_was_made",
                    ),
                ],
            },
        ),
    ]
