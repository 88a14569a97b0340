"""What was left undone when its case was closed is told of the duty itself, and the proofs read it; a police station that helps sees whom."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

from anbang.casework.charge.guards import GIVE_REACH
from anbang.casework.duty.proof import ASKED_OF_EVERYBODY

GUARDIAN = "anbang_guardian"
FOLLOWING = (
    "array['registered_place', 'residence', 'responsible', 'transfer', 'handed_over', 'village',"
    " 'original_investigation', 'allowance', 'police', 'named_for_closed_file']"
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0018_overdue_of_an_office")]
    operations: ClassVar = [
        migrations.AddField("duty", "was_left", models.BooleanField(default=False)),
        migrations.RunSQL(
            "update casework_duty d set was_left = true from casework_case c where c.id = d.case_id and d.due_on < c.closed_on"
            " and d.met_on is null and d.void_on is null and d.rule <> 'pay_allowance'",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            "duty",
            models.CheckConstraint(
                name="duty_left_undone_is_neither_met_nor_void",
                condition=Q(was_left=False) | Q(case__isnull=False, met_on__isnull=True, void_on__isnull=True),
            ),
        ),
        migrations.RemoveIndex("duty", "duty_overdue_of_an_office"),
        migrations.AddIndex(
            "duty",
            models.Index(
                fields=["office", "due_on", "case", "rule"],
                condition=Q(
                    Q(period="") | Q(rule="pay_allowance"), met_on__isnull=True, void_on__isnull=True, was_left=False
                ),
                name="duty_overdue_of_an_office",
            ),
        ),
        migrations.AlterField(
            "reach",
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
        migrations.RunSQL(
            f"grant create on schema public to {GUARDIAN};"
            + ASKED_OF_EVERYBODY.format(guardian=GUARDIAN)
            + GIVE_REACH.format(guardian=GUARDIAN, following=FOLLOWING)
            + f"revoke create on schema public from {GUARDIAN};",
            migrations.RunSQL.noop,
        ),
    ]
