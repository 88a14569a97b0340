"""Arrangements and returned people, as the institution that announced them sees them."""

import django.db.models.deletion
from django.db import migrations, models

# Whom the institution announced, of what was arranged before this was kept.
OF_BEFORE = """
update casework_receptionarrangement a set institution_id = n.institution_id, person_name = p.name
from casework_releasenotice n, casework_case c, casework_person p
where n.id = a.notice_id and c.id = a.case_id and p.id = c.person_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0016_whom_before_days"),
        ("organisations", "0003_version_of_the_frame"),
    ]

    operations = [
        migrations.AddField(
            model_name="receptionarrangement",
            name="institution",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
            ),
        ),
        migrations.AddField(
            model_name="receptionarrangement",
            name="person_name",
            field=models.CharField(
                blank=True, help_text="as the institution wrote it, for its own list", max_length=64
            ),
        ),
        migrations.CreateModel(
            name="ReturnedCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_name", models.CharField(max_length=64)),
                ("belongs_to", models.CharField(max_length=96)),
                ("returned_on", models.DateField()),
                (
                    "act",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.case"
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.person"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(OF_BEFORE, migrations.RunSQL.noop),
    ]
