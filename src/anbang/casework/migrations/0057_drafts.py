"""What somebody is still writing is kept for them alone."""

from typing import ClassVar

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

from anbang.casework.draft.guards import INSTALL
from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("casework", "0056_places_counted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.CharField(help_text="the step, or the page, whose form it is", max_length=32)),
                (
                    "about",
                    models.BigIntegerField(
                        help_text="the row that the page is about, where it is about one", null=True
                    ),
                ),
                ("content_sealed", models.BinaryField()),
                ("kept_at", models.DateTimeField()),
                ("until_on", models.DateField(help_text="the last day on which its author finds it")),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="null: whoever is not in the register yet, such as of a row of a list",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.person",
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
                "indexes": [models.Index(fields=["person"], name="draft_of_a_person")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("staff", "page", "person", "about"),
                        name="author_has_one_draft_of_a_form",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", False), ("about__isnull", False), _connector="OR"),
                        name="draft_is_of_somebody_or_of_a_row",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length("content_sealed"), 65000
                        ),
                        name="draft_is_no_longer_than_a_form",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            (LET_THE_GUARDIAN_OWN + INSTALL + GUARDIAN_OWNS_ENOUGH).replace("{guardian}", GUARDIAN),
            "drop trigger closing_a_file_ends_its_drafts on casework_person;"
            " drop trigger keeping_out_ends_own_drafts on casework_exclusion; drop function casework_drafts_end();"
            " drop function casework_draft_may_be_kept() cascade; drop function casework_drafts_lapse(date)",
        ),
    ]
