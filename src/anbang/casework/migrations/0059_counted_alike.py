"""Those who stand alike are counted together, and of an office each of its people is looked up rather than everybody read."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.person.guards import COUNT_IN_DISTRICT, COUNT_IN_REACH, GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0058_digest_due_today")]
    operations: ClassVar = [
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + COUNT_IN_REACH + COUNT_IN_DISTRICT + GUARDIAN_OWNS_ENOUGH).format(
                guardian=GUARDIAN
            ),
            migrations.RunSQL.noop,
        )
    ]
