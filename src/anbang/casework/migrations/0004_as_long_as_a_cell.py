"""What an institution writes of offences and of places outside the district is kept as long as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_priority_is_alerted_once_a_day")]

    operations = [
        migrations.AlterField(
            model_name="sentence",
            name="offence",
            field=models.TextField(blank=True, help_text="as the institution wrote it; it can be several"),
        ),
        migrations.AlterField(model_name="abode", name="outside", field=models.TextField(blank=True)),
    ]
