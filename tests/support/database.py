"""A real PostgreSQL for the suite: one server a process, migrated once, cloned fresh for every test that asks."""

import itertools
import os
import shutil
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import conninfo, sql

from anbang.casework.duty.versions import keep_current_version
from anbang.lib.postgres import Cluster
from anbang.lib.postgres.cluster import EXTENSIONS
from anbang.organisations.loading import load_district
from anbang.papers.keys import make_keyring
from anbang.site.privileges import grant
from tests.support.places import place_for_servers

PROJECT = Path(__file__).parents[2]
ALIASES = {"default": "anbang_app", "owner": "anbang_owner", "overseer": "anbang_overseer", "auditor": "anbang_auditor"}
TEMPLATE = "anbang"
TODAY = date(2026, 11, 5)
KEPT = 2


@dataclass
class Server:
    """The running server, and how to make databases on it."""

    urls: dict[str, str]
    superuser_url: str
    numbers: Iterator[int]
    cluster: Cluster
    makers: dict[str, psycopg.Connection] = field(default_factory=dict)
    left: deque[str] = field(default_factory=deque)

    def clone(self, template: str = TEMPLATE) -> str:
        """A fresh copy of the migrated district, or of a database that nobody uses at the moment."""
        return self._create("test", template)

    def bare(self, kind: str) -> str:
        """A database of the owner's with the extensions and nothing else."""
        name = self._create(kind, "template0")
        with self.as_superuser(name) as connection:
            for extension in EXTENSIONS:
                connection.execute(sql.SQL("create extension {}").format(sql.Identifier(extension)))
        return name

    def leave_to_drop(self, name: str) -> None:
        """Nobody needs a copy any more: it goes when the next ones have come.

        By then who was connected to it is gone; PostgreSQL would wait for them a tenth of a second at a time.
        """
        self.left.append(name)
        while len(self.left) > KEPT:
            self.drop(self.left.popleft())

    def _create(self, kind: str, template: str) -> str:
        name = f"{kind}_{next(self.numbers)}"
        # Copying files is half the work of copying block by block; nobody uses the template meanwhile.
        statement = sql.SQL("create database {} template {} strategy file_copy")
        self._making(self.urls["anbang_owner"]).execute(
            statement.format(sql.Identifier(name), sql.Identifier(template))
        )
        return name

    def drop(self, name: str) -> None:
        """Remove a copy, whoever is still connected."""
        self._making(self.superuser_url).execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))

    def _making(self, url: str) -> psycopg.Connection:
        """One connection for thousands of databases that come and go, and another after the server was killed."""
        try:
            self.makers[url].execute("select 1")
        except (KeyError, psycopg.OperationalError):
            self.makers[url] = psycopg.connect(self._at("postgres", url), autocommit=True)
        return self.makers[url]

    def leave(self) -> None:
        """Nobody makes databases any more."""
        for connection in self.makers.values():
            connection.close()

    @staticmethod
    def _at(database: str, url: str) -> str:
        return conninfo.make_conninfo(url, dbname=database)

    def at(self, database: str, role: str) -> str:
        """The address of `database` as `role`."""
        return self._at(database, self.urls[role])

    def addresses(self, database: str) -> dict[str, str]:
        """The environment of another process that works on `database`."""
        names = {"DATABASE_URL": "anbang_app", "DATABASE_OWNER_URL": "anbang_owner"}
        names |= {"DATABASE_OVERSEER_URL": "anbang_overseer", "DATABASE_AUDITOR_URL": "anbang_auditor"}
        return {variable: _on(database, self.urls[role]) for variable, role in names.items()}

    def as_superuser(self, database: str) -> psycopg.Connection:
        """A connection that no rule binds: for planting faults and reading what is really there."""
        return psycopg.connect(self.at_superuser(database), autocommit=True)

    def at_superuser(self, database: str) -> str:
        """The address of `database` for whoever no rule binds."""
        return self._at(database, self.superuser_url)


def _on(database: str, url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{database}"))


def _point_django_at(database: str, urls: dict[str, str]) -> None:
    connections.close_all()
    for alias, role in ALIASES.items():
        parts = conninfo.conninfo_to_dict(urls[role])
        settings_dict = connections[alias].settings_dict
        settings_dict.update(
            NAME=database,
            USER=parts["user"],
            PASSWORD=parts["password"],
            HOST=parts["host"],
            PORT=str(parts.get("port", "")),
            CONN_MAX_AGE=0,  # a job's thread leaves no connection behind to a database that is about to go
        )
        settings.DATABASES[alias].update(settings_dict)


def _sign_in_quickly(urls: Iterable[str], *, by: str) -> None:
    """Thousands of connections are opened here, and stretching a password takes longer than all else about one."""
    with psycopg.connect(by, autocommit=True) as connection:
        connection.execute("set scram_iterations = 1")
        for told in map(conninfo.conninfo_to_dict, urls):
            role, password = sql.Identifier(told["user"]), sql.Literal(told["password"])
            connection.execute(sql.SQL("alter role {} password {}").format(role, password))


@pytest.fixture(scope="session")
def server(worker_id_or_main: str) -> Iterator[Server]:
    """The server of this test process, with a migrated, loaded template database."""
    home = place_for_servers() / f"test-{worker_id_or_main}"
    shutil.rmtree(home, ignore_errors=True)
    cluster = Cluster(home / "database", database=TEMPLATE, roles=tuple(ALIASES.values()), secrets=home / "secrets")
    cluster.start("tests")
    try:
        urls = cluster.urls()
        _sign_in_quickly([*urls.values(), cluster.superuser_url()], by=cluster.superuser_url())
        _point_django_at(TEMPLATE, urls)
        call_command("migrate", database="owner", verbosity=0)
        grant()
        load_district()
        keep_current_version(using="owner")
        connections.close_all()
        made = Server(urls, cluster.superuser_url(), itertools.count(1), cluster)
        yield made
        made.leave()
    finally:
        connections.close_all()
        cluster.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def worker_id_or_main() -> str:
    """The name of this pytest process among several."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@contextmanager
def opened(server: Server, folder: Path, *, template: str = TEMPLATE) -> Iterator[str]:
    """A fresh copy of a database, with Django's connections pointing at it; the keys lie in `folder`."""
    name = server.clone(template)
    _point_django_at(name, server.urls)
    settings.FOLDER, settings.KEYS = folder, folder / "keys"
    make_keyring(on=TODAY)
    try:
        yield name
    finally:
        connections.close_all()
        server.leave_to_drop(name)


@pytest.fixture
def database(server: Server, tmp_path: Path) -> Iterator[str]:
    """The name of a fresh database with the district in it; Django's connections point at it with their real roles."""
    with opened(server, tmp_path) as name:
        yield name
