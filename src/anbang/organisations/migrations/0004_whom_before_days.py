import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations

import anbang.organisations.models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_version_of_the_frame"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="group",
            name="group_of_a_kind_and_area_is_one_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="groupmember",
            name="group_member_sits_once",
        ),
        migrations.RemoveConstraint(
            model_name="officename",
            name="office_has_one_name_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="posting",
            name="posting_of_a_role_at_an_office_is_held_once",
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("area", "="),
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
                name="group_of_a_kind_and_area_is_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("group", "="),
                    ("name", "="),
                    ("unit", "="),
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
                name="group_member_sits_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="officename",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("office", "="),
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
                name="office_has_one_name_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("staff", "="),
                    ("office", "="),
                    ("role", "="),
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
                name="posting_of_a_role_at_an_office_is_held_once",
            ),
        ),
    ]
