"""Closed files are matched by name and day of birth, too."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.person.guards import CLOSED_NAMESAKES, GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0007_receipts_name_person_and_day")]
    operations: ClassVar = [
        migrations.RunSQL(
            [sql.format(guardian=GUARDIAN) for sql in (LET_THE_GUARDIAN_OWN, CLOSED_NAMESAKES, GUARDIAN_OWNS_ENOUGH)],
            migrations.RunSQL.noop,
        )
    ]
