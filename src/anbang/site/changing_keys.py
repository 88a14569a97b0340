"""Keys are added, taken into use and retired while no step is under way, and the trail tells by whom.

So a step knows the keys of before or those of after, and never is there one of each at the same time: else the one could look for an ID
number under the old keys alone, find nobody, and file a second time whom the other has just written under the new one.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, connections, transaction
from psycopg.errors import LockNotAvailable

from anbang.audit.recording import Happening, record
from anbang.lib.sealing import NUMBER_BYTES, KeyKind
from anbang.organisations.acting import ActingStaff, acting, alone
from anbang.organisations.steps import StepRefused
from anbang.papers.keys import change_keyring, keyring
from anbang.papers.models import SealingKey
from anbang.site.keys_at_hand import tell_database_of_keys
from anbang.site.rotation import (
    FILES,
    SECOND_FACTORS,
    Renewed,
    blind_indexes,
    indexes_by_head,
    renew_files,
    renew_rows,
    renew_second_factors,
    sealed_column,
    values_by_head,
)
from anbang.site.sealed_columns import COLUMNS, INDEXES, OWNER
from anbang.site.telling import Tell
from anbang.web.signing.store import drop_sessions_of_other_keys

# Whoever waits for all steps to end holds back those that would begin: a second at most, and then they go first.
WAITS_EACH_TIME = "1s"
TIMES, PAUSE_SECONDS = 90, 2.0


@contextmanager
def while_no_step_is_under_way(by: ActingStaff, tell: Tell) -> Iterator[None]:
    """One transaction beside which there is no step. StepRefused where steps are under way for minutes, one always beside another."""
    for number in range(TIMES):
        with ExitStack() as held:
            held.enter_context(transaction.atomic(using=by.alias))
            with connections[by.alias].cursor() as cursor:
                cursor.execute("select set_config('lock_timeout', %s, true)", [WAITS_EACH_TIME])
            try:
                held.enter_context(alone(by))
            except OperationalError as fault:
                if not isinstance(fault.__cause__, LockNotAvailable):
                    raise
            else:
                yield
                return
        if number == 0:
            tell("waiting for a step that is under way, such as a list being taken in")
        time.sleep(PAUSE_SECONDS)
    raise StepRefused("steps were under way all the while; nothing was changed, try again when it is quiet")


def add_key(kind: KeyKind, *, by: ActingStaff, tell: Tell) -> int:
    """A new key, which every process uses from its next step on. Returns its number."""
    with while_no_step_is_under_way(by, tell):
        number = keyring().newest(kind) + 1
        _trace("key_added", {"kind": str(kind), "key": number}, by=by)
        change_keyring(lambda ring: ring.with_another(kind, on=by.today))
        # In this order: a key that the database does not know yet is adopted, one that it alone knows would count as lost.
        tell_database_of_keys()
    return number


def retire_key(kind: KeyKind, number: int, *, by: ActingStaff, tell: Tell) -> None:
    """Take a key out of the keyring. StepRefused while anything lies under it."""
    ring = keyring()
    if number not in ring.of(kind):
        raise StepRefused(f"there is no {kind} key {number} in the keyring")
    if number == ring.newest(kind):
        raise StepRefused(f"{kind} key {number} is the one in use: add another first")
    # Whoever might still write under it has ended by then, and whoever begins afterwards writes under the newest.
    with while_no_step_is_under_way(by, tell):
        pass
    if left := lying_under(kind, number):
        raise StepRefused(f"{left:,} values lie under {kind} key {number}: `anbang keys rotate` makes them anew")
    with while_no_step_is_under_way(by, tell):
        _trace("key_retired", {"kind": str(kind), "key": number}, by=by)
        SealingKey.objects.using(OWNER).filter(kind=str(kind), number=number).update(retired_on=by.today)
        change_keyring(lambda ring: ring.without(kind, number))
    if kind is KeyKind.MASTER:
        drop_sessions_of_other_keys()


def lying_under(kind: KeyKind, number: int) -> int:
    """How many values lie under a key."""
    counted = values_by_head() if kind is KeyKind.MASTER else indexes_by_head()
    wanted = number.to_bytes(NUMBER_BYTES, "big")
    return sum(count for heads in counted.values() for head, count in heads.items() if head[-NUMBER_BYTES:] == wanted)


def rotate(*, by: ActingStaff, tell: Tell) -> dict[str, Renewed]:
    """Seal every value and every file anew that is not under the newest key, by the suite that is set. What became of each."""
    newest = {"kind": str(KeyKind.MASTER), "key": keyring().newest(KeyKind.MASTER)}
    _told("resealing_began", newest, by=by)
    renewed = {renewal.name: renew_rows(renewal, by=by, tell=tell) for renewal in map(sealed_column, COLUMNS)}
    renewed[SECOND_FACTORS] = renew_second_factors()
    renewed[FILES] = renew_files(tell=tell)
    _told("resealing_ended", {**newest, **_sums(renewed)}, by=by)
    return renewed


def renew_indexes(*, by: ActingStaff, tell: Tell) -> dict[str, Renewed]:
    """Compute every blind index anew under a key that was just made, and retire the one before; or go on with that."""
    if len(keyring().indexes) == 1:
        add_key(KeyKind.INDEX, by=by, tell=tell)
    renewed = {renewal.name: renew_rows(renewal, by=by, tell=tell) for renewal in map(blind_indexes, INDEXES)}
    newest = {"kind": str(KeyKind.INDEX), "key": keyring().newest(KeyKind.INDEX)}
    _told("indexes_renewed", {**newest, **_sums(renewed)}, by=by)
    if all(one.is_whole for one in renewed.values()):
        for number in sorted(keyring().indexes)[:-1]:
            retire_key(KeyKind.INDEX, number, by=by, tell=tell)
    return renewed


def _sums(renewed: dict[str, Renewed]) -> dict[str, int]:
    return {
        "values": sum(one.done for one in renewed.values()),
        "broken": sum(len(one.broken) for one in renewed.values()),
    }


def _told(action: str, data: dict[str, object], *, by: ActingStaff) -> None:
    with acting(by):
        _trace(action, data, by=by)


def _trace(action: str, data: dict[str, object], *, by: ActingStaff) -> None:
    record(action, Happening(data=data), by=by, on=by.today)
