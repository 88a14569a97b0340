"""Whom of the family to reach is kept, sealed in the registration form."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_as_long_as_a_cell")]

    operations = [
        migrations.AddField(
            model_name="registrationform",
            name="contact_sealed",
            field=models.BinaryField(help_text="whom of the family to reach: name and telephone", null=True),
        ),
    ]
