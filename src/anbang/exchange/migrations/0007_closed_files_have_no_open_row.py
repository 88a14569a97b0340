"""No row of a list about a closed file stands open, whatever closed the file."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN
from anbang.exchange.batch.guards import CLOSED_FILE_HAS_NO_OPEN_ROW, REMOVE

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("casework", "0047_named_beyond_the_keepers"),
        ("exchange", "0006_rows_of_people_who_come_back"),
    ]
    operations: ClassVar = [
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + CLOSED_FILE_HAS_NO_OPEN_ROW + GUARDIAN_OWNS_ENOUGH).format(guardian=GUARDIAN),
            REMOVE,
        )
    ]
