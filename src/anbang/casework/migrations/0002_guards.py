"""Nobody is seen by nobody, and a closed file is seen by named staff only."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.person.guards import INSTALL

# Not bound by row security, so that a guard sees every row; nobody can sign in as it.
GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL([sql.format(guardian=GUARDIAN) for sql in INSTALL], migrations.RunSQL.noop)
    ]
