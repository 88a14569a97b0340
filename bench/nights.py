"""What is done when nobody asks: the sweep over everybody, and the morning, which reads only what fell due."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import connections, transaction

from anbang.casework.duty.digest import make_digests
from anbang.casework.duty.models import Duty
from anbang.casework.duty.proof import EXPECTED, STATE_OF_EACH, STATE_ROWS
from anbang.casework.step.sweep import Swept, proved_by, sweep
from anbang.coordination.morning.actions import morning
from anbang.organisations.acting import acting
from anbang.organisations.unattended import unattended
from bench.database import TODAY
from bench.register import ask, change
from bench.result import Result, at_least, at_most

# `BENCH_PROVE=all` folds everybody once more instead of a sample: an hour and more.
PROVE_ALL = os.environ.get("BENCH_PROVE") == "all"
ROUNDS, SAMPLE, CHANGED, NEARLY_NOBODY = 5, 4_000, 100, (1, 1_000_003)
LIMIT = "the limit of the design"
WRITTEN = """
select sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint, sum(seq_tup_read)::bigint,
  sum(idx_tup_fetch)::bigint from pg_stat_user_tables
where relname = any(%s)"""
LARGE = [
    "casework_person",
    "casework_case",
    "casework_act",
    "casework_duty",
    "casework_reach",
    "casework_abode",
    "casework_proof",
    "casework_teammember",
    "casework_sentence",
    "casework_caseworker",
    "casework_transfer",
    "casework_toldup",
]
ONLY_WHAT_FELL_DUE = "only what fell due is read"

# PostgreSQL sums up what a connection read and wrote at the latest one second after it ended.
COUNTED_SECONDS = 1.5


def swept() -> Iterator[Result]:
    """Nothing changed: found in seconds, nothing written. Some changed behind the product's back: found and put right. A sample folded
    whole: what proving everybody takes.
    """
    by = unattended("bench", on=TODAY)
    nothing_was_different(sweep(by=by))  # whoever was visited by the measurements before
    change("vacuum analyze casework_proof")
    before = _counters()
    taken = [_seconds(lambda: nothing_is_folded(sweep(by=by))) for _ in range(ROUNDS)]
    written = _counters()[0] - before[0]
    apart = statistics.median(abs(one - statistics.median(taken)) for one in taken)
    people = ask("select count(*) from casework_person")[0][0]
    told = f"sweep over {people:,}, nothing changed, {ROUNDS} runs ± {apart:.2g}, load {os.getloadavg()[0]:.1f}"
    yield at_most(told, statistics.median(taken), "s", goal=15, against=LIMIT)
    yield at_most("sweep, nothing changed, rows written", written, "rows", goal=0, against=LIMIT)
    yield from _the_control()
    yield from _folded_whole(people)


def _the_control() -> Iterator[Result]:
    """Rows changed behind the product's back are found, these and no others."""
    by = unattended("bench", on=TODAY)
    changed = ask(
        "with chosen as (select d.id, c.person_id from casework_duty d join casework_case c on c.id = d.case_id"
        " where d.met_on is null and d.void_on is null order by hashint8(d.id) limit %s)"
        " update casework_duty d set due_on = due_on + 1 from chosen where chosen.id = d.id returning chosen.person_id",
        CHANGED,
    )
    began, found = time.perf_counter(), sweep(by=by)
    taken = time.perf_counter() - began
    if set(found.differences) != {person for (person,) in changed}:
        raise AssertionError("The sweep must find who was changed, and nobody else.")
    yield at_most(
        f"sweep, {CHANGED} duties changed behind its back: found, put right", taken, "s", goal=20, against=LIMIT
    )


def _folded_whole(people: int) -> Iterator[Result]:
    """Without what was proved: a sample, or everybody."""
    by = unattended("bench", on=TODAY)
    condition = (
        "" if PROVE_ALL else "where person_id in (select id from casework_person order by hashint8(id) limit %s)"
    )
    change(f"delete from casework_proof {condition}", *([] if PROVE_ALL else [SAMPLE]))
    search = _seconds(lambda: sweep(by=by, share=NEARLY_NOBODY))  # looks for them and folds nearly nobody
    began, found = time.perf_counter(), sweep(by=by)
    taken = time.perf_counter() - began - search
    nothing_was_different(found)
    rate = found.folded / taken
    yield at_least(
        f"{found.folded:,} of {people:,} folded whole, one process", rate, "people/s", goal=500, against=LIMIT
    )
    yield at_most(
        "everybody folded whole, reckoned for one process", people / rate / 60, "minutes", goal=60, against="a night"
    )


def copies_are_proved_like_their_originals() -> None:
    """The originals were folded; a copy has the same rows but for the keys. Its proof is written as the sweep writes it, without the fold;
    the sample that is folded later shows that it would have found nothing.
    """
    with acting(unattended("bench", on=TODAY)):
        key = proved_by(TODAY)
    expected = EXPECTED.format(plain="%(plain)s", with_staff="%(with_staff)s")
    everybody = STATE_OF_EACH.format(rows=f"({STATE_ROWS})")
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("set local work_mem = '256MB'")
        cursor.execute(
            f"insert into casework_proof (person_id, digest, by, proved_on) select person_id, digest, {expected}, %(today)s"
            f" from ({everybody}) s on conflict do nothing",
            {"today": TODAY, **key},
        )


def nothing_was_different(found: Swept) -> None:
    """Raises AssertionError where the register was not as the rules say."""
    if found.differences or found.broken:
        raise AssertionError(f"Not as the rules say: {list(found.differences.items())[:5]}, {found.broken[:5]}.")


def nothing_is_folded(found: Swept) -> None:
    """Raises AssertionError where somebody was not proved."""
    if found.folded or found.removed:
        raise AssertionError(f"{found.folded} people were folded though nothing had changed.")


# Of closed files no morning tells how many there were.
DUE = """
select count(*) from casework_case c join casework_person p on p.id = c.person_id
where c.changes_on <= %s and p.sealing = 'open'"""


def the_morning() -> Iterator[Result]:
    """The first morning tells everything that is late. Then tomorrow comes: whom the date changes is settled, what fell due is told up the
    chain, everybody gets a digest. What the digests read is told apart: they count whatever is late at each office.
    """
    began, first = time.perf_counter(), morning(TODAY, by=unattended("bench", on=TODAY))
    told = f"the first morning: everything late, {first.told_up:,} told up, load {os.getloadavg()[0]:.1f}"
    yield at_most(told, time.perf_counter() - began, "s", goal=1800, against="before the office opens")
    change("vacuum analyze casework_duty")
    tomorrow = TODAY + timedelta(1)
    by = unattended("bench", on=tomorrow)
    due = ask(DUE, tomorrow)[0][0]
    counted, taken = _read(lambda: morning(tomorrow, by=by))
    came = morning(tomorrow, by=by)
    if came.broken or came.settled < due:
        raise AssertionError(f"{due} people were to be settled, {came.settled} were; broken: {came.broken[:5]}.")
    many = came.settled + came.told_up
    told = f"a morning: {came.settled:,} settled, {came.told_up:,} told up, load {os.getloadavg()[0]:.1f}"
    yield at_most(told, taken, "s", goal=1800, against="before the office opens")
    of_digests, _ = _read(lambda: make_digests(tomorrow, by=by))
    yield at_most(
        "a morning but for its digests, rows of large tables read one after the other",
        counted[0] - of_digests[0],
        "rows",
        goal=0,
        against=ONLY_WHAT_FELL_DUE,
    )
    yield at_most(
        "a morning but for its digests, rows of large tables fetched by an index for each one settled or told up",
        (counted[1] - of_digests[1]) / max(many, 1),
        "rows",
        goal=200,
        against=ONLY_WHAT_FELL_DUE,
    )
    late = Duty.objects.using("owner").overdue(on=tomorrow).filter(office__isnull=False).count()
    yield at_most(
        f"the digests of a morning, rows of large tables read for each of {late:,} late duties",
        sum(of_digests) / max(late, 1),
        "rows",
        goal=3,
        against="the duty, its case, its person",
    )
    again = _seconds(lambda: morning(tomorrow, by=by))
    yield at_most("the same morning a second time", again * 1000, "ms", goal=50, against=LIMIT)


def _read(task: Callable[[], object]) -> tuple[tuple[int, int], float]:
    """How many rows of the large tables a task read one after the other and fetched by an index; and its seconds."""
    before = _counters()
    taken = _seconds(task)
    after = _counters()
    return (after[1] - before[1], after[2] - before[2]), taken


def _seconds(task: Callable[[], object]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def _counters() -> tuple[int, int, int]:
    """Rows of the large tables written so far, read one after the other, and fetched by an index; the database counts when a connection
    ends.
    """
    connections.close_all()
    time.sleep(COUNTED_SECONDS)
    written, read, fetched = ask(WRITTEN, LARGE)[0]
    return int(written), int(read), int(fetched)
