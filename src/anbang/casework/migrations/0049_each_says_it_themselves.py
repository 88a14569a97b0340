"""Whoever decides about a closed file, asks for what is sealed, or answers, says so for themselves; a decision opens a file once (LAW-2)."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from anbang.casework.duty.guards import FIGURE_OF_A_VERSION
from anbang.casework.juvenile.guards import CLOSED_FILE_OPENS_BY_TWO, EACH_SAYS_IT_THEMSELVES
from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN
from anbang.casework.retention.guards import FILE_IS_KEPT_FOR_ITS_YEARS

GUARDIAN = "anbang_guardian"
WITHOUT = """
drop trigger decision_is_of_whoever_acts on casework_sealingdecision;
drop trigger leave_is_of_whoever_acts on casework_unsealing;
drop function casework_decision_is_of_whoever_acts(), casework_leave_is_of_whoever_acts(),
  casework_is_named_for(bigint, bigint, date), casework_is_keeper(bigint, date);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0048_emergencies_end_with_the_file")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="sealingdecision",
            name="answered_at",
            field=models.DateTimeField(
                null=True, help_text="the moment, told by the database: it opens a file in it and never again"
            ),
        ),
        migrations.AddField(
            model_name="unsealing",
            name="policy",
            field=models.ForeignKey(
                help_text="by whose days it ends, once agreed to",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.policyversion",
            ),
        ),
        migrations.RunSQL(
            (
                LET_THE_GUARDIAN_OWN
                + FIGURE_OF_A_VERSION
                + FILE_IS_KEPT_FOR_ITS_YEARS
                + EACH_SAYS_IT_THEMSELVES
                + CLOSED_FILE_OPENS_BY_TWO
                + "grant select on organisations_posting to {guardian};"
                + GUARDIAN_OWNS_ENOUGH
            ).replace("{guardian}", GUARDIAN),
            WITHOUT,
        ),
    ]
