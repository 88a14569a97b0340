"""Whether a backup is as it was written: every file in it, one by one. Needs no installation and no key."""

import hashlib
from pathlib import Path

from anbang.lib.signing import Witness
from anbang.site.backup.faults import BackupRefused
from anbang.site.backup.manifest import Manifest, read_manifest
from anbang.site.telling import Tell, step

READ_BYTES = 1024 * 1024
SHOWN = 5


def check(folder: Path, tell: Tell, *, witness: Witness | None = None) -> Manifest:
    """The manifest of a backup of which every bit is as it was written. BackupRefused naming what is not."""
    manifest = read_manifest(folder, witness)
    with step(f"comparing {len(manifest.parts):,} files with the manifest", tell):
        faults = [f"{folder / name} {fault}" for name in manifest.parts if (fault := _fault(folder, name, manifest))]
    if faults:
        more = [f"and {len(faults) - SHOWN:,} more"] if len(faults) > SHOWN else []
        raise BackupRefused(
            "; ".join([*faults[:SHOWN], *more]) + ": this backup is not as it was written; take another."
        )
    return manifest


def _fault(folder: Path, name: str, manifest: Manifest) -> str | None:
    """What is wrong with one file."""
    path, part = folder / name, manifest.parts[name]
    try:
        if path.is_symlink() or not path.is_file():
            return "is missing"
        if path.stat().st_size != part.bytes:
            return f"has {path.stat().st_size:,} bytes instead of {part.bytes:,}"
        if digest_of(path) != part.sha256:
            return "was altered, or the disk has a fault"
    except OSError as fault:
        return f"cannot be read ({fault.strerror})"
    return None


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(READ_BYTES):
            digest.update(piece)
    return digest.hexdigest()
