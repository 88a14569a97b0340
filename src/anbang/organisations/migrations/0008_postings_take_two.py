"""A posting and a first password count once a second person has released them."""

from typing import ClassVar

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from anbang.organisations.guards import TAKING_TWO, WITHOUT_TAKING_TWO


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("organisations", "0007_sessions_end_with_postings"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(choices=[("posting", "岗位"), ("password", "临时密码")], max_length=8)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("institution_clerk", "监所经办人"),
                            ("bureau_clerk", "司法局经办人"),
                            ("sealing_keeper", "封存管理人"),
                            ("aftercare_officer", "安帮办工作人员"),
                            ("justice_assistant", "司法助理员"),
                            ("town_officer", "镇街工作人员"),
                            ("political_legal_officer", "政法工作人员"),
                            ("village_cadre", "村（社区）干部"),
                            ("police_officer", "派出所民警"),
                            ("civil_affairs_officer", "民政工作人员"),
                            ("department_officer", "部门工作人员"),
                            ("base_operator", "基地负责人"),
                            ("auditor", "审计员"),
                            ("system_administrator", "系统管理员"),
                            ("security_administrator", "安全管理员"),
                            ("audit_administrator", "审计管理员"),
                        ],
                        max_length=24,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=48)),
                ("full_time", models.BooleanField(default=True)),
                ("proposed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("released", "已放行"), ("refused", "未放行"), ("dropped", "已作废")],
                        db_default="",
                        max_length=8,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unknown", "本人或单位说不知道这件事"),
                            ("mistaken", "单位、岗位或账号填错"),
                            ("needless", "单位说不需要"),
                        ],
                        db_default="",
                        help_text="of a refusal",
                        max_length=12,
                    ),
                ),
                (
                    "code_digest",
                    models.CharField(
                        blank=True,
                        db_default="",
                        help_text="of the code by which the holder shows that it was released",
                        max_length=64,
                    ),
                ),
                ("used_at", models.DateTimeField(help_text="when the holder gave that code", null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                (
                    "posting",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="organisations.posting",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                models.Q(("decided_by", models.F("staff")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_is_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("outcome__in", ["", "dropped"]),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("outcome__in", ["released", "refused"]),
                            ),
                            _connector="OR",
                        ),
                        name="decided_proposal_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "refused"), models.Q(("why", ""), _negated=True)),
                            models.Q(models.Q(("outcome", "refused"), _negated=True), ("why", "")),
                            _connector="OR",
                        ),
                        name="refused_proposal_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("office__isnull", False), ("what", "posting"), models.Q(("role", ""), _negated=True)
                            ),
                            models.Q(
                                ("office__isnull", True), ("posting__isnull", True), ("role", ""), ("what", "password")
                            ),
                            _connector="OR",
                        ),
                        name="proposed_posting_has_its_office_and_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", "released"),
                                ("what", "password"),
                                models.Q(("code_digest", ""), _negated=True),
                            ),
                            models.Q(("code_digest", ""), ("used_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="released_password_has_a_code",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", ""), ("what", "password")),
                        fields=("staff",),
                        name="account_has_one_password_that_waits",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", ""), ("what", "posting")),
                        fields=("staff", "office", "role"),
                        name="posting_is_proposed_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TAKING_TWO, WITHOUT_TAKING_TWO),
    ]
