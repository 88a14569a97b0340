"""A proposal for disposal names the policy by whose years the file was kept, and the database holds it to them."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN
from anbang.casework.retention.guards import FILE_IS_KEPT_FOR_ITS_YEARS

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0042_files_are_kept_and_go")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="disposal",
            name="policy",
            field=models.ForeignKey(
                help_text="by whose years it was kept; null in what was proposed before it was asked for",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.policyversion",
            ),
        ),
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + FILE_IS_KEPT_FOR_ITS_YEARS + GUARDIAN_OWNS_ENOUGH).replace("{guardian}", GUARDIAN),
            migrations.RunSQL.noop,
        ),
    ]
