"""Of each morning is kept who was posted where, so that the next one asks only where somebody came or left."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("coordination", "0005_put_right")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="morning",
            name="posted",
            field=models.JSONField(
                default=dict,
                help_text="who was posted at which justice office, if everybody could be settled: where that is the same, nobody waits",
            ),
        ),
    ]
