"""Acts, in whose charge somebody is, and what follows from them. What stands there already is filled in by the next one."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import anbang.organisations.models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0010_policy_versions"),
        ("organisations", "0002_username_is_one_in_any_case"),
        ("papers", "0003_preview_of_an_official_document"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Act",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=32)),
                ("on", models.DateField(help_text="the day that counts in law")),
                ("told", models.JSONField(default=dict)),
                ("words_sealed", models.BinaryField(null=True)),
                ("recorded_on", models.DateField(help_text="the office's day on which it was recorded")),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "is_late",
                    models.BooleanField(
                        default=False, help_text="recorded later than the policy lets pass without a word"
                    ),
                ),
                ("late_because", models.CharField(blank=True, max_length=200)),
                ("withdrawn_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Caseworker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
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
            ],
        ),
        migrations.CreateModel(
            name="FamilyNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("children", models.PositiveSmallIntegerField(default=0, help_text="minor children")),
                (
                    "consent",
                    models.BooleanField(help_text="whoever answers for the family agrees that others are told"),
                ),
                ("consent_from", models.CharField(blank=True, max_length=64)),
                ("referred_to", models.CharField(blank=True, max_length=200)),
                ("outcome", models.CharField(blank=True, max_length=400)),
                ("outcome_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="MajorChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("told_by", models.CharField(choices=[("institution", "监所"), ("home", "户籍地")], max_length=12)),
                ("person_name", models.CharField(max_length=64)),
                ("what_sealed", models.BinaryField(help_text="what changed, for both sides")),
                ("told_on", models.DateField(null=True)),
                ("receipt_on", models.DateField(null=True)),
                ("receipt_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OutboundForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about_sealed", models.BinaryField(help_text="name, ID number and registered place")),
                (
                    "addressed_to",
                    models.CharField(help_text="the justice authority of the registered place", max_length=96),
                ),
                (
                    "channel",
                    models.CharField(choices=[("system", "系统（上传的名单）"), ("post", "邮寄")], max_length=6),
                ),
                ("admitted_on", models.DateField()),
                ("due_on", models.DateField()),
                ("sent_on", models.DateField(null=True)),
                ("receipt_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Responsibility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_outside", models.BooleanField(default=False)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ThreeFalseFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[("false_name", "假姓名"), ("false_identity", "假身份"), ("false_address", "假地址")],
                        max_length=16,
                    ),
                ),
                ("evidence", models.CharField(max_length=400)),
                ("found_on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("open", "待查"), ("resolved", "已查清"), ("carried_on", "释放后继续查")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("outcome_words", models.CharField(blank=True, max_length=400)),
                ("settled_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        help_text="the transfers of a case, in the order in which they opened"
                    ),
                ),
                ("opened_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "已接收"),
                            ("returned", "已退回"),
                            ("replaced", "已改往他处"),
                            ("withdrawn", "已撤销"),
                            ("stopped", "帮教已停止"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_closes_after_it_opens",
        ),
        migrations.RemoveConstraint(
            model_name="duty",
            name="duty_is_not_met_before_it_opens",
        ),
        migrations.RemoveConstraint(
            model_name="duty",
            name="duty_of_a_rule_runs_once_a_case",
        ),
        migrations.AddField(
            model_name="case",
            name="care_from",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="changes_on",
            field=models.DateField(help_text="the next day on which the mere date changes a duty", null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="closed_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("care_ended", "期满结束帮教"),
                    ("reoffended", "重新犯罪"),
                    ("died", "死亡"),
                    ("not_ours", "不属本区，退回"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="priority",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=24), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="term_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="duty",
            name="number",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="duty",
            name="office_when_due",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="owner_area",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.area"
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="owner_is_outside",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="duty",
            name="owner_kind",
            field=models.CharField(default="", max_length=24),
        ),
        migrations.AddField(
            model_name="duty",
            name="period",
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name="person",
            name="identity_unknown_at_first",
            field=models.BooleanField(
                default=False, help_text="filed at the town of the original investigation, for nobody knew who it is"
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="investigated_in",
            field=models.ForeignKey(
                help_text="town of the original investigating authority",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.area",
            ),
        ),
        migrations.AlterField(
            model_name="duty",
            name="case",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="duties", to="casework.case"
            ),
        ),
        migrations.AlterField(
            model_name="duty",
            name="office",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="organisations.office"
            ),
        ),
        migrations.AlterField(
            model_name="duty",
            name="pack",
            field=models.CharField(
                help_text="the version of the rules and of the figures that last made it", max_length=40
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="identity_known",
            field=models.BooleanField(default=True, help_text="whether an ID number proves who it is"),
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
                    ("original_investigation", "原侦查机关所在地"),
                    ("named_for_closed_file", "封闭名单指定人员"),
                    ("taking_in", "登记时"),
                ],
                max_length=24,
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("changes_on__isnull", False)),
                fields=["changes_on"],
                name="case_that_the_date_changes",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("care_from__isnull", False)), fields=["person"], name="case_in_care"
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("met_on__isnull", True), ("void_on__isnull", True)),
                fields=["due_on"],
                name="duty_running_by_due_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True), models.Q(("closed_how", ""), _negated=True), _connector="XOR"
                ),
                name="case_closes_in_some_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("care_from__isnull", True), ("term_until__isnull", True)),
                    ("term_until__gte", models.F("care_from")),
                    _connector="OR",
                ),
                name="case_in_care_has_a_term_that_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True),
                    ("care_from__isnull", True),
                    ("closed_on__gte", models.F("care_from")),
                    _connector="OR",
                ),
                name="case_closes_after_care_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("met_on__isnull", True),
                    ("met_on__gte", models.F("opens_on")),
                    models.Q(("period", ""), _negated=True),
                    _connector="OR",
                ),
                name="duty_is_not_met_before_it_opens",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(("case__isnull", False), ("office__isnull", False), _connector="OR"),
                name="duty_is_about_a_case_or_of_an_office",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                condition=models.Q(("case__isnull", True)),
                fields=("office", "rule", "opens_on"),
                name="duty_of_an_office_opens_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("identity_unknown_at_first", False), ("investigated_in__isnull", False), _connector="OR"
                ),
                name="person_of_unknown_identity_has_a_town_of_investigation",
            ),
        ),
        migrations.AddField(
            model_name="act",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="acts", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="act",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
            ),
        ),
        migrations.AddField(
            model_name="act",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="acts", to="casework.person"
            ),
        ),
        migrations.AddField(
            model_name="act",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="abode",
            name="act",
            field=models.ForeignKey(
                help_text="null: as the file says at its head",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="casework.act",
            ),
        ),
        migrations.AddField(
            model_name="priorityalert",
            name="act",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
            ),
        ),
        migrations.AddField(
            model_name="receptionarrangement",
            name="act",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
            ),
        ),
        migrations.AddField(
            model_name="registrationform",
            name="act",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
            ),
        ),
        migrations.AddField(
            model_name="releasenotice",
            name="act",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
            ),
        ),
        migrations.AddField(
            model_name="verification",
            name="act",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
            ),
        ),
        migrations.AddField(
            model_name="caseworker",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="caseworkers", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="caseworker",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
            ),
        ),
        migrations.AddField(
            model_name="caseworker",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.person"
            ),
        ),
        migrations.AddField(
            model_name="caseworker",
            name="staff",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="casework.act"
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="corrected_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.person"
            ),
        ),
        migrations.AddField(
            model_name="familyneed",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="family_needs", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="familyneed",
            name="learnt",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
            ),
        ),
        migrations.AddField(
            model_name="familyneed",
            name="referred",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
            ),
        ),
        migrations.AddField(
            model_name="majorchange",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="major_changes", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="majorchange",
            name="institution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
            ),
        ),
        migrations.AddField(
            model_name="majorchange",
            name="learnt",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
            ),
        ),
        migrations.AddField(
            model_name="majorchange",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.person"
            ),
        ),
        migrations.AddField(
            model_name="majorchange",
            name="receipt_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="majorchange",
            name="told",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
            ),
        ),
        migrations.AddField(
            model_name="outboundform",
            name="institution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
            ),
        ),
        migrations.AddField(
            model_name="outboundform",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="outboundform",
            name="scan",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.sealedfile"
            ),
        ),
        migrations.AddField(
            model_name="responsibility",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="responsibilities", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="responsibility",
            name="office",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="responsibilities",
                to="organisations.office",
            ),
        ),
        migrations.AddField(
            model_name="responsibility",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="responsibilities", to="casework.person"
            ),
        ),
        migrations.AddField(
            model_name="threefalsefinding",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="three_false", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="threefalsefinding",
            name="settled_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="threefalsefinding",
            name="verification",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="three_false", to="casework.verification"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="transfers", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="transfers", to="casework.person"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="receiver",
            field=models.ForeignKey(
                help_text="null: outside",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.office",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="sender",
            field=models.ForeignKey(
                help_text="null: outside",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.office",
            ),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["person", "on", "id"], name="act_of_a_person"),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["case", "kind"], name="act_of_a_kind_in_a_case"),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(("on__lte", models.F("recorded_on")), ("kind", "admitted"), _connector="OR"),
                name="act_has_happened_when_it_is_recorded",
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_late", False), models.Q(("late_because", ""), _negated=True), _connector="OR"),
                name="act_recorded_late_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.UniqueConstraint(fields=("id", "on"), name="act_with_its_day"),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["released", "corrections_completed"]), ("withdrawn_on__isnull", True)),
                fields=("case",),
                name="care_begins_once_in_a_case",
            ),
        ),
        migrations.AddIndex(
            model_name="caseworker",
            index=models.Index(
                condition=models.Q(("until_on__isnull", True)), fields=["staff"], name="cases_of_a_caseworker_now"
            ),
        ),
        migrations.AddConstraint(
            model_name="caseworker",
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
                    ("case", "="),
                ],
                name="case_has_one_caseworker_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseworker",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"),
                name="caseworker_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("why", ""), _negated=True), name="correction_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", "day"), _negated=True), ("day_before__isnull", False), _connector="OR"
                ),
                name="correction_of_a_day_keeps_the_day_before",
            ),
        ),
        migrations.AddConstraint(
            model_name="familyneed",
            constraint=models.CheckConstraint(
                condition=models.Q(("referred__isnull", True), ("consent", True), _connector="OR"),
                name="family_is_referred_with_consent_only",
            ),
        ),
        migrations.AddConstraint(
            model_name="familyneed",
            constraint=models.CheckConstraint(
                condition=models.Q(("consent", False), models.Q(("consent_from", ""), _negated=True), _connector="OR"),
                name="consent_names_who_gave_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="familyneed",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome", ""), ("outcome_on__isnull", False), _connector="XOR"),
                name="outcome_of_a_family_need_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="majorchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("receipt_at__isnull", True), ("receipt_by__isnull", True), ("receipt_on__isnull", True)),
                    models.Q(
                        ("receipt_at__isnull", False),
                        ("receipt_by__isnull", False),
                        ("receipt_on__isnull", False),
                        ("told_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="major_change_receipt_has_day_moment_and_hand",
            ),
        ),
        migrations.AddConstraint(
            model_name="majorchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("learnt__isnull", False), ("told__isnull", False), _connector="OR"),
                name="major_change_was_learnt_or_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="outboundform",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("receipt_on__isnull", True),
                    models.Q(("receipt_on__gte", models.F("sent_on")), ("sent_on__isnull", False)),
                    _connector="OR",
                ),
                name="outbound_form_is_received_after_it_was_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="outboundform",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sent_on__isnull", True), ("sent_on__gte", models.F("admitted_on")), _connector="OR"
                ),
                name="outbound_form_is_sent_after_admission",
            ),
        ),
        migrations.AddIndex(
            model_name="responsibility",
            index=models.Index(
                condition=models.Q(("until_on__isnull", True)),
                fields=["office", "person"],
                name="responsibility_of_an_office",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibility",
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
                    ("case", "="),
                ],
                name="case_has_one_responsible_office_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibility",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"),
                name="responsibility_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibility",
            constraint=models.CheckConstraint(
                condition=models.Q(("office__isnull", False), ("is_outside", True), _connector="XOR"),
                name="responsible_is_an_office_here_or_outside",
            ),
        ),
        migrations.AddConstraint(
            model_name="threefalsefinding",
            constraint=models.UniqueConstraint(
                fields=("verification", "what"), name="finding_stands_once_in_a_verification"
            ),
        ),
        migrations.AddConstraint(
            model_name="threefalsefinding",
            constraint=models.CheckConstraint(
                condition=models.Q(("evidence", ""), _negated=True), name="finding_has_evidence"
            ),
        ),
        migrations.AddConstraint(
            model_name="threefalsefinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "open"), ("settled_by__isnull", True), ("settled_on__isnull", True)),
                    models.Q(
                        models.Q(("outcome", "open"), _negated=True),
                        models.Q(("outcome_words", ""), _negated=True),
                        ("settled_by__isnull", False),
                        ("settled_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="finding_that_is_settled_says_how",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("ended_on__isnull", True)), fields=["receiver"], name="transfer_to_an_office_now"
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("case", "number"),
                name="transfers_of_a_case_are_numbered",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                expressions=[("case", "=")],
                name="case_has_one_open_transfer_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), models.Q(("outcome", ""), _negated=True), _connector="XOR"
                ),
                name="transfer_ends_in_some_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), ("ended_on__gte", models.F("opened_on")), _connector="OR"
                ),
                name="transfer_ends_after_it_opened",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("sender__isnull", False), ("receiver__isnull", False), _connector="OR"),
                name="transfer_is_here_on_one_side",
            ),
        ),
    ]
