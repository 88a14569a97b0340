"""The code of a release is given by the holder alone, and what was proposed comes true as it was and from that day."""

from typing import ClassVar

from django.db import migrations

from anbang.organisations.guards import TAKING_TWO

# What was kept of a code until now is the proof by which the holder gives it; kept is a digest of that.
CODES = """
update organisations_proposal set code_digest = encode(sha256(convert_to(code_digest, 'UTF8')), 'hex') where code_digest <> '';
set constraints all immediate;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0008_postings_take_two")]
    operations: ClassVar = [
        migrations.RunSQL(CODES, migrations.RunSQL.noop),
        migrations.RunSQL(TAKING_TWO, migrations.RunSQL.noop),
    ]
