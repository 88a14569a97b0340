"""Why an agreement with an enterprise, or its end, was recorded so late."""

from typing import ClassVar

from django.db import migrations, models

LATE = {
    "late_because": "why the agreement was recorded so late",
    "end_late_because": "why its end was recorded so late",
}


class Migration(migrations.Migration):
    dependencies: ClassVar = [("assistance", "0001_initial")]
    operations: ClassVar = [
        migrations.AddField("enterprisebase", name, models.CharField(blank=True, max_length=200, help_text=told))
        for name, told in LATE.items()
    ]
