"""What was told up the chain, and what rests, is about the day on which the duty was due then; due on another day, it is told anew."""

from typing import ClassVar

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

import anbang.organisations.models
from anbang.casework.duty.guards import WHO_WAS_TOLD

# What was told before its duty was due was told of another day, which nobody kept: it is put before the telling, and counts no more.
ABOUT_WHICH_DAY = """
update casework_pause p set due_on = d.due_on from casework_duty d where d.id = p.duty_id;
update casework_toldup t set due_on = case
    when t.told_on > d.due_on or t.because = 'not_met' or (t.because = 'no_outcome' and t.told_on >= d.due_on) then d.due_on
    else t.told_on - 1 end
from casework_duty d where d.id = t.duty_id;
update casework_duty d set told_level = told.level
from (
    select d.id, coalesce(max(t.level), 0) as level from casework_duty d
    left join casework_toldup t on t.duty_id = d.id and t.due_on = d.due_on
    where d.told_level > 0 group by d.id
) told where told.id = d.id and told.level <> d.told_level;
set constraints all immediate;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0029_answer_that_care_has_ended")]
    operations: ClassVar = [
        migrations.AddField("toldup", "due_on", models.DateField(null=True)),
        migrations.AddField("pause", "due_on", models.DateField(null=True)),
        migrations.RunSQL(ABOUT_WHICH_DAY, migrations.RunSQL.noop),
        migrations.AlterField("toldup", "due_on", models.DateField()),
        migrations.AlterField("pause", "due_on", models.DateField()),
        migrations.RemoveConstraint("toldup", "a_level_is_told_once_of_a_duty"),
        migrations.RemoveConstraint("pause", "duty_rests_once_at_a_time"),
        migrations.AddConstraint(
            "toldup",
            models.UniqueConstraint(fields=("duty", "due_on", "level"), name="a_level_is_told_once_of_a_duty"),
        ),
        migrations.AddConstraint(
            "toldup",
            models.CheckConstraint(
                condition=models.Q(
                    ("told_on__gt", models.F("due_on")),
                    models.Q(("because", "no_outcome"), ("told_on__gte", models.F("due_on"))),
                    ("because", "not_met"),
                    _connector="OR",
                ),
                name="what_is_told_was_due",
            ),
        ),
        migrations.AddConstraint(
            "pause",
            django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("duty", "="),
                    ("due_on", "="),
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
                name="duty_rests_once_at_a_time",
            ),
        ),
        migrations.RunSQL(WHO_WAS_TOLD, migrations.RunSQL.noop),
    ]
