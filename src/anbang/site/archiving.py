"""Keeps the archive of the embedded database in shape: a copy of the whole every day, the sealed files beside it, and nothing older than it need be.

The log itself is handed over by the server. `python -m anbang.site.archiving NAME` runs as long as `anbang serve` does.
"""

import logging
import os
import shutil
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from anbang.lib.postgres import Cluster, ClusterFault
from anbang.lib.postgres.archive import Archive
from anbang.site.instance import ADDRESSES, Instance

EVERY_SECONDS = 60
BASE_EVERY = timedelta(days=1)
# Any moment of so many days can be made again.
DAYS = 7
GONE = ".gone"
logger = logging.getLogger("anbang.archive")


def files_of(archive: Archive) -> Path:
    """Where the archive keeps sealed files, those too that were destroyed in these days."""
    return archive.folder / "files"


def keep(cluster: Cluster, archive: Archive, files: Path, *, at: datetime) -> None:
    """Do what is due at that moment. ClusterFault where the database cannot be copied."""
    keep_files(files, files_of(archive), at=at)
    bases = archive.bases()
    if not bases or at - bases[-1].moment >= BASE_EVERY:
        archive.take_base(cluster.superuser_url(), at=at)
        logger.warning("a copy of the whole database is kept in %s", archive.folder)
        archive.prune(at=at, days=DAYS)


def keep_files(files: Path, kept: Path, *, at: datetime) -> None:
    """Have every sealed file in the archive: as another name for it on one disk, as a copy on another. One that its office destroyed goes too,
    some days later.
    """
    there = {path.name for path in files.glob("??/*")}
    for path in sorted(files.glob("??/*")):
        place = kept / path.parent.name / path.name
        if not place.exists():
            with suppress(FileNotFoundError):  # destroyed just now
                _keep_file(path, place)
    for marked in list(kept.glob(f"??/*{GONE}")):
        if at.timestamp() - marked.stat().st_mtime > timedelta(days=DAYS).total_seconds():
            marked.with_suffix("").unlink(missing_ok=True)
            marked.unlink()
    for place in list(kept.glob("??/*")):
        if place.name not in there and not place.suffix:
            marked = place.with_suffix(GONE)
            if not marked.exists():
                marked.touch()


def _keep_file(path: Path, place: Path) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(path, place)
    except FileNotFoundError:
        raise
    except OSError:
        draft = place.with_name(f"{place.name}.draft")
        shutil.copyfile(path, draft)
        draft.replace(place)


def main() -> None:
    """Keep it, once a minute, until told to stop."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # The addresses that `anbang serve` tells its children are those of its own server.
    environment = {name: value for name, value in os.environ.items() if name not in ADDRESSES}
    instance = Instance(sys.argv[1], environment)
    cluster = instance.cluster
    if cluster.archive is None:
        sys.exit("anbang archive: no archive is kept of this installation")
    while True:
        try:
            keep(cluster, cluster.archive, instance.folder / "files", at=datetime.now(UTC))  # noqa: TID251  # a moment of the machine
        except (ClusterFault, OSError, psycopg.Error) as fault:
            logger.error("the archive is behind: %s", fault)  # a full disk needs no traceback
        time.sleep(EVERY_SECONDS)


if __name__ == "__main__":
    main()
