"""Makes a database fit for the code: migrated, with the privileges and the district of this version. Done once, asked quickly."""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from django.core.management import call_command
from django.db import Error, connections
from django.db.migrations.executor import MigrationExecutor

from anbang.casework.duty.versions import CURRENT, keep_current_version
from anbang.organisations.loading import RONGCHANG, load_district
from anbang.site.keys_at_hand import prepare_keys
from anbang.site.messages import compile_messages
from anbang.site.privileges import grant, statements
from anbang.site.refusals import refuse_halfway_database, refuse_incomplete_database
from anbang.site.telling import Tell, step

OWNER = "owner"
LOCK = 4_203_151_208  # any number, the same in every process: one prepares, the others wait and find it done
MARKED_TABLE = "django_migrations"


def prepare(tell: Tell) -> None:
    """Do what the database lacks, telling each step with its seconds. Harmless at once from several processes."""
    compile_messages()
    with one_at_a_time():
        _prepare_database(tell)
        prepare_keys(tell)


def _prepare_database(tell: Tell) -> None:
    executor = MigrationExecutor(connections[OWNER])
    leaves = executor.loader.graph.leaf_nodes()
    wanted = _mark(leaves)
    if not executor.migration_plan(leaves) and _found_mark() == wanted:
        return
    refuse_halfway_database(executor.loader)
    refuse_incomplete_database()
    with step("making the tables", tell):
        call_command("migrate", database=OWNER, verbosity=0, interactive=False)
    with step("setting privileges and row security", tell):
        grant()
    with step("loading the district", tell):
        load_district()
    keep_current_version(using=OWNER)
    _write_mark(wanted)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """The lock ends with its transaction, so that no pooler can keep it; migrations have transactions of their own, so it has a
    connection of its own.
    """
    with closing(connections[OWNER].copy()) as held:
        held.set_autocommit(False)
        with held.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        try:
            yield
        finally:
            connections.close_all()
            # Answered: the lock is gone when this returns. A server that is gone holds none.
            with suppress(Error):
                held.rollback()


def _mark(leaves: list[tuple[str, str]]) -> str:
    """A digest of all that preparing depends on: the last migrations, the privileges, the policy, the district's files."""
    digest = hashlib.sha256(repr((sorted(leaves), list(statements()), CURRENT)).encode())
    for file in sorted(RONGCHANG.iterdir(), key=lambda file: file.name):
        if file.is_file():
            digest.update(file.read_bytes())
    return f"prepared {digest.hexdigest()}"


def _found_mark() -> str | None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("select obj_description(to_regclass(%s), 'pg_class')", [MARKED_TABLE])
        found: str | None = cursor.fetchone()[0]
        return found


def _write_mark(mark: str) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(f"comment on table {MARKED_TABLE} is '{mark}'")
