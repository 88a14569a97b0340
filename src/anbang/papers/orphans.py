"""Sealed files that nobody refers to: a step that wrote one was taken back, or a process died between the end of a step and the removal."""

import logging
import re
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from anbang.lib.held_file import held
from anbang.papers.actions import destroy_path

# Whoever is still about to refer to a file does so within minutes; a day is for clocks and nights.
A_DAY: Final = timedelta(days=1)
# The number of a file; behind it, what a re-sealing that was killed left.
NAME: Final = re.compile(r"([0-9a-f]{32})(\..+)?")
logger = logging.getLogger("anbang.papers")


def remove_orphans(needed: Collection[str], *, at: datetime) -> int:
    """Remove from the disk what is older than a day and not among `needed`, the names of the files that rows refer to; how many went. The log
    is told their number and nothing else.
    """
    removed = 0
    for path, name, is_draft in _older_than(at - A_DAY):
        if is_draft:
            with held(path.with_name(name)):
                path.unlink(missing_ok=True)
        elif name not in needed:
            destroy_path(path)
        else:
            continue
        removed += 1
    if removed:
        logger.warning("%d sealed files to which nothing refers were removed", removed)
    return removed


def _older_than(moment: datetime) -> Iterator[tuple[Path, str, bool]]:
    """Each file of that age, the name of the sealed file that it is or is a draft of, and whether it is a draft."""
    for path in sorted((Path(settings.FOLDER) / "files").glob("[0-9a-f][0-9a-f]/*")):
        named = NAME.fullmatch(path.name)
        try:
            is_old = path.stat().st_mtime < moment.timestamp()
        except FileNotFoundError:
            continue
        if named and is_old:
            yield path, named[1], named[2] is not None
