"""PostgreSQL refuses to run as root: as whom it runs, and where that user can read what it needs."""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anbang.lib.postgres.binaries import Binaries
from anbang.lib.postgres.faults import ClusterFault

PREFERRED = ("anbang", "postgres", "nobody")
ELSEWHERE = Path("/var/lib/anbang")


@dataclass(frozen=True, slots=True)
class OrdinaryUser:
    """The user that owns and runs the server: ourselves, or as root an existing ordinary user (`initdb` wants a name)."""

    uid: int
    gid: int
    drops: bool

    @classmethod
    def for_this_process(cls) -> "OrdinaryUser":
        """Ourselves, or as root the first of the preferred users that exists."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid(), drops=False)
        for name in PREFERRED:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid, drops=True)
        raise ClusterFault(
            f"PostgreSQL does not run as root, and none of the users {', '.join(PREFERRED)} exists: add one."
        )

    @property
    def popen(self) -> dict[str, Any]:
        """What `subprocess` needs to become this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.drops else {}

    def can_reach(self, folder: Path) -> bool:
        """Whether the user may enter the nearest existing folder at or above `folder`."""
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        return not self.drops or self._may(["test", "-x", str(folder)])

    def can_run(self, binaries: Binaries) -> bool:
        """Whether the user may start the programs where they lie."""
        return not self.drops or self._may([str(binaries.folder / "postgres"), "--version"])

    def may_write(self, folder: Path) -> bool:
        """Whether the user may make files in the folder."""
        return self._may(["test", "-w", str(folder)]) if self.drops else os.access(folder, os.W_OK | os.X_OK)

    def _may(self, command: list[str]) -> bool:
        try:
            return subprocess.run(command, capture_output=True, cwd="/", check=False, **self.popen).returncode == 0  # noqa: S603
        except PermissionError:
            return False

    def own(self, folder: Path) -> Path:
        """`folder`, made if need be, closed to everybody else."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.drops and folder.stat().st_uid != self.uid:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)
        return folder


def reachable_home(folder: Path, user: OrdinaryUser) -> Path:
    """`folder`, or a folder of its own under /var/lib where the user cannot reach it, as in root's home."""
    if user.can_reach(folder.parent):
        return folder
    ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
    return ELSEWHERE / hashlib.sha256(str(folder).encode()).hexdigest()[:16]


def reachable_binaries(binaries: Binaries, user: OrdinaryUser, home: Path) -> Binaries:
    """`binaries`, or a copy of them and the libraries beside them in `home` where the user cannot run them."""
    if user.can_run(binaries):
        return binaries
    version = hashlib.sha256(str((binaries.folder / "postgres").stat().st_mtime_ns).encode()).hexdigest()[:12]
    copies = home / f"programs-{binaries.major}-{version}"
    if not copies.is_dir():
        draft = user.own(home / f"{copies.name}.draft")
        for need in binaries.needs:
            shutil.copytree(need, _copied(need, draft), symlinks=True, dirs_exist_ok=True)
        for path in (draft, *draft.rglob("*")):
            os.chown(path, user.uid, user.gid, follow_symlinks=False)
        draft.rename(copies)
    return Binaries(_copied(binaries.folder, copies, of=binaries.needs[0]), binaries.major, ())


def _copied(path: Path, copies: Path, *, of: Path | None = None) -> Path:
    """Where `path` lies among the copies: the two folders keep their places beside each other, for the programs find their
    libraries by it.
    """
    site_packages = (of or path).parent.parent if (of or path).name == "pginstall" else (of or path).parent
    return copies / path.relative_to(site_packages)
