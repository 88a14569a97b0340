"""No emergency opens a file that is being closed, and whoever opened one does not have it (LAW-2, RES-4)."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.handover.guards import ASK_ELSEWHERE
from anbang.casework.person.guards import (
    BREAK_GLASS,
    CLOSED_FILE_NAMES_STAFF,
    GUARDIAN_OWNS_ENOUGH,
    LET_THE_GUARDIAN_OWN,
)

GUARDIAN = "anbang_guardian"
# Until now the trigger looked for offices alone: what was opened of a file that was closed meanwhile ends.
WHAT_IS_OPEN_ENDS = """
delete from casework_reach r using casework_person p
  where p.id = r.person_id and p.sealing <> 'open' and r.until_at is not null;
set constraints all immediate;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0047_named_beyond_the_keepers")]
    operations: ClassVar = [
        migrations.RunSQL(WHAT_IS_OPEN_ENDS, migrations.RunSQL.noop),
        migrations.RunSQL(
            (
                LET_THE_GUARDIAN_OWN + BREAK_GLASS + CLOSED_FILE_NAMES_STAFF + ASK_ELSEWHERE + GUARDIAN_OWNS_ENOUGH
            ).replace("{guardian}", GUARDIAN),
            migrations.RunSQL.noop,
        ),
    ]
