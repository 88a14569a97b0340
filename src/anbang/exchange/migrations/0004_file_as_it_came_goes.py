"""The file of a list is destroyed once its rows were sent back and the rest was taken in."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("exchange", "0003_rows_know_whom_they_were_judged_by")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="batch",
            name="file_gone_on",
            field=models.DateField(
                help_text="the file as it came is destroyed: it tells of people who are not ours", null=True
            ),
        ),
    ]
