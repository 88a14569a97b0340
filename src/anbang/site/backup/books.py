"""The book of seals of a backup, held against one that was kept elsewhere: whether both tell the same, and what is newer than the backup."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anbang.site.backup.faults import BackupRefused


@dataclass(frozen=True, slots=True)
class Newer:
    """Seals that another book knows of and the backup does not: from the first to the last of them."""

    first: int
    last: int

    def __str__(self) -> str:
        which = f"seal {self.first:,}" if self.first == self.last else f"seals {self.first:,} to {self.last:,}"
        return f"a book of seals knows of {which}, made after the backup: what they sealed is not in it"


def newer_than(backup: Path, elsewhere: Path, *, until: int) -> Newer | None:
    """What the book `elsewhere` knows beyond seal `until`, the last of the backup. BackupRefused where the two tell different things of the
    same seal, and where one of them cannot be read.
    """
    ours, theirs = _told_in(backup), _told_in(elsewhere)
    if others := sorted(number for number in ours.keys() & theirs.keys() if ours[number] != theirs[number]):
        raise BackupRefused(
            f"{elsewhere} tells of another seal {others[0]:,} than the backup: it is of another installation, or one of the two was changed."
        )
    beyond = sorted(number for number in theirs if number > until)
    return Newer(beyond[0], beyond[-1]) if beyond else None


def _told_in(book: Path) -> dict[int, dict[str, Any]]:
    """Number → what the book tells of the seal. A last line that was cut off is none yet."""
    found: dict[int, dict[str, Any]] = {}
    try:
        with book.open("rb") as lines:
            for line in lines:
                if line.endswith(b"\n"):
                    told = dict(json.loads(line))
                    found[int(told["number"])] = told
    except OSError as fault:
        raise BackupRefused(f"{book}: {fault.strerror}.") from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise BackupRefused(f"{book} is no book of seals.") from fault
    return found
