"""By whose eyes else than the keepers' jobs see closed files."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN, NAMED_BEYOND_THE_KEEPERS

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0046_numbers_of_closed_files")]
    operations: ClassVar = [
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + NAMED_BEYOND_THE_KEEPERS + GUARDIAN_OWNS_ENOUGH).format(guardian=GUARDIAN),
            "drop function casework_named_beyond(bigint[], date)",
        )
    ]
