"""Two times away that are recorded or moved from now on do not lie over each other; what was recorded before stays as it is."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.care.guards import AWAY_ONCE


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0032_outcomes_are_kept")]
    operations: ClassVar = [migrations.RunSQL(AWAY_ONCE, migrations.RunSQL.noop)]
