"""How far a job is, told outside its own transaction so that others see it move, and whether somebody wants it stopped."""

from django.db import InterfaceError, OperationalError, connections

# A database that went away comes back, and a lock that two waited for is free the next time: the job is done again.
PASSING = (OperationalError, InterfaceError)


class Stopped(Exception):
    """Somebody asked to stop; the job's transaction is to be rolled back."""


class Progress:
    """Reports on one list over a connection of its own. Use as a context manager."""

    def __init__(self, batch_id: int, *, alias: str) -> None:
        self.batch_id = batch_id
        self.connection = connections.create_connection(alias)

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def advance(self, done: int, total: int) -> None:
        """Tell that `done` of `total` rows are done; Stopped when somebody asked for it."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "update exchange_batchprogress set done = %s, total = %s where batch_id = %s returning cancel_asked",
                [min(done, total), total, self.batch_id],
            )
            row = cursor.fetchone()
        if row and row[0]:
            raise Stopped
