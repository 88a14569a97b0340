"""Whatever changes a posting ends what its holder is signed in to."""

from typing import ClassVar

from django.db import migrations

from anbang.organisations.guards import SESSIONS_END_WITH_POSTINGS, WITHOUT_THE_END


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0006_accounts_and_their_sessions")]
    operations: ClassVar = [migrations.RunSQL(SESSIONS_END_WITH_POSTINGS, WITHOUT_THE_END)]
