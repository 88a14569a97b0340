"""How many prepared questions a connection keeps: all that the pages of a file and their forms ask (ADR 0040)."""

from django.db.backends.base.base import BaseDatabaseWrapper

# psycopg keeps a hundred, which a morning's pages and steps exceed: the oldest would go just before it is asked again.
KEPT = 300


def keep_plans(connection: BaseDatabaseWrapper, **_more: object) -> None:
    """For a connection that was just opened."""
    connection.connection.prepared_max = KEPT
