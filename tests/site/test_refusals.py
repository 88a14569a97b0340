"""The pages do not start on roles that row security does not bind."""

import pytest
from django.db import connections
from psycopg import conninfo

from anbang.site.refusals import UnsafeDatabase, refuse_unsafe_databases
from tests.support.database import Server


def test_the_roles_of_the_product_are_accepted(database: str):
    refuse_unsafe_databases()


@pytest.mark.parametrize("alias", ["default", "overseer"])
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
