import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
from django.conf import settings
from django.db import migrations, models

import anbang.organisations.models
from anbang.casework.charge.guards import GIVE_REACH

GUARDIAN = "anbang_guardian"
FOLLOWING = (
    "array['registered_place', 'residence', 'responsible', 'transfer', 'handed_over', 'village',"
    " 'original_investigation', 'allowance', 'named_for_closed_file']"
)


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0015_proofs"),
        ("organisations", "0004_whom_before_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="abode",
            name="person_has_one_abode_of_a_kind_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="caseworker",
            name="case_has_one_caseworker_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="pause",
            name="duty_rests_once_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="reach",
            name="reach_of_an_office_for_a_reason_is_given_once",
        ),
        migrations.RemoveConstraint(
            model_name="responsibility",
            name="case_has_one_responsible_office_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="teammember",
            name="team_member_is_in_the_team_once",
        ),
        migrations.RemoveIndex(
            model_name="duty",
            name="duty_running_of_an_office",
        ),
        migrations.RemoveIndex(
            model_name="duty",
            name="duty_of_a_case",
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("met_on__isnull", True), ("void_on__isnull", True)),
                fields=["office", "due_on", "case", "rule"],
                name="duty_running_of_an_office",
            ),
        ),
        migrations.AddConstraint(
            model_name="abode",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                expressions=[
                    ("person", "="),
                    ("kind", "="),
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
                name="person_has_one_abode_of_a_kind_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseworker",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                expressions=[
                    ("case", "="),
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
                name="case_has_one_caseworker_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("duty", "="),
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
                name="duty_rests_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="reach",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("office__isnull", False)),
                expressions=[
                    ("person", "="),
                    ("office", "="),
                    ("why", "="),
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
                name="reach_of_an_office_for_a_reason_is_given_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibility",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                expressions=[
                    ("case", "="),
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
                name="case_has_one_responsible_office_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("case", "="),
                    ("role", "="),
                    ("name", "="),
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
                name="team_member_is_in_the_team_once",
            ),
        ),
        migrations.RunSQL(
            f"grant create on schema public to {GUARDIAN};"
            + GIVE_REACH.format(guardian=GUARDIAN, following=FOLLOWING)
            + f"revoke create on schema public from {GUARDIAN};",
            migrations.RunSQL.noop,
        ),
    ]
