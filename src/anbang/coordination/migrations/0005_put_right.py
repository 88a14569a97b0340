"""What an office recorded wrongly, and a key period, are put right with a reason."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from anbang.coordination.office.guards import GUARDS


def by_whom() -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


def corrections_of(to: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("coordination", "0004_sweep_after_the_morning"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(model_name="officeact", name="withdrawn_on", field=models.DateField(null=True)),
        migrations.AddConstraint(
            model_name="officeact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_on__isnull", True), ("withdrawn_on__gte", models.F("recorded_on")), _connector="OR"
                ),
                name="office_act_is_withdrawn_after_it_was_recorded",
            ),
        ),
        migrations.AddField(model_name="keyperiod", name="withdrawn_on", field=models.DateField(null=True)),
        migrations.RemoveConstraint(model_name="keyperiod", name="one_key_period_begins_on_a_day"),
        migrations.AddConstraint(
            model_name="keyperiod",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_on__isnull", True)),
                fields=("begins_on",),
                name="one_key_period_begins_on_a_day",
            ),
        ),
        migrations.CreateModel(
            name="OfficeCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        choices=[("day", "更正日期"), ("withdrawn", "撤销误录"), ("redacted", "删去文字")],
                        max_length=12,
                    ),
                ),
                ("day_before", models.DateField(null=True)),
                ("why", models.CharField(max_length=200)),
                ("corrected_on", models.DateField()),
                ("corrected_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("act", corrections_of("coordination.officeact")),
                ("corrected_by", by_whom()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="office_correction_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("how", "day"), _negated=True), ("day_before__isnull", False), _connector="OR"
                        ),
                        name="office_correction_of_a_day_keeps_the_day_before",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("how", "withdrawn")), fields=("act",), name="office_act_is_withdrawn_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyPeriodCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(choices=[("corrected", "更正内容"), ("withdrawn", "撤销误录")], max_length=12),
                ),
                ("name_before", models.CharField(max_length=48)),
                ("began_before", models.DateField()),
                ("ended_before", models.DateField()),
                ("why", models.CharField(max_length=200)),
                ("corrected_on", models.DateField()),
                ("corrected_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("key_period", corrections_of("coordination.keyperiod")),
                ("corrected_by", by_whom()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="key_period_correction_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_before", ""), _negated=True),
                        name="key_period_correction_keeps_the_name_before",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("how", "withdrawn")),
                        fields=("key_period",),
                        name="key_period_is_withdrawn_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(list(GUARDS), migrations.RunSQL.noop),
    ]
