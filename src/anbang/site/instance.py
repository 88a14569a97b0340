"""One installation on this machine: its folder, its secrets, its database, and the environment of the processes that use it."""

import json
import os
import secrets
import shutil
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

import anbang
from anbang.lib.postgres import AlreadyRunning, Cluster
from anbang.lib.secret_files import write_once
from anbang.site.telling import Tell, step

PROJECT = Path(anbang.__file__).parents[2]
MAIN, DEMO, SCENARIOS = "main", "demo", "scenarios"
DATABASE = "anbang"
ADDRESSES = {
    "DATABASE_URL": "anbang_app",
    "DATABASE_OWNER_URL": "anbang_owner",
    "DATABASE_OVERSEER_URL": "anbang_overseer",
    "DATABASE_AUDITOR_URL": "anbang_auditor",
}
SETTINGS = "anbang.site.settings"
NO_ARCHIVE, ARCHIVE_BESIDE = "off", "beside"


class InstanceFault(Exception):
    """The installation cannot be used; the message is one sentence that says what, where and what helps."""


class Instance:
    """The installation `name`, kept in ANBANG_FOLDER or in `var/<name>` of the project.

    `environment` is where its addresses and secrets are read from and written to: the process's own, or another in tests.
    """

    def __init__(self, name: str, environment: MutableMapping[str, str] | None = None) -> None:
        self.name = name
        self.environment = os.environ if environment is None else environment
        self.folder = self._folder()
        self._purpose = ""
        self._cluster: Cluster | None = None

    @classmethod
    def at(cls, name: str, folder: Path) -> "Instance":
        """The installation of this name in another folder, for this process and whatever it starts."""
        os.environ["ANBANG_FOLDER"] = str(folder.absolute())
        return cls(name)

    def _folder(self) -> Path:
        if told := self.environment.get("ANBANG_FOLDER"):
            return Path(told).absolute()
        if not (PROJECT / "pyproject.toml").exists():
            raise InstanceFault("Set ANBANG_FOLDER to the folder where this installation keeps its files and keys.")
        return PROJECT / "var" / self.name

    @property
    def keys(self) -> Path:
        """Where its keys lie: the demo's always with it, those of real people where ANBANG_KEYS says."""
        return self.keys_in(self.folder)

    def keys_in(self, folder: Path) -> Path:
        """Where they would lie if it were kept in that folder."""
        told = self.environment.get("ANBANG_KEYS") if self.name == MAIN else None
        return Path(told).absolute() if told else folder / "keys"

    @property
    def has_own_database(self) -> bool:
        """Whether the embedded server is used: an address from outside always wins over it."""
        return not any(self.environment.get(variable) for variable in ADDRESSES)

    @property
    def keeps_a_database(self) -> bool:
        """Whether this process keeps the server, so that it ends with it."""
        return self._cluster is not None

    @property
    def keeps_an_archive(self) -> bool:
        """Whether this process keeps the server, and every change of the last days with it."""
        return self._cluster is not None and self._cluster.archive is not None

    @contextmanager
    def kept(self, purpose: str, tell: Tell) -> Iterator["Instance"]:
        """Be the one process that keeps the installation's database. AlreadyRunning where another does."""
        with self._database(purpose, tell, may_share=False):
            yield self

    @contextmanager
    def used(self, purpose: str, tell: Tell) -> Iterator["Instance"]:
        """Use the database that another process keeps, or keep it for so long."""
        with self._database(purpose, tell, may_share=True):
            yield self

    def refuse_none(self, consequence: str) -> None:
        """InstanceFault where there is no installation yet, for what would have nothing to look at in a new one."""
        if self.has_own_database and not (self.cluster.data / "PG_VERSION").exists():
            raise InstanceFault(
                f"There is nothing in {self.folder} yet, no installation was started there: {consequence}."
            )

    def note(self, **about: str) -> None:
        """What another start is told about this one, such as `url`."""
        if self._cluster is not None:
            self._cluster.note(**about)

    def empty(self) -> None:
        """Throw away the database and the sealed files. Only the process that keeps a database of its own may."""
        if self._cluster is None:
            raise InstanceFault(
                f"The database of {self.name!r} is not ours to empty: give it an empty one, or empty it yourself."
            )
        address = make_conninfo(self._cluster.superuser_url(), dbname="postgres")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"drop database {DATABASE} with (force)")
        shutil.rmtree(self.folder / "files", ignore_errors=True)
        self._cluster.stop()
        self._cluster.start(self._purpose)

    # Inside

    @contextmanager
    def _database(self, purpose: str, tell: Tell, *, may_share: bool) -> Iterator[None]:
        is_new = self._make_folder()
        if not self.has_own_database:
            self._settle()
            yield
            return
        cluster = self.cluster
        if is_new:
            _set_aside(cluster, tell)
        keeps = not (may_share and cluster.attach())
        if keeps:
            self._start(cluster, purpose, tell)
        try:
            urls = cluster.urls()
            self.environment.update({variable: urls[role] for variable, role in ADDRESSES.items()})
            self._settle()
            yield
        finally:
            self._cluster = None
            cluster.stop()

    @property
    def cluster(self) -> Cluster:
        """The embedded server of this installation, running or not."""
        folder, roles = self.folder / "database", tuple(ADDRESSES.values())
        return Cluster(folder, database=DATABASE, roles=roles, secrets=self._secrets, archive=self._archive())

    def _archive(self) -> Path | None:
        """Where every change of the last days is kept: beside the database, unless told otherwise. Of what is made up, nothing is."""
        told = self.environment.get("ANBANG_ARCHIVE") or (ARCHIVE_BESIDE if self.name == MAIN else NO_ARCHIVE)
        if told == NO_ARCHIVE:
            return None
        return Path("archive") if told == ARCHIVE_BESIDE else Path(told).absolute()

    def _start(self, cluster: Cluster, purpose: str, tell: Tell) -> None:
        is_made = (cluster.data / "PG_VERSION").exists()
        with nullcontext() if is_made else step("making the database", tell):
            cluster.start(purpose)
        self._purpose, self._cluster = purpose, cluster

    @property
    def _secrets(self) -> Path:
        return self.folder / "secrets"

    def _make_folder(self) -> bool:
        """Make what is missing, and say whether this is a new installation. The folder lets others pass and not look: as root,
        the server below it runs as another user.
        """
        try:
            is_new = not self.folder.exists() or not any(self.folder.iterdir())
            if not self.folder.parent.exists():
                self.folder.parent.mkdir(parents=True)
                self.folder.parent.chmod(0o755)
            self.folder.mkdir(exist_ok=True)
            self.folder.chmod(0o711)
            self._secrets.mkdir(mode=0o700, exist_ok=True)
            self._mark()
        except OSError as error:
            raise InstanceFault(f"The folder {self.folder} cannot be used: {error.strerror}.") from error
        return is_new

    def _mark(self) -> None:
        """Write down whose folder it is: the demo's invented people must never meet real ones."""
        named = write_once(self._secrets / "installation.json", lambda: json.dumps({"name": self.name})).read_text()
        try:
            owner = json.loads(named)["name"]
        except (ValueError, KeyError, TypeError) as error:
            raise InstanceFault(
                f"{self._secrets / 'installation.json'} cannot be read: restore it from a backup."
            ) from error
        if owner != self.name:
            raise InstanceFault(
                f"The folder {self.folder} belongs to the installation {owner!r}, not to {self.name!r}."
            )

    def _settle(self) -> None:
        """What the settings need besides the addresses; what is told from outside stays."""
        key = write_once(self._secrets / "secret_key", lambda: secrets.token_urlsafe(48)).read_text()
        self.environment.setdefault("ANBANG_SECRET_KEY", key)
        self.environment.setdefault("ANBANG_FOLDER", str(self.folder))
        if self.name != MAIN:
            # Keys of real people seal nothing that is made up.
            self.environment.pop("ANBANG_KEYS", None)
        self.environment.setdefault("ANBANG_INSTANCE", self.name)
        self.environment["DJANGO_SETTINGS_MODULE"] = SETTINGS


def running_sentence(running: AlreadyRunning, name: str) -> str:
    """What is running and where, for whoever starts a second one."""
    holder = running.holder
    who = f"{holder.get('purpose', 'another process')} (process {holder.get('pid', 'unknown')})"
    if url := holder.get("url"):
        return f"{who} is already running at {url}; Ctrl-C in its terminal stops it."
    return f"{who} is using the installation {name!r} just now; try again in a moment."


def _set_aside(cluster: Cluster, tell: Tell) -> None:
    """A database found by a new installation is of an earlier one in the same place, whose passwords went with it. It lies
    outside where root's home could not be read; it is kept, out of the way.
    """
    if not (cluster.data / "PG_VERSION").exists() or (cluster.secrets / "database.json").exists():
        return
    number = 1
    while (aside := cluster.home.with_name(f"{cluster.home.name}.earlier-{number}")).exists():
        number += 1
    cluster.home.rename(aside)
    tell(f"the database of an earlier installation in this place is kept in {aside}")
