"""What officers want to be told in the morning, where it goes, and what became of it."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from anbang.coordination.notice.guards import NOTICE_GOES_OUT_ONCE


class Migration(migrations.Migration):
    dependencies = [
        ("coordination", "0009_calendar_link"),
        ("organisations", "0010_the_installation_gives_at_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeChoice",
            fields=[
                (
                    "staff",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_mail", models.BooleanField(default=False)),
                ("by_robot", models.BooleanField(default=False)),
                ("hour", models.PositiveSmallIntegerField(default=8)),
                ("workdays_only", models.BooleanField(default=True)),
                ("when_due_only", models.BooleanField(default=True)),
                ("paused_until", models.DateField(null=True)),
                ("language", models.CharField(choices=[("zh-hans", "中文"), ("en", "English")], max_length=8)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hour__in", (7, 8, 9))), name="notice_comes_at_an_hour_of_the_morning"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("channel", models.CharField(choices=[("mail", "电子邮件"), ("robot", "群机器人")], max_length=8)),
                ("overdue", models.PositiveIntegerField()),
                ("due_today", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waits", "等着发送"),
                            ("begun", "正在发送"),
                            ("sent", "已送到"),
                            ("unsent", "没有送到"),
                            ("unsure", "不确定有没有送到"),
                            ("dropped", "已取消"),
                        ],
                        default="waits",
                        max_length=8,
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unreached", "对方的服务器连不上"),
                            ("refused", "对方的服务器不收"),
                            ("not_allowed", "这个地址本系统不再允许"),
                            ("broken", "地址打不开，请重新填写"),
                            ("cut_off", "发送中途断了"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("begun_at", models.DateTimeField(null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waits", "begun"])),
                        fields=["next_try_at"],
                        name="notice_on_its_way",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("staff", "on", "channel"), name="one_notice_a_morning_for_each_person_and_channel"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["unsent", "unsure"]), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="unsent_notice_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(choices=[("mail", "电子邮件"), ("robot", "群机器人")], max_length=8)),
                ("address_sealed", models.BinaryField()),
                (
                    "code_digest",
                    models.CharField(blank=True, help_text="of the code that was sent there", max_length=64),
                ),
                ("codes_tried", models.PositiveSmallIntegerField(default=0)),
                ("given_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code_digest", ""), ("confirmed_at__isnull", False)),
                            models.Q(("confirmed_at__isnull", True), models.Q(("code_digest", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="address_is_confirmed_or_waits_for_its_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("codes_tried__lte", 5)), name="code_of_an_address_is_tried_some_times"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed_at__isnull", False)),
                        fields=("staff", "channel"),
                        name="notices_of_a_kind_go_to_one_address",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed_at__isnull", True)),
                        fields=("staff", "channel"),
                        name="one_address_of_a_kind_waits_for_its_code",
                    ),
                ],
            },
        ),
        migrations.RunSQL(NOTICE_GOES_OUT_ONCE, migrations.RunSQL.noop),
    ]
