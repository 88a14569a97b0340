"""A merger locks its people first, as every step does, so that neither breaks off the other."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.charge.guards import PEOPLE_OF_OFFICES_WAIT

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0001_merged")]
    operations: ClassVar = [
        migrations.RunSQL(
            f"grant create on schema public to {GUARDIAN};"
            # Whoever locks a row must be one who could change it.
            f"grant update (id) on casework_person to {GUARDIAN};"
            + PEOPLE_OF_OFFICES_WAIT.format(guardian=GUARDIAN)
            + f"revoke create on schema public from {GUARDIAN};",
            "drop function casework_people_of_offices_wait(bigint[]);"
            f" revoke update (id) on casework_person from {GUARDIAN};",
        ),
    ]
