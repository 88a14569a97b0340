"""A closed file goes to the archive; kept long enough, it is proposed for disposal and goes by the decision of two."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from anbang.casework.charge.guards import GIVE_REACH
from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN
from anbang.casework.person.models import ReachReason
from anbang.casework.retention.guards import DISPOSAL_THAT_IS_DONE_STAYS, FILE_OF_CARE_GOES_BY_TWO, FILES_CLOSED_BEFORE

GUARDIAN = "anbang_guardian"
FOLLOWING = "array[" + ", ".join(f"'{why}'" for why in ReachReason.following()) + "]"


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("casework", "0041_rights_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
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
                    ("archived", "档案保管"),
                ],
                max_length=24,
            ),
        ),
        migrations.CreateModel(
            name="Disposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person_id",
                    models.BigIntegerField(db_index=True, help_text="a number: the row outlives the person's"),
                ),
                ("case_number", models.CharField(max_length=24)),
                (
                    "is_closed",
                    models.BooleanField(
                        default=False, help_text="a closed file of a minor: known to its keepers alone"
                    ),
                ),
                ("closed_on", models.DateField()),
                ("kept_until", models.DateField()),
                ("proposed_on", models.DateField()),
                (
                    "decision",
                    models.CharField(blank=True, choices=[("dispose", "销毁"), ("keep", "继续保存")], max_length=8),
                ),
                ("decided_on", models.DateField(null=True)),
                (
                    "keep_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wished", "本人要求继续保存"),
                            ("proceeding", "涉及诉讼、信访、倒查或者审计"),
                            ("archives", "档案部门认为需要继续保存"),
                        ],
                        max_length=12,
                    ),
                ),
                ("keep_until", models.DateField(null=True)),
                ("confirmed_on", models.DateField(null=True)),
                ("is_agreed", models.BooleanField(null=True)),
                ("disposed_on", models.DateField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kept_until__gte", models.F("closed_on")), ("proposed_on__gt", models.F("kept_until"))
                        ),
                        name="disposal_is_proposed_once_the_years_have_passed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("decided_on__isnull", True), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="disposal_is_decided_by_somebody_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decision", "keep"),
                                ("keep_until__gt", models.F("decided_on")),
                                ("keep_until__isnull", False),
                                models.Q(("keep_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("decision", "keep"), _negated=True),
                                ("keep_reason", ""),
                                ("keep_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="file_that_is_kept_on_says_why_and_until_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_by__isnull", True),
                                ("confirmed_on__isnull", True),
                                ("is_agreed__isnull", True),
                            ),
                            models.Q(
                                ("confirmed_by__isnull", False),
                                ("confirmed_on__gte", models.F("decided_on")),
                                ("confirmed_on__isnull", False),
                                ("decision", "dispose"),
                                ("is_agreed__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="disposal_is_confirmed_by_somebody_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("decided_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="file_is_disposed_of_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("disposed_on__isnull", True),
                            models.Q(("is_agreed", True), ("is_agreed__isnull", False)),
                            _connector="OR",
                        ),
                        name="file_is_disposed_of_once_another_agreed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_agreed__isnull", True), models.Q(("decision", "keep"), _negated=True)),
                        fields=("person_id",),
                        name="one_disposal_of_a_file_waits",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            (
                LET_THE_GUARDIAN_OWN
                + GIVE_REACH
                + FILE_OF_CARE_GOES_BY_TWO
                + DISPOSAL_THAT_IS_DONE_STAYS
                + FILES_CLOSED_BEFORE
                + GUARDIAN_OWNS_ENOUGH
            )
            .replace("{guardian}", GUARDIAN)
            .replace("{following}", FOLLOWING),
            migrations.RunSQL.noop,
        ),
    ]
