"""By what lists count somebody stands with the person, and the sweep compares it."""

from typing import ClassVar

from django.db import migrations, models

from anbang.casework.duty.proof import STATE_WITH_REQUESTS, asked_of_everybody
from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN

GUARDIAN = "anbang_guardian"
# As the lists asked until now.
AS_IT_IS = """
update casework_person p set
  stage = case when c.id is null then
      case when exists (select 1 from casework_case o where o.person_id = p.id) and not exists (
        select 1 from casework_reach r where r.person_id = p.id and r.office_id is not null and r.why <> 'archived'
          and r.from_on <= (now() at time zone 'Asia/Shanghai')::date
          and (r.until_on is null or r.until_on >= (now() at time zone 'Asia/Shanghai')::date))
        then 'archived' else 'ended' end
    when c.care_from is null then 'in_custody' else 'in_care' end,
  stage_until = c.term_until,
  is_priority = coalesce(c.priority <> '{}', false),
  is_in_transfer = exists (select 1 from casework_transfer t where t.person_id = p.id and t.ended_on is null),
  is_lost = coalesce((select a.kind = 'contact_lost' from casework_act a
    where a.case_id = c.id and a.kind in ('contact_lost', 'found') and a.withdrawn_on is null
    order by a."on" desc, a.id desc limit 1), false)
from casework_person same left join casework_case c on c.person_id = same.id and c.closed_on is null
where same.id = p.id;
set constraints all immediate;
"""


def _asking(sql: str) -> str:
    return (LET_THE_GUARDIAN_OWN + sql + GUARDIAN_OWNS_ENOUGH).format(guardian=GUARDIAN)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0051_found_by_how_it_sounds")]
    operations: ClassVar = [
        # The functions as they were are there again before the columns go.
        migrations.RunSQL(migrations.RunSQL.noop, _asking(asked_of_everybody(STATE_WITH_REQUESTS))),
        migrations.AddField(
            "person",
            "stage",
            models.CharField(
                choices=[("in_custody", "在押"), ("in_care", "帮教中"), ("ended", "已结束"), ("archived", "已归档")],
                default="in_custody",
                max_length=10,
            ),
        ),
        migrations.AddField(
            "person",
            "stage_until",
            models.DateField(help_text="the last day of the term while care lasts", null=True),
        ),
        migrations.AddField("person", "is_priority", models.BooleanField(default=False)),
        migrations.AddField("person", "is_in_transfer", models.BooleanField(default=False)),
        migrations.AddField(
            "person",
            "is_lost",
            models.BooleanField(default=False, help_text="contact was lost and not found again"),
        ),
        migrations.RunSQL(AS_IT_IS, migrations.RunSQL.noop),
        migrations.AddIndex("person", models.Index(fields=["stage", "id"], name="person_by_stage")),
        migrations.AddIndex(
            "person",
            models.Index(
                fields=["stage", "stage_until", "is_priority", "is_in_transfer", "is_lost", "id"],
                name="person_counted",
                condition=models.Q(sealing="open"),
            ),
        ),
        *(
            migrations.AddIndex("person", models.Index(fields=["id"], name=name, condition=models.Q((flag, True))))
            for name, flag in (
                ("person_of_priority", "is_priority"),
                ("person_in_transfer", "is_in_transfer"),
                ("person_lost", "is_lost"),
            )
        ),
        migrations.RunSQL(_asking(asked_of_everybody()), migrations.RunSQL.noop),
    ]
