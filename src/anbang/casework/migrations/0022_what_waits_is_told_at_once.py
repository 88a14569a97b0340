"""One act may tell of several; what stands beside an act of care is of its day; a sign that was unfounded is taken back where it was told."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

TABLES = (
    ("casework_careplan", "act_id", "made_on"),
    ("casework_teammember", "named_id", "from_on"),
    ("casework_away", "went_id", "from_on"),
    ("casework_sign", "confirmed_id", "confirmed_on"),
    ("casework_majorchange", "told_id", "told_on"),
)


def _told(model: str, name: str) -> migrations.AlterField:
    field = models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
    )
    return migrations.AlterField(model, name, field)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0021_hands_and_pauses")]
    operations: ClassVar = [
        _told("sign", "told_police"),
        _told("majorchange", "told"),
        _told("familyneed", "referred"),
        migrations.AddField(
            "sign",
            "unfounded_told_to",
            models.CharField(
                blank=True, default="", help_text="who at the police was told that it was unfounded", max_length=64
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "sign",
            models.CheckConstraint(
                name="police_who_were_told_hear_that_a_sign_was_unfounded",
                condition=Q(unfounded_on__isnull=True) | Q(told_police__isnull=True) | ~Q(unfounded_told_to=""),
            ),
        ),
        migrations.AddConstraint(
            "threefalsefinding",
            models.CheckConstraint(
                name="finding_is_settled_after_it_was_found",
                condition=Q(settled_on__isnull=True) | Q(settled_on__gte=F("found_on")),
            ),
        ),
        migrations.RunSQL(
            "".join(
                f"alter table {table} add constraint {table.removeprefix('casework_')}_has_the_day_of_its_act"
                f' foreign key ({act}, {day}) references casework_act (id, "on") on update cascade deferrable initially deferred;'
                for table, act, day in TABLES
            ),
            "".join(
                f"alter table {table} drop constraint {table.removeprefix('casework_')}_has_the_day_of_its_act;"
                for table, *_ in TABLES
            ),
        ),
    ]
