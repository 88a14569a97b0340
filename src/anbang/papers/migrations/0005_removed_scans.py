"""A scan that was attached by mistake is removed: by whom, when and why; and whose hand one came by."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_whom_before_days"),
        ("papers", "0004_kinds_of_scans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="attached_by",
            field=models.ForeignKey(
                help_text="whose hand a scan came by; null: before this was kept",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="removed_because",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="paper",
            name="removed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="removed_on",
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_because", ""), ("removed_by__isnull", True), ("removed_on__isnull", True)),
                    models.Q(
                        ("file__isnull", False),
                        ("removed_by__isnull", False),
                        ("removed_on__isnull", False),
                        models.Q(("removed_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="removed_scan_says_when_by_whom_and_why",
            ),
        ),
    ]
