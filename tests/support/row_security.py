"""Takes a condition out of row security, for controls: the policies as they stand in `anbang.site.privileges`, without it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from anbang.casework.person.guards import REACHED_BY_OFFICES
from anbang.site.privileges import TABLES
from tests.support.database import Server


def without_condition(condition: str, *, instead: str = "true") -> int:
    """Make every policy that has the condition anew without it; how many. `{person}` in it stands for whatever column it is asked of."""
    told = re.compile(re.escape(condition).replace(re.escape("{person}"), r"[\w.]+"))
    changed = 0
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            for role, rows in (("app", table.app_rows), ("overseer", table.overseer_rows)):
                if rows is not None and told.search(rows):
                    cursor.execute(
                        f"alter policy rows_of_the_{role} on {table.name} using ({told.sub(lambda _: instead, rows)})"
                    )
                    changed += 1
    assert changed, "it stands in no policy"
    return changed


OF_THE_GUARDIAN = tuple(f"casework_{does}_in_{where}" for does in ("find", "count") for where in ("reach", "district"))


@contextmanager
def guardian_tells_of_everybody(server: Server, database: str) -> Iterator[None]:
    """The functions that find and count people, without who is within reach and whose file is open, for a while."""
    with server.as_superuser(database) as connection:
        told = [
            connection.execute(f"select pg_get_functiondef('{name}'::regproc)").fetchone()[0]
            for name in OF_THE_GUARDIAN
        ]
        for body in told:
            opened = body.replace(REACHED_BY_OFFICES, "true").replace("p.sealing = ''open''", "true")
            assert opened != body
            assert opened.lower().startswith("create or replace function ")
            connection.execute(opened)
        yield
        for body in told:
            connection.execute(body)
