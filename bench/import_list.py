"""A prison's list of twenty thousand people: read, judged, staged and taken in, against reading its cells with calamine alone."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from itertools import cycle
from pathlib import Path

from python_calamine import CalamineWorkbook

from anbang.demo.people import Home, Invented, Registry, id_number, months_later
from anbang.demo.workbooks import SPOKEN, Line, workbook
from anbang.exchange.batch.actions import apply_batch, receive_file
from anbang.exchange.batch.applying import apply_staged_rows
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.reading import rows_of
from anbang.exchange.batch.staging import judge_rows, stage_rows
from anbang.lib.workbook import read_workbook
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import AreaKind, OfficeKind, Role
from anbang.organisations.models import Area
from bench.database import TODAY, district, hired, the_office
from bench.result import Result, at_least, at_most

ROWS = 20_000
ROUNDS = 5
EVERY_CHILD = 100  # one row in a hundred is proposed for sealing
PEER = "calamine alone, on the same file"
A_MINUTE, TWO_MINUTES = "a list read within a minute", "a list taken in within two minutes"


class Crowd(Registry):
    """More people than the demo has names for."""

    told: int = 0

    def name(self, sex: str) -> str:
        """A name of three characters that nobody has yet."""
        self.told += 1
        return f"王{chr(0x4E00 + self.told // 20_000)}{chr(0x4E00 + self.told % 20_000)}"

    def born(self) -> date:
        """One day after the other."""
        return date(1964, 1, 1) + timedelta(days=self.told % 12_000)


def crowd() -> Iterator[Invented]:
    """People of all villages; every hundredth was seventeen at the offence."""
    registry = Crowd()
    villages = Area.objects.filter(kind__in=AreaKind.villages()).select_related("parent").order_by("id")
    homes = cycle([Home(village.parent.name, village.name) for village in villages if village.parent])
    for number in range(ROWS):
        one = registry.invent(next(homes), TODAY + timedelta(days=40 + number % 60), told_on=TODAY)
        yield _as_a_child(one, number) if number % EVERY_CHILD == 0 else one


def _as_a_child(one: Invented, number: int) -> Invented:
    born_on = months_later(one.offence_on, -17 * 12 - 1)
    return replace(
        one, months=min(one.months, 60), born_on=born_on, id_number=id_number("500226", born_on, number // 50 % 998 + 1)
    )


@dataclass(frozen=True, slots=True)
class Seconds:
    """What some runs took: by the clock, and of the processor for us and our child, whatever else the machine is doing."""

    runs: tuple[float, ...]
    processor: float

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.runs)

    @property
    def told(self) -> str:
        """How many runs, and how far they lie apart."""
        apart = (max(self.runs) - min(self.runs)) / self.median
        return f"rows/s, {len(self.runs)} runs ±{apart / 2:.0%}" if len(self.runs) > 1 else "rows/s, 1 run"


def timed(task: Callable[[], object], *, rounds: int = 1) -> Seconds:
    """Run `task` some times."""
    runs, worked = [], []
    for _ in range(rounds):
        start, before = time.perf_counter(), sum(os.times()[:4])
        task()
        runs.append(time.perf_counter() - start)
        worked.append(sum(os.times()[:4]) - before)
    return Seconds(tuple(runs), statistics.median(worked))


def ratio(what: str, ours: Seconds, peer: Seconds, *, goal: float) -> Result:
    """How many times the processor's work of the peer; the database's own work is not in it."""
    return at_most(
        f"{what}, ratio to calamine alone", ours.processor / peer.processor, "times its work", goal=goal, against=PEER
    )


def peak_megabytes(task: Callable[[], object]) -> float:
    """The most memory that this process held during `task`; the child that reads is beside it, under limits of its own."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    task()
    told = Path("/proc/self/status").read_text()
    return int(next(line for line in told.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def results() -> Iterator[Result]:
    """Rows per second of each step, and the whole against the peer."""
    with district():
        hired(Role.SEALING_KEEPER)
        yield from _measured(hired(Role.BUREAU_CLERK))


def _measured(clerk: ActingStaff) -> Iterator[Result]:
    content = workbook("拟释放人员名单", [Line(one, {}) for one in crowd()], SPOKEN)
    peer = timed(
        lambda: CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(), rounds=ROUNDS
    )
    yield at_least("calamine alone", ROWS / peer.median, peer.told, goal=10_000, against="the figure of ADR 0010")
    yield from _read_and_judged(content, peer, clerk)
    yield from _staged_and_taken_in(content, peer, clerk)
    yield from _staged_again(content, clerk)


def _read_and_judged(content: bytes, peer: Seconds, clerk: ActingStaff) -> Iterator[Result]:
    """The parts, without keeping anything."""
    reading = timed(lambda: rows_of(read_workbook(content)), rounds=ROUNDS)
    rows = rows_of(read_workbook(content))
    if len(rows) != ROWS:
        raise AssertionError("Everybody on the list must be found.")

    def judged() -> None:
        with acting(clerk, reading_only=True):
            judge_rows(rows, on=TODAY)

    judging = timed(judged, rounds=3)
    yield at_least("reading in the limited child", ROWS / reading.median, reading.told, goal=5_000, against=PEER)
    yield ratio("reading", reading, peer, goal=5)
    yield at_least("judging, nobody in the register", ROWS / judging.median, judging.told, goal=1_000, against=A_MINUTE)


def _staged_and_taken_in(content: bytes, peer: Seconds, clerk: ActingStaff) -> Iterator[Result]:
    """The whole, as the jobs do it."""
    batch = _received(content, clerk)
    staging = timed(lambda: stage_rows(batch.pk, by=clerk, on=TODAY))
    yield at_least("staging: read, judge, seal, write", ROWS / staging.median, staging.told, goal=333, against=A_MINUTE)
    yield ratio("staging", staging, peer, goal=30)
    apply_batch(batch.pk, by=clerk, on=TODAY)
    taking_in = timed(lambda: apply_staged_rows(batch.pk, by=clerk, on=TODAY))
    _all_became("applied", batch)
    told = "taking in: files, papers, duties, trail"
    yield at_least(told, ROWS / taking_in.median, taking_in.told, goal=167, against=TWO_MINUTES)
    yield ratio("taking in", taking_in, peer, goal=200)


def _staged_again(content: bytes, clerk: ActingStaff) -> Iterator[Result]:
    """The same list a second time: everybody is known and compared."""
    batch = _received(content, clerk)
    held: list[float] = []
    staging = timed(lambda: held.append(peak_megabytes(lambda: stage_rows(batch.pk, by=clerk, on=TODAY))))
    _all_became("staged", batch)
    told = "staging, everybody in the register"
    yield at_least(told, ROWS / staging.median, staging.told, goal=333, against=A_MINUTE)
    yield at_most("staging, memory of the worker at its peak", held[0], "MB", goal=1024, against="a machine with 4 GB")


def _received(content: bytes, clerk: ActingStaff) -> Batch:
    institution = the_office(OfficeKind.PRISON)
    return receive_file(content, name="list.xlsx", institution_id=institution.pk, by=clerk, on=TODAY)


def _all_became(status: str, batch: Batch) -> None:
    found = Batch.objects.using("owner").get(pk=batch.pk)
    if found.status != status or found.rows.using("owner").filter(outcome="refused").exists():
        raise AssertionError(f"The list is {found.status}.")
