"""A form for another county that is recorded late says why; one that went by post has a scan, or says why there is none."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0019_left_undone")]
    operations: ClassVar = [
        migrations.AddField(
            "outboundform",
            "late_because",
            models.CharField(blank=True, default="", help_text="why the sending was recorded so late", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            "outboundform",
            "no_scan_because",
            models.CharField(blank=True, default="", help_text="why what went by post has no scan", max_length=200),
            preserve_default=False,
        ),
        # Whoever sent one before was not asked.
        migrations.RunSQL(
            "update casework_outboundform set no_scan_because = '登记寄出时系统还不要求扫描件'"
            " where channel = 'post' and sent_on is not null and scan_id is null",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            "outboundform",
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | ~Q(channel="post") | Q(scan__isnull=False) | ~Q(no_scan_because=""),
                name="outbound_form_sent_by_post_has_a_scan_or_says_why",
            ),
        ),
    ]
