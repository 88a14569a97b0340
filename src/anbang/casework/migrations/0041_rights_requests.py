"""What the person asks of those who keep the file: each request with its due day, which the sweep compares too."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from anbang.casework.duty.proof import STATE_WITH_REQUESTS, asked_of_everybody
from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("casework", "0040_juvenile"),
        ("papers", "0007_kind_of_authority"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="RightsRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("see", "查阅"),
                            ("copy", "复制"),
                            ("correct", "更正、补充"),
                            ("object", "异议（限制或者拒绝处理）"),
                            ("explain", "解释说明"),
                            ("delete", "删除"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "asker",
                    models.CharField(
                        choices=[
                            ("person", "本人"),
                            ("guardian", "监护人"),
                            ("relative", "近亲属（本人已去世）"),
                            ("representative", "受委托的人"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "checked",
                    models.CharField(
                        choices=[
                            ("document", "看过身份证件"),
                            ("known", "当面认识本人"),
                            ("kinship", "看过身份证件和关系证明（户口簿等）"),
                            ("authority", "看过身份证件，授权委托书已扫描"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "due_on",
                    models.DateField(help_text="null: it was recorded by mistake, and nothing is owed", null=True),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("granted", "同意"),
                            ("part", "部分同意"),
                            ("refused", "不予同意"),
                            ("taken_back", "来人收回了请求"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("secret", "法律法规规定应当保密（第十八条第一款、第四十五条第一款）"),
                            ("hinders", "将妨碍国家机关履行法定职责（第三十五条、第四十五条第一款）"),
                            ("others", "涉及他人的个人信息（第十条）"),
                            ("not_ours", "不是本区处理的信息，已告知向哪里提出（第五十条第一款）"),
                            ("accurate", "经核实，记录无误（第四十六条第二款）"),
                            ("duty", "履行法定职责所必需（第十三条第一款第三项、第四十四条）"),
                            ("term", "法定保存期限未届满，只停止其他处理（第四十七条第二款）"),
                            ("no_right", "近亲属没有合法、正当的利益，或者死者另有安排（第四十九条）"),
                            ("other", "其他（在答复中写明法律依据）"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "handed_over",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("printed", "打印件当面交付"),
                            ("looked_at", "在本单位当面查阅"),
                            ("in_writing", "书面答复"),
                            ("told", "当面说明"),
                        ],
                        max_length=16,
                    ),
                ),
                ("received_on", models.DateField(null=True)),
                (
                    "answered",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.paper"
                    ),
                ),
                (
                    "came",
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
                    "correction",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.correction",
                    ),
                ),
                (
                    "extended",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="requests", to="casework.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["due_on"], name="request_by_due_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "number"), name="requests_about_a_person_are_numbered"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asker", "person"), ("checked__in", ("document", "known"))),
                            models.Q(("asker__in", ("guardian", "relative")), ("checked", "kinship")),
                            models.Q(("asker", "representative"), ("checked", "authority")),
                            _connector="OR",
                        ),
                        name="who_asks_was_checked_in_the_way_that_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authority__isnull", False), ("checked", "authority")),
                            models.Q(models.Q(("checked", "authority"), _negated=True), ("authority__isnull", True)),
                            _connector="OR",
                        ),
                        name="authority_of_a_representative_is_kept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered__isnull", True), ("outcome", "")),
                            models.Q(("answered__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="request_is_answered_with_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__in", ("part", "refused")), models.Q(("ground", ""), _negated=True)),
                            models.Q(models.Q(("outcome__in", ("part", "refused")), _negated=True), ("ground", "")),
                            _connector="OR",
                        ),
                        name="refusal_names_its_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handed_over", ""), ("outcome__in", ("", "taken_back"))),
                            models.Q(
                                models.Q(("outcome__in", ("", "taken_back")), _negated=True),
                                models.Q(("handed_over", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="answer_says_how_it_was_handed_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("received_on__isnull", True), models.Q(("handed_over", ""), _negated=True), _connector="OR"
                        ),
                        name="what_was_handed_over_is_received",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("correction__isnull", True),
                            models.Q(("kind", "correct"), ("outcome__in", ("granted", "part"))),
                            _connector="OR",
                        ),
                        name="correction_answers_a_request_to_correct",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + asked_of_everybody(STATE_WITH_REQUESTS) + GUARDIAN_OWNS_ENOUGH).format(
                guardian=GUARDIAN
            ),
            migrations.RunSQL.noop,
        ),
    ]
