"""The owner, who is no superuser, makes the tables anew and migrates those with people in them; nothing of the content changes."""

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from anbang.organisations.acting import ActingStaff
from anbang.organisations.loading import load_district
from anbang.site.preparation import prepare
from anbang.site.privileges import TABLES, grant
from tests.exchange.lists import applied, person, staged
from tests.support.database import Server, _point_django_at
from tests.support.proofs import Proof, lengths

NAME = "Migrations by an ordinary owner"
DONE = (
    "The owner's role, no superuser, prepares an empty database, and one with people, back to the first migration of the lists and"
    " forward again; the app's role tries the owner's work"
)
BACK_TO = (("exchange", "0001"),)
OWNERS_WORK = (
    "create table planted (id int)",
    "alter table casework_person add column planted text",
    "drop table casework_duty cascade",
    "create function planted() returns int language sql as 'select 1'",
    "create index planted_index on casework_person (name)",
    "alter table casework_person disable row level security",
    "create policy planted on casework_person using (true)",
    "drop policy rows_of_the_app on casework_person",
    "alter table casework_person rename to planted_person",
    "create role planted superuser",
    "create database planted",
    "create schema planted",
    "set role anbang_owner",
    "set session authorization anbang_owner",
    "alter role anbang_app bypassrls",
    "delete from django_migrations",
)


# What a version before did not know of; without it a list counts from the day on which it came.
LOST_ON_THE_WAY_BACK = {"exchange_batch": "touched_on"}


def contents(server: Server, database: str) -> dict[str, str]:
    """Table → a digest of its rows. The history of changes alone may grow: it tells of the migration itself."""
    found = {}
    with server.as_superuser(database) as connection:
        for table in (table.name for table in TABLES if table.name not in {"django_migrations", "audit_change"}):
            question = sql.SQL(
                "select count(*) || md5(coalesce(string_agg(j, ',' order by j), ''))"
                " from (select (to_jsonb(t) - {})::text j from {} t) rows"
            )
            lost = sql.Literal(LOST_ON_THE_WAY_BACK.get(table, ""))
            found[table] = connection.execute(question.format(lost, sql.Identifier(table))).fetchone()[0]  # type: ignore[index]
    return found


def migrate_again() -> None:
    """Back and forward, then all steps of preparing once more."""
    for app, migration in BACK_TO:
        call_command("migrate", app, migration, database="owner", verbosity=0)
    for _ in range(2):
        call_command("migrate", database="owner", verbosity=0)
        grant()
        load_district()


@lengths(4, 2_000)
def test_tables_with_people_in_them_are_migrated_and_nothing_changes(
    length: int, clerk: ActingStaff, server: Server, database: str, proof: Proof
):
    applied([person(number) for number in range(length)], by=clerk)
    staged([person(length + number) for number in range(length)], by=clerk)
    before = contents(server, database)
    migrate_again()
    assert contents(server, database) == before
    refused = refusals(server, database)
    assert refused == len(OWNERS_WORK)
    proof.result(
        f"{length:,} people in the register and as many staged; {len(OWNERS_WORK)} attempts of the app's role",
        f"{len(before)} tables the same after going back, forward and preparing twice; {refused} of {refused} attempts refused",
    )


def refusals(server: Server, database: str) -> int:
    """How much of the owner's work the app's role may not do."""
    refused = 0
    for statement in OWNERS_WORK:
        with psycopg.connect(server.at(database, "anbang_app"), autocommit=True) as connection:
            try:
                connection.execute(statement)
            except psycopg.Error:
                refused += 1
    return refused


@lengths(1, 1)
def test_the_owner_is_no_superuser_and_prepares_an_empty_database(length: int, server: Server, database: str):
    fresh = server.bare("fresh")
    try:
        _point_django_at(fresh, server.urls)
        with connections["owner"].cursor() as cursor:
            cursor.execute("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user")
            assert cursor.fetchone() == (False, False, False)
        told: list[str] = []
        prepare(told.append)
        assert len(told) == 3
        prepare(told.append)
        assert len(told) == 3, "the second time there is nothing to do"
    finally:
        _point_django_at(database, server.urls)
        server.drop(fresh)


@lengths(4, 2_000)
def test_control_a_migration_that_loses_a_row_is_noticed_and_the_owner_may_do_all_of_it(
    length: int, clerk: ActingStaff, server: Server, database: str, proof: Proof
):
    applied([person(number) for number in range(length)], by=clerk)
    before = contents(server, database)
    with server.as_superuser(database) as connection:
        connection.execute("delete from casework_duty where id = (select max(id) from casework_duty)")
    assert [table for table, rows in contents(server, database).items() if rows != before[table]] == ["casework_duty"]
    with psycopg.connect(server.at(database, "anbang_owner"), autocommit=True) as connection:
        for statement in OWNERS_WORK[:1] + OWNERS_WORK[4:9]:
            connection.execute(statement)
    proof.control("one row of one table taken away is noticed; the owner's role does what the app's may not")
