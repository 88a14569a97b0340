"""The trail can only grow."""

from typing import ClassVar

from django.db import migrations

from anbang.audit.guards import APPEND_ONLY


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(APPEND_ONLY, migrations.RunSQL.noop)]
