"""The whole of an installation that begins now; of one from before it tells what was done there step by step."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import anbang.organisations.models
from anbang.casework.charge.guards import GUARDS
from anbang.casework.duty.proof import STATE_AT_FIRST, asked_of_everybody
from anbang.casework.handover.guards import ASK_ELSEWHERE
from anbang.casework.person.guards import CLOSED, CLOSED_NAMESAKES, INSTALL

GUARDIAN = "anbang_guardian"
FOLLOWING = (
    "array['registered_place', 'residence', 'responsible', 'transfer', 'handed_over', 'village',"
    " 'original_investigation', 'allowance', 'police', 'named_for_closed_file']"
)
GRANTS = f"""
grant create, usage on schema public to {GUARDIAN};
grant select on casework_person, casework_reach, casework_case, casework_responsibility, casework_caseworker,
    casework_transfer, casework_duty, organisations_posting, organisations_office to {GUARDIAN};
grant insert, update, delete on casework_reach to {GUARDIAN};
grant insert, update on casework_responsibility, casework_caseworker to {GUARDIAN};
grant update on casework_transfer, casework_duty, casework_case to {GUARDIAN};
grant select, insert on casework_enquiry to {GUARDIAN};
-- Whether an account works, and nothing else of it.
grant select (id, is_active) on organisations_staff to {GUARDIAN};
grant usage, select on all sequences in schema public to {GUARDIAN};
"""
ENOUGH = f"revoke create on schema public from {GUARDIAN};"
GUARDED = (CLOSED_NAMESAKES, CLOSED, *GUARDS, ASK_ELSEWHERE, asked_of_everybody(STATE_AT_FIRST))
# What names another row names the one of the same person.
OF_THE_SAME_PERSON = """
    alter table casework_case add constraint case_with_its_person unique (id, person_id);
    alter table casework_verification add constraint verification_names_the_person_of_its_case
        foreign key (case_id, person_id) references casework_case (id, person_id) on update cascade deferrable initially deferred;
"""
# The day of a paper is that of its act, whoever corrects which: table → columns of the act and of the day.
DAY_OF_ITS_ACT = {
    "registrationform": ("act_id", "received_on"),
    "releasenotice": ("act_id", "received_on"),
    "verification": ("act_id", "replied_on"),
    "priorityalert": ("act_id", "alerted_on"),
    "receptionarrangement": ("act_id", "arranged_on"),
    "careplan": ("act_id", "made_on"),
    "teammember": ("named_id", "from_on"),
    "away": ("went_id", "from_on"),
    "sign": ("confirmed_id", "confirmed_on"),
    "majorchange": ("told_id", "told_on"),
}
ONE_DAY = "".join(
    f"""
    alter table casework_{table} add constraint {table}_has_the_day_of_its_act
        foreign key ({act}, {day}) references casework_act (id, "on") on update cascade deferrable initially deferred;
    """
    for table, (act, day) in DAY_OF_ITS_ACT.items()
)


def with_names(sql: str) -> str:
    return sql.replace("{guardian}", GUARDIAN).replace("{following}", FOLLOWING)


class Migration(migrations.Migration):
    replaces = [
        ("casework", "0001_initial"),
        ("casework", "0002_guards"),
        ("casework", "0003_priority_is_alerted_once_a_day"),
        ("casework", "0004_as_long_as_a_cell"),
        ("casework", "0005_contact_of_the_registration_form"),
        ("casework", "0006_closed_on_the_offices_day"),
        ("casework", "0007_receipts_name_person_and_day"),
        ("casework", "0008_closed_namesakes"),
        ("casework", "0009_words_of_channels_and_reasons"),
        ("casework", "0010_policy_versions"),
        ("casework", "0011_acts_and_charge"),
        ("casework", "0012_acts_of_before"),
        ("casework", "0013_care"),
        ("casework", "0014_asked_elsewhere"),
        ("casework", "0015_proofs"),
        ("casework", "0016_whom_before_days"),
        ("casework", "0017_told_to_the_institution"),
        ("casework", "0018_overdue_of_an_office"),
        ("casework", "0019_left_undone"),
        ("casework", "0020_outbound_late"),
        ("casework", "0021_hands_and_pauses"),
        ("casework", "0022_what_waits_is_told_at_once"),
        ("casework", "0023_teams_and_sentences_follow_from_the_acts"),
        ("casework", "0024_papers_that_are_missing"),
        ("casework", "0025_late_reasons_are_kept"),
    ]

    initial = True

    dependencies = [
        ("organisations", "0004_whom_before_days"),
        ("organisations", "__first__"),
        ("papers", "0004_kinds_of_scans"),
    ]

    operations = [
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("overdue", models.PositiveIntegerField()),
                ("due_soon", models.PositiveIntegerField()),
                ("told_up", models.PositiveIntegerField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("staff", "on"), name="one_digest_a_person_a_day")],
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("series", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("last", models.IntegerField(default=0)),
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
                (
                    "institution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.sealedfile"
                    ),
                ),
                (
                    "late_because",
                    models.CharField(blank=True, help_text="why the sending was recorded so late", max_length=200),
                ),
                (
                    "no_scan_because",
                    models.CharField(blank=True, help_text="why what went by post has no scan", max_length=200),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("receipt_on__isnull", True),
                            models.Q(("receipt_on__gte", models.F("sent_on")), ("sent_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="outbound_form_is_received_after_it_was_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_on__isnull", True), ("sent_on__gte", models.F("admitted_on")), _connector="OR"
                        ),
                        name="outbound_form_is_sent_after_admission",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_on__isnull", True),
                            models.Q(("channel", "post"), _negated=True),
                            ("scan__isnull", False),
                            models.Q(("no_scan_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="outbound_form_sent_by_post_has_a_scan_or_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=64)),
                ("sex", models.CharField(blank=True, choices=[("male", "男"), ("female", "女")], max_length=6)),
                ("born_on", models.DateField(null=True)),
                (
                    "identity_known",
                    models.BooleanField(default=True, help_text="whether an ID number proves who it is"),
                ),
                ("id_number_sealed", models.BinaryField(null=True)),
                ("id_number_index", models.BinaryField(null=True)),
                ("id_number_tail_index", models.BinaryField(null=True)),
                (
                    "sealing",
                    models.CharField(
                        choices=[("open", "未封存"), ("proposed", "拟封存"), ("sealed", "已封存")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "identity_unknown_at_first",
                    models.BooleanField(
                        default=False,
                        help_text="filed at the town of the original investigation, for nobody knew who it is",
                    ),
                ),
                (
                    "investigated_in",
                    models.ForeignKey(
                        help_text="town of the original investigating authority",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.area",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["id_number_index"], name="person_by_id_number"),
                    models.Index(fields=["id_number_tail_index"], name="person_by_id_number_tail"),
                    models.Index(fields=["name", "born_on"], name="person_by_name_and_birth"),
                    models.Index(
                        condition=models.Q(("sealing", "open"), _negated=True), fields=["id"], name="person_closed"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("id_number_index__isnull", True),
                                ("id_number_sealed__isnull", True),
                                ("id_number_tail_index__isnull", True),
                            ),
                            models.Q(
                                ("id_number_index__isnull", False),
                                ("id_number_sealed__isnull", False),
                                ("id_number_tail_index__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="person_id_number_is_sealed_and_indexed_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("identity_known", False),
                            ("id_number_index__isnull", False),
                            ("born_on__isnull", False),
                            _connector="OR",
                        ),
                        name="person_of_known_identity_has_an_id_number_or_a_day_of_birth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("identity_unknown_at_first", False), ("investigated_in__isnull", False), _connector="OR"
                        ),
                        name="person_of_unknown_identity_has_a_town_of_investigation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                ("version", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("rules", models.JSONField()),
                ("pack", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("person_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("digest", models.BigIntegerField()),
                ("by", models.CharField(max_length=100)),
                ("proved_on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=24)),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="casework.person"
                    ),
                ),
                ("care_from", models.DateField(null=True)),
                (
                    "changes_on",
                    models.DateField(help_text="the next day on which the mere date changes a duty", null=True),
                ),
                (
                    "closed_how",
                    models.CharField(
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
                (
                    "priority",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), default=list, size=None
                    ),
                ),
                ("term_until", models.DateField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("changes_on__isnull", False)),
                        fields=["changes_on"],
                        name="case_that_the_date_changes",
                    ),
                    models.Index(
                        condition=models.Q(("care_from__isnull", False)), fields=["person"], name="case_in_care"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="case_number_is_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on__isnull", True)),
                        fields=("person",),
                        name="person_has_one_open_case_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True), models.Q(("closed_how", ""), _negated=True), _connector="XOR"
                        ),
                        name="case_closes_in_some_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("care_from__isnull", True), ("term_until__isnull", True)),
                            ("term_until__gte", models.F("care_from")),
                            _connector="OR",
                        ),
                        name="case_in_care_has_a_term_that_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            ("care_from__isnull", True),
                            ("closed_on__gte", models.F("care_from")),
                            _connector="OR",
                        ),
                        name="case_closes_after_care_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosedRecord",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="closed_record",
                        serialize=False,
                        to="casework.person",
                    ),
                ),
                ("sealed", models.BinaryField()),
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
                    "asking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="enquiries", to="casework.person"
                    ),
                ),
                ("told_up_on", models.DateField(help_text="when the district was told that nobody answers", null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
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
                    models.UniqueConstraint(
                        condition=models.Q(("answer", "")),
                        fields=("person", "asking"),
                        name="an_office_asks_once_until_it_is_answered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "why",
                    models.CharField(
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
                        ],
                        max_length=24,
                    ),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="organisations.office"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reach", to="casework.person"
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["office", "person"], name="reach_of_an_office"),
                    models.Index(
                        condition=models.Q(("staff__isnull", False)), fields=["staff", "person"], name="reach_of_staff"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("office__isnull", False), ("staff__isnull", False), _connector="XOR"),
                        name="reach_names_an_office_or_a_member_of_staff",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="reach_ends_after_it_begins",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
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
                ],
            },
        ),
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
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="acts", to="casework.case"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="acts", to="casework.person"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "on", "id"], name="act_of_a_person"),
                    models.Index(fields=["case", "kind"], name="act_of_a_kind_in_a_case"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("on__lte", models.F("recorded_on")), ("kind", "admitted"), _connector="OR"),
                        name="act_has_happened_when_it_is_recorded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_late", False), models.Q(("late_because", ""), _negated=True), _connector="OR"
                        ),
                        name="act_recorded_late_says_why",
                    ),
                    models.UniqueConstraint(fields=("id", "on"), name="act_with_its_day"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("kind__in", ["released", "corrections_completed"]), ("withdrawn_on__isnull", True)
                        ),
                        fields=("case",),
                        name="care_begins_once_in_a_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "received"), _negated=True),
                            ("told__outcome__in", ["met", "came_alone", "not_met"]),
                            _connector="OR",
                        ),
                        name="reception_has_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["priority_set", "priority_lifted"]), _negated=True),
                            models.Q(("told__reasons", []), _negated=True),
                            _connector="OR",
                        ),
                        name="priority_names_its_reasons",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Caseworker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="caseworkers", to="casework.case"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.person"
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("until_on__isnull", True)),
                        fields=["staff"],
                        name="cases_of_a_caseworker_now",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="caseworker_ends_after_it_begins",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=40)),
                ("clause", models.CharField(max_length=16)),
                ("opens_on", models.DateField()),
                ("due_on", models.DateField()),
                ("met_on", models.DateField(null=True)),
                ("void_on", models.DateField(null=True)),
                (
                    "pack",
                    models.CharField(
                        help_text="the version of the rules and of the figures that last made it", max_length=40
                    ),
                ),
                ("seen", models.JSONField(default=dict, help_text="facts and figures that the rule used")),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duties",
                        to="casework.case",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="organisations.office",
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                (
                    "office_when_due",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                (
                    "owner_area",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.area",
                    ),
                ),
                ("owner_is_outside", models.BooleanField(default=False)),
                ("owner_kind", models.CharField(max_length=24)),
                ("period", models.CharField(blank=True, max_length=24)),
                ("was_left", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("met_on__isnull", True), ("void_on__isnull", True)),
                        fields=["due_on"],
                        name="duty_running_by_due_day",
                    ),
                    models.Index(
                        condition=models.Q(("met_on__isnull", True), ("void_on__isnull", True)),
                        fields=["office", "due_on", "case", "rule"],
                        name="duty_running_of_an_office",
                    ),
                    models.Index(
                        condition=models.Q(
                            models.Q(("period", ""), ("rule", "pay_allowance"), _connector="OR"),
                            ("met_on__isnull", True),
                            ("void_on__isnull", True),
                            ("was_left", False),
                        ),
                        fields=["office", "due_on", "case", "rule"],
                        name="duty_overdue_of_an_office",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("opens_on"))),
                        name="duty_is_not_due_before_it_opens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("met_on__isnull", True), ("void_on__isnull", True), _connector="OR"),
                        name="duty_is_not_both_met_and_void",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("met_on__isnull", True),
                            ("met_on__gte", models.F("opens_on")),
                            models.Q(("period", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="duty_is_not_met_before_it_opens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("case__isnull", False), ("office__isnull", False), _connector="OR"),
                        name="duty_is_about_a_case_or_of_an_office",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("case__isnull", True)),
                        fields=("office", "rule", "opens_on"),
                        name="duty_of_an_office_opens_once_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("case__isnull", False)),
                        fields=("case", "rule", "number"),
                        name="duties_of_a_rule_in_a_case_are_numbered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("office__isnull", False),
                            ("owner_kind", "person"),
                            ("owner_is_outside", True),
                            _connector="OR",
                        ),
                        name="duty_is_somebodys",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("was_left", False),
                            models.Q(("case__isnull", False), ("met_on__isnull", True), ("void_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="duty_left_undone_is_neither_met_nor_void",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Responsibility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_outside", models.BooleanField(default=False)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="responsibilities", to="casework.case"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responsibilities",
                        to="organisations.office",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responsibilities",
                        to="casework.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("until_on__isnull", True)),
                        fields=["office", "person"],
                        name="responsibility_of_an_office",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="responsibility_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("office__isnull", False), ("is_outside", True), _connector="XOR"),
                        name="responsible_is_an_office_here_or_outside",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="Sentence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("offence", models.TextField(blank=True, help_text="as the institution wrote it; it can be several")),
                ("offence_on", models.DateField(null=True)),
                ("months", models.IntegerField(null=True)),
                ("for_life", models.BooleanField(default=False)),
                ("admitted_on", models.DateField(null=True)),
                ("release_on", models.DateField(null=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sentence", to="casework.case"
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisations.office"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("for_life", False), ("months__isnull", True), _connector="OR"),
                        name="sentence_for_life_has_no_months",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("admitted_on__isnull", True),
                            ("release_on__isnull", True),
                            ("release_on__gte", models.F("admitted_on")),
                            _connector="OR",
                        ),
                        name="sentence_ends_after_admission",
                    ),
                ],
            },
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
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="transfers", to="casework.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="transfers", to="casework.person"
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        help_text="null: outside",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        help_text="null: outside",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=["receiver"],
                        name="transfer_to_an_office_now",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("case", "number"),
                        name="transfers_of_a_case_are_numbered",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        expressions=[("case", "=")],
                        name="case_has_one_open_transfer_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True), models.Q(("outcome", ""), _negated=True), _connector="XOR"
                        ),
                        name="transfer_ends_in_some_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True), ("ended_on__gte", models.F("opened_on")), _connector="OR"
                        ),
                        name="transfer_ends_after_it_opened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sender__isnull", False), ("receiver__isnull", False), _connector="OR"),
                        name="transfer_is_here_on_one_side",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Abode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("registered", "户籍地"), ("residence", "居住地")], max_length=10)),
                ("outside", models.TextField(blank=True)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                (
                    "area",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="organisations.area"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="abodes", to="casework.person"
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        help_text="null: as the file says at its head",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.act",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="abode_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("area__isnull", False), models.Q(("outside", ""), _negated=True), _connector="XOR"
                        ),
                        name="abode_is_in_the_district_or_outside",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="Away",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField()),
                ("expected_on", models.DateField(help_text="when the person means to be back", null=True)),
                ("until_on", models.DateField(null=True)),
                ("keeps_touch", models.CharField(help_text="who keeps in touch", max_length=64)),
                (
                    "came_back",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="away", to="casework.case"
                    ),
                ),
                (
                    "went",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_on__isnull", True)),
                        fields=("case",),
                        name="somebody_is_away_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="away_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expected_on__isnull", True), ("expected_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="away_is_expected_back_after_going",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("keeps_touch", ""), _negated=True),
                        name="somebody_keeps_touch_with_who_is_away",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CarePlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_on", models.DateField()),
                ("review_on", models.DateField(help_text="by when it is looked at again", null=True)),
                ("replaced_on", models.DateField(null=True)),
                (
                    "act",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plans", to="casework.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_on__isnull", True)),
                        fields=("case",),
                        name="case_has_one_care_plan_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("review_on__isnull", True), ("review_on__gte", models.F("made_on")), _connector="OR"
                        ),
                        name="care_plan_is_reviewed_after_it_was_made",
                    ),
                ],
            },
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
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="casework.act"
                    ),
                ),
                (
                    "corrected_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("why", ""), _negated=True), name="correction_says_why"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("how", "day"), _negated=True), ("day_before__isnull", False), _connector="OR"
                        ),
                        name="correction_of_a_day_keeps_the_day_before",
                    ),
                ],
            },
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
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="family_needs", to="casework.case"
                    ),
                ),
                (
                    "learnt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
                (
                    "referred",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
                (
                    "late_because",
                    models.CharField(blank=True, help_text="why the outcome was recorded so late", max_length=200),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("referred__isnull", True), ("consent", True), _connector="OR"),
                        name="family_is_referred_with_consent_only",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consent", False), models.Q(("consent_from", ""), _negated=True), _connector="OR"
                        ),
                        name="consent_names_who_gave_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome", ""), ("outcome_on__isnull", False), _connector="XOR"),
                        name="outcome_of_a_family_need_has_its_day",
                    ),
                ],
            },
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
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="major_changes", to="casework.case"
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
                    "learnt",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.person"
                    ),
                ),
                (
                    "receipt_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "told",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
                (
                    "receipt_late_because",
                    models.CharField(blank=True, help_text="why the receipt was recorded so late", max_length=200),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("receipt_at__isnull", True), ("receipt_by__isnull", True), ("receipt_on__isnull", True)
                            ),
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
                    models.CheckConstraint(
                        condition=models.Q(("learnt__isnull", False), ("told__isnull", False), _connector="OR"),
                        name="major_change_was_learnt_or_told",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("why", models.CharField(max_length=200)),
                ("paused_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="casework.duty"
                    ),
                ),
                (
                    "paused_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="pause_ends_after_it_begins",
                    ),
                    models.CheckConstraint(condition=models.Q(("why", ""), _negated=True), name="pause_says_why"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="PriorityAlert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("alerted_on", models.DateField()),
                ("town_told", models.CharField(max_length=64)),
                ("police_told", models.CharField(max_length=64)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="priority_alerts", to="casework.case"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
                (
                    "act",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RegistrationForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(choices=[("system", "系统（上传的名单）"), ("post", "邮寄")], max_length=6),
                ),
                ("received_on", models.DateField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="registration_forms",
                        to="casework.case",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisations.office"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
                (
                    "contact_sealed",
                    models.BinaryField(help_text="whom of the family to reach: name and telephone", null=True),
                ),
                (
                    "act",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.paper"
                    ),
                ),
                (
                    "no_scan_because",
                    models.CharField(
                        blank=True, help_text="why what came by post had no scan at first", max_length=200
                    ),
                ),
                (
                    "scan_late_because",
                    models.CharField(blank=True, help_text="why the scan was brought in so late", max_length=200),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "post"), _negated=True),
                            ("scan__isnull", False),
                            models.Q(("no_scan_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="registration_form_by_post_has_a_scan_or_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("received_on", models.DateField()),
                ("release_on", models.DateField()),
                (
                    "priority",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("reoffending_tendency", "有明显重新违法犯罪倾向"),
                                ("false_name", "假姓名"),
                                ("false_identity", "假身份"),
                                ("false_address", "假地址"),
                                ("no_home", "无家可归"),
                                ("no_work", "无业可就"),
                                ("no_kin", "无亲可投"),
                                ("national_security", "危害国家安全罪犯"),
                                ("other", "其他理由"),
                            ],
                            max_length=24,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "aid_proposal",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.paper"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="release_notices", to="casework.case"
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="organisations.office"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
                (
                    "risk_opinion",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.paper"
                    ),
                ),
                (
                    "act",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.paper"
                    ),
                ),
                (
                    "no_scan_because",
                    models.CharField(
                        blank=True, help_text="why what was typed in had no scan at first", max_length=200
                    ),
                ),
                (
                    "scan_late_because",
                    models.CharField(blank=True, help_text="why the scan was brought in so late", max_length=200),
                ),
                (
                    "risk_opinion_late_because",
                    models.CharField(blank=True, help_text="why the opinion was brought in so late", max_length=200),
                ),
                (
                    "aid_proposal_late_because",
                    models.CharField(blank=True, help_text="why the proposal was brought in so late", max_length=200),
                ),
            ],
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
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="signs", to="casework.case"
                    ),
                ),
                (
                    "confirmed",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.person"
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "told_police",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
                (
                    "unfounded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unfounded_told_to",
                    models.CharField(
                        blank=True, help_text="who at the police was told that it was unfounded", max_length=64
                    ),
                ),
                (
                    "receipt_late_because",
                    models.CharField(blank=True, help_text="why the receipt was recorded so late", max_length=200),
                ),
                (
                    "noted_late_because",
                    models.CharField(blank=True, help_text="why what was seen was recorded so late", max_length=200),
                ),
                (
                    "answer_late_because",
                    models.CharField(blank=True, help_text="why the answer was recorded so late", max_length=200),
                ),
                (
                    "unfounded_late_because",
                    models.CharField(blank=True, help_text="why it was marked unfounded so late", max_length=200),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed__isnull", True),
                                ("confirmed_by__isnull", True),
                                ("confirmed_on__isnull", True),
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("told_police__isnull", True), ("confirmed__isnull", False), _connector="OR"
                        ),
                        name="police_are_told_of_a_confirmed_sign_only",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("police_receipt_on__isnull", True),
                            models.Q(
                                ("told_police__isnull", False), models.Q(("police_receipt_by", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="receipt_of_the_police_follows_the_telling",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed__isnull", True), ("lapses_on__gt", models.F("confirmed_on")), _connector="OR"
                        ),
                        name="sign_that_is_confirmed_lapses",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("unfounded_by__isnull", True), ("unfounded_on__isnull", True)),
                            models.Q(("unfounded_by__isnull", False), ("unfounded_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="sign_is_marked_unfounded_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unfounded_on__isnull", True),
                            ("told_police__isnull", True),
                            models.Q(("unfounded_told_to", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="police_who_were_told_hear_that_a_sign_was_unfounded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on__isnull", True), ("answered_on__gte", models.F("seen_on")), _connector="OR"
                        ),
                        name="sign_is_answered_after_it_was_seen",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unfounded_on__isnull", True), ("unfounded_on__gte", models.F("seen_on")), _connector="OR"
                        ),
                        name="sign_is_found_unfounded_after_it_was_seen",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("police_receipt_on__isnull", True),
                            ("police_receipt_on__gte", models.F("confirmed_on")),
                            _connector="OR",
                        ),
                        name="receipt_of_the_police_follows_the_confirmation",
                    ),
                ],
            },
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
                (
                    "from_on",
                    models.DateField(
                        help_text="null: withdrawn, or named anew on the same day; never was in the team", null=True
                    ),
                ),
                ("until_on", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="team", to="casework.case"
                    ),
                ),
                (
                    "named",
                    models.ForeignKey(
                        help_text="the act that named the member",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.act",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="team_member_ends_after_beginning",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="team_member_has_a_name"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("from_on__isnull", False)),
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
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
                    models.UniqueConstraint(
                        fields=("named", "role", "name"), name="team_member_is_named_once_by_an_act"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ToldUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.SmallIntegerField(choices=[(1, "镇街"), (2, "区")])),
                ("told_on", models.DateField()),
                ("because", models.CharField(default="undone", max_length=12)),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="told_up", to="casework.duty"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["office", "told_on"], name="told_to_an_office")],
                "constraints": [
                    models.UniqueConstraint(fields=("duty", "level"), name="a_level_is_told_once_of_a_duty")
                ],
            },
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
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.case"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="goals", to="casework.careplan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_on__isnull", True), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("settled_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="goal_that_is_settled_has_its_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceptionArrangement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("arranged_on", models.DateField()),
                ("who_meets", models.CharField(max_length=200)),
                ("remarks", models.CharField(blank=True, max_length=400)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="arrangements", to="casework.case"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
                (
                    "notice",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="arrangement",
                        to="casework.releasenotice",
                    ),
                ),
                (
                    "act",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
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
                    "person_name",
                    models.CharField(
                        blank=True, help_text="as the institution wrote it, for its own list", max_length=64
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=24)),
                (
                    "person_name",
                    models.CharField(help_text="as the institution wrote it, for its own list", max_length=64),
                ),
                (
                    "name",
                    models.CharField(
                        choices=[("true", "属实"), ("false", "不属实"), ("unknown", "无法核实")], max_length=7
                    ),
                ),
                (
                    "identity",
                    models.CharField(
                        choices=[("true", "属实"), ("false", "不属实"), ("unknown", "无法核实")], max_length=7
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        choices=[("true", "属实"), ("false", "不属实"), ("unknown", "无法核实")], max_length=7
                    ),
                ),
                ("name_evidence", models.CharField(blank=True, max_length=400)),
                ("identity_evidence", models.CharField(blank=True, max_length=400)),
                ("address_evidence", models.CharField(blank=True, max_length=400)),
                (
                    "family",
                    models.CharField(
                        blank=True, help_text="the family's circumstances and willingness to receive", max_length=1000
                    ),
                ),
                ("replied_on", models.DateField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "receipt_at",
                    models.DateTimeField(help_text="when the institution confirmed that the reply arrived", null=True),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="verifications", to="casework.case"
                    ),
                ),
                (
                    "form",
                    models.OneToOneField(
                        help_text="null: none had come",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verification",
                        to="casework.registrationform",
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
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.office"
                    ),
                ),
                (
                    "receipt_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.person"
                    ),
                ),
                ("receipt_on", models.DateField(help_text="the office's day of the receipt", null=True)),
                (
                    "act",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="verification_number_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("name", "true"), models.Q(("name_evidence", ""), _negated=True), _connector="OR"
                        ),
                        name="verification_of_name_not_true_has_evidence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("identity", "true"), models.Q(("identity_evidence", ""), _negated=True), _connector="OR"
                        ),
                        name="verification_of_identity_not_true_has_evidence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("address", "true"), models.Q(("address_evidence", ""), _negated=True), _connector="OR"
                        ),
                        name="verification_of_address_not_true_has_evidence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("receipt_at__isnull", True), ("receipt_by__isnull", True), ("receipt_on__isnull", True)
                            ),
                            models.Q(
                                ("receipt_at__isnull", False),
                                ("receipt_by__isnull", False),
                                ("receipt_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="verification_receipt_has_day_moment_and_hand",
                    ),
                ],
            },
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
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="three_false", to="casework.case"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "verification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="three_false",
                        to="casework.verification",
                    ),
                ),
                (
                    "late_because",
                    models.CharField(blank=True, help_text="why the outcome was recorded so late", max_length=200),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("verification", "what"), name="finding_stands_once_in_a_verification"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("evidence", ""), _negated=True), name="finding_has_evidence"
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_on__isnull", True), ("settled_on__gte", models.F("found_on")), _connector="OR"
                        ),
                        name="finding_is_settled_after_it_was_found",
                    ),
                ],
            },
        ),
        migrations.RunSQL(OF_THE_SAME_PERSON + ONE_DAY, migrations.RunSQL.noop),
        migrations.RunSQL([sql.format(guardian=GUARDIAN) for sql in INSTALL], migrations.RunSQL.noop),
        migrations.RunSQL([GRANTS, *map(with_names, GUARDED), ENOUGH], migrations.RunSQL.noop),
    ]
