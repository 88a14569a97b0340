"""An index by which an office whose staff has changed finds its cases; and away with two functions that nothing asks any more."""

from typing import ClassVar

from django.db import migrations, models

from anbang.casework.person.guards import CLOSED_PEOPLE, GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0034_goals_after_their_plan")]
    operations: ClassVar = [
        migrations.RunSQL(
            "drop function casework_closed_people(); drop function casework_closed_cases();",
            (LET_THE_GUARDIAN_OWN + CLOSED_PEOPLE + GUARDIAN_OWNS_ENOUGH).format(guardian=GUARDIAN),
        ),
        migrations.AddIndex(
            model_name="caseworker",
            index=models.Index(
                fields=["office", "staff", "case"],
                condition=models.Q(until_on__isnull=True),
                name="caseworkers_of_an_office_now",
            ),
        ),
    ]
