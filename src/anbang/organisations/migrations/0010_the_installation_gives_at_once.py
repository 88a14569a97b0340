"""What the installation gives is in force at once, also where a code was released and lost."""

from typing import ClassVar

from django.db import migrations

from anbang.organisations.guards import TAKING_TWO


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0009_codes_of_their_holders")]
    operations: ClassVar = [migrations.RunSQL(TAKING_TWO, migrations.RunSQL.noop)]
