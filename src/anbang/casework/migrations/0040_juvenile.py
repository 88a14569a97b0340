"""Decisions about closed files, and leave to read what is sealed."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from anbang.casework.juvenile.guards import CLOSED_FILE_OPENS_BY_TWO
from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("casework", "0039_emergencies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="SealingDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("sealed", "决定封存"), ("not_sealed", "不应封存，解除封闭")], max_length=10
                    ),
                ),
                ("document", models.CharField(help_text="whose paper and its number", max_length=120)),
                ("dated_on", models.DateField()),
                ("decided_on", models.DateField()),
                ("answered_on", models.DateField(null=True)),
                ("is_agreed", models.BooleanField(null=True)),
                (
                    "answered_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sealing_decisions",
                        to="casework.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("document", ""), _negated=True), name="sealing_decision_names_its_paper"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_by__isnull", True),
                                ("answered_on__isnull", True),
                                ("is_agreed__isnull", True),
                            ),
                            models.Q(
                                ("answered_by__isnull", False),
                                ("answered_on__isnull", False),
                                ("is_agreed__isnull", False),
                                ("outcome", "not_sealed"),
                            ),
                            _connector="OR",
                        ),
                        name="sealing_decision_is_answered_by_somebody_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by__isnull", True),
                            models.Q(("answered_by", models.F("decided_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="closed_file_is_opened_by_two",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answered_by__isnull", True), ("outcome", "not_sealed")),
                        fields=("person",),
                        name="one_opening_of_a_closed_file_waits_for_an_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unsealing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("case_handling", "司法机关为办案需要查询"),
                            ("state_rule", "有关单位根据国家规定查询"),
                            ("correction", "核对、更正登记错误"),
                        ],
                        max_length=16,
                    ),
                ),
                ("words_sealed", models.BinaryField(help_text="who asks for what, by which paper")),
                ("asked_on", models.DateField()),
                ("answered_on", models.DateField(null=True)),
                ("is_agreed", models.BooleanField(null=True)),
                ("until_on", models.DateField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="unsealings", to="casework.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_by__isnull", True),
                                ("answered_on__isnull", True),
                                ("is_agreed__isnull", True),
                            ),
                            models.Q(
                                ("answered_by__isnull", False),
                                ("answered_on__isnull", False),
                                ("is_agreed__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="unsealing_is_answered_by_somebody_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by__isnull", True),
                            models.Q(("answered_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="sealed_record_is_read_by_leave_of_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("is_agreed", True),
                                ("until_on__gte", models.F("answered_on")),
                                ("until_on__isnull", False),
                            ),
                            models.Q(
                                models.Q(("is_agreed__isnull", True), ("is_agreed", False), _connector="OR"),
                                ("until_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="unsealing_ends",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answered_by__isnull", True)),
                        fields=("person", "asked_by"),
                        name="one_unsealing_waits_for_an_answer",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + CLOSED_FILE_OPENS_BY_TWO + GUARDIAN_OWNS_ENOUGH).replace("{guardian}", GUARDIAN),
            migrations.RunSQL.noop,
        ),
    ]
