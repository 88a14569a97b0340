"""A cluster is made whole or not at all, kept by one process, shared by many, and says in one sentence what is wrong with it."""

import json
import shutil
import stat
from collections import namedtuple
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from anbang.lib.postgres import AlreadyRunning, Cluster, ClusterFault, cluster, find_binaries
from tests.lib.conftest import a_cluster

Usage = namedtuple("Usage", "total used free")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def the_same(other: Cluster) -> Cluster:
    """The same cluster as another process sees it."""
    return Cluster(other.home, database=other.database, roles=other.roles, secrets=other.secrets)


def value(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


# As it should be


def test_the_roles_can_do_no_more_than_they_need(kept: Cluster):
    told = "select string_agg(concat_ws(' ', rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb), ', ' order by rolname)"
    found = value(kept.superuser_url(), f"{told} from pg_roles where rolname like 'the%'")
    assert found == "the_app f f f f, the_owner f f f t"


def test_the_first_role_that_is_an_owner_owns_the_database(kept: Cluster):
    question = "select pg_get_userbyid(datdba) from pg_database where datname = current_database()"
    assert value(kept.superuser_url(), question) == "the_owner"


def test_nobody_reaches_the_server_over_the_network(kept: Cluster):
    assert value(kept.superuser_url(), "show listen_addresses") == ""
    assert mode(kept.socket_folder) == 0o700
    assert mode(kept.home) == 0o700


def test_the_passwords_are_for_nobody_elses_eyes(kept: Cluster):
    assert mode(kept.secrets / "database.json") == 0o600
    assert mode(kept.secrets) == 0o700


def test_a_wrong_password_is_refused(kept: Cluster):
    url = kept.urls()["the_app"]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(make_conninfo(url, password="wrong"))
    assert value(url, "select current_user") == "the_app", "the control"


def test_pages_of_the_disk_carry_checksums(kept: Cluster):
    assert value(kept.superuser_url(), "show data_checksums") == "on"


# One keeps, many share


def test_a_second_keeper_is_refused_and_told_who_keeps(kept: Cluster):
    kept.note(url="http://127.0.0.1:8000")
    with pytest.raises(AlreadyRunning, match="a command") as refused:
        the_same(kept).start("a second")
    assert refused.value.holder["purpose"] == "a command"
    assert refused.value.holder["url"] == "http://127.0.0.1:8000"
    assert value(kept.superuser_url(), "select 1") == 1, "the first one is left alone"


def test_others_share_what_one_keeps(kept: Cluster):
    other = the_same(kept)
    assert other.attach()
    assert value(other.urls()["the_app"], "select 1") == 1


def test_there_is_nothing_to_share_where_nobody_keeps(place: Path):
    assert not a_cluster(place).attach()
    with a_cluster(place):
        pass
    assert not a_cluster(place).attach()


def test_after_a_stop_it_starts_again_with_all_its_rows(place: Path):
    with a_cluster(place) as first, psycopg.connect(first.urls()["the_owner"]) as connection:
        connection.execute("create table people as select 7 as number")
    with a_cluster(place) as second:
        assert value(second.urls()["the_owner"], "select number from people") == 7


# What is wrong with it


@pytest.fixture
def stopped(place: Path) -> Cluster:
    """A cluster that was made and stopped."""
    with a_cluster(place) as made:
        return made


def refusal(refused: Cluster) -> str:
    with pytest.raises(ClusterFault) as fault:
        refused.start("a test")
    assert "\n" not in str(fault.value)
    return str(fault.value)


def test_a_folder_without_its_heart_is_refused_and_left_as_it_is(stopped: Cluster):
    (stopped.data / "PG_VERSION").unlink()
    before = sorted(stopped.data.iterdir())
    assert "holds no whole database (PG_VERSION is missing)" in refusal(stopped)
    assert sorted(stopped.data.iterdir()) == before


def test_a_folder_that_is_broken_inside_is_refused_with_the_servers_own_words(stopped: Cluster):
    shutil.rmtree(stopped.data / "global")
    assert f"The database in {stopped.data} did not start: " in refusal(stopped)


def test_a_database_of_another_major_version_is_refused(stopped: Cluster):
    (stopped.data / "PG_VERSION").write_text("14\n")
    told = refusal(stopped)
    assert "was made by PostgreSQL 14" in told
    assert f"the programs here are {find_binaries().major}" in told


def test_an_unreadable_version_is_refused(stopped: Cluster):
    (stopped.data / "PG_VERSION").write_text("what?\n")
    assert f"The database in {stopped.data} cannot be read" in refusal(stopped)


def test_lost_passwords_are_not_made_anew(stopped: Cluster):
    file = stopped.secrets / "database.json"
    file.unlink()
    assert f"cannot be read from {file}" in refusal(stopped)
    assert not file.exists()


def test_what_was_refused_starts_again_when_it_is_mended(stopped: Cluster):
    """The control of all refusals above: they are about the fault, not about the second start."""
    with stopped:
        assert value(stopped.superuser_url(), "select 1") == 1


def test_a_new_database_is_refused_on_a_full_disk(place: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cluster.shutil, "disk_usage", lambda _: Usage(1, 1, 7 * 1024 * 1024))
    assert "has 7 MB free; a new database needs 300 MB" in refusal(a_cluster(place))


def test_a_database_that_is_there_starts_on_a_full_disk(stopped: Cluster, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cluster.shutil, "disk_usage", lambda _: Usage(1, 1, 0))
    with stopped:
        assert value(stopped.superuser_url(), "select 1") == 1


def test_a_file_in_the_place_of_the_folder_is_refused(place: Path):
    (place / "database").write_text("a file")
    assert "cannot be used" in refusal(a_cluster(place))


def test_what_was_begun_and_not_finished_is_begun_anew(place: Path):
    draft = a_cluster(place).home / "data.draft"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    with a_cluster(place) as whole:
        assert value(whole.superuser_url(), "select 1") == 1
    assert not draft.exists()


def test_a_path_too_long_for_a_socket_gets_a_short_one_of_its_own(place: Path):
    with a_cluster(place / ("很长的名字" * 8)) as deep:
        assert not deep.socket_folder.is_relative_to(deep.home)
        assert mode(deep.socket_folder) == 0o700
        assert value(deep.urls()["the_app"], "select 1") == 1
    deep.socket_folder.rmdir()


def test_the_keeper_writes_down_who_it_is(kept: Cluster):
    assert json.loads((kept.home / "lock").read_text())["pid"].isdigit()
