"""Old versions of the policy are kept, so that what they made can be explained."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0009_words_of_channels_and_reasons")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                ("version", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("rules", models.JSONField()),
                ("pack", models.JSONField()),
            ],
        ),
    ]
