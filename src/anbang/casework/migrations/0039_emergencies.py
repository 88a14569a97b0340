"""Files opened in an emergency, for half an hour."""

import datetime
from typing import ClassVar

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from anbang.casework.person.guards import BREAK_GLASS, GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("casework", "0038_kept_out"),
        ("organisations", "0005_offices_change_alone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Emergency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why_sealed", models.BinaryField()),
                ("opened_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("judged_on", models.DateField(null=True)),
                ("is_justified", models.BooleanField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="reach",
            name="until_at",
            field=models.DateTimeField(help_text="a moment, where it lasts for minutes", null=True),
        ),
        migrations.AlterField(
            model_name="reach",
            name="why",
            field=models.CharField(
                choices=[
                    ("registered_place", "户籍地司法所"),
                    ("residence", "居住地司法所"),
                    ("responsible", "负责帮教的司法所"),
                    ("transfer", "待接收的司法所"),
                    ("handed_over", "转出不久的司法所"),
                    ("village", "负责走访的村（社区）"),
                    ("allowance", "发放补助的民政"),
                    ("police", "参加帮教或收到重点通报的派出所"),
                    ("original_investigation", "原侦查机关所在地"),
                    ("named_for_closed_file", "封闭名单指定人员"),
                    ("taking_in", "登记时"),
                    ("emergency", "紧急查阅"),
                ],
                max_length=24,
            ),
        ),
        migrations.AddConstraint(
            model_name="reach",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("until_at__isnull", True), models.Q(("why", "emergency"), _negated=True)),
                    models.Q(
                        ("staff__isnull", False),
                        ("until_at__isnull", False),
                        ("until_on__isnull", False),
                        ("why", "emergency"),
                    ),
                    _connector="OR",
                ),
                name="reach_in_an_emergency_is_of_one_person_and_ends",
            ),
        ),
        migrations.AddField(
            model_name="emergency",
            name="judged_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="emergency",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
            ),
        ),
        migrations.AddField(
            model_name="emergency",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="emergencies", to="casework.person"
            ),
        ),
        migrations.AddField(
            model_name="emergency",
            name="staff",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="emergency",
            index=models.Index(
                condition=models.Q(("judged_by__isnull", True)), fields=["id"], name="emergency_to_be_judged"
            ),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_at__gt", models.F("opened_at")),
                    (
                        "until_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("opened_at"), "+", models.Value(datetime.timedelta(seconds=1800))
                        ),
                    ),
                ),
                name="emergency_lasts_half_an_hour_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("judged_by__isnull", True),
                    models.Q(("judged_by", models.F("staff")), _negated=True),
                    _connector="OR",
                ),
                name="emergency_is_judged_by_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_justified__isnull", True), ("judged_by__isnull", True), ("judged_on__isnull", True)),
                    models.Q(
                        ("is_justified__isnull", False), ("judged_by__isnull", False), ("judged_on__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="emergency_is_judged_by_somebody_on_a_day",
            ),
        ),
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + BREAK_GLASS + GUARDIAN_OWNS_ENOUGH).replace("{guardian}", GUARDIAN),
            migrations.RunSQL.noop,
        ),
    ]
