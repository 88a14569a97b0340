"""Somebody is found by telephone: the numbers by which people are reached now, sealed and indexed; those who are filed already get theirs."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from anbang.casework.care.reaching import KINDS, Reached
from anbang.casework.care.telephones import numbers_of
from anbang.casework.person.telephones import telephone_columns
from anbang.lib.sealing import INDEX_BYTES
from anbang.papers.actions import next_ids


def give_telephones(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """To everybody who is filed already, by what was told in the newest case."""
    using = schema_editor.connection.alias
    newest = dict(apps.get_model("casework", "Case").objects.using(using).order_by("id").values_list("person", "id"))
    told = apps.get_model("casework", "Act").objects.using(using).filter(kind__in=KINDS, withdrawn_on__isnull=True)
    reached = {case_id: (person_id, Reached()) for person_id, case_id in newest.items()}
    for act in told.filter(case__in=reached).order_by("on", "id").iterator():
        reached[act.case_id][1].read(act)
    wanted = [(person_id, number) for person_id, found in reached.values() for number in numbers_of(found)]
    if not wanted:
        return
    table = apps.get_model("casework", "Telephone").objects.using(using)
    keys = next_ids("casework_telephone", "id", len(wanted), using=using)
    table.bulk_create(
        [
            table.model(id=key, person_id=person_id, **telephone_columns(number, telephone_id=key))
            for key, (person_id, number) in zip(keys, wanted, strict=True)
        ],
        batch_size=2000,
    )
    schema_editor.execute("set constraints all immediate")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0054_days_of_release")]
    operations: ClassVar = [
        migrations.CreateModel(
            "Telephone",
            [
                ("id", models.BigAutoField(primary_key=True, auto_created=True, serialize=False, verbose_name="ID")),
                ("number_sealed", models.BinaryField()),
                ("number_index", models.BinaryField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="telephones", to="casework.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["number_index"], name="telephone_by_number")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Exact(Length("number_index"), INDEX_BYTES), name="telephone_index_tells_its_key"
                    )
                ],
            },
        ),
        migrations.RunPython(give_telephones, migrations.RunPython.noop),
    ]
