"""A blind index tells by which key it was made, so that all can be made anew under another one while the product runs; and what whoever came
says is bound to its question.
"""

from typing import ClassVar

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from anbang.casework.handover.guards import ASK_ELSEWHERE
from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN
from anbang.lib.sealing import KeyringFault, SealBroken
from anbang.papers.keys import keyring

GUARDIAN = "anbang_guardian"
WHOLE = 18
# Until now there was one key.
BY_THE_FIRST_KEY = r"""
set constraints all immediate;
update casework_person set id_number_index = '\x0001'::bytea || id_number_index,
  id_number_tail_index = '\x0001'::bytea || id_number_tail_index where id_number_index is not null"""
AS_BEFORE = """
set constraints all immediate;
update casework_person set id_number_index = substring(id_number_index from 3),
  id_number_tail_index = substring(id_number_tail_index from 3) where id_number_index is not null"""
# It asked by one index; now by one under each key.
BEFORE = "drop function if exists casework_ask_elsewhere(bytea, text, date, bigint, bigint, date, bytea);"
NOW = "drop function if exists casework_ask_elsewhere(bytea[], text, date, bigint, bigint, date, bytea);"
AS_IT_ASKED = ASK_ELSEWHERE.replace("bytea[]", "bytea").replace("any(wanted)", "wanted")
# What whoever came says was bound to the asking office and the day: two questions of one office on one day could be exchanged.
PURPOSE, QUESTION, DAY = "who came", "casework_enquiry:{id}:who_came", "casework_enquiry:{asking_id}:{asked_on}"


def _rebind(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor, before: str, now: str) -> None:
    rows = apps.get_model("casework", "Enquiry").objects.using(schema_editor.connection.alias)
    for row in rows.order_by("id"):
        told = {"id": row.pk, "asking_id": row.asking_id, "asked_on": row.asked_on}
        try:
            said = keyring().open(row.who_came_sealed, purpose=PURPOSE, place=before.format(**told))
        except KeyringFault:
            raise
        except SealBroken:
            continue  # It opens nowhere, and is told where somebody opens it.
        sealed = keyring().seal(said, purpose=PURPOSE, place=now.format(**told))
        rows.filter(pk=row.pk).update(who_came_sealed=sealed)


def bind_to_the_question(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """From the place of an office and a day to that of a question."""
    _rebind(apps, schema_editor, DAY, QUESTION)


def bind_to_the_day(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The way back."""
    _rebind(apps, schema_editor, QUESTION, DAY)


def _tells_its_key(column: str, name: str) -> migrations.AddConstraint:
    condition = Exact(Length(column), WHOLE)
    return migrations.AddConstraint("person", models.CheckConstraint(condition=condition, name=name))


def _asking(sql: str) -> str:
    return (LET_THE_GUARDIAN_OWN + sql + GUARDIAN_OWNS_ENOUGH).format(guardian=GUARDIAN)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0036_merged_offices_owe_once")]
    operations: ClassVar = [
        migrations.RunPython(bind_to_the_question, bind_to_the_day),
        migrations.RunSQL(BY_THE_FIRST_KEY, AS_BEFORE),
        _tells_its_key("id_number_index", "person_index_tells_its_key"),
        _tells_its_key("id_number_tail_index", "person_tail_index_tells_its_key"),
        migrations.RunSQL(_asking(BEFORE + ASK_ELSEWHERE), _asking(NOW + AS_IT_ASKED)),
    ]
