"""A database for one call, copied from a template with the district and a crew in it, and thrown away afterwards."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from anbang.scenario.crew import hire, is_hired
from anbang.site.preparation import one_at_a_time
from anbang.site.telling import Tell, step

OWNER = "owner"
PREFIX = "scratch_"
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.1


@contextmanager
def scratch_database(tell: Tell) -> Iterator[None]:
    """Everything inside works on a copy of the prepared database. The crew is hired into the template the first time."""
    with one_at_a_time():
        if not is_hired():
            with step("hiring a crew for scenarios", tell):
                hire()
    template = str(connections[OWNER].settings_dict["NAME"])
    name = f"{PREFIX}{os.getpid()}_{secrets.token_hex(4)}"
    connections.close_all()
    with closing(_at_the_server()) as server:
        _remove_leftovers(server)
        _copy(server, template, name)
        _point_at(name)
        try:
            yield
        finally:
            connections.close_all()
            _point_at(template)
            server.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))


def _at_the_server() -> psycopg.Connection:
    """The owner at the server's own database: nobody must be in the template while it is copied."""
    parameters = connections[OWNER].get_connection_params()
    wanted = {name: parameters[name] for name in ("user", "password", "host", "port") if parameters.get(name)}
    return psycopg.connect(dbname="postgres", autocommit=True, **wanted)


def _copy(server: psycopg.Connection, template: str, name: str) -> None:
    """Another call that prepares or copies the same template is waited for."""
    statement = sql.SQL("create database {} template {} strategy file_copy").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            server.execute(statement)
            break
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > until:
                raise
            time.sleep(PAUSE_SECONDS)
    # What is thrown away in a moment need not reach the disk before the next step.
    server.execute(sql.SQL("alter database {} set synchronous_commit = off").format(sql.Identifier(name)))


def _remove_leftovers(server: psycopg.Connection) -> None:
    """Copies of calls that were killed: nobody is connected to them."""
    rows = server.execute(
        "select datname from pg_database d where datname like %s"
        " and not exists (select 1 from pg_stat_activity a where a.datname = d.datname)",
        [PREFIX + "%"],
    ).fetchall()
    for (name,) in rows:
        if not _is_alive(name):
            server.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))


def _is_alive(name: str) -> bool:
    """Whether the process that made the copy still runs."""
    try:
        os.kill(int(name.removeprefix(PREFIX).split("_")[0]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _point_at(name: str) -> None:
    for alias in settings.DATABASES:
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name
