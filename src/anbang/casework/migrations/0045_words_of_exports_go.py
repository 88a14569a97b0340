"""What was written of an export goes with the file of the person, and is changed by nobody."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN
from anbang.casework.retention.guards import WORDS_OF_AN_EXPORT_GO_WITH_THE_FILE

GUARDIAN = "anbang_guardian"
WITHOUT = """
drop trigger words_of_an_export_go_with_the_file on papers_export;
drop function casework_words_of_an_export_go();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("casework", "0044_series_of_closed_files"),
        ("papers", "0009_words_of_exports_go"),
    ]

    operations: ClassVar = [
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + WORDS_OF_AN_EXPORT_GO_WITH_THE_FILE + GUARDIAN_OWNS_ENOUGH).format(
                guardian=GUARDIAN
            ),
            WITHOUT,
        )
    ]
