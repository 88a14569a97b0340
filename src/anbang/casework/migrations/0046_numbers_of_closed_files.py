"""How many closed files were numbered is read by no role: the guardian gives the numbers (LAW-2)."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN, NUMBERS_OF_CLOSED_FILES

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0045_words_of_exports_go")]
    operations: ClassVar = [
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + NUMBERS_OF_CLOSED_FILES + GUARDIAN_OWNS_ENOUGH).format(guardian=GUARDIAN),
            "drop function casework_number_closed(text, integer, integer)",
        )
    ]
