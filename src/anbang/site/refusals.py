"""Nothing starts on a database that could not keep its promises, or that lacks what only an administrator can give it."""

from collections import Counter

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from anbang.lib.postgres.guard import lacking, refusals

ADDRESSES = ("default", "overseer", "owner", "auditor")
# What is said of a database while a backup is restored into it.
UNFINISHED = "a backup is being restored into this database"
COMMENT = "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"


class UnsafeDatabase(Exception):
    """The database must not be used; the message is for a person, with every reason."""


class StoppedHalfway(UnsafeDatabase):
    """An earlier version began to make the tables and did not end. What is made up can be made anew."""


def refuse_unsafe_databases(*, being_restored: bool = False) -> None:
    """Raise UnsafeDatabase with every reason why these roles or this server must not be used. `being_restored`: by whoever asks."""
    users = {alias: connections[alias].settings_dict["USER"] for alias in ADDRESSES}
    told = Counter(users.values())
    reasons = [
        f"{alias}: The role {user} is another address's too; row security needs four."
        for alias, user in users.items()
        if told[user] > 1
    ]
    for alias in ("default", "overseer"):
        connection = connections[alias]
        connection.ensure_connection()
        reasons += [f"{alias}: {reason}" for reason in refusals(connection.connection)]
        if not being_restored and _is_half_restored(connection):
            reasons.append(
                f"{alias}: A backup was being restored into it and that did not end: restore into an empty one."
            )
        connection.close()
    if reasons:
        raise UnsafeDatabase("The database is refused. " + " ".join(reasons))


def _is_half_restored(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(COMMENT)
        return bool(cursor.fetchone()[0] == UNFINISHED)


def refuse_incomplete_database() -> None:
    """Raise UnsafeDatabase with the SQL that must be run first where the owner could not make the tables."""
    connection = connections["owner"]
    connection.ensure_connection()
    if statements := lacking(connection.connection):
        raise UnsafeDatabase(
            f"The database {connection.settings_dict['NAME']} lacks what only an administrator can give it;"
            f" run this in it as a superuser, then start again: {'; '.join(statements)};"
        )


def refuse_halfway_database(loader: MigrationLoader) -> None:
    """Raise StoppedHalfway where an installation stopped in the midst of migrations that were merged since: nothing leads on from there."""
    for merged in loader.replacements.values():
        missing = [name for app, name in merged.replaces if (app, name) not in loader.applied_migrations]
        if missing and len(missing) < len(merged.replaces):
            raise StoppedHalfway(
                f"The database was made by an earlier version and stopped before {merged.app_label} {missing[0]};"
                " start that version once more until it has made all its tables, then this one."
            )
