"""What leaves of closed files is numbered by a series of its own: in that of all others no gap tells of it (LAW-2)."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("papers", "0009_words_of_exports_go")]
    operations: ClassVar = [
        # No district comes near it by its open ones, and they look alike.
        migrations.RunSQL(
            "create sequence papers_closed_export_id_seq as bigint start with 900001",
            "drop sequence papers_closed_export_id_seq",
        ),
    ]
