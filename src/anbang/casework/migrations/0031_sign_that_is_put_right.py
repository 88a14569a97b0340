"""A sign says how it turned out to be unfounded, can be withdrawn, and its words taken out; each with a reason."""

from typing import ClassVar

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# Until now nobody kept how it turned out: what was marked in those days is exempt, and says so.
MARKED_BEFORE = "update casework_sign set unfounded_unsaid = true where unfounded_on is not null"


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("casework", "0030_told_of_this_due_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="SignRedaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.CharField(max_length=200)),
                ("redacted_on", models.DateField()),
                ("redacted_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.AddField(
            model_name="sign",
            name="unfounded_unsaid",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="it was marked in the days when nobody kept how it turned out",
            ),
        ),
        migrations.AddField(
            model_name="sign",
            name="unfounded_why_sealed",
            field=models.BinaryField(help_text="how it turned out to be unfounded", null=True),
        ),
        migrations.AddField(
            model_name="sign",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sign",
            name="withdrawn_on",
            field=models.DateField(help_text="noted by mistake, such as about somebody else", null=True),
        ),
        migrations.AddField(
            model_name="sign",
            name="withdrawn_why",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.RunSQL("set constraints all immediate;" + MARKED_BEFORE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unfounded_on__isnull", True),
                    ("unfounded_why_sealed__isnull", False),
                    ("unfounded_unsaid", True),
                    _connector="OR",
                ),
                name="sign_that_is_unfounded_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_by__isnull", True), ("withdrawn_on__isnull", True), ("withdrawn_why", "")),
                    models.Q(
                        ("withdrawn_by__isnull", False),
                        ("withdrawn_on__isnull", False),
                        models.Q(("withdrawn_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sign_is_withdrawn_by_somebody_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdrawn_on__isnull", True), ("confirmed__isnull", True), _connector="OR"),
                name="sign_that_was_withdrawn_is_not_confirmed",
            ),
        ),
        migrations.AddField(
            model_name="signredaction",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.person"
            ),
        ),
        migrations.AddField(
            model_name="signredaction",
            name="redacted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="signredaction",
            name="sign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="redactions", to="casework.sign"
            ),
        ),
        migrations.AddConstraint(
            model_name="signredaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("why", ""), _negated=True), name="redaction_of_a_sign_says_why"
            ),
        ),
    ]
