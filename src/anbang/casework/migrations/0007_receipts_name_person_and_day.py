"""A reply names its person, so that the receipt stands in the person's history; a receipt has the office's day."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

FILLED = """
    update casework_verification told set person_id = casework_case.person_id,
        receipt_on = (receipt_at at time zone 'Asia/Shanghai')::date
        from casework_case where casework_case.id = told.case_id;
    set constraints all immediate;
"""
OF_THE_SAME_PERSON = """
    alter table casework_case add constraint case_with_its_person unique (id, person_id);
    alter table casework_verification add constraint verification_names_the_person_of_its_case
        foreign key (case_id, person_id) references casework_case (id, person_id) on update cascade deferrable initially deferred;
"""
UNDONE = """
    alter table casework_verification drop constraint verification_names_the_person_of_its_case;
    alter table casework_case drop constraint case_with_its_person;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0006_closed_on_the_offices_day")]

    operations = [
        migrations.AddField(
            model_name="verification",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="casework.person",
            ),
        ),
        migrations.AddField(
            model_name="verification",
            name="receipt_on",
            field=models.DateField(help_text="the office's day of the receipt", null=True),
        ),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="verification",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.person"
            ),
        ),
        migrations.RunSQL(OF_THE_SAME_PERSON, UNDONE),
        migrations.RemoveConstraint(model_name="verification", name="verification_receipt_has_moment_and_hand"),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=Q(receipt_on__isnull=True, receipt_at__isnull=True, receipt_by__isnull=True)
                | Q(receipt_on__isnull=False, receipt_at__isnull=False, receipt_by__isnull=False),
                name="verification_receipt_has_day_moment_and_hand",
            ),
        ),
    ]
