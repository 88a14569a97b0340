"""A digest says how much is due that very day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0057_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="digest",
            name="due_today",
            field=models.PositiveIntegerField(
                db_default=0, default=0, help_text="of those due soon, what is due that day"
            ),
        ),
    ]
