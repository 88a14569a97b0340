"""Whoever takes a case stays at its office: asked of the hands as of the posting. Pauses need nothing new: they end after they begin."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.charge.guards import CASES_ARE_IN_HANDS_THAT_STAY

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0020_outbound_late")]
    operations: ClassVar = [
        migrations.RunSQL(
            f"grant create on schema public to {GUARDIAN};"
            # Whether an account works, and nothing else of it.
            f"grant select (id, is_active) on organisations_staff to {GUARDIAN};"
            + CASES_ARE_IN_HANDS_THAT_STAY.format(guardian=GUARDIAN)
            + f"revoke create on schema public from {GUARDIAN};",
            "drop trigger cases_are_in_hands_that_stay on casework_caseworker;"
            " drop function casework_cases_are_in_hands_that_stay();"
            f" revoke select (id, is_active) on organisations_staff from {GUARDIAN};",
        ),
    ]
