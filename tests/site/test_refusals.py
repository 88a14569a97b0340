"""Nothing starts on roles that row security does not bind: not the pages, not the worker, no command."""

from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connections
from psycopg import conninfo

from anbang.site.refusals import UnsafeDatabase, refuse_unsafe_databases
from tests.support.command_line import anbang, module
from tests.support.database import Server

VARIABLES = {"default": "DATABASE_URL", "overseer": "DATABASE_OVERSEER_URL"}
COMMANDS = (
    ("import-batch", "list.xlsx", "--institution", "重庆市永川监狱"),
    ("account", "li", "--role", "justice_assistant", "--office", "昌元司法所"),
    ("manage", "check"),
    ("serve", "--port", "0"),
)
SUPERUSER = "The role postgres is a superuser, so row security is silently off."


def a_superuser_as(variable: str, server: Server, database: str) -> dict[str, str]:
    """The product's addresses, but for one."""
    parts = urlsplit(server.superuser_url)
    return {**server.addresses(database), variable: urlunsplit(parts._replace(path=f"/{database}"))}


def test_the_roles_of_the_product_are_accepted(database: str):
    refuse_unsafe_databases()


@pytest.mark.parametrize("alias", VARIABLES)
def test_a_superuser_behind_the_pages_is_refused(
    database: str, server: Server, alias: str, monkeypatch: pytest.MonkeyPatch
):
    parts = conninfo.conninfo_to_dict(server.superuser_url)
    connections[alias].close()
    monkeypatch.setitem(connections[alias].settings_dict, "USER", parts["user"])
    monkeypatch.setitem(connections[alias].settings_dict, "PASSWORD", parts["password"])
    with pytest.raises(UnsafeDatabase, match=f"{alias}: The role postgres is a superuser"):
        refuse_unsafe_databases()
    connections[alias].close()


@pytest.mark.parametrize("other", ["overseer", "owner", "auditor"])
def test_one_role_for_two_addresses_is_refused(database: str, other: str, monkeypatch: pytest.MonkeyPatch):
    """The owner's tables do not bind the owner, and the overseer's rows would be the app's too."""
    app = connections["default"].settings_dict
    connections[other].close()
    for part in ("USER", "PASSWORD"):
        monkeypatch.setitem(connections[other].settings_dict, part, app[part])
    with pytest.raises(UnsafeDatabase, match=f"{other}: The role anbang_app is another address's too"):
        refuse_unsafe_databases()
    connections[other].close()


@pytest.mark.parametrize("asked", COMMANDS, ids=lambda asked: asked[0])
def test_every_command_refuses_a_superuser_in_one_line(
    asked: tuple[str, ...], database: str, server: Server, place: Path
):
    answer = anbang(*asked, place=place, **a_superuser_as("DATABASE_URL", server, database))
    assert answer.stderr == f"anbang: The database is refused. default: {SUPERUSER}\n"
    assert (answer.returncode, answer.stdout) == (1, "")


def test_the_worker_refuses_a_superuser_in_one_line(database: str, server: Server, place: Path):
    told = {**a_superuser_as("DATABASE_OVERSEER_URL", server, database), "ANBANG_SECRET_KEY": "a secret of tests" * 3}
    answer = module("anbang.site.worker", place=place, **told)
    assert answer.stderr == f"anbang worker: The database is refused. overseer: {SUPERUSER}\n"
    assert answer.returncode == 1


def test_the_same_command_goes_through_with_the_roles_of_the_product(database: str, server: Server, place: Path):
    """The control."""
    answer = anbang("manage", "check", place=place, **server.addresses(database))
    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stdout
