"""The trail is sealed: what was written since the last seal is digested, chained to it, signed, and told to a file outside the database.

A row that is changed, taken away or slipped in afterwards no longer has the digest that was signed; a seal that is made anew has no
genuine signature; and if the newest seals are taken away with their rows, the file outside knows of them.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError, connections, transaction

from anbang.audit.models import Seal
from anbang.lib.signing import Signer

AUDITOR = "auditor"
# What of each table is sealed. A column that a later version adds is not among it until it is named here under another form.
COLUMNS = {
    "audit_change": "id, table_name, row_key, verb, was, became, untold, role, changed_at, staff_id, office_id, request_id, person_id",
    "audit_event": "id, action, happened_on, recorded_at, staff_id, office_id, request_id, person_id, case_id, clauses, data",
    "audit_look": "id, looked_at, staff_id, office_id, request_id, person_id, what",
}
ROWS = """
select coalesce(max(id), %s), count(*),
  encode(sha256(convert_to(coalesce(string_agg(line, E'\\n' order by id), ''), 'UTF8')), 'hex')
from (select id, jsonb_build_array({columns})::text as line from {table} where id >= %s and id <= %s order by id limit %s) found"""
# Table → what a seal calls its rows. A seal of the first form knows nothing of changes.
CALLED = {"audit_event": "events", "audit_look": "looks", "audit_change": "changes"}
FIRST_FORM = ("audit_event", "audit_look")
# What comes before the first row of all: one that was slipped in under number one is found too.
LOWEST = -(2**63)
BEFORE_ALL = LOWEST - 1
ROWS_AT_ONCE = 20_000
LONGEST_LINE = 4096
LOCK = 4_203_151_210
LOCKED = "55P03"


class TrailIsBusy(Exception):
    """Somebody was writing all the while; it is tried again a little later."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table after one number up to another: how many, and their digest."""

    until: int
    many: int
    digest: str


def seal_the_trail(signer: Signer, *, outside: Path, at: datetime) -> list[Seal]:
    """Seal whatever was written since the last seal, by thousands, and tell each seal to the file `outside`. Nothing new: no seal.
    Raises TrailIsBusy where the database cannot say up to which row everything is there.
    """
    until = _stands()
    made = []
    while seal := _next_seal(until, signer, at=at):
        made.append(seal)
    tell_outside(outside)
    return made


def _stands() -> dict[str, int]:
    """Table → up to which row everything is there."""
    try:
        with transaction.atomic(using=AUDITOR), connections[AUDITOR].cursor() as cursor:
            cursor.execute("select events, looks, changes from audit_stands()")
            stands = dict(zip(("events", "looks", "changes"), cursor.fetchone(), strict=True))
            return {table: stands[called] for table, called in CALLED.items()}
    except DatabaseError as fault:
        if getattr(fault.__cause__, "sqlstate", None) == LOCKED:
            raise TrailIsBusy from fault
        raise


def _next_seal(until: Mapping[str, int], signer: Signer, *, at: datetime) -> Seal | None:
    """The seal after the last one, if there is anything to seal up to these rows."""
    with transaction.atomic(using=AUDITOR):
        _one_at_a_time()
        last = Seal.objects.using(AUDITOR).order_by("-number").first()
        before = reach_of(last)
        rows = {table: rows_after(table, before[table], until[table], most=ROWS_AT_ONCE) for table in CALLED}
        if not any(found.many for found in rows.values()):
            return None
        seal = Seal(
            number=last.number + 1 if last else 1,
            **{f"{CALLED[table]}_until": found.until for table, found in rows.items()},
            **{CALLED[table]: found.many for table, found in rows.items()},
            rows_digest=together(rows.values()),
            previous=last.digest if last else "",
            key=signer.witness.name,
            sealed_at=at,
        )
        seal.digest = digest_of(seal)
        seal.signature = signer.sign(message_of(seal))
        seal.save(using=AUDITOR, force_insert=True)
        return seal


def reach_of(seal: Seal | None) -> dict[str, int]:
    """Table → up to which row everything was sealed with it."""
    found = {table: getattr(seal, f"{called}_until", None) for table, called in CALLED.items()}
    return {table: BEFORE_ALL if until is None else until for table, until in found.items()}


def tables_of(seal: Seal) -> tuple[str, ...]:
    """What a seal covers."""
    return FIRST_FORM if seal.changes_until is None else tuple(CALLED)


def _one_at_a_time() -> None:
    """Whoever seals at the same time waits, and goes on after this one's seal."""
    with connections[AUDITOR].cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])


def rows_after(table: str, after: int, until: int, *, most: int) -> Rows:
    """The rows of a table of the trail numbered after `after` up to `until`, at most so many, digested in their order."""
    with connections[AUDITOR].cursor() as cursor:
        # As text the same whatever the server is set to.
        cursor.execute("set local time zone 'UTC'")
        cursor.execute(ROWS.format(table=table, columns=COLUMNS[table]), [max(after, LOWEST), after + 1, until, most])
        return Rows(*cursor.fetchone())


def rows_told(seal: Seal) -> dict[str, int]:
    """Table → how many rows a seal says it covers."""
    return {table: getattr(seal, CALLED[table]) for table in tables_of(seal)}


def together(rows: Iterable[Rows]) -> str:
    """One digest of the rows of several tables."""
    return hashlib.sha256("\n".join(one.digest for one in rows).encode()).hexdigest()


def message_of(seal: Seal) -> bytes:
    """What is signed."""
    called = [CALLED[table] for table in tables_of(seal)]
    told = (
        *(f"anbang seal {1 if tables_of(seal) == FIRST_FORM else 2}", seal.number),
        *(getattr(seal, f"{name}_until") for name in called),
        *(getattr(seal, name) for name in called),
        *(seal.rows_digest, seal.previous, seal.key),
    )
    return "\n".join(map(str, told)).encode()


def digest_of(seal: Seal) -> str:
    """By which the next one is chained to it."""
    return hashlib.sha256(message_of(seal)).hexdigest()


def tell_outside(file: Path) -> None:
    """Append to the file whatever seals it does not know yet, one JSON object a line. A line that was cut off is written again."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with transaction.atomic(using=AUDITOR), file.open("a", encoding="utf-8") as lines:
        _one_at_a_time()
        known = _known_outside(file)
        for seal in Seal.objects.using(AUDITOR).filter(number__gt=known).order_by("number").iterator():
            lines.write(json.dumps(told_of(seal), sort_keys=True) + "\n")
        lines.flush()
        os.fsync(lines.fileno())


def _known_outside(file: Path) -> int:
    """The number of the last seal that stands there whole; what follows it is cut off. Only the end of the file is read."""
    if not file.exists():
        return 0
    with file.open("r+b") as lines:
        size = lines.seek(0, os.SEEK_END)
        start = lines.seek(max(size - LONGEST_LINE * 2, 0))
        end = lines.read()
        whole = end[: end.rfind(b"\n") + 1]
        lines.truncate(start + len(whole))
    last = whole.splitlines()[-1:]
    return int(json.loads(last[0])["number"]) if last else 0


def told_of(seal: Seal) -> dict[str, object]:
    """What the file outside tells of a seal: enough to prove the signature without the database."""
    called = [CALLED[table] for table in tables_of(seal)]
    return {
        **{name: getattr(seal, name) for name in ("number", *(f"{name}_until" for name in called), *called)},
        **{name: getattr(seal, name) for name in ("rows_digest", "previous", "digest", "key")},
        "signature": bytes(seal.signature).hex(),
        "sealed_at": seal.sealed_at.isoformat(),
    }


def seals_outside(file: Path, *, size: int) -> Iterator[dict[str, object]]:
    """The seals that the first so many bytes of the file outside tell of, in their order. A last line that was cut off is none yet; ValueError
    for any other that is no seal.
    """
    with file.open("rb") as lines:
        for line in lines:
            size -= len(line)
            if size < 0 or not line.endswith(b"\n"):
                return
            told = json.loads(line)
            if not isinstance(told, dict) or not isinstance(told.get("number"), int):
                raise ValueError(f"{file.name}: a line is no seal")
            yield told
