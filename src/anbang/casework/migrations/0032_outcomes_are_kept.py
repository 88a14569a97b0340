"""Several outcomes of a finding or a family's need stand beside one another, each with its day and its office; the database loses none."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from anbang.casework.custody.guards import OUTCOMES_ARE_KEPT

# Until now the trail alone knew which office had settled it.
BY_THE_TRAIL = """
update {table} r set outcome_office_id = told.office_id
from (select distinct on (e.data ->> '{name}') (e.data ->> '{name}')::bigint as id, e.office_id from audit_event e
  where e.action = '{action}' and e.office_id is not null order by e.data ->> '{name}', e.id desc) told
where told.id = r.id and r.{day} is not null;"""
SETTLED = (
    ("casework_familyneed", "family_need", "family_need_settled", "outcome_on"),
    ("casework_threefalsefinding", "finding", "finding_settled", "settled_on"),
)


def _office(model: str) -> migrations.AddField:
    key = models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
    )
    return migrations.AddField(model_name=model, name="outcome_office", field=key)


def _before(model: str) -> migrations.AddField:
    told = models.JSONField(default=list, help_text="outcomes before the last: anbang.casework.custody.outcomes")
    return migrations.AddField(model_name=model, name="said_before", field=told)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("casework", "0031_sign_that_is_put_right"),
        ("audit", "0002_append_only"),
        ("organisations", "0004_whom_before_days"),
    ]
    operations: ClassVar = [
        _office("familyneed"),
        _before("familyneed"),
        _office("threefalsefinding"),
        _before("threefalsefinding"),
        *(
            migrations.RunSQL(
                "set constraints all immediate;" + BY_THE_TRAIL.format(table=table, name=name, action=action, day=day),
                migrations.RunSQL.noop,
            )
            for table, name, action, day in SETTLED
        ),
        migrations.RunSQL(OUTCOMES_ARE_KEPT, migrations.RunSQL.noop),
    ]
