"""What makes a restored database an installation again: this version's tables, nobody signed in, the restore told in the trail, the trail compared."""

from collections.abc import Sequence

from django.db import connections
from django.db.migrations.loader import MigrationLoader

from anbang.audit import keeping
from anbang.audit.recording import Happening, record
from anbang.audit.verifying import Verified
from anbang.organisations.acting import acting
from anbang.organisations.day import office_day
from anbang.organisations.kinds import Role
from anbang.organisations.unattended import unattended
from anbang.site.backup.faults import BackupRefused
from anbang.site.backup.manifest import Manifest
from anbang.site.preparation import OWNER, prepare
from anbang.site.telling import Tell, step


def refuse_newer(migrations: Sequence[tuple[str, str]], *, version: str) -> None:
    """BackupRefused where the tables were made by a version that this one does not know."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known |= {(app, name) for app, name in migration.replaces}
    if unknown := [f"{app} {name}" for app, name in migrations if (app, name) not in known]:
        raise BackupRefused(
            f"The backup was made by a newer version, {version}, whose tables are not known here ({unknown[0]}): install that version first."
        )


def settle(manifest: Manifest, *, newest_known: int, tell: Tell) -> Verified:
    """Bring the tables to this version, end every session, tell the trail that it was set back, seal that, and compare all of it with its seals.
    `newest_known`: the number of the newest seal that any book tells of.
    """
    with connections[OWNER].cursor() as cursor:
        # Privileges belong to the roles of this server: set anew, whatever the mark of the backup says.
        cursor.execute("comment on table django_migrations is null")
    prepare(tell)
    with connections[OWNER].cursor() as cursor:
        # Somebody may have signed out, or lost the post, since the backup was made.
        cursor.execute("delete from django_session")
    by = unattended("restore", on=office_day(), role=Role.SYSTEM_ADMINISTRATOR)
    told = {
        "backup": manifest.backup,
        "as_of": manifest.as_of,
        "seal": manifest.seal.number if manifest.seal else 0,
        "newest_known": newest_known,
    }
    with acting(by):
        record("restored", Happening(data=told), by=by, on=by.today)
    with step("sealing the trail and comparing all of it with its seals", tell):
        keeping.seal_now()
        found = keeping.check_now()
    connections.close_all()
    return found
