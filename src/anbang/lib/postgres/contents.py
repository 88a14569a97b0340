"""What lies in a database, table by table: how many rows, and the digest by which two copies of it are compared."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from psycopg import sql

# A value has one way to be written, whatever the server, the role or the database is set to. Rows that a policy would hide are an error.
WRITTEN_ONE_WAY = (
    "set local row_security = off",
    "set local time zone 'UTC'",
    "set local datestyle = 'ISO, YMD'",
    "set local intervalstyle = 'postgres'",
    "set local bytea_output = 'hex'",
    "set local extra_float_digits = 1",
    "set local client_encoding = 'UTF8'",
)
TABLES = """
select c.relname, array_agg(a.attname::text order by a.attname) from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
group by c.relname order by c.relname"""
# Texts are ordered by their bytes, which no locale does otherwise.
KEYS = """
select c.relname, array_agg(a.attname::text order by array_position(i.indkey::int2[], a.attnum)),
  array_agg(t.typcollation <> 0 order by array_position(i.indkey::int2[], a.attnum))
from pg_index i join pg_class c on c.oid = i.indrelid
  join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey) join pg_type t on t.oid = a.atttypid
where i.indisprimary and c.relnamespace = 'public'::regnamespace group by c.relname"""
SEQUENCES = "select sequencename, coalesce(last_value, 0) from pg_sequences where schemaname = 'public'"


@dataclass(frozen=True, slots=True)
class Content:
    """One table: how many rows it has, and SHA-256 over all of them in the order of their keys."""

    rows: int
    sha256: str


def contents(connection: psycopg.Connection, tell: Callable[[int, int], None] | None = None) -> dict[str, Content]:
    """Table → its content, as the transaction of this connection sees it; the role must be bound by no policy.
    `tell(done, of)` is called after each table.
    """
    for statement in WRITTEN_ONE_WAY:
        connection.execute(statement)
    keys = {table: list(zip(columns, texts, strict=True)) for table, columns, texts in connection.execute(KEYS)}
    tables = connection.execute(TABLES).fetchall()
    found = {}
    for done, (table, columns) in enumerate(tables, 1):
        found[table] = _content(connection, table, columns, keys.get(table, []))
        if tell:
            tell(done, len(tables))
    return found


def _content(connection: psycopg.Connection, table: str, columns: list[str], key: list[tuple[str, bool]]) -> Content:
    order = [
        sql.SQL('{} collate "C"').format(sql.Identifier(column)) if is_text else sql.Identifier(column)
        for column, is_text in key
    ]
    asked = sql.SQL("copy (select {} from {} order by {}) to stdout").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.Identifier("public", table),
        sql.SQL(", ").join(order or [sql.SQL("{}::text").format(sql.Identifier(table))]),
    )
    digest, rows = hashlib.sha256(f"{','.join(columns)}\n".encode()), 0
    with connection.cursor() as cursor, cursor.copy(asked) as lines:
        for line in lines:
            digest.update(line)
            rows += bytes(line).count(b"\n")  # one that stands in a value is written as two signs
    return Content(rows, digest.hexdigest())


def sequences(connection: psycopg.Connection) -> dict[str, int]:
    """Sequence → the last number it gave; 0 for none. No transaction holds them still: they only go on."""
    return dict(connection.execute(SEQUENCES).fetchall())
