"""The web app does not start on a database that could not keep its promises."""

from django.db import connections

from anbang.lib.postgres.guard import refusals


class UnsafeDatabase(Exception):
    """The reasons, one sentence each."""


def refuse_unsafe_databases() -> None:
    """Raise UnsafeDatabase with every reason why these roles or this server must not be used."""
    reasons = []
    for alias in ("default", "overseer"):
        connection = connections[alias]
        connection.ensure_connection()
        reasons += [f"{alias}: {reason}" for reason in refusals(connection.connection)]
        connection.close()
    if reasons:
        raise UnsafeDatabase("The database is refused. " + " ".join(reasons))
