"""Why a sign, its answer, its end and a paper brought later were recorded so late; and no day of a sign before it was seen."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import F, Q

# Until now any day was taken. One before the sign was seen says nothing; what was typed stays in the trail.
DAYS_THAT_CANNOT_BE = """
set constraints all immediate;
update casework_sign set answered_on = seen_on where answered_on < seen_on;
update casework_sign set unfounded_on = seen_on where unfounded_on < seen_on;
update casework_sign set police_receipt_on = confirmed_on where police_receipt_on < confirmed_on;
"""
LATE = {
    ("sign", "noted"): "why what was seen was recorded so late",
    ("sign", "answer"): "why the answer was recorded so late",
    ("sign", "unfounded"): "why it was marked unfounded so late",
    ("registrationform", "scan"): "why the scan was brought in so late",
    ("releasenotice", "scan"): "why the scan was brought in so late",
    ("releasenotice", "risk_opinion"): "why the opinion was brought in so late",
    ("releasenotice", "aid_proposal"): "why the proposal was brought in so late",
}
NOT_BEFORE = {
    "sign_is_answered_after_it_was_seen": ("answered_on", "seen_on"),
    "sign_is_found_unfounded_after_it_was_seen": ("unfounded_on", "seen_on"),
    "receipt_of_the_police_follows_the_confirmation": ("police_receipt_on", "confirmed_on"),
}


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0024_papers_that_are_missing")]
    operations: ClassVar = [
        *(
            migrations.AddField(
                table, f"{what}_late_because", models.CharField(blank=True, max_length=200, help_text=told)
            )
            for (table, what), told in LATE.items()
        ),
        migrations.RunSQL(DAYS_THAT_CANNOT_BE, migrations.RunSQL.noop),
        *(
            migrations.AddConstraint(
                "sign",
                models.CheckConstraint(
                    name=name, condition=Q((f"{later}__isnull", True)) | Q((f"{later}__gte", F(earlier)))
                ),
            )
            for name, (later, earlier) in NOT_BEFORE.items()
        ),
    ]
