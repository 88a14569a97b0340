from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0017_told_to_the_institution"),
        ("organisations", "0004_whom_before_days"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(
                    models.Q(("period", ""), ("rule", "pay_allowance"), _connector="OR"),
                    ("met_on__isnull", True),
                    ("void_on__isnull", True),
                ),
                fields=["office", "due_on", "case", "rule"],
                name="duty_overdue_of_an_office",
            ),
        ),
    ]
