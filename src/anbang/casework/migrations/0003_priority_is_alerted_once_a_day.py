"""A priority person is made known once a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_guards")]

    operations = [
        migrations.AddConstraint(
            model_name="priorityalert",
            constraint=models.UniqueConstraint(fields=["case", "alerted_on"], name="priority_is_alerted_once_a_day"),
        )
    ]
