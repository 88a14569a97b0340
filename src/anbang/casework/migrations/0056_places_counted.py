"""The guardian counts who is in care where, and what is overdue about them, within the reach of whoever asks."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.duty.places import LET_THE_GUARDIAN_COUNT, PLACES_COUNTED
from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0055_found_by_telephone")]
    operations: ClassVar = [
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + LET_THE_GUARDIAN_COUNT + PLACES_COUNTED + GUARDIAN_OWNS_ENOUGH).format(
                guardian=GUARDIAN
            ),
            "drop function casework_offices_count_in_reach(text[]); drop function casework_offices_count_in_district(text[]);"
            " drop function casework_villages_count_in_reach(bigint[], bigint[], text[]);"
            " drop function casework_villages_count_in_district(bigint[], bigint[], text[])",
        )
    ]
