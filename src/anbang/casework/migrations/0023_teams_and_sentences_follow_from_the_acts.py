"""A row of the team for each member and naming, its days from the acts; the days of a sentence are those that the acts tell."""

from typing import ClassVar

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
from django.db import migrations, models

import anbang.organisations.models
from anbang.casework.duty.proof import ASKED_OF_EVERYBODY

GUARDIAN = "anbang_guardian"
# Whoever stayed in the team is named by each act that named them; unit and telephone stand where they were told.
NAMED_BY_EACH = """
insert into casework_teammember (case_id, role, name, unit, named_id)
select m.case_id, m.role, m.name, '', a.id
from casework_teammember m
join casework_act first_named on first_named.id = m.named_id
join casework_act a on a.case_id = m.case_id and a.kind = 'team_named' and a.withdrawn_on is null
where (a."on", a.id) > (first_named."on", first_named.id)
  and m.from_on <= a."on" and (m.until_on is null or a."on" <= m.until_on)
on conflict (named_id, role, name) do nothing;
update casework_teammember m set from_on = held.from_on, until_on = held.until_on
from (
    select a.id, case when n.next_on = a."on" then null else a."on" end as from_on,
      case when n.next_on = a."on" then null else n.next_on - 1 end as until_on
    from casework_act a left join (
        select id, lead("on") over (partition by case_id order by "on", id) as next_on
        from casework_act where kind = 'team_named' and withdrawn_on is null) n on n.id = a.id
    where a.kind = 'team_named' and a.withdrawn_on is null) held
where held.id = m.named_id;
update casework_teammember m set from_on = null, until_on = null
from casework_act a where a.id = m.named_id and a.withdrawn_on is not null;
"""
# A day that cannot be, a release before the admission, is passed over.
AS_TOLD = """
update casework_sentence s set admitted_on = told.admitted_on, release_on = told.release_on
from (
    select s.id, a.admitted_on, case when not r.was_told and s.release_on >= coalesce(a.admitted_on, s.release_on)
      then s.release_on else r.release_on end as release_on
    from casework_sentence s
    left join lateral (
        select "on" as admitted_on from casework_act where case_id = s.case_id and kind = 'admitted' and withdrawn_on is null
        order by "on" desc, id desc limit 1) a on true
    cross join lateral (
        select count(*) > 0 as was_told, (array_agg((told->>'release_on')::date order by "on" desc, id desc)
          filter (where withdrawn_on is null and (a.admitted_on is null or a.admitted_on <= (told->>'release_on')::date)))[1]
          as release_on
        from casework_act where case_id = s.case_id and told->>'release_on' is not null) r
) told
where told.id = s.id and (s.admitted_on, s.release_on) is distinct from (told.admitted_on, told.release_on);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0022_what_waits_is_told_at_once")]
    operations: ClassVar = [
        migrations.RemoveConstraint("teammember", "team_member_is_in_the_team_once"),
        migrations.AlterField(
            "teammember",
            "from_on",
            models.DateField(
                help_text="null: withdrawn, or named anew on the same day; never was in the team", null=True
            ),
        ),
        migrations.AddConstraint(
            "teammember",
            django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("from_on__isnull", False)),
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                expressions=[
                    ("case", "="),
                    ("role", "="),
                    ("name", "="),
                    (
                        anbang.organisations.models.DateRange(
                            "from_on",
                            "until_on",
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                        ),
                        "&&",
                    ),
                ],
                name="team_member_is_in_the_team_once",
            ),
        ),
        migrations.AddConstraint(
            "teammember",
            models.UniqueConstraint(fields=("named", "role", "name"), name="team_member_is_named_once_by_an_act"),
        ),
        migrations.RunSQL(NAMED_BY_EACH + AS_TOLD, migrations.RunSQL.noop),
        migrations.RunSQL(
            f"grant create on schema public to {GUARDIAN};"
            + ASKED_OF_EVERYBODY.format(guardian=GUARDIAN)
            + f"revoke create on schema public from {GUARDIAN};",
            migrations.RunSQL.noop,
        ),
    ]
