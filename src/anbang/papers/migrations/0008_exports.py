"""What leaves the system is put on record first: what for, by whose hand, about whom."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0005_offices_change_alone"),
        ("papers", "0007_kind_of_authority"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hand_over_sheet", "交接单"),
                            ("looks", "档案查阅情况"),
                            ("extract", "档案摘要"),
                            ("notice", "个人信息告知书"),
                            ("marked_list", "标红的名单"),
                            ("rehearsal", "政策试算结果"),
                        ],
                        max_length=24,
                    ),
                ),
                ("person_id", models.BigIntegerField(db_index=True, null=True)),
                (
                    "about",
                    models.BigIntegerField(help_text="the id of what else it is made from, such as a list", null=True),
                ),
                ("people", models.PositiveIntegerField(help_text="about how many people it is")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("for_the_person", "交给本人、监护人或者近亲属"),
                            ("hand_over", "接送和交接"),
                            ("correcting", "更正后再上传"),
                            ("sender", "请来文单位更正"),
                            ("own_work", "办理此人的事"),
                            ("review", "检查、考核、审计"),
                            ("policy", "研究政策"),
                            ("law", "依法提供"),
                            ("other", "其他"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "words_sealed",
                    models.BinaryField(help_text="what it is for, and why in full, as somebody wrote it", null=True),
                ),
                ("says_purpose", models.BooleanField(default=False)),
                ("in_full", models.BooleanField(default=False)),
                ("says_why_in_full", models.BooleanField(default=False)),
                ("exported_on", models.DateField()),
                ("exported_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "exported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                "indexes": [models.Index(fields=["exported_by", "exported_on"], name="export_of_a_hand")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("purpose__in", ("law", "other")), _negated=True),
                            ("says_purpose", True),
                            _connector="OR",
                        ),
                        name="export_says_what_it_is_for",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("in_full", False), ("says_why_in_full", True), _connector="OR"),
                        name="export_in_full_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("words_sealed__isnull", False),
                            models.Q(("says_purpose", False), ("says_why_in_full", False)),
                            _connector="OR",
                        ),
                        name="what_an_export_says_is_kept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person_id__isnull", True), ("people", 1), _connector="OR"),
                        name="export_about_somebody_is_about_one",
                    ),
                ],
            },
        ),
    ]
