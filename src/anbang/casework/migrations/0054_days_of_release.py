"""The pick-ups and the board read a week by its days."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0053_kept_out_of_once")]
    operations: ClassVar = [
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["care_from"], name="case_open_by_start", condition=models.Q(("closed_on__isnull", True))
            ),
        ),
        migrations.AddIndex("sentence", models.Index(fields=["release_on"], name="sentence_by_release")),
    ]
