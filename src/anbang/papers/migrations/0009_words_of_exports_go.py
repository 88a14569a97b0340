"""What was written of an export goes with the file of the person."""

from typing import ClassVar

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("organisations", "0008_postings_take_two"),
        ("papers", "0008_exports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.RemoveConstraint(
            model_name="export",
            name="what_an_export_says_is_kept",
        ),
        migrations.AddField(
            model_name="export",
            name="words_gone_on",
            field=models.DateField(
                help_text="the file of the person went, and with it what was written here", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("words_sealed__isnull", False),
                    models.Q(("says_purpose", False), ("says_why_in_full", False)),
                    ("words_gone_on__isnull", False),
                    _connector="OR",
                ),
                name="what_an_export_says_is_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("words_gone_on__isnull", True),
                    models.Q(("person_id__isnull", False), ("words_sealed__isnull", True)),
                    _connector="OR",
                ),
                name="words_of_an_export_that_are_gone_are_gone",
            ),
        ),
    ]
