"""Whom a reader must keep out of is asked by one function, which every policy calls once a query; and lists are counted by the guardian."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.person.guards import (
    COUNT_IN_DISTRICT,
    COUNT_IN_REACH,
    GUARDIAN_OWNS_ENOUGH,
    KEPT_OUT_OF,
    LET_THE_GUARDIAN_OWN,
)

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0052_counted_at_a_glance")]
    operations: ClassVar = [
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + KEPT_OUT_OF + COUNT_IN_REACH + COUNT_IN_DISTRICT + GUARDIAN_OWNS_ENOUGH).format(
                guardian=GUARDIAN
            ),
            # The policies that call it are made anew by whatever stands in the code that is migrated back to.
            "drop function casework_count_in_reach(); drop function casework_count_in_district();"
            " drop function casework_kept_out_of() cascade",
        )
    ]
