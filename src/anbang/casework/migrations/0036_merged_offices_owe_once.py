"""Offices that are merged owe once what both owe by the calendar."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.charge.guards import MERGED_OFFICE_HANDS_OVER
from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0035_staff_that_changed")]
    operations: ClassVar = [
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + MERGED_OFFICE_HANDS_OVER + GUARDIAN_OWNS_ENOUGH).format(guardian=GUARDIAN),
            migrations.RunSQL.noop,
        ),
    ]
