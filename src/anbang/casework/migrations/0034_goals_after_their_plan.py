"""No goal is due before its plan was made. What stands there already is left as it was recorded."""

from typing import ClassVar

from django.db import migrations

from anbang.casework.care.guards import GOAL_IS_DUE_AFTER_ITS_PLAN

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0033_away_once")]
    operations: ClassVar = [
        migrations.RunSQL(
            GOAL_IS_DUE_AFTER_ITS_PLAN.format(guardian=GUARDIAN),
            "drop trigger goal_is_due_after_its_plan_was_made on casework_goal;"
            " drop trigger plan_is_made_before_its_goals_are_due on casework_careplan;"
            " drop function casework_goal_is_due_after_its_plan();",
        ),
    ]
