"""Rows tell by whom they were judged, so that they are found when those people go; an undoing is told from work on the people."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_same_file_is_one_open_list")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="undo_request_id",
            field=models.UUIDField(help_text="tells the events of undoing from work on the people", null=True),
        ),
        migrations.AddField(
            model_name="stagedrow",
            name="people",
            field=ArrayField(
                base_field=models.BigIntegerField(),
                default=list,
                help_text="ids of those whom it was judged by: found again when they go, and told from those asked for anew",
                size=None,
            ),
        ),
        migrations.AddIndex(model_name="stagedrow", index=GinIndex(fields=["people"], name="staged_row_by_people")),
    ]
