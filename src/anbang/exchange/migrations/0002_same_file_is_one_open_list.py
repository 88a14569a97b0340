"""Lists carry the digest of their file, and an open one stands alone with it."""

from django.db import migrations, models

FILL = """
update exchange_batch set digest = file.sha256 from papers_sealedfile file where file.id = exchange_batch.file_id;
set constraints all immediate;
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="digest",
            field=models.CharField(
                max_length=64, default="", help_text="sha256 of the file, which tells a second handing in"
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                fields=["institution", "digest"],
                name="same_file_is_one_open_list",
                condition=models.Q(applied_at__isnull=True, status__in=["waiting", "reading", "staged", "applying"]),
            ),
        ),
    ]
