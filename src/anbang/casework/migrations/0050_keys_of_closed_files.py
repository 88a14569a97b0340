"""Keys that are of closed files alone are handed out by the guardian: whoever may take from a series reads how far it is (LAW-2)."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, KEYS_OF_CLOSED_FILES, LET_THE_GUARDIAN_OWN

GUARDIAN = "anbang_guardian"
SERIES = ("casework_closed_person_id_seq", "papers_closed_export_id_seq", "casework_unsealing_id_seq")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("casework", "0049_each_says_it_themselves"),
        ("papers", "0010_series_of_exports_of_closed_files"),
    ]
    operations: ClassVar = [
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + KEYS_OF_CLOSED_FILES + GUARDIAN_OWNS_ENOUGH).format(
                guardian=GUARDIAN, sequences=", ".join(SERIES), series=", ".join(f"'{one}'" for one in SERIES)
            ),
            "drop function casework_closed_keys(text, integer)",
        )
    ]
