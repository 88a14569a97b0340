"""The roles of the product try to change, empty or unguard the trail, in every way that the database knows."""

import psycopg
import pytest

from anbang.audit.recording import record_look
from anbang.organisations.acting import acting
from tests.support.database import Server
from tests.support.proofs import Proof, lengths

NAME = "The trail is tampered with"
DONE = "App, overseer and auditor try to update, delete, empty, unguard, replace or take over `audit_event`, `audit_look` and `audit_change`"
ROLES = ("anbang_app", "anbang_overseer", "anbang_auditor")
TABLES = ("audit_event", "audit_look", "audit_change")
FORGED = (
    "create temp table own (id int); create trigger forged after insert on own referencing new table as rows_after"
    " for each statement execute function audit_keep_change('id', '', 'id'); insert into own values (1)"
)
WAYS = (
    "update {table} set staff_id = 0",
    "delete from {table}",
    "truncate {table}",
    "insert into {table} select * from {table} on conflict (id) do update set staff_id = 0",
    "merge into {table} t using {table} s on t.id = s.id when matched then update set staff_id = 0",
    "alter table {table} disable trigger all",
    "drop trigger {table}_is_append_only on {table}",
    "create or replace function audit_is_append_only() returns trigger language plpgsql as 'begin return new; end'",
    "drop function audit_is_append_only() cascade",
    "create rule tamper as on insert to {table} do instead nothing",
    "create trigger tamper before insert on {table} for each row execute function audit_is_append_only()",
    "alter table {table} rename to elsewhere",
    "alter table {table} add column forged text",
    "alter table {table} disable row level security",
    "drop table {table} cascade",
    "alter table {table} owner to current_user",
    "set session_replication_role = replica",
    "set role anbang_owner",
    # A table of one's own that tells the history what never happened.
    FORGED,
)
FROM_OUTSIDE = ("select * from {table} for update",)


@pytest.fixture
def trail(take, assistant):
    """Somebody's file, which somebody opened: both tables have rows."""
    case = take()
    with acting(assistant):
        record_look(case.person_id, "case file", by=assistant)
    return assistant


def content(server: Server, database: str) -> list[object]:
    """The trail as it stands, with what guards it."""
    question = """
        select md5(coalesce(string_agg(e::text, ',' order by e.id), '')), count(*) from audit_event e
        union all select md5(coalesce(string_agg(l::text, ',' order by l.id), '')), count(*) from audit_look l
        union all select md5(coalesce(string_agg(c::text, ',' order by c.id), '')), count(*) from audit_change c
        union all select md5(string_agg(tgname || tgenabled::text, ',' order by tgname)), count(*) from pg_trigger
          where tgrelid in ('audit_event'::regclass, 'audit_look'::regclass, 'audit_change'::regclass)
        union all select md5(string_agg(relname || relrowsecurity::text || relacl::text, ',' order by relname)), count(*)
          from pg_class where oid in ('audit_event'::regclass, 'audit_look'::regclass, 'audit_change'::regclass)
    """
    with server.as_superuser(database) as connection:
        return list(connection.execute(question))


def rows_of(server: Server, database: str) -> list[object]:
    """Its rows alone, table by table."""
    return content(server, database)[: len(TABLES)]


def tries(server: Server, database: str, ways: tuple[str, ...], *, as_staff: int) -> tuple[int, list[str]]:
    """How often it was refused, and what was not. Row security lets the role see the rows it would change."""
    refused, done = 0, []
    for role in ROLES:
        for table in TABLES:
            for way in ways:
                with psycopg.connect(server.at(database, role), autocommit=True) as connection:
                    connection.execute("select set_config('app.staff', %s, false)", [str(as_staff)])
                    try:
                        connection.execute(way.format(table=table))
                        done.append(f"{role}: {way.format(table=table)}")
                    except psycopg.Error:
                        refused += 1
    return refused, done


@lengths(len(WAYS), len(WAYS))
def test_no_way_leads_into_the_trail(length: int, server: Server, database: str, trail, proof: Proof):
    before = content(server, database)
    assert all(many > 0 for _, many in before), "there is something to tamper with"
    refused, done = tries(server, database, WAYS[:length] + FROM_OUTSIDE, as_staff=trail.staff_id)
    assert done == []
    assert content(server, database) == before
    proof.result(f"{length + 1} ways, 3 roles, 3 tables", f"{refused} of {refused} attempts refused, no row changed")


BY_LEAVE = ("update {table} set staff_id = 0", "delete from {table}", "truncate {table}")


@lengths(1, len(BY_LEAVE))
def test_control_with_leave_and_without_the_triggers_every_role_can(
    length: int, server: Server, database: str, trail, proof: Proof
):
    before, ways = rows_of(server, database), BY_LEAVE[:length]
    with server.as_superuser(database) as connection:
        for table in TABLES:
            connection.execute(f"grant all on {table} to {', '.join(ROLES)}")
    tries(server, database, ways, as_staff=trail.staff_id)
    assert rows_of(server, database) == before, "the triggers hold"
    with server.as_superuser(database) as connection:
        for table in TABLES:
            connection.execute(f"alter table {table} disable trigger user")
    refused, done = tries(server, database, ways, as_staff=trail.staff_id)
    assert (refused, len(done)) == (0, length * len(ROLES) * len(TABLES))
    assert all(now != then for now, then in zip(rows_of(server, database), before, strict=True)), "in each table"
    proof.control(f"with leave and the triggers disabled {len(done)} of {len(done)} done by the roles")


@lengths(1, 4)
def test_control_the_owner_with_the_triggers_disabled_can(
    length: int, server: Server, database: str, trail, proof: Proof
):
    ways = (
        "delete from audit_look",
        "update audit_event set staff_id = 0",
        "delete from audit_event",
        "truncate audit_look",
    )
    owner, refused = server.at(database, "anbang_owner"), 0
    for way in ways[:length]:
        with psycopg.connect(owner, autocommit=True) as connection, pytest.raises(psycopg.Error, match="append-only"):
            connection.execute(way)
        refused += 1
    before = content(server, database)
    with psycopg.connect(owner, autocommit=True) as connection:
        for table in TABLES:
            connection.execute(f"alter table {table} disable trigger user")
        for way in ways[:length]:
            connection.execute(way)
    assert content(server, database) != before
    proof.control(f"the owner: {refused} of {refused} refused; with the triggers disabled {length} of {length} done")
