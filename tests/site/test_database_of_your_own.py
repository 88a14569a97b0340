"""A database from outside: what it lacks is told as SQL, and the SQL of the READMEs is enough for a list to be read."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from anbang.lib.postgres import Cluster
from anbang.lib.postgres.cluster import GUARDIAN
from anbang.lib.postgres.server import PORT
from anbang.site.instance import ADDRESSES
from tests.docs.reading import READMES, text_of
from tests.support.command_line import anbang
from tests.support.places import folder_for_a_server

SAMPLE = Path(__file__).parents[1] / "data" / "prison-batch-2026-11.xlsx"
ASKED = ("import-batch", SAMPLE, "--institution", "重庆市永川监狱", "--on", "2026-11-05", "--json")
LACKING = (
    "create extension btree_gist; create extension pg_trgm;"
    " create role anbang_guardian nologin bypassrls; grant anbang_guardian to anbang_owner;"
)


def sql_of(readme: str) -> str:
    """The SQL that a README gives an administrator."""
    [found] = re.findall(r"^```sql\n(.*?)^```$", text_of(readme), re.DOTALL | re.MULTILINE)
    return str(found)


def without_what_is_special(told: str) -> str:
    """Roles and a database as anybody would make them."""
    return "".join(line for line in told.splitlines(True) if "guardian" not in line and "extension" not in line)


class Elsewhere:
    """Somebody else's server, which knows nothing of us."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.run(f"drop role {GUARDIAN};")

    def run(self, told: str, database: str = "postgres") -> None:
        """Run statements one by one as psql does, and follow its word for another database."""
        before, _, after = told.partition("\\connect ")
        with psycopg.connect(
            make_conninfo(self.cluster.superuser_url(), dbname=database), autocommit=True
        ) as connection:
            for statement in filter(str.strip, before.split(";")):
                connection.execute(statement.encode())
        if after:
            database, _, rest = after.partition("\n")
            self.run(rest, database)

    def addresses(self, told: str) -> dict[str, str]:
        """The four settings, with the passwords of the SQL."""
        passwords = dict(re.findall(r"create role (\w+) login password '(.+?)'", told))
        where = f"host={quote(str(self.cluster.socket_folder), safe='')}&port={PORT}"
        return {
            variable: f"postgresql://{role}:{quote(passwords[role])}@/anbang?{where}"
            for variable, role in ADDRESSES.items()
        }


@contextmanager
def a_server_of_somebody() -> Iterator[Elsewhere]:
    with (
        folder_for_a_server() as folder,
        Cluster(folder / "database", database="spare", roles=("somebody",), secrets=folder / "secrets") as cluster,
    ):
        yield Elsewhere(cluster)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """A fresh server of somebody else's."""
    with a_server_of_somebody() as server:
        yield server


def test_both_readmes_give_the_same_sql():
    english, chinese = map(sql_of, READMES)
    assert english == chinese
    assert without_what_is_special(english).count("\n") == english.count("\n") - 4, (
        "the control: four lines are special"
    )


def test_with_exactly_the_sql_of_the_readme_a_list_is_read(elsewhere: Elsewhere, place: Path):
    told = sql_of("README.md")
    elsewhere.run(told)
    answer = anbang(*ASKED, place=place, **elsewhere.addresses(told))
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["counts"]


def test_plain_roles_are_refused_in_one_line_whose_sql_is_enough(elsewhere: Elsewhere, place: Path):
    told = sql_of("README.md")
    elsewhere.run(without_what_is_special(told))
    addresses = elsewhere.addresses(told)
    refused = anbang(*ASKED, place=place, **addresses)
    assert refused.stderr == (
        "anbang: The database anbang lacks what only an administrator can give it;"
        f" run this in it as a superuser, then start again: {LACKING}\n"
    )
    assert (refused.returncode, refused.stdout) == (1, "")
    elsewhere.run(LACKING, "anbang")
    answer = anbang(*ASKED, place=place, **addresses)
    assert answer.returncode == 0, answer.stderr
