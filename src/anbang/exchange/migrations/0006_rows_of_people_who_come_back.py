"""A row of a list may be about somebody whose last case has ended, and who is in custody again."""

from typing import ClassVar

from django.db import migrations, models

OUTCOMES = [
    ("new", "新登记"),
    ("update", "有变化"),
    ("returns", "再次收押"),
    ("same", "无变化"),
    ("doubtful", "需判断"),
    ("not_ours", "非本辖区"),
    ("refused", "有误"),
]
KNOWN = "staged_row_outcome_is_known"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("exchange", "0005_lists_lapse")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="stagedrow", name=KNOWN),
        migrations.AlterField(
            model_name="stagedrow", name="outcome", field=models.CharField(choices=OUTCOMES, max_length=8)
        ),
        migrations.AddConstraint(
            model_name="stagedrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", [name for name, _label in OUTCOMES])), name=KNOWN
            ),
        ),
    ]
