"""A list that nobody confirms goes by itself, counted from the last work on it."""

from typing import ClassVar

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("exchange", "0004_file_as_it_came_goes"),
        ("organisations", "0008_postings_take_two"),
        ("papers", "0008_exports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="batch",
            name="lapsed_on",
            field=models.DateField(help_text="nobody confirmed it, and it went by itself", null=True),
        ),
        migrations.AddField(
            model_name="batch",
            name="touched_on",
            field=models.DateField(
                help_text="when somebody last worked on it: what nobody confirms goes, counted from here", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("lapsed_on__isnull", True), ("status", "cancelled"), _connector="OR"),
                name="batch_that_lapsed_is_cancelled",
            ),
        ),
    ]
