"""A naming of one office's own members tells and keeps these alone; who must name a member is asked of those who see the person."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.person.guards import ALSO_SEEN_BY, GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN

GUARDIAN = "anbang_guardian"
# Stations and villages told the whole team until now, and wrote the others' rows again. What they named themselves stays, under its mark;
# the days of every row are those of the next naming that decides who helps as that.
OWN_ALONE = """
update casework_act a set told = a.told || jsonb_build_object('own', true, 'members', coalesce((
    select jsonb_agg(named.role) from jsonb_array_elements_text(a.told -> 'members') named (role)
    where named.role = own.role), '[]'::jsonb))
from organisations_office o
join (values ('police_station', 'police_officer'), ('village_committee', 'village_cadre')) own (kind, role) on own.kind = o.kind
where o.id = a.office_id and a.kind = 'team_named' and not a.told ? 'own';
delete from casework_teammember m using casework_act a
where a.id = m.named_id and a.told ? 'own' and not a.told -> 'members' ? m.role;
update casework_teammember m set from_on = held.from_on, until_on = held.until_on
from (
    select m.id, case when later."on" = a."on" then null else a."on" end as from_on,
      case when later."on" = a."on" then null else later."on" - 1 end as until_on
    from casework_teammember m join casework_act a on a.id = m.named_id and a.withdrawn_on is null
    left join lateral (
        select n."on" from casework_act n
        where n.case_id = a.case_id and n.kind = 'team_named' and n.withdrawn_on is null and (n."on", n.id) > (a."on", a.id)
          and (not n.told ? 'own' or n.told -> 'members' ? m.role)
        order by n."on", n.id limit 1) later on true
) held
where held.id = m.id and (m.from_on, m.until_on) is distinct from (held.from_on, held.until_on);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0027_told_however_late")]
    operations: ClassVar = [
        migrations.RunSQL(OWN_ALONE, migrations.RunSQL.noop),
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + ALSO_SEEN_BY + GUARDIAN_OWNS_ENOUGH).format(guardian=GUARDIAN),
            migrations.RunSQL.noop,
        ),
    ]
