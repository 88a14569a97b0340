"""Links by which calendars fetch the work of a posting."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from anbang.coordination.feed.guards import LINK_IS_ITS_MAKERS


class Migration(migrations.Migration):
    dependencies = [
        ("coordination", "0008_feedback"),
        ("organisations", "0010_the_installation_gives_at_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session_number", models.PositiveIntegerField()),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of the secret in the address", max_length=64, unique=True),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "中文"), ("en", "English")],
                        help_text="in which its events are written",
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("fetched_on", models.DateField(help_text="the last day on which a calendar fetched it", null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "posting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.posting"
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("posting",),
                        name="posting_has_one_calendar_link",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="calendar_link_keeps_a_digest"
                    ),
                ],
            },
        ),
        migrations.RunSQL(LINK_IS_ITS_MAKERS, migrations.RunSQL.noop),
    ]
