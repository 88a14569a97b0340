"""The reasons why a program must not work with a database connection, and what an owner still lacks to make the tables."""

from typing import Any

import psycopg

from anbang.lib.postgres.cluster import EXTENSIONS, GUARDIAN

OLDEST = 150000


def refusals(connection: psycopg.Connection) -> list[str]:
    """One sentence for each reason; empty for a connection that keeps our promises."""
    row = connection.execute(
        "select r.rolname, r.rolsuper, r.rolbypassrls, current_setting('fsync'), current_setting('synchronous_commit'),"
        " d.datcollate, pg_encoding_to_char(d.encoding), current_setting('server_version_num')::int"
        " from pg_roles r, pg_database d where r.rolname = current_user and d.datname = current_database()"
    ).fetchone()
    if row is None:
        return ["The role or the database of this connection cannot be found."]
    # From a database without an encoding, texts come as bytes.
    told: list[Any] = [value.decode() if isinstance(value, bytes) else value for value in row]
    role, superuser, bypasses, fsync, commits, locale, encoding, version = told
    reasons = {
        f"The role {role} is a superuser, so row security is silently off.": superuser,
        f"The role {role} bypasses row security.": bypasses and not superuser,
        "fsync is off: what was acknowledged could be lost.": fsync != "on",
        "synchronous_commit is off: what was acknowledged could be lost.": commits == "off",
        "The locale is C: searching Chinese text would find nothing.": locale in {"C", "POSIX"},
        f"The encoding is {encoding}; it must be UTF8.": encoding != "UTF8",
        "The server is older than PostgreSQL 15.": version < OLDEST,
    }
    return [sentence for sentence, holds in reasons.items() if holds]


def lacking(connection: psycopg.Connection) -> list[str]:
    """The SQL that an administrator must run in this database before its owner, who is connected, can make the tables."""
    row = connection.execute(
        "select quote_ident(current_user), quote_ident(d.datname), pg_has_role(d.datdba, 'usage'),"
        " array(select extname::text from pg_extension), g.oid is not null, g.rolbypassrls, pg_has_role(g.oid, 'member')"
        " from pg_database d left join pg_roles g on g.rolname = %s where d.datname = current_database()",
        [GUARDIAN],
    ).fetchone()
    if row is None:
        raise LookupError("a connection without a database")
    owner, database, owns, extensions, is_made, bypasses, is_granted = row
    statements = {f"create extension {name}": name not in extensions for name in EXTENSIONS} | {
        f"alter database {database} owner to {owner}": not owns,
        f"create role {GUARDIAN} nologin bypassrls": not is_made,
        f"alter role {GUARDIAN} bypassrls": is_made and not bypasses,
        f"grant {GUARDIAN} to {owner}": not is_granted,
    }
    return [statement for statement, is_lacking in statements.items() if is_lacking]
