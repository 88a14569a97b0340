"""Whoever may see somebody, office or member of staff, is asked for as one, and from indexes alone: row security reads reach for every row of a list."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce

READ = ["office", "staff", "why", "from_on", "until_on", "until_at"]


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("casework", "0062_duty_names_its_person"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.AddIndex(
            "reach", models.Index(Coalesce("office_id", -F("staff_id")), "person", include=READ, name="reach_of_holder")
        ),
        migrations.AddIndex("reach", models.Index(fields=["person"], include=READ, name="reach_of_person")),
        # What these two and `reach_of_office` and `reach_of_staff` find as well.
        *(
            migrations.AlterField(
                "reach",
                name,
                models.ForeignKey(db_index=False, null=name != "person", on_delete=on_delete, to=to, **named),
            )
            for name, to, on_delete, named in (
                ("person", "casework.person", django.db.models.deletion.CASCADE, {"related_name": "reach"}),
                ("office", "organisations.office", django.db.models.deletion.PROTECT, {}),
                ("staff", settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, {}),
            )
        ),
    ]
