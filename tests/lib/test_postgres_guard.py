"""A program does not work with a connection that could not keep our promises, nor an owner without what it needs: each reason."""

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from anbang.lib.postgres import Cluster, guard
from anbang.lib.postgres.guard import lacking, refusals
from tests.support.patience import until


def asked(url: str, **different: str) -> list[str]:
    with psycopg.connect(make_conninfo(url, **different), autocommit=True) as connection:
        return refusals(connection)


def as_superuser(cluster: Cluster, *statements: sql.SQL | sql.Composed | str) -> None:
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def test_the_roles_of_our_own_server_are_fit_for_work(kept: Cluster):
    assert [asked(url) for url in kept.urls().values()] == [[], []]


def test_a_superuser_is_refused(kept: Cluster):
    assert asked(kept.superuser_url()) == ["The role postgres is a superuser, so row security is silently off."]


def test_a_role_that_bypasses_row_security_is_refused(kept: Cluster):
    as_superuser(kept, "alter role the_app bypassrls")
    try:
        assert asked(kept.urls()["the_app"]) == ["The role the_app bypasses row security."]
    finally:
        as_superuser(kept, "alter role the_app nobypassrls")


def test_commits_that_are_not_waited_for_are_refused(kept: Cluster):
    url = kept.urls()["the_app"]
    reasons = asked(url, options="-c synchronous_commit=off")
    assert reasons == ["synchronous_commit is off: what was acknowledged could be lost."]


def test_a_server_that_does_not_wait_for_the_disk_is_refused(kept: Cluster):
    url = kept.urls()["the_app"]
    as_superuser(kept, "alter system set fsync = off", "select pg_reload_conf()")
    try:
        until(lambda: asked(url), what="the refusal")
        assert asked(url) == ["fsync is off: what was acknowledged could be lost."]
    finally:
        as_superuser(kept, "alter system reset fsync", "select pg_reload_conf()")
    until(lambda: not asked(url), what="the end of the refusal")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ("encoding 'UTF8' locale 'C'", "The locale is C: searching Chinese text would find nothing."),
        ("encoding 'UTF8' locale 'POSIX'", "The locale is C: searching Chinese text would find nothing."),
        ("encoding 'SQL_ASCII' locale 'C.UTF-8'", "The encoding is SQL_ASCII; it must be UTF8."),
    ],
)
def test_a_database_that_cannot_search_chinese_text_is_refused(kept: Cluster, options: str, reason: str):
    as_superuser(kept, f"create database strange template template0 {options}")
    try:
        assert asked(kept.urls()["the_app"], dbname="strange") == [reason]
    finally:
        as_superuser(kept, "drop database strange")


def test_a_server_that_is_too_old_is_refused(kept: Cluster, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(guard, "OLDEST", 990000)
    assert asked(kept.urls()["the_app"]) == ["The server is older than PostgreSQL 15."]


def test_the_locale_of_our_own_database_finds_chinese_text(kept: Cluster):
    """The control: what the refusal of locale C is for."""
    with psycopg.connect(kept.superuser_url()) as connection:
        row = connection.execute("select show_trgm('张三')").fetchone()
    assert row is not None
    assert row[0]


# What an owner lacks

LACKS = {
    "the extensions": ("drop extension btree_gist; drop extension pg_trgm", "create extension btree_gist"),
    "the guardian": ("drop role anbang_guardian", "create role anbang_guardian nologin bypassrls"),
    "a guardian who sees every row": ("alter role anbang_guardian nobypassrls", "alter role anbang_guardian bypassrls"),
    "the guardian's rights": ("revoke anbang_guardian from the_owner", "grant anbang_guardian to the_owner"),
    "the database": ("alter database district owner to postgres", "alter database district owner to the_owner"),
}


def lacked(cluster: Cluster) -> list[str]:
    with psycopg.connect(cluster.urls()["the_owner"], autocommit=True) as connection:
        return lacking(connection)


def test_the_owner_of_our_own_database_lacks_nothing(kept: Cluster):
    assert lacked(kept) == []


@pytest.mark.parametrize("what", LACKS)
def test_what_an_owner_lacks_is_told_as_the_sql_that_gives_it(kept: Cluster, what: str):
    taken_away, statement = LACKS[what]
    as_superuser(kept, taken_away)
    told = lacked(kept)
    assert statement in told
    as_superuser(kept, *told)
    assert lacked(kept) == []
