"""Whether an office still sees a closed file is asked with the office's day."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.person.guards import CLOSED_FILE_NAMES_STAFF

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0005_contact_of_the_registration_form")]
    operations: ClassVar = [
        migrations.RunSQL(CLOSED_FILE_NAMES_STAFF.format(guardian=GUARDIAN), migrations.RunSQL.noop)
    ]
