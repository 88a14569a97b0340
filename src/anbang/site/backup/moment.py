"""A moment that is past is made into a backup: from the archive, on a server beside the running one. It is then restored as any backup is."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from anbang.site.archiving import files_of
from anbang.site.backup.faults import BackupRefused
from anbang.site.backup.keys import Keys
from anbang.site.backup.manifest import SEALS, Manifest
from anbang.site.backup.roles import ROLES
from anbang.site.backup.taking import Source, take
from anbang.site.environment import OFFICE_ZONE
from anbang.site.instance import ADDRESSES, Instance
from anbang.site.telling import Tell

LATEST = "latest"
EXAMPLE = "2026-11-05 14:30"


def moment_of(text: str) -> datetime | None:
    """A moment as people write it, in the office's time unless it says another; None for `latest`. ValueError for anything else."""
    if text == LATEST:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(OFFICE_ZONE))


def take_moment(instance: Instance, moment: datetime | None, to: Path, tell: Tell) -> tuple[Path, Manifest]:
    """A backup of the installation as it was at that moment (None: the last one in the archive). Raises BackupRefused, ClusterFault."""
    if not instance.has_own_database:
        raise BackupRefused(
            "The archive is that of the embedded database; for one from outside see docs/operations.md."
        )
    cluster, files = instance.cluster, instance.folder / "files"
    if cluster.archive is None or not (cluster.data / "PG_VERSION").exists():
        raise BackupRefused(f"No archive is kept of the installation {instance.name!r} in {instance.folder}.")
    tell(f"making the database of {moment or 'the last moment in the archive'} again")
    with cluster.recovered(moment) as address:
        source = Source(
            installation=instance.name,
            address=address,
            roles={ours: ADDRESSES[variable] for ours, variable in ROLES.items()},
            folders=(files, files_of(cluster.archive)),
            book=instance.folder / "seals" / SEALS,
            keys=Keys.of(instance.keys),
            as_of=moment or _last_moment(address),
        )
        return take(source, to, tell)


def _last_moment(address: str) -> datetime:
    with psycopg.connect(address) as connection:
        told = connection.execute("select coalesce(pg_last_xact_replay_timestamp(), now())").fetchone()
    if told is None:
        raise BackupRefused("The archive does not say at which moment it ends.")
    moment: datetime = told[0]
    return moment
