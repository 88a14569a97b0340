"""One database cluster in one folder: made on first use, kept by one process, shared by many, and never left half made."""

import fcntl
import json
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from anbang.lib.postgres.archive import Archive
from anbang.lib.postgres.binaries import Binaries, find_binaries
from anbang.lib.postgres.faults import AlreadyRunning, ClusterFault
from anbang.lib.postgres.ordinary_user import OrdinaryUser, reachable_binaries, reachable_home
from anbang.lib.postgres.server import PORT, Server, socket_folder_in

SUPERUSER = "postgres"
GUARDIAN = "anbang_guardian"
LEAST_FREE_BYTES = 300 * 1024 * 1024
EXTENSIONS = ("btree_gist", "pg_trgm")


class Cluster:
    """A PostgreSQL of our own. The first of `roles` that ends in `owner` owns `database`; all sign in by password, over a
    private socket only. `secrets` holds the passwords, mode 0600. `archive`: where every change is kept (a relative name lies in the
    cluster's own home), None where none is.
    """

    def __init__(
        self, folder: Path, *, database: str, roles: Sequence[str], secrets: Path, archive: Path | None = None
    ) -> None:
        self.user = OrdinaryUser.for_this_process()
        self.home = reachable_home(folder.absolute(), self.user)
        self.database = database
        self.roles = tuple(roles)
        self.secrets = secrets
        self.archive = None if archive is None else Archive(self.home / archive, self.data, self.user)
        self._lock: IO[str] | None = None
        self._server: Server | None = None

    def __enter__(self) -> "Cluster":
        self.start("a command")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def data(self) -> Path:
        """Where the rows are."""
        return self.home / "data"

    @property
    def socket_folder(self) -> Path:
        """The folder of the socket."""
        return socket_folder_in(self.home, self.user)

    def _address(self, role: str, database: str) -> str:
        password = quote(self._passwords()[role], safe="")
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.socket_folder), safe='')}&port={PORT}"

    def urls(self) -> dict[str, str]:
        """Role → its postgresql:// address."""
        return {role: self._address(role, self.database) for role in self.roles}

    def superuser_url(self) -> str:
        """The address of the superuser: for making databases and for tests, never for the product's own work."""
        return self._address(SUPERUSER, self.database)

    def start(self, purpose: str) -> None:
        """Make the cluster if it is new, start the server, make database and roles. AlreadyRunning or ClusterFault, each one
        sentence.
        """
        self._make_home()
        self._take_lock(purpose)
        try:
            self._make_cluster()
            settings = self.archive.settings(self.home) if self.archive else {}
            log = self.home / "log"
            self._server = Server(self.binaries(), self.data, self.socket_folder, log, self.user, settings)
            self._server.start(lambda: psycopg.connect(self._address(SUPERUSER, "postgres"), connect_timeout=5))
            self._make_database()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server fast and let go of the folder. Twice is harmless."""
        if self._server is not None:
            self._server.stop()
            self._server = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def attach(self) -> bool:
        """Whether another process keeps the server and it answers; then `urls()` may be used."""
        if self._holder() is None:
            return False
        try:
            with psycopg.connect(self._address(SUPERUSER, "postgres"), connect_timeout=5) as connection:
                connection.execute("select 1")
        except psycopg.OperationalError:
            return False
        return True

    @contextmanager
    def recovered(self, moment: datetime | None) -> Iterator[str]:
        """The database as it was at that moment (None: the last one in the archive), beside this one, which may run or not: the address of its
        owner. ClusterFault where the archive does not hold it.
        """
        if self.archive is None:
            raise ClusterFault(f"No archive is kept of the database in {self.data}.")

        def address_at(socket_folder: Path, role: str = SUPERUSER) -> str:
            return make_conninfo(self._address(role, self.database), host=str(socket_folder))

        with self.archive.recovered(moment, self.binaries(), self.home / "moment", address_at=address_at) as place:
            yield address_at(place, self.owner)

    @property
    def owner(self) -> str:
        """The role that owns the database."""
        return next((role for role in self.roles if role.endswith("owner")), self.roles[0])

    @property
    def server(self) -> Server:
        """The running server."""
        if self._server is None:
            raise ClusterFault("The server is not running.")
        return self._server

    def _make_home(self) -> None:
        try:
            self.user.own(self.home)
            self.user.own(self.socket_folder)
        except OSError as error:
            raise ClusterFault(f"The folder {self.home} cannot be used: {error.strerror}.") from error
        free = shutil.disk_usage(self.home).free
        if free < LEAST_FREE_BYTES and not (self.data / "PG_VERSION").exists():
            raise ClusterFault(
                f"The disk of {self.home} has {free // 1048576} MB free; a new database needs {LEAST_FREE_BYTES // 1048576} MB."
            )

    def _take_lock(self, purpose: str) -> None:
        lock = (self.home / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            holder = self._holder() or {}
            told = f"{holder.get('purpose', 'another process')} (process {holder.get('pid', 'unknown')})"
            raise AlreadyRunning(f"{told} already keeps the database in {self.home}.", holder=holder) from None
        lock.truncate(0)
        lock.write(json.dumps({"pid": str(os.getpid()), "purpose": purpose}))
        lock.flush()
        self._lock = lock

    def note(self, **about: str) -> None:
        """Add to what another start is told about this one, such as the address of its pages."""
        if self._lock is not None:
            holder = {**json.loads((self.home / "lock").read_text()), **about}
            self._lock.truncate(0)
            self._lock.write(json.dumps(holder))
            self._lock.flush()

    def _holder(self) -> dict[str, str] | None:
        """What the keeper of the lock wrote about itself; None where nobody keeps it."""
        try:
            with (self.home / "lock").open() as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    return dict(json.loads(lock.read() or "{}"))
        except (OSError, ValueError):
            return None
        return None

    def binaries(self) -> Binaries:
        """The programs, where the server's user can run them."""
        return reachable_binaries(find_binaries(), self.user, self.home)

    def _make_cluster(self) -> None:
        version = self.data / "PG_VERSION"
        try:
            if version.exists():
                self._refuse_another_major(int(version.read_text()))
                self._passwords()
                return
            if self.data.exists() and any(self.data.iterdir()):
                raise ClusterFault(
                    f"{self.data} holds no whole database (PG_VERSION is missing): restore it from a backup, or move it away."
                )
        except (OSError, ValueError) as error:
            raise ClusterFault(f"The database in {self.data} cannot be read: {error}.") from error
        self._init()

    def _refuse_another_major(self, made_by: int) -> None:
        ours = find_binaries().major
        if made_by != ours:
            raise ClusterFault(
                f"The database in {self.data} was made by PostgreSQL {made_by}, and the programs here are {ours}:"
                f" use PostgreSQL {made_by}, or carry it over with pg_upgrade."
            )

    def _init(self) -> None:
        """Make the cluster beside its place and move it in whole, so that a stop half-way leaves nothing to repair."""
        draft = self.home / "data.draft"
        shutil.rmtree(draft, ignore_errors=True)
        password = self._make_passwords()[SUPERUSER]
        with tempfile.NamedTemporaryFile("w", dir=self.home) as file:
            file.write(password)
            file.flush()
            os.fchown(file.fileno(), self.user.uid, self.user.gid)
            made = subprocess.run(  # noqa: S603
                [
                    str(self.binaries().folder / "initdb"),
                    *("-D", str(draft), "-U", SUPERUSER, "--pwfile", file.name, "-A", "scram-sha-256"),
                    *("-E", "UTF8", "--locale=C.UTF-8", "-k"),
                ],
                capture_output=True,
                text=True,
                cwd="/",
                check=False,
                **self.user.popen,
            )
        if made.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            last = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise ClusterFault(f"The database in {self.data} could not be made: {last}.")
        if self.data.exists():
            self.data.rmdir()
        draft.rename(self.data)

    def _make_database(self) -> None:
        with psycopg.connect(self._address(SUPERUSER, "postgres"), autocommit=True) as connection:
            known = {row[0] for row in connection.execute("select rolname from pg_roles")}
            if GUARDIAN not in known:
                connection.execute(sql.SQL("create role {} nologin bypassrls").format(sql.Identifier(GUARDIAN)))
            for role in self.roles:
                if role not in known:
                    self._make_role(connection, role, owns=role == self.owner)
            made = connection.execute("select 1 from pg_database where datname = %s", [self.database]).fetchone()
            if made is None:
                statement = sql.SQL("create database {} owner {} template template0 encoding 'UTF8' locale 'C.UTF-8'")
                connection.execute(statement.format(sql.Identifier(self.database), sql.Identifier(self.owner)))
        with psycopg.connect(self.superuser_url(), autocommit=True) as connection:
            for extension in EXTENSIONS:
                connection.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))

    def _make_role(self, connection: psycopg.Connection, role: str, *, owns: bool) -> None:
        statement = sql.SQL("create role {} login nosuperuser nobypassrls nocreaterole {} password {}")
        may = sql.SQL("createdb" if owns else "nocreatedb")
        connection.execute(statement.format(sql.Identifier(role), may, sql.Literal(self._passwords()[role])))
        if owns:
            connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(GUARDIAN), sql.Identifier(role)))

    @property
    def _password_file(self) -> Path:
        return self.secrets / "database.json"

    def _make_passwords(self) -> dict[str, str]:
        self.secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
        passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, *self.roles)}
        draft = self.secrets / f"database.{os.getpid()}.draft"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(passwords, file)
        draft.replace(self._password_file)
        return passwords

    def _passwords(self) -> dict[str, str]:
        try:
            return dict(json.loads(self._password_file.read_text()))
        except (OSError, ValueError) as error:
            raise ClusterFault(
                f"The passwords of the database in {self.data} cannot be read from {self._password_file}: restore that file."
            ) from error
