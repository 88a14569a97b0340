"""What colleagues are handed has a name among what leaves, and a meeting is what it may be for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0011_pages_of_photographs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="export",
            name="kind",
            field=models.CharField(
                choices=[
                    ("file", "档案打印件"),
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
        migrations.AlterField(
            model_name="export",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("for_the_person", "交给本人、监护人或者近亲属"),
                    ("hand_over", "接送和交接"),
                    ("correcting", "更正后再上传"),
                    ("sender", "请来文单位更正"),
                    ("meeting", "开会商量此人的事"),
                    ("own_work", "办理此人的事"),
                    ("review", "检查、考核、审计"),
                    ("policy", "研究政策"),
                    ("law", "依法提供"),
                    ("other", "其他"),
                ],
                max_length=24,
            ),
        ),
    ]
