"""A duty names the person of its case, of whom row security asks: without the case, of which it read a whole district for one office's list."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

# Nobody changed anything by this: the history of changes is not told.
NAME_THEM = """
alter table casework_duty disable trigger user;
update casework_duty d set person_id = c.person_id from casework_case c where c.id = d.case_id;
alter table casework_duty enable trigger user;
"""
# What asks by it; whoever goes back puts the policies of before in force again, and until then nobody reads a duty.
ASK_NOBODY = """
drop policy if exists rows_of_the_app on casework_duty;
drop policy if exists rows_of_the_overseer on casework_duty;
"""
OF_THE_SAME_PERSON = """
alter table casework_duty add constraint duty_names_the_person_of_its_case
  foreign key (case_id, person_id) references casework_case (id, person_id) on update cascade deferrable initially deferred;
"""
REMOVE = "alter table casework_duty drop constraint duty_names_the_person_of_its_case;"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0061_reach_read_from_its_index")]
    operations: ClassVar = [
        migrations.AddField(
            "duty",
            "person",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="casework.person",
            ),
        ),
        migrations.RunSQL(NAME_THEM, ASK_NOBODY),
        migrations.AddConstraint(
            "duty",
            models.CheckConstraint(
                name="duty_of_a_case_is_about_a_person",
                condition=Q(case__isnull=True, person__isnull=True) | Q(case__isnull=False, person__isnull=False),
            ),
        ),
        migrations.RunSQL(OF_THE_SAME_PERSON, REMOVE),
    ]
