"""People with closed files have keys of a series of their own: in that of all others no gap tells of them (LAW-2)."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0043_kept_for_its_years")]
    operations: ClassVar = [
        migrations.RunSQL(
            "create sequence casework_closed_person_id_seq as bigint start with 1000000000",
            "drop sequence casework_closed_person_id_seq",
        ),
    ]
