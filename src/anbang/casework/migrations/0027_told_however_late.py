"""A duty knows up to which level it was told, so that a morning reads what is late and untold, however late that came to be known."""

from typing import ClassVar

from django.db import migrations, models

TOLD_BEFORE = """
update casework_duty d set told_level = told.level
from (select duty_id, max(level) as level from casework_toldup group by duty_id) told where told.duty_id = d.id"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("casework", "0026_people_of_offices_wait"),
        ("organisations", "0004_whom_before_days"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="duty",
            name="told_level",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.RunSQL("set constraints all immediate;" + TOLD_BEFORE, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(
                    models.Q(("period", ""), ("rule", "pay_allowance"), _connector="OR"),
                    models.Q(
                        ("office__isnull", False),
                        models.Q(("owner_is_outside", True), ("rule", "answer_transfer")),
                        _connector="OR",
                    ),
                    ("met_on__isnull", True),
                    ("told_level__lt", 2),
                    ("void_on__isnull", True),
                    ("was_left", False),
                ),
                fields=["due_on", "id"],
                name="duty_late_and_untold",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("met_on__isnull", True), ("rule", "receive"), ("void_on__isnull", True)),
                fields=["due_on"],
                name="duty_to_fetch_somebody",
            ),
        ),
    ]
