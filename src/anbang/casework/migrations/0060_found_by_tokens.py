"""Whoever is looked for among very many is found by what an index tells: the first character, a run of syllables, a name without what was mistyped."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import F, Func, Q
from django.db.models.functions import Left

from anbang.casework.person.guards import (
    FIND_IN_DISTRICT,
    FIND_IN_REACH,
    GUARDIAN_OWNS_ENOUGH,
    LET_THE_GUARDIAN_OWN,
    NAME_TOKENS,
)

GUARDIAN = "anbang_guardian"
# Those of before asked for less.
REPLACED = """
drop function if exists casework_find_in_reach(text[], text, integer);
drop function if exists casework_find_in_district(text[], text, integer);
"""
REMOVE = """
drop function if exists casework_find_in_reach(text[], text[], text, text, integer);
drop function if exists casework_find_in_district(text[], text[], text, text, integer);
"""
INSTALL = REPLACED + LET_THE_GUARDIAN_OWN + FIND_IN_REACH + FIND_IN_DISTRICT + GUARDIAN_OWNS_ENOUGH


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0059_counted_alike")]
    operations: ClassVar = [
        migrations.RunSQL(NAME_TOKENS.format(guardian=GUARDIAN), "drop function if exists casework_name_tokens(text)"),
        migrations.AddIndex(
            "person",
            GinIndex(Func(F("name_key"), function="casework_name_tokens"), name="person_by_tokens_of_the_name"),
        ),
        migrations.AddIndex(
            "person",
            models.Index(
                Left("name", 1), F("id").desc(), name="person_by_the_first_character", condition=Q(sealing="open")
            ),
        ),
        migrations.RunSQL(INSTALL.format(guardian=GUARDIAN), REMOVE),
    ]
