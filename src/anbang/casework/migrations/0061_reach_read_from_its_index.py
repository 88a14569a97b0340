"""Whom an office reaches is read from an index alone: a person may be found by an office in less time."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0060_found_by_tokens")]
    operations: ClassVar = [
        migrations.RemoveIndex("reach", "reach_of_an_office"),
        migrations.AddIndex(
            "reach",
            models.Index(fields=["office", "person"], include=["why", "from_on", "until_on"], name="reach_of_office"),
        ),
    ]
