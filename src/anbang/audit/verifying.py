"""Whether the trail is as it was sealed: every seal, every row under it, and the file outside. Reads all, changes nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connections, transaction
from django.db.models import Count, Min

from anbang.audit.models import Change, Check, Event, Look, Seal
from anbang.audit.sealing import (
    AUDITOR,
    COLUMNS,
    digest_of,
    message_of,
    reach_of,
    rows_after,
    rows_told,
    seals_outside,
    together,
    told_of,
)
from anbang.lib.signing import Witness

# So long may rows lie unsealed before exchange stops (design: four hours).
UNSEALED_AT_MOST = timedelta(hours=4)
TOLD_EVERY = 200
# A seal is made first and told outside a moment later.
TOLD_WITHIN = timedelta(minutes=10)
NARROWER = """
select exists (select 1 from pg_policies where schemaname = 'public' and tablename = any(%s)
  and roles && array[current_user, 'public'::name] and (permissive <> 'PERMISSIVE' or coalesce(qual, 'true') <> 'true'))"""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not as it was sealed: which seal (None: none in particular), and what of it, as a code of `FAULTS`."""

    what: str
    seal: int | None = None


# Code → what it means, for people.
FAULTS: Mapping[str, str] = {
    "rows": "rows under this seal were changed, taken away or slipped in",
    "chain": "the seal does not follow the one before it",
    "digest": "the seal itself was changed",
    "signature": "the signature is not genuine, or of a key that is not known here",
    "gone": "the file outside knows of this seal, and the database does not",
    "other": "the file outside tells of another seal under this number",
    "untold": "the file outside does not know of this seal",
    "outside": "the file outside cannot be read",
    "hidden": "the auditor's role is not shown every row",
    "unsealed": "rows have been unsealed for more than four hours",
}


@dataclass(slots=True)
class Verified:
    """What was looked at, and the faults."""

    seals: int = 0
    rows: int = 0
    unsealed: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything is as it was sealed."""
        return not self.faults


def verify(
    witnesses: Sequence[Witness],
    *,
    outside: Path | None,
    is_copy: bool = False,
    at: datetime,
    tell: Callable[[int, int], None] | None = None,
) -> Verified:
    """Look at every seal in its order and at all rows under it; at the file `outside`, where it is given; and at how long rows have waited.
    `is_copy`: the file was kept elsewhere and does not know of the newest seals. `tell(done, of)` is called as it goes on.
    """
    found, genuine = Verified(), {witness.name: witness for witness in witnesses}
    with transaction.atomic(using=AUDITOR):
        many = Seal.objects.using(AUDITOR).count()
        before: Seal | None = None
        for seal in Seal.objects.using(AUDITOR).order_by("number").iterator(chunk_size=500):
            found.faults += [Fault(what, seal.number) for what in _faults_of(seal, before, genuine)]
            found.seals, found.rows = found.seals + 1, found.rows + sum(rows_told(seal).values())
            if tell and found.seals % TOLD_EVERY == 0:
                tell(found.seals, many)
            before = seal
        is_new = before is None and not is_copy and outside is not None and _was_never_sealed(outside)
        if outside is not None and not is_new:
            found.faults += _faults_outside(outside, at=at, is_copy=is_copy)
        if _is_hidden_from_the_auditor():
            found.faults.append(Fault("hidden"))
        found.unsealed, oldest = unsealed_after(before)
    if oldest is not None and at - oldest > UNSEALED_AT_MOST:
        found.faults.append(Fault("unsealed"))
    return found


def _faults_of(seal: Seal, before: Seal | None, genuine: Mapping[str, Witness]) -> Iterator[str]:
    if (seal.number, seal.previous) != ((before.number + 1, before.digest) if before else (1, "")):
        yield "chain"
    if seal.digest != digest_of(seal):
        yield "digest"
    witness = genuine.get(seal.key)
    if witness is None or not witness.confirms(bytes(seal.signature), message_of(seal)):
        yield "signature"
    after, until, told = reach_of(before), reach_of(seal), rows_told(seal)
    # Not only so many as the seal tells: one that was slipped in between is one too many.
    rows = {table: rows_after(table, after[table], until[table], most=many + 1) for table, many in told.items()}
    if {table: found.many for table, found in rows.items()} != told or together(rows.values()) != seal.rows_digest:
        yield "rows"


def _faults_outside(file: Path, *, at: datetime, is_copy: bool) -> Iterator[Fault]:
    """Both are read side by side, of the file what stood there before the database was asked: whoever seals meanwhile is no fault."""
    try:
        size = file.stat().st_size
        kept = Seal.objects.using(AUDITOR).order_by("number").iterator(chunk_size=500)
        seal = next(kept, None)
        for told in seals_outside(file, size=size):
            number = int(str(told["number"]))
            while seal is not None and seal.number < number:
                yield Fault("untold", seal.number)
                seal = next(kept, None)
            if seal is None or seal.number > number:
                yield Fault("gone", number)
                continue
            if told_of(seal) != told:
                yield Fault("other", number)
            seal = next(kept, None)
    except (OSError, ValueError):
        yield Fault("outside")
        return
    if seal is not None and not is_copy and at - seal.sealed_at > TOLD_WITHIN:
        yield Fault("untold", seal.number)


def _was_never_sealed(outside: Path) -> bool:
    """Whether a file that is not there is the first one still to be made: no comparison ever saw a seal."""
    try:
        outside.stat()
    except FileNotFoundError:
        return not Check.objects.using(AUDITOR).filter(seals__gt=0).exists()
    except OSError:
        return False
    return False


def _is_hidden_from_the_auditor() -> bool:
    """Whether row security keeps some rows of the trail from the role that compares them."""
    with connections[AUDITOR].cursor() as cursor:
        cursor.execute(NARROWER, [list(COLUMNS)])
        return bool(cursor.fetchone()[0])


def unsealed_after(last: Seal | None) -> tuple[int, datetime | None]:
    """How many rows wait for the seal after the last one, and since when the oldest."""
    after, many, since = reach_of(last), 0, []
    for model, moment in ((Event, "recorded_at"), (Look, "looked_at"), (Change, "changed_at")):
        rows = model._default_manager.using(AUDITOR).filter(id__gte=after[model._meta.db_table] + 1)
        found = rows.aggregate(many=Count("id"), first=Min(moment))
        many += found["many"]
        since += [found["first"]] if found["first"] is not None else []
    return many, min(since, default=None)
