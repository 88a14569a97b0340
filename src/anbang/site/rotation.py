"""What lies under older keys is made anew under the newest, in batches, while the product runs.

It goes by what each value tells of itself: whatever is not under the newest key yet is taken, so that a run which was killed is gone on with
by the next. A batch locks its rows for milliseconds and waits for none: a row that somebody works on is left to the next pass.
"""

import base64
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from django.db import connections, transaction
from django.db.models import BinaryField, Count, Model, Q, QuerySet
from django.db.models.functions import Substr

from anbang.lib.sealing import HEAD_BYTES, NUMBER_BYTES, KeyringFault, SealBroken
from anbang.organisations.acting import ActingStaff
from anbang.papers.actions import head_of_file, reseal_file
from anbang.papers.keys import keyring
from anbang.papers.models import SealedFile
from anbang.papers.sealed import Sealed
from anbang.site.sealed_columns import COLUMNS, INDEXES, OWNER, Indexed, rows_of, sealed_in, told_of
from anbang.site.telling import Tell
from anbang.web.signing.second_factor import SecondFactorAdapter

ROWS_AT_ONCE = 500
FILES_BETWEEN_REPORTS = 50
PASSES, PAUSE_SECONDS = 60, 1.0
FILES, SECOND_FACTORS = "sealed files", "second factors"
# Where the library keeps what is sealed of a row: the secret of a telephone, the seed of the codes for a lost one.
SECRETS = ("secret", "seed")
TELLING = "select set_config('app.staff', %s, true), set_config('app.today', %s, true)"
# Column (or the files) → how many of its values have which head.
Counted = Mapping[str, Counter[bytes]]


@dataclass(frozen=True, slots=True)
class Renewal:
    """Values of one table that are made anew: in which columns, which rows wait for it, and what the columns of a row become."""

    name: str
    columns: tuple[str, ...]
    waiting: Callable[[], QuerySet[Model]]
    renewed: Callable[[Model], Mapping[str, bytes]]


@dataclass(slots=True)
class Renewed:
    """What became of it: how many rows were made anew, what did not open and was left, and how many somebody worked on to the end."""

    done: int = 0
    broken: list[str] = field(default_factory=list)
    held: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left."""
        return not self.broken and not self.held


def _head(column: str, size: int) -> Substr:
    """What stands at the head of a value."""
    return Substr(column, 1, size, output_field=BinaryField())


def sealed_column(column: Sealed) -> Renewal:
    """The values of a sealed column, which wait while another suite or key stands at their head than what seals now."""

    def waiting() -> QuerySet[Model]:
        return sealed_in(column).alias(head=_head(column.column, HEAD_BYTES)).exclude(head=keyring().head)

    def renewed(row: Model) -> Mapping[str, bytes]:
        told = told_of(column, row)
        return {column.column: column.seal(column.open(getattr(row, column.column), **told), **told)}

    return Renewal(f"{column.table}.{column.column}", (column.column,), waiting, renewed)


def blind_indexes(indexed: Indexed) -> Renewal:
    """Blind indexes, computed again from what lies sealed beside them."""

    def waiting() -> QuerySet[Model]:
        heads = {f"head_{column}": _head(column, NUMBER_BYTES) for column in indexed.columns}
        newest = Q(**dict.fromkeys(heads, keyring().index_head))
        return sealed_in(indexed.of).alias(**heads).exclude(newest)

    def renewed(row: Model) -> Mapping[str, bytes]:
        return indexed.computed(indexed.of.open(getattr(row, indexed.of.column), **told_of(indexed.of, row)).decode())

    return Renewal(f"{indexed.of.table} indexes", indexed.columns, waiting, renewed)


def renew_rows(renewal: Renewal, *, by: ActingStaff, tell: Tell) -> Renewed:
    """Make anew what waits, until nothing does. What does not open is left as it is, and named."""
    renewed, of = Renewed(), renewal.waiting().count()
    for _ in range(PASSES):
        before, renewed.broken = renewed.done, []
        for made, broken in _batches(renewal, by=by):
            renewed.done += made
            renewed.broken += broken
            tell(f"{renewal.name}: {renewed.done:,} of {of:,}")
        renewed.held = renewal.waiting().count() - len(renewed.broken)
        if renewed.held <= 0:
            renewed.held = 0
            break
        if renewed.done == before:
            time.sleep(PAUSE_SECONDS)
    return renewed


def _batches(renewal: Renewal, *, by: ActingStaff) -> Iterator[tuple[int, list[str]]]:
    """One pass through the table: how many rows each batch made anew, and what of it does not open."""
    beyond = Q()
    while True:
        with transaction.atomic(using=OWNER):
            with connections[OWNER].cursor() as cursor:
                cursor.execute(TELLING, [str(by.staff_id), by.today.isoformat()])
            # As they stand now; nobody changes them until the transaction ends.
            waiting = renewal.waiting().filter(beyond).select_for_update(skip_locked=True, no_key=True)
            rows = list(waiting[:ROWS_AT_ONCE])
            if not rows:
                return
            made, broken = _made_anew(renewal, rows)
            if made:
                rows[0]._meta.model._base_manager.using(OWNER).bulk_update(made, renewal.columns)
        beyond = Q(pk__gt=rows[-1].pk)
        yield len(made), broken


def _made_anew(renewal: Renewal, rows: Sequence[Model]) -> tuple[list[Model], list[str]]:
    made: list[Model] = []
    broken: list[str] = []
    for row in rows:
        try:
            for column, value in renewal.renewed(row).items():
                setattr(row, column, value)
            made.append(row)
        except KeyringFault:
            raise
        except SealBroken as fault:
            broken.append(str(fault))
    return made, broken


def renew_files(*, tell: Tell) -> Renewed:
    """Every sealed file under the newest key, one after the other; whoever reads one meanwhile has the old or the new one, whole."""
    renewed = Renewed()
    waiting = [file for file in _files() if head_of_file(file) not in (None, keyring().head)]
    for number, file in enumerate(waiting, 1):
        try:
            renewed.done += reseal_file(file)
        except KeyringFault:
            raise
        except SealBroken as fault:
            renewed.broken.append(str(fault))
        if number % FILES_BETWEEN_REPORTS == 0 or number == len(waiting):
            tell(f"{FILES}: {number:,} of {len(waiting):,}")
    return renewed


def renew_second_factors() -> Renewed:
    """The secrets of second factors, which the library keeps as texts in a document of each row. Few, so one transaction for all."""
    renewed = Renewed()
    with transaction.atomic(using=OWNER):
        for row in Authenticator.objects.using(OWNER).select_for_update().order_by("id"):
            try:
                told = {name: _sealed_anew(text) for name, text in _secrets_of(row) if _head_of(text) != keyring().head}
            except KeyringFault:
                raise
            except SealBroken as fault:
                renewed.broken.append(f"{SECOND_FACTORS}: {row.pk} does not open. {fault}")
                continue
            if told:
                row.data = {**row.data, **told}
                row.save(using=OWNER, update_fields=["data"])
                renewed.done += 1
    return renewed


def _secrets_of(row: Authenticator) -> list[tuple[str, str]]:
    return [(name, row.data[name]) for name in SECRETS if name in row.data]


def _head_of(text: str) -> bytes:
    return base64.b64decode(text)[:HEAD_BYTES]


def _sealed_anew(text: str) -> str:
    adapter = SecondFactorAdapter()
    return adapter.encrypt(adapter.decrypt(text))


def _files() -> Iterator[SealedFile]:
    return SealedFile.objects.using(OWNER).order_by("id").iterator()


def values_by_head() -> Counted:
    """How many values stand under each suite and key, by column."""
    counted = {f"{column.table}.{column.column}": _heads(column.table, column.column, HEAD_BYTES) for column in COLUMNS}
    files = Counter(head for file in _files() if (head := head_of_file(file)) is not None)
    factors = Authenticator.objects.using(OWNER).order_by("id")
    of_factors = Counter(_head_of(text) for row in factors for _name, text in _secrets_of(row))
    return {**counted, SECOND_FACTORS: of_factors, FILES: files}


def indexes_by_head() -> Counted:
    """How many indexes stand under each key, by column."""
    return {
        f"{one.of.table}.{column}": _heads(one.of.table, column, NUMBER_BYTES)
        for one in INDEXES
        for column in one.columns
    }


def _heads(table: str, column: str, size: int) -> Counter[bytes]:
    rows = rows_of(table).filter(**{f"{column}__isnull": False}).order_by()
    counted = rows.annotate(head=_head(column, size)).values_list("head").annotate(count=Count("*"))
    return Counter({bytes(head): count for head, count in counted})
