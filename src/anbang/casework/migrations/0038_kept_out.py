"""Whoever must keep out of a file."""

from typing import ClassVar

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import anbang.organisations.models
from anbang.casework.charge.guards import WHOEVER_KEEPS_OUT_HOLDS_NO_CASE
from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, KEPT_FROM, LET_THE_GUARDIAN_OWN

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("casework", "0037_indexes_tell_their_key"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("kin", "是其近亲属"),
                            ("harmed", "本人或近亲属是其案件的被害人"),
                            ("party", "是其案件的当事人、证人或曾经办案"),
                            ("other", "有其他可能影响公正的关系"),
                        ],
                        max_length=8,
                    ),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                ("ended_because", models.CharField(blank=True, max_length=200)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exclusions", to="casework.person"
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("person", "="),
                            ("staff", "="),
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
                        name="staff_is_excluded_from_a_person_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="exclusion_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_because", ""), ("ended_by__isnull", True), ("until_on__isnull", True)),
                            models.Q(
                                ("ended_by__isnull", False),
                                ("until_on__isnull", False),
                                models.Q(("ended_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="exclusion_that_ends_says_by_whom_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_by__isnull", True),
                            models.Q(("ended_by", models.F("staff")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_ends_their_own_exclusion",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + KEPT_FROM + WHOEVER_KEEPS_OUT_HOLDS_NO_CASE + GUARDIAN_OWNS_ENOUGH).replace(
                "{guardian}", GUARDIAN
            ),
            migrations.RunSQL.noop,
        ),
    ]
