"""A closed row that nobody can take in waits for a keeper of closed files, who may leave it out."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

DECISIONS = [
    ("", "未决定"),
    ("take_in", "另一人，登记"),
    ("leave_out", "同一人，不登记"),
    ("sent_back", "封存管理人已处理，不登记"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("casework", "0050_keys_of_closed_files"),
        ("exchange", "0007_closed_files_have_no_open_row"),
    ]
    operations: ClassVar = [
        # Row security asks who keeps closed files by a function of before, which goes where this is taken back; it is made anew after every migration.
        migrations.RunSQL(
            migrations.RunSQL.noop,
            """
            drop policy if exists rows_of_the_app on exchange_batch;
            drop policy if exists rows_of_the_app on exchange_stagedrow;
            drop policy if exists rows_of_the_overseer on exchange_stagedrow;
            """,
        ),
        migrations.RemoveConstraint(model_name="stagedrow", name="staged_row_is_decided_only_in_doubt"),
        migrations.RunSQL(
            migrations.RunSQL.noop, "update exchange_stagedrow set decision = '' where decision = 'sent_back'"
        ),
        migrations.AlterField(
            model_name="stagedrow",
            name="decision",
            field=models.CharField(blank=True, choices=DECISIONS, default="", max_length=10),
        ),
        migrations.AddConstraint(
            model_name="stagedrow",
            constraint=models.CheckConstraint(
                name="staged_row_is_decided_as_its_outcome_asks",
                condition=Q(decision="")
                | Q(outcome="doubtful", decision__in=["take_in", "leave_out"])
                | Q(closed=True, decision="sent_back"),
            ),
        ),
        migrations.AddIndex(
            model_name="stagedrow",
            index=models.Index(
                fields=["batch"],
                name="staged_row_left_closed",
                condition=Q(closed=True, case__isnull=True, decision=""),
            ),
        ),
    ]
