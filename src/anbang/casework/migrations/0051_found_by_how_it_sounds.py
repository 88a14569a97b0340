"""Somebody is found by how the name sounds: every person gets the key, and the guardian finds by it within the reach of whoever asks."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q

from anbang.casework.person.guards import (
    FIND_IN_DISTRICT,
    FIND_IN_REACH,
    GUARDIAN_OWNS_ENOUGH,
    LET_THE_GUARDIAN_OWN,
)
from anbang.lib.name_sounds import key_of

GUARDIAN = "anbang_guardian"
AT_ONCE = 2000
INSTALL = LET_THE_GUARDIAN_OWN + FIND_IN_REACH + FIND_IN_DISTRICT + GUARDIAN_OWNS_ENOUGH
REMOVE = """
drop function if exists casework_find_in_reach(text[], text, integer);
drop function if exists casework_find_in_district(text[], text, integer);
"""


def give_keys(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """To everybody who is filed already."""
    people = apps.get_model("casework", "Person").objects.using(schema_editor.connection.alias)
    rows = list(people.order_by("id").only("id", "name"))
    for row in rows:
        row.name_key = key_of(row.name)
    people.bulk_update(rows, ["name_key"], batch_size=AT_ONCE)
    schema_editor.execute("set constraints all immediate")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0050_keys_of_closed_files")]
    operations: ClassVar = [
        migrations.AddField(
            "person",
            "name_key",
            models.TextField(
                default="|", help_text="how the name sounds, by which it is found (anbang.lib.name_sounds)"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(condition=Q(name_key__startswith="|"), name="person_is_found_by_their_name"),
        ),
        migrations.AddIndex(
            "person",
            GinIndex(fields=["name_key"], name="person_by_how_the_name_sounds", opclasses=["gin_trgm_ops"]),
        ),
        migrations.RunSQL(INSTALL.format(guardian=GUARDIAN), REMOVE),
    ]
