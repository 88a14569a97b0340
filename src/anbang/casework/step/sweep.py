"""The sweep over everybody: the fold that every step uses, over every file, must find nothing to write (ADR 0013).

It proves and rehearses; no list needs it to be right. Whoever was proved is not folded again while nothing that the fold reads or
writes has changed: that is asked of all rows at once, in the database. Whoever changed since, by a step or behind the product's back,
is folded; only differences are written.
"""

import hashlib
import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from django.db import connections, router, transaction
from django.db.models import QuerySet

from anbang.casework.duty.proof import FRAME, PROVE, ROWS, STATE, UNPROVED, Proof
from anbang.casework.person.actions import leave_closed_files, see_closed_file
from anbang.casework.person.models import Person, Sealing
from anbang.casework.person.queries import lock_people
from anbang.casework.step.policy import pack_in_force
from anbang.casework.step.settling import settle
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.policy import JUDGE

AT_ONCE = 400
# The rooms whose code decides what is read, folded and written. What other code proved is proved again.
ROOMS = ("policy", "organisations", "casework")
PARTS = tuple(STATE)
logger = logging.getLogger("anbang.sweep")

# Who closed files and cases are given to.
NAMED = [Role.SEALING_KEEPER, Role.JUSTICE_ASSISTANT]


@dataclass
class Swept:
    """What a sweep found. `people`: how many with open files are proved now; `differences`: person → how many rows of which table were not what the
    rules say; `broken`: people who could not be folded at all; `removed`: proofs of files that are no more; `closed`: whose file of all these
    is closed, which is put right like any other and told of nowhere.
    """

    people: int = 0
    folded: int = 0
    removed: int = 0
    differences: dict[int, Counter[str]] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)


def sweep(*, by: ActingStaff, write: bool = True, share: tuple[int, int] = (0, 1)) -> Swept:
    """Prove everybody as of `by.today`, folding only those who are not proved as things stand; write the differences, or only tell of
    them. `by` sees the district. `share` (k, n): only every n-th person, so that n processes may do it together.
    """
    swept = Swept()
    with acting(by), connections[by.alias].cursor() as cursor:
        key = proved_by(by.today)
        cursor.execute(UNPROVED, {"today": by.today, **key})
        found = cursor.fetchall()
        gone = [person for person, is_gone in found if is_gone]
        if gone:
            cursor.execute("delete from casework_proof where person_id = any(%s)", [gone])
    people = sorted(person for person, is_gone in found if not is_gone and person % share[1] == share[0])
    swept.removed = len(gone)
    for start in range(0, len(people), AT_ONCE):
        _prove(people[start : start + AT_ONCE], swept, key, by=by, write=write)
    with acting(by, reading_only=True):
        swept.people = Proof.objects.filter(person_id__in=_open_files().values("id")).count()
        known = {*swept.differences, *swept.broken}
        swept.closed = known.difference(_open_files().filter(pk__in=known).values_list("id", flat=True))
    return swept


def _open_files() -> QuerySet[Person]:
    return Person.objects.filter(sealing=Sealing.OPEN)


def proved_by(today: date) -> dict[str, str]:
    """What proves today: rules, figures, software and offices; and the same with who is on the staff. Call inside `acting(by)`."""
    with connections[router.db_for_read(Person)].cursor() as cursor:
        cursor.execute(FRAME, {"today": today, "roles": NAMED})
        version, changed_on, staff = cursor.fetchone()
    plain = f"{JUDGE.version(pack_in_force())} {software()} {version} {changed_on}"
    return {"plain": plain, "with_staff": f"{plain} {staff[:12] if staff else '-'}"}


@cache
def software() -> str:
    """A digest of the code that decides."""
    digest, home = hashlib.sha256(), Path(__file__).parents[2]
    for file in sorted(file for room in ROOMS for file in (home / room).rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _prove(people: Sequence[int], swept: Swept, key: dict[str, str], *, by: ActingStaff, write: bool) -> None:
    """Fold some people; if one breaks, by halves, until only the broken one is left out."""
    try:
        with acting(by):
            found = _fold(people, key, by=by, write=write)
    except Exception as fault:
        if len(people) > 1:
            half = len(people) // 2
            _prove(people[:half], swept, key, by=by, write=write)
            _prove(people[half:], swept, key, by=by, write=write)
            return
        # Never the words of the error: those of a database repeat the row.
        with acting(by, reading_only=True):
            whose = f"person {people[0]}" if _open_files().filter(pk=people[0]).exists() else "a closed file"
        logger.error("%s could not be proved: %s", whose, type(fault).__name__)
        swept.broken.append(people[0])
        return
    swept.folded += len(people)
    swept.differences |= found


def _fold(people: Sequence[int], key: dict[str, str], *, by: ActingStaff, write: bool) -> dict[int, Counter[str]]:
    """Settle some people; what that changed was not what the rules say. They are proved, unless differences were left as they are."""
    lock_people(people)
    with _closed_files_seen(people, by=by):
        before = _rows(people)
        try:
            with transaction.atomic(using=by.alias):
                settle(list(Person.objects.filter(pk__in=people).order_by("id")), today=by.today)
                found = _different(before, _rows(people))
                if found and not write:
                    raise _OnlyTold
        except _OnlyTold:
            people = [person for person in people if person not in found]
    with connections[by.alias].cursor() as cursor:
        cursor.execute(PROVE, {"people": list(people), "today": by.today, **key})
    return found


class _OnlyTold(Exception):
    """Takes back what settling wrote."""


@contextmanager
def _closed_files_seen(people: Sequence[int], *, by: ActingStaff) -> Iterator[None]:
    """Closed files are folded unseen, like everybody's: within this transaction alone, and nothing about them is told."""
    seen = set(Person.objects.filter(pk__in=people).values_list("id", flat=True))
    for person in sorted(set(people) - seen):
        see_closed_file(person, by=by, on=by.today)
    lock_people(set(people) - seen)
    yield
    if seen != set(people):
        leave_closed_files(by=by)


Row = tuple[int, int, int, int]


def _rows(people: Sequence[int]) -> set[Row]:
    with connections[router.db_for_read(Person)].cursor() as cursor:
        cursor.execute(ROWS, {"people": list(people)})
        return set(cursor.fetchall())


def _different(before: set[Row], after: set[Row]) -> dict[int, Counter[str]]:
    """Person → in which table how many rows were written, added or taken away."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for person, part, _row in {row[:3] for row in before ^ after}:
        found[person][PARTS[part]] += 1
    return dict(found)
