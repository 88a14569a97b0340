"""An office may answer that somebody is known and that care has ended."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0028_own_members_alone")]
    operations: ClassVar = [
        migrations.AlterField(
            model_name="enquiry",
            name="answer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ours", "是本所的人，由本所办理"),
                    ("take_over", "是同一人，已登记其现住你处，请接收"),
                    ("care_ended", "是同一人，此前的帮教已经结束"),
                    ("somebody_else", "不是同一人，你处可以建档"),
                ],
                max_length=16,
            ),
        ),
    ]
