"""The care team, the plan, going away, signs, enquiries, and what is told up the chain."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import anbang.organisations.models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0012_acts_of_before"),
        ("organisations", "0002_username_is_one_in_any_case"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Away",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField()),
                ("expected_on", models.DateField(help_text="when the person means to be back", null=True)),
                ("until_on", models.DateField(null=True)),
                ("keeps_touch", models.CharField(help_text="who keeps in touch", max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="CarePlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_on", models.DateField()),
                ("review_on", models.DateField(help_text="by when it is looked at again", null=True)),
                ("replaced_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("overdue", models.PositiveIntegerField()),
                ("due_soon", models.PositiveIntegerField()),
                ("told_up", models.PositiveIntegerField()),
                ("read_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_on", models.DateField()),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("who_came_sealed", models.BinaryField(help_text="who stands there, as they say themselves")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ours", "是本所的人，由本所办理"),
                            ("take_over", "是同一人，已登记其现住你处，请接收"),
                            ("somebody_else", "不是同一人，你处可以建档"),
                        ],
                        max_length=16,
                    ),
                ),
                ("answered_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("papers", "证件户籍"),
                            ("home", "住处"),
                            ("work", "就业"),
                            ("living", "基本生活"),
                            ("health", "就医康复"),
                            ("school", "就学"),
                            ("family", "家庭关系"),
                            ("law", "法治教育"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words_sealed", models.BinaryField(help_text="the goal, and the steps towards it")),
                ("helper", models.CharField(blank=True, help_text="who helps with it", max_length=64)),
                ("by_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "进行中"), ("reached", "已达成"), ("dropped", "不再需要")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("settled_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("why", models.CharField(max_length=200)),
                ("paused_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Sign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "facts_sealed",
                    models.BinaryField(help_text="what was seen, where, and what is done to prevent worse"),
                ),
                ("seen_on", models.DateField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("confirmed_on", models.DateField(null=True)),
                ("lapses_on", models.DateField(help_text="from this day it counts no more", null=True)),
                ("police_receipt_on", models.DateField(null=True)),
                ("police_receipt_by", models.CharField(blank=True, max_length=64)),
                ("answer_sealed", models.BinaryField(help_text="what the person says to it", null=True)),
                ("answered_on", models.DateField(null=True)),
                ("unfounded_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("police_officer", "派出所民警"),
                            ("justice_assistant", "司法助理员"),
                            ("village_cadre", "村（社区）干部"),
                            ("family_member", "家庭成员"),
                            ("social_worker", "社会工作者"),
                            ("volunteer", "志愿者"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=48)),
                (
                    "unit",
                    models.CharField(
                        blank=True, help_text="the member's office, or the relation to the person", max_length=96
                    ),
                ),
                ("phone_sealed", models.BinaryField(null=True)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ToldUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.SmallIntegerField(choices=[(1, "镇街"), (2, "区")])),
                ("told_on", models.DateField()),
                ("because", models.CharField(default="undone", max_length=12)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="abode",
            name="person_has_one_abode_of_a_kind_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="priorityalert",
            name="priority_is_alerted_once_a_day",
        ),
        migrations.AlterField(
            model_name="majorchange",
            name="institution",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
            ),
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
                    ("original_investigation", "原侦查机关所在地"),
                    ("named_for_closed_file", "封闭名单指定人员"),
                    ("taking_in", "登记时"),
                ],
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="receptionarrangement",
            name="notice",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="arrangement",
                to="casework.releasenotice",
            ),
        ),
        migrations.AlterField(
            model_name="verification",
            name="form",
            field=models.OneToOneField(
                help_text="null: none had come",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="verification",
                to="casework.registrationform",
            ),
        ),
        migrations.AlterField(
            model_name="verification",
            name="institution",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
            ),
        ),
        migrations.AddConstraint(
            model_name="abode",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                expressions=[
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
                    ("person", "="),
                    ("kind", "="),
                ],
                name="person_has_one_abode_of_a_kind_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "received"), _negated=True),
                    ("told__outcome__in", ["met", "came_alone", "not_met"]),
                    _connector="OR",
                ),
                name="reception_has_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["priority_set", "priority_lifted"]), _negated=True),
                    models.Q(("told__reasons", []), _negated=True),
                    _connector="OR",
                ),
                name="priority_names_its_reasons",
            ),
        ),
        migrations.AddField(
            model_name="away",
            name="came_back",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
            ),
        ),
        migrations.AddField(
            model_name="away",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="away", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="away",
            name="went",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
            ),
        ),
        migrations.AddField(
            model_name="careplan",
            name="act",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
            ),
        ),
        migrations.AddField(
            model_name="careplan",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="plans", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="digest",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
            ),
        ),
        migrations.AddField(
            model_name="digest",
            name="staff",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="answered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="asking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
            ),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="enquiries", to="casework.person"
            ),
        ),
        migrations.AddField(
            model_name="goal",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.case"),
        ),
        migrations.AddField(
            model_name="goal",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="goals", to="casework.careplan"
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="duty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="casework.duty"
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="paused_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sign",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="signs", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="sign",
            name="confirmed",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
            ),
        ),
        migrations.AddField(
            model_name="sign",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sign",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.person"
            ),
        ),
        migrations.AddField(
            model_name="sign",
            name="seen_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sign",
            name="told_police",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
            ),
        ),
        migrations.AddField(
            model_name="sign",
            name="unfounded_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="teammember",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="team", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="teammember",
            name="named",
            field=models.ForeignKey(
                help_text="the act that named the member",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="casework.act",
            ),
        ),
        migrations.AddField(
            model_name="toldup",
            name="duty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="told_up", to="casework.duty"
            ),
        ),
        migrations.AddField(
            model_name="toldup",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
            ),
        ),
        migrations.AddConstraint(
            model_name="away",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_on__isnull", True)), fields=("case",), name="somebody_is_away_once_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="away",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"),
                name="away_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="away",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expected_on__isnull", True), ("expected_on__gte", models.F("from_on")), _connector="OR"
                ),
                name="away_is_expected_back_after_going",
            ),
        ),
        migrations.AddConstraint(
            model_name="away",
            constraint=models.CheckConstraint(
                condition=models.Q(("keeps_touch", ""), _negated=True), name="somebody_keeps_touch_with_who_is_away"
            ),
        ),
        migrations.AddConstraint(
            model_name="careplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_on__isnull", True)),
                fields=("case",),
                name="case_has_one_care_plan_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="careplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("review_on__isnull", True), ("review_on__gte", models.F("made_on")), _connector="OR"
                ),
                name="care_plan_is_reviewed_after_it_was_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.UniqueConstraint(fields=("staff", "on"), name="one_digest_a_person_a_day"),
        ),
        migrations.AddConstraint(
            model_name="enquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_by__isnull", True), ("answered_on__isnull", True)),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        ("answered_by__isnull", False),
                        ("answered_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="enquiry_is_answered_by_somebody_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="enquiry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", "")),
                fields=("person", "asking"),
                name="an_office_asks_once_until_it_is_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="goal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_on__isnull", True), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("settled_on__isnull", False)),
                    _connector="OR",
                ),
                name="goal_that_is_settled_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
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
                    ("duty", "="),
                ],
                name="duty_rests_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"),
                name="pause_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(condition=models.Q(("why", ""), _negated=True), name="pause_says_why"),
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed__isnull", True), ("confirmed_by__isnull", True), ("confirmed_on__isnull", True)
                    ),
                    models.Q(
                        ("confirmed__isnull", False),
                        ("confirmed_on__gte", models.F("seen_on")),
                        models.Q(("confirmed_by", models.F("seen_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sign_is_confirmed_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.CheckConstraint(
                condition=models.Q(("told_police__isnull", True), ("confirmed__isnull", False), _connector="OR"),
                name="police_are_told_of_a_confirmed_sign_only",
            ),
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("police_receipt_on__isnull", True),
                    models.Q(("told_police__isnull", False), models.Q(("police_receipt_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="receipt_of_the_police_follows_the_telling",
            ),
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed__isnull", True), ("lapses_on__gt", models.F("confirmed_on")), _connector="OR"
                ),
                name="sign_that_is_confirmed_lapses",
            ),
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unfounded_by__isnull", True), ("unfounded_on__isnull", True)),
                    models.Q(("unfounded_by__isnull", False), ("unfounded_on__isnull", False)),
                    _connector="OR",
                ),
                name="sign_is_marked_unfounded_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
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
                    ("case", "="),
                    ("role", "="),
                    ("name", "="),
                ],
                name="team_member_is_in_the_team_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"),
                name="team_member_ends_after_beginning",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="team_member_has_a_name"
            ),
        ),
        migrations.AddIndex(
            model_name="toldup",
            index=models.Index(fields=["office", "told_on"], name="told_to_an_office"),
        ),
        migrations.AddConstraint(
            model_name="toldup",
            constraint=models.UniqueConstraint(fields=("duty", "level"), name="a_level_is_told_once_of_a_duty"),
        ),
    ]
